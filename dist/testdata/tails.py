"""Writes tails.csv beside itself: logarithms of distribution functions and of their complements, with all derivatives.

Each row is: family, arguments (the value, then the parameters), log F, log (1-F), and the derivatives of either by every argument that has
one, in order. Arguments are the shortest decimals that give the Float64 numbers that were computed with. Those of gamma, beta and Student's t come from
quadrature of the density over each side, in a variable in which it is log-concave; check() compares them with mpmath's own functions. The
rest are closed forms, differentiated at high precision. Needs mpmath: python3 tails.py
"""
import csv
import os

from mpmath import (atan, beta, betainc, diff, erf, erfc, exp, expm1, floor, gammainc, inf, log, log1p, loggamma, mp, mpf, nstr, pi, psi, quad, sqrt)

mp.dps = 60
rows = []


def write(family, args, lower, upper, d_lower, d_upper):
    if any(abs(v) > 1e308 for v in (lower, upper, *d_lower, *d_upper)):
        return  # out of the range of Float64
    rows.append([family, " ".join(repr(float(a)) for a in args)] + [nstr(v, 20) for v in (lower, upper, *d_lower, *d_upper)])


# Closed forms.


def closed(family, args, lower, upper, at=None):
    """lower and upper are the probabilities as functions of the arguments; at lists those with derivatives."""
    mp.dps = 60 + (650 if any(abs(a) > 1e30 or 0 < abs(a) < 1e-30 for a in args) else 0)
    x = [mpf(float(a)) for a in args]
    slopes = []
    for f in (lower, upper):
        each = []
        for i in range(len(x)) if at is None else at:
            h = (abs(x[i]) if x[i] != 0 else min(abs(v) for v in x if v != 0)) * mpf(10) ** -mp.dps
            mp.dps *= 3
            high, low = (log(f(*(x[:i] + [x[i] + s * h] + x[i + 1 :]))) for s in (1, -1))
            each.append((high - low) / (2 * h))
            mp.dps //= 3
        slopes.append(each)
    write(family, args, log(lower(*x)), log(upper(*x)), *slopes)


def normal(z):
    return erfc(-z / sqrt(mpf(2))) / 2


def closed_forms():
    for x, m, s in [(0, 0, 1), (1.5, 0, 1), (-1e10, 0, 1), (3e10, 1, 2), (-40, 0, 1), (8.5, 0, 1), (1e150, 0, 1), (-3, -3.5, 1e-3), (1e-8, 0, 1e-300), (1e300, 0, 1e290), (0.7, 1e8, 1e7)]:
        closed("Normal", (x, m, s), lambda x, m, s: normal((x - m) / s), lambda x, m, s: normal((m - x) / s))
    for x, m, s in [(1, 0, 1), (1e-300, 0, 1), (1e300, 2, 3), (5e-324, 5, 30), (1e-20, 0, 0.01), (1e20, -3, 0.5)]:
        closed("LogNormal", (x, m, s), lambda x, m, s: normal((log(x) - m) / s), lambda x, m, s: normal((m - log(x)) / s))
    for x, s in [(1, 1), (1e-300, 1), (1e-300, 1e10), (1e10, 1), (0.3, 0.1), (40, 1), (1e-12, 2)]:
        closed("HalfNormal", (x, s), lambda x, s: erf(x / s / sqrt(mpf(2))), lambda x, s: erfc(x / s / sqrt(mpf(2))))
    for x, m, s in [(0.3, 0, 1), (-2, 0, 1), (-1e300, 0, 1e-10), (1e300, 5, 1e300), (1e10, 0, 1), (-1.7e308, 1.7e308, 1), (2, 1, 1e-200), (-3, 0, 1e300)]:
        cauchy = lambda z: 0.5 + atan(z) / pi if z > -1 else -atan(1 / z) / pi
        closed("Cauchy", (x, m, s), lambda x, m, s: cauchy((x - m) / s), lambda x, m, s: cauchy((m - x) / s))
    for x, s in [(1, 1), (0.2, 1), (1e-300, 1e10), (1e300, 1e-10), (1e10, 1), (3, 2)]:
        closed("HalfCauchy", (x, s), lambda x, s: 2 / pi * atan(x / s), lambda x, s: 2 / pi * atan(s / x))
    for x, m, s in [(0.3, 0, 1), (-2, 0, 1), (-1e10, 0, 1), (1e300, 0, 1), (1e15, 3, 0.1), (-5, 2, 1e-6)]:
        side = lambda z: exp(z) / 2 if z < 0 else 1 - exp(-z) / 2
        closed("Laplace", (x, m, s), lambda x, m, s: side((x - m) / s), lambda x, m, s: side((m - x) / s))
    for x, r in [(1, 1), (1e-300, 1), (1e-300, 1e-20), (1e300, 1), (50, 2), (1e-9, 3)]:
        closed("Exponential", (x, r), lambda x, r: -expm1(-r * x), lambda x, r: exp(-r * x))
    for x, a, b in [(0.3, 0, 1), (1e-300, 0, 1), (-2.5, -3, 7), (1 - 2.0**-53, 0, 1), (1e300, -1e300, 2e300), (3.0000000001, 3, 4)]:
        closed("Uniform", (x, a, b), lambda x, a, b: (x - a) / (b - a), lambda x, a, b: (b - x) / (b - a))
    sigmoid = lambda l: 1 / (1 + exp(-l))
    for l in (0.3, -40, 800, -1e5, 1e-10):
        closed("Bernoulli[Logits]", (0, l), lambda _, l: sigmoid(-l), lambda _, l: sigmoid(l), [1])
    for p in (0.3, 1e-300, 1e-17, 1 - 2.0**-53):
        closed("Bernoulli[Probs]", (0, p), lambda _, p: 1 - p, lambda _, p: p, [1])


# Quadrature.


def side(log_kernel, scores, u, sign):
    """∫ e^(log_kernel(v) - log_kernel(u)) dv on one side of u, alone and times each score."""
    top = log_kernel(u)
    sums, v, width, best = [mpf(0)] * (1 + len(scores)), u, mpf(1) / 1024, top
    while log_kernel(v) - best > -80 or v == u:
        width = 4 * width
        while abs(log_kernel(v + sign * width) - log_kernel(v)) > 15 or width > max(2, abs(v) / 4):
            width /= 2
        ends = sorted([v, v + sign * width])
        for i, score in enumerate([lambda w: 1] + scores):
            sums[i] += quad(lambda w: exp(log_kernel(w) - top) * score(w), ends, method="gauss-legendre")
        v += sign * width
        best = max(best, log_kernel(v))
    return sums


def sides(log_kernel, scores, u):
    """log F, log (1-F), and the derivatives of both by u and by each parameter, whose scores are given.

    The density falls from u to the side that is integrated; the other follows from it.
    """
    sign = -1 if log_kernel(u + mpf(10) ** -15) > log_kernel(u) else 1
    total, *parts = side(log_kernel, scores, u, sign)
    value, slopes = log_kernel(u) + log(total), [-sign / total] + [p / total for p in parts]
    p = exp(value)
    other = (log1p(-p), [-p / (1 - p) * s for s in slopes])
    return ((value, slopes), other) if sign < 0 else (other, (value, slopes))


def gamma_sides(a, v):
    constant, centre = loggamma(a), psi(0, a)
    return sides(lambda v: a * v - exp(v) - constant, [lambda v: v - centre], v)


def beta_sides(a, b, v):
    constant, ca, cb = log(beta(a, b)), psi(0, a) - psi(0, a + b), psi(0, b) - psi(0, a + b)
    log_kernel = lambda v: -a * log1p(exp(-v)) - b * log1p(exp(v)) - constant
    return sides(log_kernel, [lambda v: -log1p(exp(-v)) - ca, lambda v: -log1p(exp(v)) - cb], v)


def quadratures():
    mp.dps = 40
    for x, a, r in [(1, 2, 3), (1e-300, 2, 1), (0.7, 0.3, 1), (1e-5, 0.01, 2), (1e10, 3, 1), (200, 100, 1), (30, 100, 1), (700, 100, 1), (1.0003e8, 1e8, 1), (0.5e8, 1e8, 1), (3e8, 1e8, 1),
                    (1e-300, 1.5, 1e-20), (0.1, 1e-3, 5), (50, 0.2, 1), (2, 1, 3)]:
        x, a, r = mpf(x), mpf(a), mpf(r)
        (low, dl), (up, du) = gamma_sides(a, log(r * x))
        order = lambda d: [d[0] / x, d[1], d[0] / r]
        write("Gamma", (x, a, r), low, up, order(dl), order(du))
        y = 1 / float(x)
        (low, dl), (up, du) = gamma_sides(a, log(r / mpf(y)))
        order = lambda d: [-d[0] / mpf(y), d[1], d[0] / r]
        write("InverseGamma", (y, a, r), up, low, order(du), order(dl))
    for x, a, b in [(0.3, 2, 3), (1e-300, 2, 3), (0.999, 5, 0.2), (0.5, 0.01, 0.02), (1 - 2.0**-53, 3, 2), (0.4, 300, 400), (0.01, 300, 400), (0.9, 300, 400), (0.25, 1e7, 3.001e7), (1e-9, 2, 1e8), (1e-4, 2, 1e8),
                    (0.7, 1, 1), (1e-5, 1e-3, 1)]:
        x, a, b = mpf(x), mpf(a), mpf(b)
        (low, dl), (up, du) = beta_sides(a, b, log(x) - log1p(-x))
        order = lambda d: [d[0] / x / (1 - x), d[1], d[2]]
        write("Beta", (x, a, b), low, up, order(dl), order(du))
    for x, df, m, s in [(0.5, 5, 0, 1), (-1e10, 3, 0, 1), (-1e300, 3, 1, 1e-10), (1e200, 0.01, 0, 1), (40, 1e4, 0, 1), (-3000, 1e7, 0, 1), (1e-6, 2.5, 0, 3), (-2.5, 1, 0.5, 2), (1e300, 1e5, 0, 1), (1.7, 1e8, 0, 1)]:
        t, df, s, m = (mpf(x) - mpf(m)) / mpf(s), mpf(df), mpf(s), mpf(m)
        size = abs(t)
        _, (tail, d) = beta_sides(mpf(1) / 2, df / 2, 2 * log(size) - log(df))
        by_t, by_df = 2 * d[0] / size, d[2] / 2 - d[0] / df  # of the tail beyond |t|
        sign = 1 if t > 0 else -1
        order = lambda by_t, by_df: [by_t / s, by_df, -by_t / s, -t * by_t / s]
        far = (tail - log(mpf(2)), order(sign * by_t, by_df))
        p = exp(far[0])
        near = (log1p(-p), [-p / (1 - p) * v for v in far[1]])
        low, up = (near, far) if t > 0 else (far, near)
        write("StudentT", (x, df, m, s), low[0], up[0], low[1], up[1])
    for k, r in [(0, 2), (3, 2), (100, 2), (0, 1e4), (9900, 1e4), (10500, 1e4), (4.7, 3.3), (5, 1e-300), (1e8, 1.0003e8), (1e15, 1e15)]:
        r = mpf(r)
        mp.dps = 40 if r < 1e12 else 60
        (low, dl), (up, du) = gamma_sides(floor(mpf(k)) + 1, log(r))
        write("Poisson", (k, r), up, low, [du[0] / r], [dl[0] / r])
        mp.dps = 40
    for k, n, p in [(3, 10, 0.3), (0, 10, 1e-300), (9, 10, 0.01), (500, 1000, 0.3), (100, 1000, 0.3), (2.5e5, 1e6, 0.25), (3, 1e12, 1e-12), (7, 20, 1 - 2.0**-53)]:
        p, a, b = mpf(p), floor(mpf(k)) + 1, mpf(n) - floor(mpf(k))
        (low, dl), (up, du) = beta_sides(a, b, log(p) - log1p(-p))
        write("Binomial[Probs]", (k, n, p), up, low, [du[0] / p / (1 - p)], [dl[0] / p / (1 - p)])
    for k, n, l in [(3, 10, -0.4), (3, 10, 800), (3, 10, -1e4), (0, 5, 45), (4, 5, -590), (4, 5, -610), (500, 1000, 0.2)]:
        a, b = floor(mpf(k)) + 1, mpf(n) - floor(mpf(k))
        (low, dl), (up, du) = beta_sides(a, b, mpf(l))
        write("Binomial[Logits]", (k, n, l), up, low, [du[0]], [dl[0]])
    for k, n, p in [(3, 10, 0.3), (0, 2.5, 1e-300), (9, 10, 0.01), (400, 1000, 0.3), (100, 300.5, 0.3), (7, 0.01, 0.5), (20, 0.5, 1 - 2.0**-53), (3, 1e6, 3e-6)]:
        n, p, a = mpf(n), mpf(p), floor(mpf(k)) + 1
        (low, dl), (up, du) = beta_sides(a, n, log(p) - log1p(-p))
        write("NegativeBinomial[Probs]", (k, n, p), up, low, [du[2], du[0] / p / (1 - p)], [dl[2], dl[0] / p / (1 - p)])
    for k, n, l in [(3, 10, -0.4), (4.7, 10, 500), (0, 5, 45), (4, 0.5, -590), (500, 1000.5, -0.7)]:
        n, a = mpf(n), floor(mpf(k)) + 1
        (low, dl), (up, du) = beta_sides(a, n, mpf(l))
        write("NegativeBinomial[Logits]", (k, n, l), up, low, [du[2], du[0]], [dl[2], dl[0]])


def check():
    mp.dps = 40
    for a, x in [(2, 3), (0.3, 0.5), (30, 20)]:
        a, x = mpf(a), mpf(x)
        (low, dl), (up, du) = gamma_sides(a, log(x))
        assert abs(low - log(gammainc(a, 0, x, regularized=True))) < 1e-25
        assert abs(up - log(gammainc(a, x, inf, regularized=True))) < 1e-25
        assert abs(dl[1] / diff(lambda s: log(gammainc(s, 0, x, regularized=True)), a, h=mpf(10) ** -12) - 1) < 1e-15
    for a, b, x in [(2, 3, 0.3), (0.3, 0.5, 0.9), (30, 20, 0.5)]:
        a, b, x = mpf(a), mpf(b), mpf(x)
        (low, dl), (up, du) = beta_sides(a, b, log(x) - log1p(-x))
        assert abs(low - log(betainc(a, b, 0, x, regularized=True))) < 1e-25
        assert abs(du[2] / diff(lambda s: log(betainc(a, s, x, 1, regularized=True)), b, h=mpf(10) ** -12) - 1) < 1e-15


check()
closed_forms()
quadratures()
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tails.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["family", "arguments", "lower, upper, and their derivatives"])
    w.writerows(rows)
