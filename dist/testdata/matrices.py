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

# Normal and Student's t distributions of vectors. The matrices are those of the parameterization.


def lower(n, v):
    l, v = matrix(n, n), list(map(mpf, v))
    for i in range(n):
        for j in range(i + 1):
            l[i, j] = v.pop(0)
    return l


mp.dps = 400  # for factors of different size
normals = [((0, 0), (0, 0), (1, 0, 1)), ((1, -2), (0.5, -1), (2, 0.75, 0.25)), ((1e3, 1e3), (0, 0), (1, 1024, 0.015625)), ((1e-100, 1), (0, 0), (1, 3, 2.0**-30))]
for x, m, v in normals:
    n, l = len(x), lower(len(x), v)
    off = matrix([mpf(a) - mpf(b) for a, b in zip(x, m)])
    terms = [-((l.T * off).T * (l.T * off))[0] / 2, *[log(l[i, i]) for i in range(n)], -n * log(2 * pi) / 2]
    density("MultivariateNormal[PrecisionTril]", (*x, *m, *flat(l)), terms)
    if all(float(a) == a for a in flat(l * l.T)):
        density("MultivariateNormal[Precision]", (*x, *m, *flat(l * l.T)), terms)
    entropy("MultivariateNormal[PrecisionTril]", (*m, *flat(l)), [-log(l[i, i]) for i in range(n)] + [n * (1 + log(2 * pi)) / 2])
for (m, v), (m2, v2) in [(((0, 0), (1, 0, 1)), ((3, -4), (2, 1.5, 0.5))), (((0.5, -1), (2, 0.75, 0.25)), ((0.5, 1), (1, -3, 2)))]:
    l, l2, off = lower(2, v), lower(2, v2), matrix([mpf(a) - mpf(b) for a, b in zip(m, m2)])
    product = l2 * l2.T * inverse(l * l.T)
    value = (product[0, 0] + product[1, 1] + (off.T * l2 * l2.T * off)[0] - 2 - log(det(product))) / 2
    add("kl", "MultivariateNormal[PrecisionTril]", (*m, *flat(l), *m2, *flat(l2)), value)
    add("kl", "MultivariateNormal[Precision]", (*m, *flat(l * l.T), *m2, *flat(l2 * l2.T)), value)
for x, nu, m, v in [((0, 0), 3, (0, 0), (1, 0, 1)), ((1, -2), 0.5, (0.5, -1), (2, 0.75, 0.25)), ((1, -2), 1e10, (0.5, -1), (2, 0.75, 0.25)), ((1e200, 1), 4, (0, 0), (1, 1, 0.5)), ((1e300, -1e300), 0.01, (0, 0), (1e-10, 1, 3)),
                    ((1e-200, 0), 2, (0, 0), (1e-100, 0, 1)), ((1, 2, 3), 7, (0, 0, 0), (2, -1, 1, 0.25, 3, 0.75)), ((0, 0.5, 0.5), 1e5, (1, 2, 3), (1, 0.5, 2, -1, 0.25, 0.125))]:
    n, nu, l = len(x), mpf(nu), lower(len(x), v)
    off = inverse(l) * matrix([mpf(a) - mpf(b) for a, b in zip(x, m)])
    name = "MultivariateStudentT" + {2: "", 3: " of three"}[n]
    norm = [loggamma((nu + n) / 2) - loggamma(nu / 2) - n * log(pi * nu) / 2] + [-log(l[i, i]) for i in range(n)]
    density(name, (*x, nu, *m, *flat(l)), norm + [-(nu + n) / 2 * log(1 + (off.T * off)[0] / nu)])
    entropy(name, (nu, *m, *flat(l)), [-t for t in norm] + [(nu + n) / 2 * (digamma((nu + n) / 2) - digamma(nu / 2))])
mp.dps = 60

# Normal variables on the simplex and of sum 0

for x, m, s in [((0.25, 0.25, 0.5), (0, 0), (1, 1)), ((0.75, 0.125, 0.125), (1, -1), (0.5, 2)), ((1e-300, 0.5, 0.5), (-600, 0), (30, 1)), ((0.5, 0.5, 1e-200), (3, 400), (1, 20))]:
    x = [mpf(v) for v in x]
    left = [sum(x[i:]) for i in range(3)]
    u = [log(x[i]) - log(left[i + 1]) + log(mpf(2 - i)) for i in range(2)]
    density("LogisticNormal", (*x, *m, *s), [t for i in range(2) for t in (-((u[i] - m[i]) / mpf(s[i]))**2 / 2, -log(mpf(s[i])), -log(2 * pi) / 2, -log(x[i]), -log(left[i + 1] / left[i]))])
for x, s in [((0, 0, 0), 1), ((1, -0.5, -0.5), 0.25), ((1e100, -1e100, 0), 1e99), ((3, 5, -8), 40)]:
    density("ZeroSumNormal", (*x, s), [-sum((mpf(v) / mpf(s))**2 for v in x) / 2, -2 * log(mpf(s)), -log(2 * pi)])
    entropy("ZeroSumNormal", (s,), [1 + log(2 * pi), 2 * log(mpf(s))])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "matrices.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "terms"])
    for r in rows:
        w.writerow(r + [""] * (5 - len(r)))
