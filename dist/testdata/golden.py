"""Writes golden.csv beside itself: values of densities, distribution functions, quantiles, entropies and divergences to high precision.

Each row is: what, family, arguments…, value, and for log-densities and entropies the sum of the absolute values of the terms.
Arguments are the shortest decimals that give the Float64 numbers that were computed with. Needs mpmath 1.3: python3 golden.py
"""
import csv
import os

from mpmath import (atan, beta, betainc, det, diff, digamma, erf, erfc, exp, expm1, findroot, gammainc, inf, inverse, log, log1p,
                    loggamma, matrix, mp, mpf, nstr, pi, sqrt, tan)

mp.dps = 60
rows = []


def add(what, family, args, value, *more):
    rows.append([what, family, " ".join(repr(float(a)) for a in args)] + [nstr(v, 20) for v in (value, *more)])


def density(family, args, terms):
    add("logprob", family, args, sum(terms), sum(abs(t) for t in terms))


TINY, MIN, HUGE = 5e-324, 2.2250738585072014e-308, 1e300
PROBS = [1e-300, 1e-20, 1e-6, 0.1, 0.5, 0.75, 0.999, 1 - 2.0**-53]

# Normal, HalfNormal, LogNormal


def normal_terms(x, m, s):
    z = (mpf(x) - mpf(m)) / mpf(s)
    return [-z * z / 2, -log(mpf(s)), -log(2 * pi) / 2]


def normal_cdf(z):
    return erfc(-z / sqrt(2)) / 2


def normal_quantile(p):
    if mpf(p) == 0.5:
        return mpf(0)
    if p > 0.5:
        return -normal_quantile(1 - mpf(p))
    y = sqrt(-2 * log(mpf(p)))
    return findroot(lambda z: log(normal_cdf(z)) - log(mpf(p)), -y if p < 0.01 else -(0.5 - mpf(p)) * 2.5)


for x, m, s in [(0, 0, 1), (0.3, -1.5, 0.25), (-40, 0, 1), (1e5, 0, 1), (1e155, 0, 1e154), (3, 3, TINY), (TINY, 0, MIN), (1, 2, 1e-8),
                (1.0000001, 1, 1e-3), (-HUGE, HUGE, HUGE)]:
    density("Normal", (x, m, s), normal_terms(x, m, s))
for z in [-37, -20, -5, -1, -1e-10, 0, 1e-10, 1, 5, 9]:
    add("cdf", "Normal", (3 + 2 * z, 3, 2), normal_cdf((mpf(3 + 2 * z) - 3) / 2))
for p in PROBS:
    add("quantile", "Normal", (p, 0, 3), 3 * normal_quantile(p))
for x, s in [(0, 1), (TINY, 1), (2, 0.5), (40, 1), (1e-200, 1e-200), (1e200, 1e199), (0.7, MIN * 1e300)]:
    density("HalfNormal", (x, s), normal_terms(x, 0, s) + [log(mpf(2))])
for z in [1e-300, 1e-10, 0.1, 1, 5, 9]:
    add("cdf", "HalfNormal", (2 * z, 2), erf(mpf(2 * z) / 2 / sqrt(2)))
for p in PROBS:
    add("quantile", "HalfNormal", (p, 3), 3 * (-normal_quantile((1 - mpf(p)) / 2) if p > 1e-6 else sqrt(2) * sqrt(pi) / 2 * mpf(p) * (1 + pi * mpf(p)**2 / 12)))
for x, m, s in [(1, 0, 1), (TINY, 0, 1), (MIN, -700, 2), (1e300, 690, 0.5), (0.37, -1, 0.01), (1e-5, 3, 10), (1.0000000001, 0, 1e-5)]:
    density("LogNormal", (x, m, s), normal_terms(log(mpf(x)), m, s) + [-log(mpf(x))])
for x in [1e-30, 0.01, 0.5, 1, 2, 1e8]:
    add("cdf", "LogNormal", (x, 0.5, 2), normal_cdf((log(mpf(x)) - mpf(0.5)) / 2))
for p in PROBS:
    add("quantile", "LogNormal", (p, 0.5, 2), exp(mpf(0.5) + 2 * normal_quantile(p)))

# Laplace
for x, m, s in [(0, 0, 1), (-3, 0, 0.5), (1e300, -1e300, 1e299), (1, 1, MIN), (0.3, -1.5, 1e-8), (TINY, 0, TINY)]:
    density("Laplace", (x, m, s), [-abs(mpf(x) - mpf(m)) / mpf(s), -log(mpf(s)), -log(mpf(2))])
for z in [-700, -20, -1e-10, 0, 1e-10, 1, 30]:
    p = exp(-abs(mpf(3 + 2 * z) - 3) / 2) / 2
    add("cdf", "Laplace", (3 + 2 * z, 3, 2), 1 - p if z > 0 else p)
for p in PROBS:
    add("quantile", "Laplace", (p, 0, 3), 3 * log(2 * mpf(p)) if p <= 0.5 else -3 * log(2 * (1 - mpf(p))))

# HalfCauchy
for x, s in [(0, 1), (TINY, 1), (2, 0.5), (1e200, 1), (1e-200, 1e100), (1e300, 1e-300), (3, 1e-320), (1, 1)]:
    z = mpf(x) / mpf(s)
    density("HalfCauchy", (x, s), [log(2 / pi), -log(mpf(s)), -log1p(z * z)])
for x in [1e-300, 1e-8, 0.5, 1, 2, 1e10]:
    add("cdf", "HalfCauchy", (x, 2), 2 / pi * atan(mpf(x) / 2))
for p in PROBS:
    add("quantile", "HalfCauchy", (p, 2), 2 * tan(pi / 2 * mpf(p)))

# Cauchy, StudentT
for x, m, s in [(0, 0, 1), (-3, 0, 0.5), (1e200, 1, 1), (-1e-200, 0, 1e100), (1e300, 0, 1e-300), (1, 1, MIN), (0.3, -1.5, 1e-8)]:
    z = (mpf(x) - mpf(m)) / mpf(s)
    density("Cauchy", (x, m, s), [-log(pi), -log(mpf(s)), -log1p(z * z)])
for x in [-1e300, -1e10, -1, 0, 0.3, 3, 1e8]:
    z = (mpf(x) - mpf(0.3)) / 2
    add("cdf", "Cauchy", (x, 0.3, 2), atan(-1 / z) / pi if z < 0 else atan(z) / pi + mpf(1) / 2)
for p in PROBS:
    add("quantile", "Cauchy", (p, 0, 3), -3 / tan(pi * mpf(p)) if p != 0.5 else mpf(0))
for x, n, m, s in [(0, 1, 0, 1), (2, 3, 0.5, 2), (-40, 0.1, 0, 1), (1e200, 2, 0, 1), (1e300, 5, 0, 1e-300), (1.5, 39.9, 1, 0.5), (1.5, 40.1, 1, 0.5),
                   (3, 1e4, 0, 1), (3, 1e10, 0, 1), (3, 1e300, 0, 1), (1e-5, 1e-3, 0, 1)]:
    z = (mpf(x) - mpf(m)) / mpf(s)
    n_ = mpf(n)
    mp.dps = 400
    ratio = loggamma((n_ + 1) / 2) - loggamma(n_ / 2) - log(pi * n_) / 2
    bend = -(n_ + 1) / 2 * log1p(z * z / n_)
    mp.dps = 60
    density("StudentT", (x, n, m, s), [+ratio, -log(mpf(s)), +bend])


def student_tail(t, n):
    """F(-t) for t ≥ 0."""
    w = mpf(t) ** 2 / n
    if w > 1:
        return betainc(mpf(n) / 2, mpf(1) / 2, 0, 1 / (1 + w), regularized=True) / 2
    return (1 - betainc(mpf(1) / 2, mpf(n) / 2, 0, w / (1 + w), regularized=True)) / 2


def student_cdf(t, n):
    return student_tail(-t, n) if t < 0 else 1 - student_tail(t, n)


def student_density(t, n):
    return (1 + mpf(t) ** 2 / n) ** (-(mpf(n) + 1) / 2) / sqrt(n) / beta(mpf(n) / 2, mpf(1) / 2)


def student_quantile(p, n):
    if mpf(p) == 0.5:
        return mpf(0)
    if p > 0.5:
        return -student_quantile(1 - mpf(p), n)
    low, high = mpf(-30), mpf(0)  # log(-t)
    while student_tail(exp(high), n) > p:
        low, high = high, high + 1 if n > 1 else 2 * high + 1
    for _ in range(12):
        mid = (low + high) / 2
        low, high = (mid, high) if student_tail(exp(mid), n) > p else (low, mid)
    return -exp(findroot(lambda l: log(student_tail(exp(l), n)) - log(mpf(p)), (low, high), solver="illinois", tol=1e-90))


def student_log_beta(n):
    return log(n) / 2 + loggamma(n / 2) - loggamma((n + 1) / 2) + log(pi) / 2


def student_digammas(n):
    return (n + 1) / 2 * (digamma((n + 1) / 2) - digamma(n / 2))


mp.dps = 400  # for the central probability as what the tail leaves
for t, n in [(-1e-9, 3), (-0.3, 0.1), (-1e150, 0.1), (-1e100, 2.5), (-5, 1), (-1.7, 4), (-30, 7), (-1e3, 40), (-2, 1e3), (-20, 300), (-12, 1e5), (-36, 1e10), (-2, 1e300),
             (0, 5), (1e-9, 3), (0.5, 2), (4, 30), (2, 1e10)]:
    if n == 1e300:
        value = normal_cdf(mpf(t))
    else:
        value = student_cdf((mpf(3 + 2 * t) - 3) / 2, n)
    add("cdf", "StudentT", (3 + 2 * t, n, 3, 2), +value)
for n in [0.05, 0.5, 3, 33, 1e6]:
    for p in PROBS + [0.3, 0.4999]:
        t = student_quantile(p, n)
        if abs(t) < 1e307:
            add("quantile", "StudentT", (p, n, 0, 3), 3 * t)
for t, n in [(-1e-9, 3), (-1e-3, 0.3), (-0.5, 1), (-4, 1), (-1e10, 0.01), (-1e200, 0.01), (-5, 0.01), (-1.5, 3), (-1.6, 3), (-1e3, 12), (-0.3, 39.9), (-2, 39.9), (-30, 40.1), (-0.7, 1e3), (-3, 1e3),
             (-1.5, 1e8), (-9, 1e8), (2.5, 6)]:
    slope = diff(lambda n: student_cdf(mpf(t), n), mpf(n))
    add("cdf by df", "StudentT", (t, n, 0, 1), slope)
for p, n in [(1e-300, 5), (1e-20, 0.4), (0.01, 2), (0.3, 40), (0.4, 1e6), (0.9, 3)]:
    t = student_quantile(p, n)
    add("quantile by df", "StudentT", (p, n, 0, 2), -2 * diff(lambda n: student_cdf(t, n), mpf(n)) / student_density(t, n))
for n, s in [(1e-8, 1), (0.1, 2), (1, 1), (3, 0.5), (39.9, 1e-300), (40.1, 1e300), (1e4, 1), (1e10, 2), (1e100, 1)]:
    terms = [log(mpf(s)), student_log_beta(mpf(n)), student_digammas(mpf(n))]
    add("entropy", "StudentT", (n, 0, s), sum(terms), sum(abs(t) for t in terms))
    add("entropy by df", "StudentT", (n, 0, s), diff(lambda n: student_log_beta(n) + student_digammas(n), mpf(n)))
mp.dps = 60

# InverseGamma
for x, a, r in [(1, 1, 1), (TINY, 0.5, 1e-320), (0.3, 1e-5, 2), (1e-3, 1e3, 1), (2, 2.5, 0.1), (1e300, 3, 1), (1e-300, 2, 1e-300), (1e300, 0.1, 1e300)]:
    density("InverseGamma", (x, a, r), [mpf(a) * (log(mpf(r)) - log(mpf(x))), -log(mpf(x)), -mpf(r) / mpf(x), -loggamma(mpf(a))])


def gamma_q(a, x):
    return gammainc(mpf(a), mpf(x), inf, regularized=True)


for x, a, r in [(0.005, 3, 2), (0.03, 0.2, 2), (0.7, 3, 2), (1e10, 3, 2), (1e300, 1e-3, 1e-3), (1e-5, 1e-3, 1e-3), (1e-3, 500, 1), (0.002, 500, 1), (1e-150, 0.5, 1e-148)]:
    add("cdf", "InverseGamma", (x, a, r), gamma_q(a, mpf(r) / mpf(x)))
for a in [0.05, 0.5, 3, 200]:
    for p in PROBS:
        low, high = mpf(-2000), mpf(20)  # log of the gamma quantile
        for _ in range(260):
            mid = (low + high) / 2
            low, high = (mid, high) if gamma_q(a, exp(mid)) > p else (low, mid)
        if 2 / exp(low) < 1e307:
            add("quantile", "InverseGamma", (p, a, 2), 2 / exp(low))

# Uniform, Exponential
for x, a, b in [(0, 0, 1), (1, 0, 1), (2.5, 2, 3), (TINY, 0, MIN), (0, -1e300, 1e300), (1, 1, 1 + 2.0**-52)]:
    density("Uniform", (x, a, b), [-log(mpf(b) - mpf(a))])
for x in [1e-300, 0.25, 3, 4]:
    add("cdf", "Uniform", (x, 0, 4), mpf(x) / 4)
for p in PROBS:
    add("quantile", "Uniform", (p, -1, 3), -1 + 4 * mpf(p))
LOG_UNIFORMS = [(1, 2), (1e-300, 1e300), (1, 1 + 2.0**-52), (3, 3.0001), (1e-5, 1e3), (TINY, MIN)]
for a, b in LOG_UNIFORMS:
    w = log(mpf(b) / mpf(a))
    for x in [a, b] + ([1.5] if a <= 1.5 <= b else []):
        density("LogUniform", (x, a, b), [-log(mpf(x)), -log(w)])
    add("entropy", "LogUniform", (a, b), log(w) + log(mpf(a) * mpf(b)) / 2, abs(log(w)) + abs(log(mpf(a) * mpf(b)) / 2))
    mean = (mpf(b) - mpf(a)) / w
    add("mean", "LogUniform", (a, b), mean)
    if b < 1e150 and a > 1e-150:
        add("variance", "LogUniform", (a, b), (mpf(b)**2 - mpf(a)**2) / 2 / w - mean**2)
for x in [1e-5, 1.0000001e-5, 1, 999.9999, 1e3]:
    add("cdf", "LogUniform", (x, 1e-5, 1e3), log(mpf(x) / mpf(1e-5)) / log(mpf(1e3) / mpf(1e-5)))
for p in PROBS:
    for a, b in LOG_UNIFORMS[1:5]:
        add("quantile", "LogUniform", (p, a, b), mpf(a) * (mpf(b) / mpf(a))**mpf(p))
for x, r in [(0, 1), (TINY, MIN), (3, 0.1), (1e-300, 1e300), (1e5, 2), (1e300, 1e-300)]:
    density("Exponential", (x, r), [log(mpf(r)), -mpf(r) * mpf(x)])
for x in [1e-300, 1e-9, 0.5, 3, 50]:
    add("cdf", "Exponential", (x, 0.7), -expm1(-mpf(0.7) * mpf(x)))
for p in PROBS:
    add("quantile", "Exponential", (p, 0.7), -log1p(-mpf(p)) / mpf(0.7))

# Gamma, Beta


def gamma_p(a, x):
    return gammainc(mpf(a), 0, mpf(x), regularized=True)


for x, a, r in [(1, 1, 1), (0, 1, 3), (TINY, 0.5, 1), (0.3, 1e-5, 2), (1e3, 1e3, 1), (1e10, 1e10, 1), (1.00001e8, 1e8, 1), (5, 2.5, 0.1),
                (1e-300, 3, 1e200), (1e300, 2, 1e-300), (1e-10, 1e-10, 1e-10)]:
    density("Gamma", (x, a, r), [mpf(a) * log(mpf(r)), (mpf(a) - 1) * log(mpf(x)) if x else mpf(0), -mpf(r) * mpf(x), -loggamma(mpf(a))])
for x, a in [(1e-30, 0.1), (0.5, 0.3), (2, 3), (0.01, 5), (30, 3), (90, 100), (130, 100)]:
    add("cdf", "Gamma", (x, a, 2), gamma_p(a, 2 * mpf(x)))
for p, a in [(1e-20, 0.5), (1e-6, 3), (0.1, 0.2), (0.5, 1), (0.5, 100), (0.999, 2.5), (0.75, 20)]:
    guess = mpf(a) if a >= 1 else (mpf(p) * a * mp.gamma(a))**(1 / mpf(a))
    if p < 1e-3:
        guess = (mpf(p) * a * mp.gamma(a))**(1 / mpf(a))
    add("quantile", "Gamma", (p, a, 2), exp(findroot(lambda l: log(gamma_p(a, exp(l))) - log(mpf(p)), log(guess))) / 2)


def log_beta(a, b):
    return loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b))


for x, a, b in [(0.5, 1, 1), (0, 1, 2), (1, 3, 1), (TINY, 0.5, 0.5), (1 - 2.0**-53, 0.5, 0.5), (0.3, 1e-5, 1e-5), (0.25, 1e6, 3e6), (0.2, 20, 80),
                (1e-10, 2, 1e10), (0.999, 1e5, 10), (0.4, 1e-300, 5)]:
    mp.dps = 400 if min(a, b) < 1e-100 else 60
    density("Beta", (x, a, b), [(mpf(a) - 1) * log(mpf(x)) if x else mpf(0), (mpf(b) - 1) * log1p(-mpf(x)) if x != 1 else mpf(0), -log_beta(a, b)])
mp.dps = 60
for x, a, b in [(1e-20, 0.5, 2), (0.3, 2, 3), (0.01, 5, 5), (0.9, 0.7, 0.2), (0.5, 100, 90), (0.999, 30, 2)]:
    add("cdf", "Beta", (x, a, b), betainc(mpf(a), mpf(b), 0, mpf(x), regularized=True))
for p, a, b in [(1e-10, 0.5, 2), (0.1, 2, 3), (0.5, 5, 5), (0.9, 0.7, 0.4), (0.3, 100, 90)]:
    lo, hi = mpf(0), mpf(1)
    for _ in range(180):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if betainc(mpf(a), mpf(b), 0, mid, regularized=True) < mpf(p) else (lo, mid)
    add("quantile", "Beta", (p, a, b), lo)

# Bernoulli, by logits and by probabilities
for l in [0, 1, -3, 40, -40, 800, -800, 1e-20]:
    for y in (0, 1):
        density("Bernoulli[Logits]", (y, l), [-log1p(exp(mpf(l) * (1 - 2 * y)))])
for p in [0.5, 1e-300, TINY, 1 - 2.0**-53, 0.3]:
    for y in (0, 1):
        density("Bernoulli[Probs]", (y, p), [log(mpf(p)) if y else log1p(-mpf(p))])

# Divergences: far apart, near, and so near that a difference of large terms has no digits left.
NEAR = [0.5, 1e-3, 1e-7, 1e-12]


def kl(family, q, p, value):
    add("kl", family, tuple(q) + tuple(p), value)


def ratio_term(r):
    return r - 1 - log(r)


def kl_normal(m, s, m2, s2):
    m, s, m2, s2 = map(mpf, (m, s, m2, s2))
    return ratio_term((s / s2)**2) / 2 + ((m - m2) / s2)**2 / 2


def kl_gamma(a, r, a2, r2):
    a, r, a2, r2 = map(mpf, (a, r, a2, r2))
    return (a - a2) * digamma(a) - loggamma(a) + loggamma(a2) + a2 * (log(r) - log(r2)) + a * (r2 - r) / r


def kl_beta(a, b, a2, b2):
    a, b, a2, b2 = map(mpf, (a, b, a2, b2))
    return log_beta(a2, b2) - log_beta(a, b) + (a - a2) * digamma(a) + (b - b2) * digamma(b) + (a2 - a + b2 - b) * digamma(a + b)


def sigmoid(l):
    return 1 / (1 + exp(-mpf(l)))


def kl_bernoulli(q, p):
    return sum(x * log(x / y) for x, y in ((q, p), (1 - q, 1 - p)) if x)


def kl_laplace(m, s, m2, s2):
    d, r = abs(mpf(m) - mpf(m2)), mpf(s) / mpf(s2)
    return -log(r) + d / mpf(s2) + r * exp(-d / mpf(s)) - 1


def kl_cauchy(m, s, m2, s2):
    m, s, m2, s2 = map(mpf, (m, s, m2, s2))
    return log(((s + s2)**2 + (m - m2)**2) / (4 * s * s2))


def kl_dirichlet(a, b):
    a, b = list(map(mpf, a)), list(map(mpf, b))
    norm = lambda a: sum(map(loggamma, a)) - loggamma(sum(a))
    return norm(b) - norm(a) + sum((x - y) * (digamma(x) - digamma(sum(a))) for x, y in zip(a, b))


def multivariate_normal(v):
    """The name in families, the size, the mean, the factor, and all numbers, of a mean and the rows of a lower factor."""
    n = {5: 2, 9: 3}[len(v)]
    l = matrix(n, n)
    for i in range(n):
        for j in range(i + 1):
            l[i, j] = mpf(v[n + i * (i + 1) // 2 + j])
    name = {2: "MultivariateNormal[ScaleTril]", 3: "MultivariateNormal of three"}[n]
    return name, n, matrix(list(map(mpf, v[:n]))), l, tuple(v[:n]) + tuple(l[i, j] for i in range(n) for j in range(n))


def kl_multivariate_normal(q, p):
    name, n, m, l, _ = multivariate_normal(q)
    _, _, m2, l2, _ = multivariate_normal(p)
    cov, cov2 = l * l.T, l2 * l2.T
    inv, d = inverse(cov2), m - m2
    product = inv * cov
    return (sum(product[i, i] for i in range(n)) + (d.T * inv * d)[0] - n - log(det(cov)) + log(det(cov2))) / 2


def density_multivariate_normal(x, v):
    name, n, m, l, args = multivariate_normal(v)
    d = inverse(l) * (matrix(list(map(mpf, x))) - m)
    density(name, tuple(x) + args, [-(d.T * d)[0] / 2] + [-log(l[i, i]) for i in range(n)] + [-n * log(2 * pi) / 2])


mp.dps = 400  # for factors of different size, and nearly the same ones


for m, s, m2, s2 in [(0, 1, 0, 1e-300), (1, 0.05, 0, 1), (-3, 1e-100, 5, 1e-90), (0, 1e200, 0, 1e190), (0, 1, 1e-9, 1), (1, 1e-310, 2, 3), (1e300, 1e-300, -1e300, 1e-200),
                     (1e308, 1, -1e308, 1), (2, 1e308, 3, 1.5e308)]:
    kl("Cauchy", (m, s), (m2, s2), kl_cauchy(m, s, m2, s2))
for e in NEAR:
    kl("Cauchy", (0.3, 2), (0.3 + e, 2 - e), kl_cauchy(0.3, 2, 0.3 + e, 2 - e))
    kl("Cauchy", (0.3, 2), (0.3, 2 + e), kl_cauchy(0.3, 2, 0.3, 2 + e))
    for c in (1e-3, 1, 1e3, 1e6):
        q = (0.5 * c, 2 * c, c)
        for p in ([x * (1 + e) for x in q], [x * (1 + w * e) for x, w in zip(q, (1, -1, 0.5))]):
            kl("Dirichlet", q, p, kl_dirichlet(q, p))
            kl("Dirichlet", p, q, kl_dirichlet(p, q))
    q = (0.5, -1, 2, 0.7, 0.3)
    p = [x + w * e for x, w in zip(q, (1, -1, 0.5, 2, 0.5))]
    for q, p in ((q, p), (p, q)):
        kl("MultivariateNormal[ScaleTril]", multivariate_normal(q)[-1], multivariate_normal(p)[-1], kl_multivariate_normal(q, p))
for q, p in [((1e-3, 1e3, 5), (1e3, 1e-3, 7)), ((1, 1, 1), (1e5, 1e-5, 2)), ((0.5, 3, 2, 1e4, 1), (1, 1, 1, 1, 1))]:
    kl("Dirichlet" if len(q) == 3 else "Dirichlet of five", q, p, kl_dirichlet(q, p))
for q, p in [((0, 0, 1, 0, 1), (3, -4, 2, 1.5, 0.5)), ((1e100, 0, 1e-100, 0, 1), (0, 0, 1, 0, 1e-50)), ((0, 0, 1e-8, 3, 2), (1, 1, 1, 0.9, 1e-3)),
             ((1, 2, 3, 1, 0.5, 2, -1, 0.25, 0.1), (0, 0, 0, 2, -1, 1, 0.3, 3, 0.7)), ((0, 0, 0, 1, 0.999, 0.01, 0, 0, 1), (0, 0, 1, 1, 0, 1, 0.5, 0.5, 1e-3))]:
    name, *_, args = multivariate_normal(q)
    kl(name, args, multivariate_normal(p)[-1], kl_multivariate_normal(q, p))
mp.dps = 60
for m, s, m2, s2 in [(0, 1, 0, 2), (1, 0.05, 0, 1), (-3, 1e-100, 5, 1e-90), (0, 1e200, 0, 1e190), (0, 1, 1e-9, 1), (0, 1, 0.4, 1), (0, 1, 0.6, 1.1), (1, 1e-310, 2, 3)]:
    kl("Laplace", (m, s), (m2, s2), kl_laplace(m, s, m2, s2))
for m, s, m2, s2 in [(0, 1, 0, 2), (1, 0.05, 0, 1), (-3, 1e-100, 5, 1e-90), (0, 1e200, 0, 1e190), (0, 1, 1e-9, 1)]:
    kl("Normal", (m, s), (m2, s2), kl_normal(m, s, m2, s2))
for e in NEAR:
    kl("Normal", (0.3, 1 + e), (0.3, 1), kl_normal(0.3, 1 + e, 0.3, 1))
    kl("Laplace", (0.3, 2), (0.3, 2 - e), kl_laplace(0.3, 2, 0.3, 2 - e))
    kl("LogNormal", (0.3, 2), (0.3, 2 - e), kl_normal(0.3, 2, 0.3, 2 - e))
    kl("HalfNormal", (1 - e,), (1,), kl_normal(0, 1 - e, 0, 1))
    kl("Exponential", (1 + e,), (1,), ratio_term(1 / mpf(1 + e)))
    kl("HalfCauchy", (1 + e,), (1,), log((mpf(1 + e) + 1)**2 / 4 / mpf(1 + e)))
    kl("Uniform", (0, 1), (-e, 1), log(1 + mpf(e)))
    kl("LogUniform", (1, 2), (1 / (1 + e), 2 * (1 + e)), log(log(mpf(2 * (1 + e)) / mpf(1 / (1 + e))) / log(mpf(2))))
    kl("Bernoulli[Probs]", (0.3 + e,), (0.3,), kl_bernoulli(mpf(0.3 + e), mpf(0.3)))
    kl("Bernoulli[Logits]", (1 + e,), (1,), kl_bernoulli(sigmoid(1 + e), sigmoid(1)))
    for a in (1e-3, 1, 1e3, 1e6):
        kl("Gamma", (a, 2), (a * (1 + e), 2), kl_gamma(a, 2, a * (1 + e), 2))
        kl("Gamma", (a * (1 + e), 2 * (1 + e)), (a, 2), kl_gamma(a * (1 + e), 2 * (1 + e), a, 2))
        kl("Beta", (a, 2), (a * (1 + e), 2), kl_beta(a, 2, a * (1 + e), 2))
        kl("Beta", (a * (1 + e), 3 * a * (1 + e)), (a, 3 * a), kl_beta(a * (1 + e), 3 * a * (1 + e), a, 3 * a))
kl("HalfCauchy", (1e-200,), (1e150,), log((mpf(1e-200) + mpf(1e150))**2 / 4 / mpf(1e-200) / mpf(1e150)))
kl("Exponential", (1e-200,), (1e-210,), ratio_term(mpf(1e-210) / mpf(1e-200)))
kl("Bernoulli[Logits]", (40,), (-40,), kl_bernoulli(sigmoid(40), sigmoid(-40)))
kl("Bernoulli[Logits]", (-800,), (3,), kl_bernoulli(sigmoid(-800), sigmoid(3)))
kl("Bernoulli[Probs]", (0,), (0.25,), -log(mpf(0.75)))
kl("Bernoulli[Probs]", (1e-300,), (0.25,), kl_bernoulli(mpf(1e-300), mpf(0.25)))
kl("Gamma", (1e-5, 1), (1e5, 1), kl_gamma(1e-5, 1, 1e5, 1))
kl("Gamma", (1e5, 3), (1e-5, 1), kl_gamma(1e5, 3, 1e-5, 1))
kl("Beta", (1e-4, 1e4), (1e4, 1e-4), kl_beta(1e-4, 1e4, 1e4, 1e-4))
kl("Beta", (0.5, 0.5), (50, 3), kl_beta(0.5, 0.5, 50, 3))

# Normal variables in an interval



def normal_mass(m, s, a, b):
    """From a to b, in the tail that both are in."""
    a, b = (mpf(a) - m) / mpf(s), (mpf(b) - m) / mpf(s)
    return normal_cdf(-a) - normal_cdf(-b) if a > 0 else normal_cdf(b) - normal_cdf(a)


for m, s, a, b in [(0, 1, -1, 2), (0, 1, 8, 40), (0, 1, -40, -30), (1, 2, 30, 1e300), (0, 1, 8, 8.001), (0, 1e-3, -1, 1), (0, 1, -1e300, -9), (0, 1, 100, 101)]:
    total = normal_mass(m, s, a, b)
    places = [a, (a + b) / 4 if a < 0 < b else a + min(0.5, (b - a) / 2), b if b < 1e100 else 31]
    if a < -1e100:
        places = [-50, -10, -9]
    for x in places:
        density("Truncated", (x, m, s, a, b), normal_terms(x, m, s) + [-log(total)])
        add("cdf", "Truncated", (x, m, s, a, b), normal_mass(m, s, a, x) / total)
for x, m, s in [((-1, 2), 0, 1), ((1, 1.0000001), 0.5, 1e-3), ((-1e200, 1e200), 0, 1e200)]:
    density("OrderStatistics", (*x, m, s), sum((normal_terms(v, m, s) for v in x), [log(mpf(2))]))

# Counts and categories


def log_choose(n, k):
    return loggamma(mpf(n) + 1) - loggamma(mpf(k) + 1) - loggamma(mpf(n) - mpf(k) + 1)


def times_log(k, p):
    return mpf(k) * log(mpf(p)) if k else mpf(0)


for k, r in [(0, 1), (3, 0.1), (0, TINY), (0, 0), (1000, 1000), (10**8, 1e8), (5, 1e-100), (10**15, 1e15 + 1e8), (170, 3)]:
    density("Poisson", (k, r), [times_log(k, r), -mpf(r), -loggamma(mpf(k) + 1)])
for k, n, p in [(0, 9, 0.3), (9, 9, 0.3), (4, 9, 0.3), (0, 0, 0.5), (0, 5, 0), (5, 5, 1), (300, 1000, 0.3), (1, 10**9, 1e-9), (2, 7, TINY), (7, 7, 1 - 2.0**-53),
                (5 * 10**8, 10**9, 0.5)]:
    density("Binomial[Probs]", (k, n, p), [log_choose(n, k), times_log(k, p), (mpf(n) - k) * log1p(-mpf(p)) if n > k else mpf(0)])
for k, n, l in [(4, 9, 0.3), (0, 9, -800), (9, 9, 800), (9, 9, -800), (0, 9, 800), (300, 1000, -0.8), (5 * 10**8, 10**9, 1e-9)]:
    density("Binomial[Logits]", (k, n, l), [log_choose(n, k), -mpf(k) * log1p(exp(-mpf(l))), -(mpf(n) - k) * log1p(exp(mpf(l)))])
mp.dps = 400  # for totals far larger than counts
for k, n, p in [(0, 3, 0.3), (4, 2.5, 0.3), (7, 0.01, 0.9), (0, 5, 0), (2, 5, 0), (3, 1e-10, 0.5), (300, 700, 0.3), (5, 1e20, 3e-20), (1000, 0.5, 0.999), (10**8, 1e8, 0.5),
                (31, 30, 0.5), (33, 30, 0.5), (40, 200.5, TINY), (10**6, 1e-3, 1 - 2.0**-53), (3, 1e300, 1e-300)]:
    density("NegativeBinomial[Probs]", (k, n, p), [loggamma(mpf(k) + n) - loggamma(mpf(k) + 1) - loggamma(mpf(n)), times_log(k, p), mpf(n) * log1p(-mpf(p))])
for k, n, l in [(0, 3, 0.3), (4, 2.5, -800), (7, 0.01, 800), (300, 700, -0.8), (5, 1e20, -45), (10**8, 1e8, 1e-9), (33, 30, 2), (1000, 0.5, 7)]:
    density("NegativeBinomial[Logits]", (k, n, l), [loggamma(mpf(k) + n) - loggamma(mpf(k) + 1) - loggamma(mpf(n)), -mpf(k) * log1p(exp(-mpf(l))), -mpf(n) * log1p(exp(mpf(l)))])
mp.dps = 60
for v in [(0.3, -1, 2), (-800, 0, 800), (1e-9, 0, -1e-9), (1e300, 0, 1e300), (-50, -1000, -1001)]:
    for k in range(3):
        top = max(map(mpf, v))
        density("Categorical[Logits]", (k, *v), [mpf(v[k]) - top, -log(sum(exp(mpf(l) - top) for l in v))])
for v in [(0.3, 1, 2), (1e-300, 1, 1e-9), (TINY, MIN, MIN), (1e300, 1e300, 1e307)]:
    for k in range(3):
        density("Categorical[Probs]", (k, *v), [log(mpf(v[k])), -log(sum(map(mpf, v)))])
for v in [0.3, -1e300, 0]:
    density("Delta", (v, v), [mpf(0)])

# Vectors


for x, a in [((0.2, 0.3, 0.5), (2, 3, 0.5)), ((1e-300, 0.25, 0.75), (0.5, 1, 2)), ((0.25, 0.25, 0.5), (1e-5, 1e-5, 1e-5)), ((0.25, 0.25, 0.5), (250, 251, 499)),
             ((0, 0.5, 0.5), (1, 2, 3)), ((0.125, 0.375, 0.5), (1e6, 3e6, 4e6))]:
    density("Dirichlet", (*x, *a), [loggamma(sum(map(mpf, a)))] + [-loggamma(mpf(b)) for b in a] + [(mpf(b) - 1) * log(mpf(y)) if y else mpf(0) for y, b in zip(x, a)])
mp.dps = 400  # for factors of different size
for x, v in [((0, 0), (0, 0, 1, 0, 1)), ((1, -2), (0.5, -1, 2, 0.7, 0.3)), ((1e3, 1e3), (0, 0, 1, 0.999, 0.01)), ((1e-100, 0), (0, 0, 1e-100, 0, 1e100)),
             ((1, 2, 3), (0, 0, 0, 2, -1, 1, 0.3, 3, 0.7)), ((0, 0.5, 0.5), (1, 2, 3, 1, 0.5, 2, -1, 0.25, 0.1))]:
    density_multivariate_normal(x, v)
for x, m, w, d in [((0, 0), (0, 0), (1, 1), (1, 1)), ((1, -2), (0.5, -1), (0.7, -3), (2, 0.3)), ((1000, 1000), (0, 0), (1000, 1000), (1e-6, 1e-6)),
                   ((100, -100.25), (0, 0), (100, -100), (0.01, 0.04)), ((1e-100, 0), (0, 0), (1e-100, 0), (1e-200, 1e200)), ((3, 4), (0, 1), (0, 0), (4, 1e-3)),
                   ((1, 2, 3), (0, 0, 0), (2, 0, 0.5, 1, -1, 0.3), (0.7, 1, 0.2)), ((1, 1, 1), (0, 0, 0), (1e4, 1e4, 1e4, -1e4, 1e4, 0), (1, 1e-4, 1e4))]:
    n = len(m)
    loading = matrix(n, len(w) // n)
    for i, v in enumerate(w):
        loading[i // (len(w) // n), i % (len(w) // n)] = mpf(v)
    covariance = loading * loading.T
    for i in range(n):
        covariance[i, i] += mpf(d[i])
    off = matrix([mpf(a) - mpf(b) for a, b in zip(x, m)])
    density("LowRankMultivariateNormal" + (" of three" if n == 3 else ""), (*x, *m, *w, *d),
            [-(off.T * inverse(covariance) * off)[0] / 2, -log(det(covariance)) / 2, -n * log(2 * pi) / 2])
mp.dps = 60
for x, (a, b, m, m2, s) in [(0.3, (0.3, -1, -2, 3, 0.5)), (3.5, (0, 1, -2, 3, 0.5)), (40, (5, -1e3, -2, 3, 0.5)), (-1e3, (0, 0, 1, 2, 1e-3)), (0, (0, 0, 0, 0, 1))]:
    # The smaller of two terms may not be in the range of numbers, but changes nothing then.
    terms = [mpf(l) - max(a, b) + sum(normal_terms(x, mean, s)) for l, mean in ((a, m), (b, m2))]
    norm = -log(exp(mpf(a) - max(a, b)) + exp(mpf(b) - max(a, b)))
    density("Mixture", (x, a, b, m, m2, s), [max(terms), log1p(exp(min(terms) - max(terms))), norm])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "terms"])
    for r in rows:
        w.writerow(r + [""] * (5 - len(r)))
