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

# Wishart: the constants are those of the densities as they are written in textbooks, with the multivariate gamma function.


def log_gamma_n(n, a):
    return [mpf(n * (n - 1)) / 4 * log(pi)] + [loggamma(a - mpf(i) / 2) for i in range(n)]


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def wishart(nu, v, x):
    n, nu = x.rows, mpf(nu)
    return [(nu - n - 1) / 2 * log(det(x)), -trace(inverse(v) * x) / 2, -nu * n / 2 * log(mpf(2)), -nu / 2 * log(det(v))] + [-t for t in log_gamma_n(n, nu / 2)]


def inverse_wishart(nu, v, x):
    n, nu = x.rows, mpf(nu)
    return [nu / 2 * log(det(v)), -(nu + n + 1) / 2 * log(det(x)), -trace(v * inverse(x)) / 2, -nu * n / 2 * log(mpf(2))] + [-t for t in log_gamma_n(n, nu / 2)]


def of_factor(l):
    """The logarithms of the volume of the map to L Lᵀ."""
    return [l.rows * log(mpf(2))] + [(l.rows - i) * log(l[i, i]) for i in range(l.rows)]


def wishart_entropy(nu, v, power):
    """That of Wishart, and with another power of the determinant that of its image: power is the mean of the log-volume over that of log |X|."""
    n, nu = v.rows, mpf(nu)
    log_det = [n * log(mpf(2)), log(det(v))] + [digamma((nu - i) / 2) for i in range(n)]
    terms = [nu * n / 2 * log(mpf(2)), nu / 2 * log(det(v)), nu * n / 2] + log_gamma_n(n, nu / 2) + [-(nu - n - 1) / 2 * t for t in log_det]
    return terms + [power * t for t in log_det]


def log_diagonals(nu, s, inverted):
    """The means of log Lᵢᵢ of the factor of a draw."""
    n = s.rows
    return [log(s[i, i]) + (-1 if inverted else 1) * (digamma((mpf(nu) - (n - 1 - i if inverted else i)) / 2) + log(mpf(2))) / 2 for i in range(n)]


mp.dps = 100
for nu, s, l in [(12, (1, 0.5, 2), (3, 1, 5)), (1.25, (1, 0.5, 2), (0.5, 1, 0.125)), (1e6, (1, 0.5, 2), (1000, 500.5, 2001)), (3, (1e-8, 1, 0.5), (1, 2, 0.25)), (9, (1, 0, 1), (1, 1024, 0.125)), (40, (2, -1, 1), (1e-3, 0.25, 1e3))]:
    s, l = lower(2, s), lower(2, l)
    for family, terms in (("Wishart", wishart), ("InverseWishart", inverse_wishart)):
        density(family + "Cholesky", (*flat(l), nu, *flat(s)), terms(nu, s * s.T, l * l.T) + of_factor(l))
        if all(float(v) == v for v in flat(l * l.T) + flat(s * s.T)):
            density(family, (*flat(l * l.T), nu, *flat(s * s.T)), terms(nu, s * s.T, l * l.T))
for nu, s in [(12, (1, 0.5, 2)), (1.25, (1, 0.5, 2)), (1e5, (2, -1, 1)), (3, (0.125, 4, 0.5))]:
    s = lower(2, s)
    v = s * s.T
    entropy("Wishart", (nu, *flat(v)), wishart_entropy(nu, v, 0))
    entropy("InverseWishart", (nu, *flat(v)), wishart_entropy(nu, inverse(v), -3))
    for family, e, inverted in (("WishartCholesky", wishart_entropy(nu, v, 0), False), ("InverseWishartCholesky", wishart_entropy(nu, inverse(v), -3), True)):
        means = log_diagonals(nu, s, inverted)
        entropy(family, (nu, *flat(s)), e + [-2 * log(mpf(2))] + [-(2 - i) * means[i] for i in range(2)])
for (nu, s), (nu2, s2) in [((12, (1, 0.5, 2)), (5, (2, -1, 1))), ((3, (1, 0.5, 2)), (3, (1, 0.5, 2 + 2.0**-20))), ((1.5, (1, 0, 1)), (400, (0.125, 3, 1))), ((50, (1, 0.25, 2)), (50 + 2.0**-20, (1, 0.25, 2)))]:
    s, s2 = lower(2, s), lower(2, s2)

    def divergence(v, v2):
        a, b = mpf(nu) / 2, mpf(nu2) / 2
        m = inverse(v2) * v
        return a * (trace(m) - 2) - b * log(det(m)) + sum(log_gamma_n(2, b)) - sum(log_gamma_n(2, a)) + (a - b) * sum(digamma(a - mpf(i) / 2) for i in range(2))

    add("kl", "WishartCholesky", (nu, *flat(s), nu2, *flat(s2)), divergence(s * s.T, s2 * s2.T))
    add("kl", "InverseWishartCholesky", (nu, *flat(s), nu2, *flat(s2)), divergence(inverse(s * s.T), inverse(s2 * s2.T)))
    if all(float(v) == v for v in flat(s2 * s2.T)):
        add("kl", "Wishart", (nu, *flat(s * s.T), nu2, *flat(s2 * s2.T)), divergence(s * s.T, s2 * s2.T))
        add("kl", "InverseWishart", (nu, *flat(s * s.T), nu2, *flat(s2 * s2.T)), divergence(inverse(s * s.T), inverse(s2 * s2.T)))

# Normal matrices are normal vectors with the Kronecker product for covariance


def kron(a, b):
    return matrix([[a[i, k] * b[j, l] for k in range(a.rows) for l in range(b.rows)] for i in range(a.rows) for j in range(b.rows)])


matrix_normals = [((0, 1, 2, -1, 3, 0), (1, 0.5, 2, 1, 0, 0.25), (2, -1, 0.5)), ((0, 0, 0, 0, 0, 0), (1e-3, 5, 1, 2, 3, 100), (1, 0, 1)), ((1, -1, 1, -1, 1, 1e3), (1, 0, 1, 0.5, 0.5, 1), (1, 64, 0.125))]
for m, a, b in matrix_normals:
    a, b = lower(3, a), lower(2, b)
    args = (*m, *flat(a), *flat(b))
    k = kron(a, b)
    logs = [-log(k[i, i]) for i in range(6)] + [-3 * log(2 * pi)]
    entropy("MatrixNormal", args, [-t for t in logs] + [mpf(3)])
    for x in ((1, 2, -1, 0.5, 0.25, 3), m):
        z = inverse(k) * matrix([mpf(v) - mpf(w) for v, w in zip(x, m)])
        density("MatrixNormal", (*x, *args), [-(z.T * z)[0] / 2] + logs)
near = (matrix_normals[0][0], (1 + 2.0**-30, 0.5, 2, 1, 2.0**-30, 0.25), (2, -1, 0.5 - 2.0**-31))
for q, p in [matrix_normals[0:2], matrix_normals[1::-1], (matrix_normals[2], matrix_normals[0]), (near, matrix_normals[0])]:
    kq, kp = (kron(lower(3, v[1]), lower(2, v[2])) for v in (q, p))
    z = inverse(kp) * matrix([mpf(v) - mpf(w) for v, w in zip(q[0], p[0])])
    ratio = inverse(kp) * kq
    args = [x for v in (q, p) for x in (*v[0], *flat(lower(3, v[1])), *flat(lower(2, v[2])))]
    add("kl", "MatrixNormal", args, (sum(v * v for v in flat(ratio)) - 6 - 2 * log(det(ratio)) + (z.T * z)[0]) / 2)
mp.dps = 60

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "matrices.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "terms"])
    for r in rows:
        w.writerow(r + [""] * (5 - len(r)))
