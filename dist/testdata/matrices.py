"""Writes matrices.csv beside itself: log-densities, entropies, moments and divergences of vectors and matrices to high precision, with the
columns of golden.csv. Needs mpmath 1.3: python3 matrices.py
"""
import csv
import os

from mpmath import beta, det, digamma, inverse, log, loggamma, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60
rows = []


def add(what, family, args, value, *more):
    rows.append([what, family, " ".join(repr(float(a)) for a in args)] + [nstr(v, 20) for v in (value, *more)])


def density(family, args, terms):
    add("logprob", family, args, sum(terms), sum(abs(t) for t in terms))


def entropy(family, args, terms):
    add("entropy", family, args, sum(terms), sum(abs(t) for t in terms))


def square(v):
    """The rows of a square matrix."""
    n = int(len(v) ** 0.5 + 0.5)
    return matrix([[mpf(x) for x in v[i * n : (i + 1) * n]] for i in range(n)])


def flat(m):
    return [m[i, j] for i in range(m.rows) for j in range(m.cols)]


# LKJ: the constant is equation 16 of Lewandowski, Kurowicka, Joe 2009. Matrices are made of what stands below the diagonal.


def lkj_constant(n, e):
    e = mpf(e)
    return [-sum((2 * e - 2 + n - k) * (n - k) for k in range(1, n)) * log(mpf(2))] + [-(n - k) * log(beta(e + mpf(n - k - 1) / 2, e + mpf(n - k - 1) / 2)) for k in range(1, n)]


def lkj_name(family, n):
    return family + {2: " of two", 3: ""}[n]


def lkj_factor(n, below):
    l, below = matrix(n, n), list(map(mpf, below))
    for i in range(n):
        for j in range(i):
            l[i, j] = below.pop(0)
        l[i, i] = sqrt(1 - sum(l[i, j] ** 2 for j in range(i)))
    return l


def lkj_logs(n, e):
    """The means of log Lᵢᵢ."""
    e = mpf(e)
    return [(digamma(e + mpf(n - i) / 2) - digamma(e + mpf(n - 1) / 2)) / 2 for i in range(1, n + 1)]


for n, below, e in [(2, [0.5], 1), (2, [-0.3], 2.5), (2, [0.9], 0.1), (2, [1e-3], 1e6), (2, [0.99], 40), (3, [0.5, -0.25, 0.125], 1), (3, [-0.6, 0.7, 0.1], 0.3), (3, [0.01, 0.02, -0.03], 1e4),
                    (3, [0.9, 0.1, -0.95], 7)]:
    l = lkj_factor(n, below)
    norm = lkj_constant(n, e)
    density(lkj_name("LKJCholesky", n), flat(l) + [e], norm + [(2 * (mpf(e) - 1) + n - i) * log(l[i - 1, i - 1]) for i in range(2, n + 1)])
    x = matrix(n, n)
    for i in range(n):
        x[i, i] = mpf(1)
        for j in range(i):
            x[i, j] = x[j, i] = below[i * (i - 1) // 2 + j]
    if det(x) > 0:
        density(lkj_name("LKJ", n), flat(x) + [e], norm + [(mpf(e) - 1) * log(det(x))])
for n, e in [(2, 1), (2, 0.05), (3, 2), (3, 1e3), (3, 1e-3)]:
    norm = [-t for t in lkj_constant(n, e)]
    logs = lkj_logs(n, e)
    entropy(lkj_name("LKJ", n), [e], norm + [-2 * (mpf(e) - 1) * v for v in logs])
    entropy(lkj_name("LKJCholesky", n), [e], norm + [-(2 * (mpf(e) - 1) + n - i) * logs[i - 1] for i in range(1, n + 1)])
for n, q, p in [(2, 1, 3), (2, 1e-3, 5), (3, 2, 0.5), (3, 1.5, 1.5 + 2.0**-30), (3, 1e6, 2e6), (3, 40, 0.01)]:
    value = sum(lkj_constant(n, q)) - sum(lkj_constant(n, p)) + 2 * (mpf(q) - mpf(p)) * sum(lkj_logs(n, q))
    for family in ("LKJ", "LKJCholesky"):
        add("kl", lkj_name(family, n), [q, p], value)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "matrices.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "terms"])
    for r in rows:
        w.writerow(r + [""] * (5 - len(r)))
