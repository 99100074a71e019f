"""Writes concentration.csv beside itself: log-densities, entropies and divergences of the families with gamma functions in their norms, and their
derivatives by every argument, to high precision, for concentrations from 1e-10 to 1e16 and beyond.

Each row is: what, family, arguments…, value, derivatives…, scales…. The scale of a derivative of a log-density is about its standard
deviation over draws, which is what its error is compared with where it is 0. The first argument of a log-density is the value, but for Dirichlet, which has as
many values as concentrations. Arguments are the shortest decimals that give the Float64 numbers that were computed with. Needs mpmath 1.3:
python3 concentration.py
"""
import csv
import os

from mpmath import digamma, exp, log, log1p, loggamma, mp, mpf, nstr, pi, psi, sqrt

mp.dps = 80
rows = []


def add(what, family, args, value, slopes, scales=None):
    if all(abs(v) < 1e307 for v in [value, *args, *slopes]):
        words = [" ".join(nstr(s, digits) for s in v) for v, digits in ((slopes, 20), (scales or [0] * len(slopes), 3))]
        rows.append([what, family, " ".join(repr(float(a)) for a in args), nstr(value, 20), *words])


SIZES = [1e-10, 1e-3, 0.3, 1, 2.5, 9.99, 10, 10.01, 33, 1e3, 1e6, 1e8, 1e10, 1e12, 1e14, 1e16]
SCORES = [0, 0.7, -2, 9]  # standard deviations from the mean


def gamma(x, a, r):
    x, a, r = mpf(x), mpf(a), mpf(r)
    add("logprob", "Gamma", (x, a, r), a * log(r) + (a - 1) * log(x) - r * x - loggamma(a), [(a - 1) / x - r, log(r) + log(x) - digamma(a), a / r - x],
        [(1 + sqrt(a)) / x, sqrt(psi(1, a)), sqrt(a) / r])
    y = mpf(float(1 / x))
    add("logprob", "InverseGamma", (y, a, r), a * (log(r) - log(y)) - log(y) - r / y - loggamma(a),
        [(r / y - a - 1) / y, log(r) - log(y) - digamma(a), a / r - 1 / y], [(1 + sqrt(a)) / y, sqrt(psi(1, a)), sqrt(a) / r])


def beta(x, a, b):
    x, a, b = mpf(x), mpf(a), mpf(b)
    n, y = a + b, 1 - x
    add("logprob", "Beta", (x, a, b), (a - 1) * log(x) + (b - 1) * log1p(-x) + loggamma(n) - loggamma(a) - loggamma(b),
        [(a - 1) / x - (b - 1) / y, log(x) + digamma(n) - digamma(a), log1p(-x) + digamma(n) - digamma(b)],
        [(1 + sqrt(a)) / x + (1 + sqrt(b)) / y] + [sqrt(psi(1, c) - psi(1, n)) + mpf(1e-3) / (1 + c) for c in (a, b)])


def dirichlet(x, a):
    """Of the ratios of x, whose elements add up to 1 but for rounding."""
    x, a = list(map(mpf, x)), list(map(mpf, a))
    n, s = sum(a), sum(x)
    value = loggamma(n) + sum((c - 1) * log(v / s) - loggamma(c) for v, c in zip(x, a))
    add("logprob", "Dirichlet", x + a, value, [(c - 1) / v - (n - len(a)) / s for v, c in zip(x, a)] + [log(v / s) + digamma(n) - digamma(c) for v, c in zip(x, a)],
        [(1 + sqrt(c)) / v for v, c in zip(x, a)] + [sqrt(psi(1, c) - psi(1, n)) for c in a])


def choose(n, x):
    return loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1)


def binomial(x, n, p):
    x, n, p = mpf(x), mpf(n), mpf(p)
    add("logprob", "Binomial[Probs]", (x, n, p), choose(n, x) + x * log(p) + (n - x) * log1p(-p), [0, 0, x / p - (n - x) / (1 - p)], [0, 0, sqrt(n / p / (1 - p))])
    l = mpf(float(log(p / (1 - p))))
    p = 1 / (1 + exp(-l))
    add("logprob", "Binomial[Logits]", (x, n, l), choose(n, x) + x * log(p) + (n - x) * log1p(-p), [0, 0, x - n * p], 
        [0, 0, sqrt(n * p * (1 - p)) + 5e-4 * n * min(p, 1 - p)])  # and of the rounding of p


def poisson(x, r):
    x, r = mpf(x), mpf(r)
    add("logprob", "Poisson", (x, r), x * log(r) - r - loggamma(x + 1), [0, (x - r) / r], [0, 1 / sqrt(r)])


def student(x, n, m, s):
    digits, mp.dps = mp.dps, 700 if n > 1e30 else mp.dps
    x, n, m, s = mpf(x), mpf(n), mpf(m), mpf(s)
    z = (x - m) / s
    part = z * z / (n + z * z)
    value = loggamma((n + 1) / 2) - loggamma(n / 2) - log(pi * n) / 2 - log(s) - (n + 1) / 2 * log1p(z * z / n)
    slope = (digamma((n + 1) / 2) - digamma(n / 2) - 1 / n - log1p(z * z / n) + (n + 1) / n * part) / 2
    dx = -(n + 1) * z / (n + z * z) / s
    add("logprob", "StudentT", (x, n, m, s), value, [dx, slope, -dx, ((n + 1) * part - 1) / s],
        [1 / s, 1 / n / max(1, n), 1 / s, 1 / s])
    mp.dps = digits


def rounded(v):
    return float(nstr(v, 10))


for a in SIZES:
    for r in (1, a, 1e-3 * a):
        for score in SCORES:
            x = rounded((a + score * mpf(a)**0.5) / r)
            if x > 0:
                gamma(x, a, r)
        gamma(rounded(mpf(a) / r * 1e-5), a, r)
        gamma(rounded(mpf(a) / r * 10), a, r)
    for b in (a, 3 * a, 0.2, 7, 1e16):
        for score in SCORES:
            m = mpf(a) / (a + b)
            x = rounded(m + score * sqrt(m * (1 - m) / (a + b + 1)))
            if 0 < x < 1:
                beta(x, a, b)
        beta(1e-5, a, b)
    for score in SCORES:
        for w in ((0.2, 0.3, 0.5), (0.25, 0.25, 0.5), (1e-9, 0.3, 0.7)):
            shift = score * sqrt(w[0] * (1 - w[0]) / mpf(a)) if a > 1 else 0
            x = (w[0] + shift, w[1] - shift, w[2])
            if min(x) > 0:
                dirichlet([rounded(v) for v in x], [float(a * v) for v in w])
    dirichlet((0.2, 0.3, 0.5), (a, 1e-5, 2))
    dirichlet((0.2, 0.3, 0.5), (a, 11, 1))
    dirichlet((1e-300, 0.5, 0.5), (a, 1, 1))
    if a >= 1:
        for p in (0.5, 0.3, 0.9, 1e-7):
            n = float(round(2 * a)) if p == 0.5 else float(round(a / p)) if a / p < 1e17 else 0
            for score in SCORES:
                x = float(round(n * p + score * (n * p * (1 - p))**0.5))
                if 0 <= x <= n and n:
                    binomial(x, n, p)
        poisson(round(a), a)
        poisson(round(a), a * 1.5)
        poisson(round(a), 1e-300)
    for x in (0, 1e-3, 0.7, -3, 40):
        student(0.5 + 2 * x, a, 0.5, 2)
for n in (1e30, 1e100, 1e300):
    for x in (0, 0.7, -3, 40):
        student(x, n, 0, 1)

# Entropies


def gamma_entropy(a):
    return a + loggamma(a) + (1 - a) * digamma(a), 1 + (1 - a) * psi(1, a)


for a in map(mpf, SIZES):
    value, slope = gamma_entropy(a)
    for r in map(mpf, (1, 1e-5, a)):
        add("entropy", "Gamma", (a, r), value - log(r), [slope, -1 / r])
        add("entropy", "InverseGamma", (a, r), a + log(r) + loggamma(a) - (1 + a) * digamma(a), [1 - (1 + a) * psi(1, a), 1 / r])
    for b in map(mpf, (a, 3 * a, 0.2, 7, 1e16)):
        b = mpf(float(b))
        n = a + b
        add("entropy", "Beta", (a, b),
            loggamma(a) + loggamma(b) - loggamma(n) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (n - 2) * digamma(n),
            [(n - 2) * psi(1, n) - (c - 1) * psi(1, c) for c in (a, b)])

# Derivatives of divergences, for near and far distributions.


def kl_gamma(a, r, a2, r2):
    a, r, a2, r2 = map(mpf, (a, r, a2, r2))
    value = (a - a2) * digamma(a) - loggamma(a) + loggamma(a2) + a2 * (log(r) - log(r2)) + a * (r2 - r) / r
    slopes = [(a - a2) * psi(1, a) + (r2 - r) / r, (a2 - a * r2 / r) / r, digamma(a2) - digamma(a) - log(r2 / r), a / r - a2 / r2]
    add("kl", "Gamma", (a, r, a2, r2), value, slopes)


def kl_dirichlet(family, q, p):
    q, p = list(map(mpf, q)), list(map(mpf, p))
    n, m = sum(q), sum(p)
    value = sum(map(loggamma, p)) - loggamma(m) - sum(map(loggamma, q)) + loggamma(n) + sum((a - b) * (digamma(a) - digamma(n)) for a, b in zip(q, p))
    slopes = [(a - b) * psi(1, a) - (n - m) * psi(1, n) for a, b in zip(q, p)] + [digamma(b) - digamma(a) - digamma(m) + digamma(n) for a, b in zip(q, p)]
    add("kl", family, q + p, value, slopes)


for a in SIZES:
    for e in (1e-12, 1e-7, 1e-3, 0.5, 30):
        kl_gamma(a, 2, a * (1 + e), 2)
        kl_gamma(a, 2, a, 2 * (1 + e))
        kl_gamma(a, a, a * (1 + e), a * (1 + 0.5 * e))
        kl_dirichlet("Beta", (a, 2 * a), (a * (1 + e), 2 * a))
        kl_dirichlet("Beta", (a, 2 * a), (a * (1 + e), 2 * a * (1 + 0.7 * e)))
        kl_dirichlet("Dirichlet", (a, 2 * a, 3), (a * (1 + e), 2 * a * (1 + 0.7 * e), 3))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "concentration.csv"), "w") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["what", "family", "arguments", "value", "derivatives", "scales"])
    out.writerows(rows)
