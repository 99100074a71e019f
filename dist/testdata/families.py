"""Writes families.csv beside itself: log-densities, logarithms of both tails, quantiles, moments, entropies and divergences, with derivatives
by every argument that has one, to high precision.

Each row is: what, family, arguments, value, derivatives by the last arguments, and for log-densities the sums of the absolute values of the
terms and of their derivatives, which errors are compared with. Arguments are the shortest decimals that give the Float64 numbers that were
computed with. A family is one entry below: its functions as formulas, and where they are tried. Needs mpmath 1.3: python3 families.py
"""
import csv
import os

from mpmath import acos, asin, atan, beta, betainc, cos, cosh, diff, digamma, e1, erf, erfc, euler, exp, expm1, findroot, floor, gamma, gammainc, inf, log, log1p, loggamma, mp, mpf, nstr, pi, quad, sin, sinh, sqrt, tan, tanh

mp.dps = 110
rows = []
PROBS = [1e-300, 1e-20, 0.01, 0.3, 0.75, 0.999]


def fits(v):
    return abs(v) < mpf(10) ** 307


def slopes(f, x, start):
    each = []
    for i in range(start, len(x)):
        h = (abs(x[i]) if x[i] else mpf(1)) * mpf(10) ** -35
        high, low = (f(*(x[:i] + [x[i] + s * h] + x[i + 1 :])) for s in (1, -1))
        each.append([(a - b) / (2 * h) for a, b in zip(high, low)])
    return each


def add(what, name, args, f, start=0, terms=False):
    """f gives the terms of the value."""
    mp.dps = 110 + (700 if any(abs(a) > 1e30 or 0 < abs(a) < 1e-30 for a in args) else 0)
    x = [mpf(float(a)) for a in args]
    value, d = sum(f(*x)), slopes(f, x, start)
    if not fits(value) or not all(fits(sum(s)) for s in d):  # out of the range of Float64
        return
    words = [nstr(value, 20), " ".join(nstr(sum(s), 20) for s in d)]
    if terms:
        words += [nstr(sum(map(abs, t)), 4) for t in [f(*x)]] + [" ".join(nstr(sum(map(abs, s)), 4) for s in d)]
    rows.append([what, name, " ".join(repr(float(a)) for a in args), *words])


def family(name, points, params=None, logprob=None, lower=None, upper=None, quantile=None, mean=None, variance=None, entropy=None, kl=None,
           pairs=(), start=0, tails=None, probs=PROBS):
    """points are arguments of densities and tails, params those of the rest; start is how many first arguments have no derivative."""
    params = params if params is not None else [p[1:] for p in points]
    for p in points:
        if logprob:
            add("logprob", name, p, logprob, start, terms=True)
    for p in tails if tails is not None else points:
        for what, side, other in (("logcdf", lower, upper), ("logsurvival", upper, lower)):
            if side and side(*map(mpf, p)) > 0:
                add(what, name, p, lambda *x: [log(side(*x)) if side(*x) < 0.5 else log1p(-other(*x))], start)
    for p in params:
        for q in probs if quantile else []:
            add("quantile", name, (q, *p), lambda *x: [quantile(*x)])
        for what, f in (("mean", mean), ("variance", variance), ("entropy", entropy)):
            if f:
                add(what, name, p, lambda *x: [f(*x)], max(start - 1, 0))
    for q, p in pairs:
        add("kl", name, (*q, *p), lambda *x: [kl(x[: len(q)], x[len(q) :])])


def sigmoid(l):
    return exp(l) / (1 + exp(l)) if l < 0 else 1 / (1 + exp(-l))


family("Logistic", [(0, 0, 1), (0.3, -1.5, 0.25), (-800, 0, 1), (800, 0, 1), (1e-9, 0, 3), (1e300, 0, 1e290), (-30, 2, 1)],
       logprob=lambda x, m, s: [-(x - m) / s, -log(s), -2 * log1p(exp(-(x - m) / s))] if x > m else [(x - m) / s, -log(s), -2 * log1p(exp((x - m) / s))],
       lower=lambda x, m, s: sigmoid((x - m) / s), upper=lambda x, m, s: sigmoid((m - x) / s),
       quantile=lambda p, m, s: m + s * (log(p) - log1p(-p)), mean=lambda m, s: m, variance=lambda m, s: pi**2 / 3 * s**2, entropy=lambda m, s: log(s) + 2)


def kl_gumbel(q, p):
    (m, s), (m2, s2) = q, p
    return log(s2 / s) + euler * (s / s2 - 1) + exp((m2 - m) / s2) * gamma(1 + s / s2) - 1 + (m - m2) / s2


NEAR = [mpf(2) ** -k for k in (1, 10, 20, 40)]
family("Gumbel", [(0, 0, 1), (0.3, -1.5, 0.25), (-6, 0, 1), (700, 0, 1), (1e-9, 0, 3), (1e300, 0, 1e298), (30, 2, 1)],
       logprob=lambda x, m, s: [-(x - m) / s, -log(s), -exp(-(x - m) / s)],
       lower=lambda x, m, s: exp(-exp((m - x) / s)), upper=lambda x, m, s: -expm1(-exp((m - x) / s)),
       quantile=lambda p, m, s: m - s * log(-log(p)), mean=lambda m, s: m + euler * s, variance=lambda m, s: (pi * s)**2 / 6, entropy=lambda m, s: log(s) + 1 + euler,
       kl=kl_gumbel, pairs=[((0, 1), (1, 2)), ((0, 1), (-30, 2)), ((3, 0.001), (3, 50)), ((0, 40), (1, 0.5))] + [((1, 2), (1 + d, 2)) for d in NEAR] + [((1, 2), (1, 2 + d)) for d in NEAR])

family("AsymmetricLaplace", [(0.1, 0, 1, 1.5), (3, -1, 0.5, 3), (-3, -1, 0.5, 3), (1e5, 0, 2, 1e-3), (-1e5, 0, 2, 1e3), (1e-9, 0, 1, 1e-8), (-2, 0, 1, 1e8)],
       logprob=lambda x, m, s, a: [-(x - m) * a / s if x > m else (x - m) / a / s, -log(s), -log(a + 1 / a)],
       lower=lambda x, m, s, a: a * a / (1 + a * a) * exp((x - m) / s / a) if x < m else 1 - exp(-(x - m) * a / s) / (1 + a * a),
       upper=lambda x, m, s, a: 1 - a * a / (1 + a * a) * exp((x - m) / s / a) if x < m else exp(-(x - m) * a / s) / (1 + a * a),
       quantile=lambda p, m, s, a: m + s * a * log(p * (1 + a**-2)) if p < 1 / (1 + a**-2) else m - s / a * log((1 - p) * (1 + a * a)),
       mean=lambda m, s, a: m + s / a - s * a, variance=lambda m, s, a: s * s * (a * a + a**-2), entropy=lambda m, s, a: 1 + log(s) + log(a + 1 / a))


def kl_weibull(q, p):
    (s, k), (s2, k2) = q, p
    return log(k / k2) - k * log(s) + k2 * log(s2) + (k - k2) * (log(s) - euler / k) + (s / s2)**k2 * gamma(k2 / k + 1) - 1


family("Weibull", [(1, 1, 1), (0, 2, 1), (0.3, 2, 3), (5, 2, 0.4), (1e-300, 1, 2), (1e-300, 1, 0.01), (40, 1, 1), (1.001, 1, 1e3), (0.97, 1, 1e3), (3, 1e-5, 0.5)],
       params=[(2, 3), (0.7, 0.5), (1, 1e3)],
       logprob=lambda x, s, k: [log(k), -log(s), (k - 1) * log(x / s) if k != 1 else (1 - k) * x, -(x / s)**k],
       lower=lambda x, s, k: -expm1(-(x / s)**k), upper=lambda x, s, k: exp(-(x / s)**k), tails=[(1, 1, 1), (0.3, 2, 3), (5, 2, 0.4), (1e-300, 1, 2), (1e-300, 1, 0.01), (40, 1, 1), (1.001, 1, 1e3), (0.97, 1, 1e3)],
       quantile=lambda p, s, k: s * (-log1p(-p))**(1 / k), mean=lambda s, k: s * gamma(1 + 1 / k), variance=lambda s, k: s**2 * (gamma(1 + 2 / k) - gamma(1 + 1 / k)**2),
       entropy=lambda s, k: euler * (1 - 1 / k) + log(s / k) + 1,
       kl=kl_weibull, pairs=[((1, 2), (2, 3)), ((3, 0.5), (0.01, 0.7)), ((1, 10), (2, 0.1))] + [((1, 2), (1 + d, 2)) for d in NEAR] + [((1, 2), (1, 2 + d)) for d in NEAR])

family("Pareto", [(1, 1, 1), (2.5, 2, 3), (1e300, 1, 0.5), (1e3, 1e-5, 30), (1.0000001, 1, 1e3), (1e-5, 1e-300, 2)], params=[(1.5, 2.5), (1e-9, 1e4), (2, 5)],
       logprob=lambda x, s, k: [log(k), k * log(s), -(k + 1) * log(x)],
       lower=lambda x, s, k: -expm1(-k * log(x / s)), upper=lambda x, s, k: (s / x)**k, tails=[(2.5, 2, 3), (1e300, 1, 0.5), (1e3, 1e-5, 30), (1.0000001, 1, 1e3), (1e-5, 1e-300, 2)],
       quantile=lambda p, s, k: s * (1 - p)**(-1 / k), mean=lambda s, k: s * k / (k - 1), variance=lambda s, k: s**2 * k / (k - 1)**2 / (k - 2), entropy=lambda s, k: log(s / k) + 1 + 1 / k,
       kl=lambda q, p: log(q[1] / p[1]) + p[1] * log(q[0] / p[0]) + p[1] / q[1] - 1, pairs=[((2, 3), (1, 2)), ((1e10, 1e-3), (1, 5))] + [((2, 3), (2, 3 + d)) for d in NEAR])

family("LogLogistic", [(1, 1, 1), (0, 2, 1), (0.3, 2, 3), (5, 2, 0.4), (1e-300, 1, 2), (1e300, 1, 2), (1e-300, 3, 0.01), (1.001, 1, 1e3), (0.97, 1, 1e3)],
       params=[(2, 3), (0.7, 2.1), (1, 1e3)], tails=[(1, 1, 1), (0.3, 2, 3), (5, 2, 0.4), (1e-300, 1, 1), (1e300, 1, 1), (1e-300, 3, 0.01), (1.001, 1, 1e3), (0.97, 1, 1e3)],
       logprob=lambda x, s, k: [log(k), -log(s), (k - 1) * log(x / s) if k != 1 else (1 - k) * x, -2 * log1p((x / s)**k)],
       lower=lambda x, s, k: sigmoid(k * log(x / s)), upper=lambda x, s, k: sigmoid(-k * log(x / s)), quantile=lambda p, s, k: s * (p / (1 - p))**(1 / k),
       mean=lambda s, k: s * pi / k / sin(pi / k), variance=lambda s, k: s**2 * (2 * pi / k / sin(2 * pi / k) - (pi / k / sin(pi / k))**2), entropy=lambda s, k: log(s / k) + 2)

family("Gompertz", [(1, 1, 1), (0, 2, 3), (0.3, 2, 3), (5, 0.01, 2), (1e-300, 1, 2), (1e3, 1e-300, 0.5), (20, 1e-5, 1), (3, 1e4, 1e-5)], params=[(2, 3), (0.7, 0.5), (1e-5, 1), (40, 2), (1.01, 1)],
       logprob=lambda x, c, r: [log(c), log(r), r * x, -c * expm1(r * x)], lower=lambda x, c, r: -expm1(-c * expm1(r * x)), upper=lambda x, c, r: exp(-c * expm1(r * x)),
       tails=[(1, 1, 1), (0.3, 2, 3), (5, 0.01, 2), (1e-300, 1, 2), (20, 1e-5, 1), (3, 1e4, 1e-5)],
       quantile=lambda p, c, r: log1p(-log1p(-p) / c) / r, mean=lambda c, r: exp(c) * e1(c) / r, entropy=lambda c, r: 1 - log(c) - log(r) - exp(c) * e1(c))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "families.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "derivatives", "terms", "terms of derivatives"])
    for r in rows:
        w.writerow(r + [""] * (7 - len(r)))
