"""Writes families.csv beside itself: log-densities, logarithms of both tails, quantiles, moments, entropies and divergences, with derivatives
by every argument that has one, to high precision.

Each row is: what, family, arguments, value, derivatives by the last arguments, and for log-densities the sums of the absolute values of the
terms and of their derivatives, which errors are compared with. Arguments are the shortest decimals that give the Float64 numbers that were
computed with. A family is one entry below: its functions as formulas, and where they are tried. Needs mpmath 1.3: python3 families.py
"""
import csv
import os

from mpmath import acos, asin, atan, besseli, beta, betainc, cos, cosh, diff, digamma, e1, erf, erfc, euler, exp, expm1, findroot, floor, gamma, gammainc, inf, log, log1p, loggamma, mp, mpf, nstr, pi, quad, sin, sinh, sqrt, tan, tanh

mp.dps = 90
rows = []
PROBS = [1e-300, 1e-20, 0.01, 0.3, 0.75, 0.999]


def fits(v):
    return abs(v) < mpf(10) ** 307


def slopes(f, x, start):
    each = []
    for i in range(start, len(x)):
        h = (abs(x[i]) if x[i] else min([abs(v) for v in x if v] + [mpf(1)])) * mpf(10) ** -22
        high, low = (f(*(x[:i] + [x[i] + s * h] + x[i + 1 :])) for s in (1, -1))
        each.append([(a - b) / (2 * h) for a, b in zip(high, low)])
    return each


def add(what, name, args, f, start=0, terms=False):
    """f gives the terms of the value."""
    mp.dps = 90 + (700 if any(abs(a) > 1e30 or 0 < abs(a) < 1e-30 for a in args) else 0)
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


def inverted(lower, upper, positive=True, reach=750):
    """The quantile function: a root of the logarithm of the smaller side, in log x or x."""
    def quantile(p, *params):
        at = exp if positive else lambda t: t
        f = (lambda t: log(lower(at(t), *params) / p)) if p < 0.5 else (lambda t: log((1 - p) / upper(at(t), *params)))
        digits, mp.dps = mp.dps, 60
        low, high = (mpf(-reach), mpf(reach)) if positive else (mpf(-1), mpf(1))
        while not positive and (f(low) > 0 or f(high) < 0):
            low, high = 2 * low, 2 * high
        for _ in range(45):
            mid = (low + high) / 2
            low, high = (mid, high) if f(mid) < 0 else (low, mid)
        mp.dps = digits
        return at(findroot(f, (low, high + abs(high) * mpf(10)**-12), tol=mpf(10) ** (20 - 2 * digits), maxsteps=60))
    return quantile


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



def half_t_mean(n, s):
    return 2 * s * sqrt(n / pi) * gamma((n + 1) / 2) / gamma(n / 2) / (n - 1)


def half_t(side):
    w = lambda x, n, s: (x / s)**2 / n
    if side:
        return lambda x, n, s: betainc(n / 2, mpf(1) / 2, 0, 1 / (1 + w(x, n, s)), regularized=True)
    return lambda x, n, s: betainc(mpf(1) / 2, n / 2, 0, w(x, n, s) / (1 + w(x, n, s)), regularized=True)


family("HalfStudentT", [(0, 3, 1), (0.3, 2, 3), (1e-200, 5, 1), (40, 4, 1), (1e60, 3, 2), (2, 30, 0.7), (1e-5, 0.3, 1), (5, 1e5, 1)], params=[(3, 2), (2.2, 1), (50, 0.3)],
       tails=[(0.3, 2, 3), (1e-20, 5, 1), (40, 4, 1), (1e25, 3, 2), (2, 30, 0.7), (1e-5, 0.3, 1)],
       logprob=lambda x, n, s: [log(mpf(2)), loggamma((n + 1) / 2) - loggamma(n / 2) - log(pi * n) / 2, -log(s), -(n + 1) / 2 * log1p((x / s)**2 / n)],
       lower=half_t(0), upper=half_t(1), quantile=inverted(half_t(0), half_t(1)), probs=[1e-20, 0.01, 0.3, 0.75, 0.999],
       mean=half_t_mean, variance=lambda n, s: s * s * n / (n - 2) - half_t_mean(n, s)**2,
       entropy=lambda n, s: log(s / 2) + (n + 1) / 2 * (digamma((n + 1) / 2) - digamma(n / 2)) + log(sqrt(n) * beta(n / 2, mpf(1) / 2)))


def odds(side):
    if side:
        return lambda x, a, b: betainc(b, a, 0, 1 / (1 + x), regularized=True)
    return lambda x, a, b: betainc(a, b, 0, x / (1 + x), regularized=True)


def beta_entropy(a, b):
    return log(beta(a, b)) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b)


family("BetaPrime", [(1, 1, 1), (0, 1, 2), (0.3, 2, 3), (5, 0.4, 7), (1e-300, 2, 2), (1e300, 2, 2), (1.01, 1e3, 1e3), (0.5, 20, 40), (3, 1e-5, 1e-3), (0.2, 12, 30)],
       params=[(2, 3), (0.3, 4.5), (20, 15), (300, 2.5)], tails=[(1, 1, 1), (0.3, 2, 3), (5, 0.4, 7), (1e-25, 2, 2), (1e25, 2, 2), (1.01, 1e3, 1e3), (0.5, 20, 40)],
       logprob=lambda x, a, b: [(a - 1) * log(x) if a != 1 else (a - 1) * x, -(a + b) * log1p(x), -log(beta(a, b))],
       lower=odds(0), upper=odds(1), quantile=inverted(odds(0), odds(1)), probs=[1e-20, 0.01, 0.3, 0.75, 0.999],
       mean=lambda a, b: a / (b - 1), variance=lambda a, b: a * (a + b - 1) / (b - 2) / (b - 1)**2, entropy=lambda a, b: beta_entropy(a, b) - 2 * (digamma(b) - digamma(a + b)))


def kumaraswamy_moment(e, b):
    return b * beta(1 + e, b)


family("Kumaraswamy", [(0.5, 1, 1), (0, 1, 2), (1, 3, 1), (0.3, 2, 3), (0.9, 0.4, 7), (1e-300, 2, 2), (1 - 2.0**-53, 2, 2), (1 - 2.0**-53, 3, 0.2), (0.99, 1e3, 1e3), (1e-5, 0.01, 20)],
       params=[(2, 3), (0.3, 4.5), (20, 15), (300, 0.5)], tails=[(0.5, 1, 1), (0.3, 2, 3), (0.9, 0.4, 7), (1e-300, 2, 2), (1 - 2.0**-53, 2, 2), (1 - 2.0**-53, 3, 0.2), (0.99, 1e3, 1e3), (1e-5, 0.01, 20)],
       logprob=lambda x, a, b: [log(a), log(b), (a - 1) * log(x) if a != 1 else (1 - a) * x, (b - 1) * log1p(-x**a) if b != 1 else (b - 1) * x],
       lower=lambda x, a, b: -expm1(b * log1p(-x**a)), upper=lambda x, a, b: (1 - x**a)**b, quantile=lambda p, a, b: (-expm1(log1p(-p) / b))**(1 / a),
       mean=lambda a, b: kumaraswamy_moment(1 / a, b), variance=lambda a, b: kumaraswamy_moment(2 / a, b) - kumaraswamy_moment(1 / a, b)**2,
       entropy=lambda a, b: 1 - 1 / b + (1 - 1 / a) * (digamma(b + 1) + euler) - log(a * b))

# Families by other parameters
family("Chi2", [(1, 2), (0.3, 1), (300, 250), (1e-300, 3)], params=[(3,), (400,)], logprob=lambda x, n: [(n / 2 - 1) * log(x), -x / 2, -n / 2 * log(mpf(2)), -loggamma(n / 2)],
       lower=lambda x, n: gammainc(n / 2, 0, x / 2, regularized=True), upper=lambda x, n: gammainc(n / 2, x / 2, inf, regularized=True), tails=[(1, 2), (0.3, 1), (1e-25, 3), (200, 10)],
       mean=lambda n: n, variance=lambda n: 2 * n)
family("BetaProportion", [(0.3, 0.45, 4), (0.9, 0.2, 1), (1e-9, 1e-6, 3), (0.25, 0.25, 4e4)], logprob=lambda x, m, c: [(m * c - 1) * log(x), ((1 - m) * c - 1) * log1p(-x), -log(beta(m * c, (1 - m) * c))],
       variance=lambda m, c: m * (1 - m) / (1 + c))
normal = lambda z: erfc(-z / sqrt(mpf(2))) / 2
family("LogitNormal", [(0.3, 0.5, 2), (0.9, -3, 1), (1e-30, -60, 3)], logprob=lambda x, m, s: [-((log(x / (1 - x)) - m) / s)**2 / 2, -log(s), -log(2 * pi) / 2, -log(x), -log1p(-x)],
       lower=lambda x, m, s: normal((log(x / (1 - x)) - m) / s), upper=lambda x, m, s: normal((m - log(x / (1 - x))) / s))


def negative_binomial(x, n, logp, logq):
    return [loggamma(x + n), -loggamma(x + 1), -loggamma(n), x * logp, n * logq]


family("GammaPoisson", [(0, 1, 1), (3, 2, 0.5), (100, 3, 1e-3), (7, 0.01, 5), (1000, 2e3, 2.1)], start=1, logprob=lambda x, a, r: negative_binomial(x, a, -log1p(r), -log1p(1 / r)),
       mean=lambda a, r: a / r, variance=lambda a, r: a / r * (1 + 1 / r))
family("NegativeBinomial2", [(0, 1, 1), (3, 2, 0.5), (100, 30, 1e3), (7, 0.01, 5), (3, 3, 1e16)], params=[(1, 1), (30, 0.2)], start=1, logprob=lambda x, m, a: negative_binomial(x, a, -log1p(a / m), -log1p(m / a)),
       mean=lambda m, a: m, variance=lambda m, a: m + m * m / a)



def box_cox(e, s):
    return expm1(e * s) / e if e else s


def inverse_box_cox(e, z):
    return log1p(e * z) / e if abs(e) > mpf(10)**-60 else z - e * z * z / 2


def extreme_terms(x, m, s, e):
    v = inverse_box_cox(e, (x - m) / s)
    return [-log(s), -v, -e * v]


family("GeneralizedPareto", [(0.5, 0, 1, 0.2), (3, 1, 0.5, -0.15), (1e300, 0, 1, 2), (2, 1, 1, 0), (2, 1, 1, 1e-12), (1e6, -3, 1e-3, 0.4), (1.001, 1, 2, 1e3), (0.3, 0, 1, -1.5)],
       params=[(1, 2, 0.1), (0, 1, -0.7), (0, 3, 1e-9)], logprob=extreme_terms, lower=lambda x, m, s, e: -expm1(-inverse_box_cox(e, (x - m) / s)), upper=lambda x, m, s, e: exp(-inverse_box_cox(e, (x - m) / s)),
       quantile=lambda p, m, s, e: m + s * box_cox(e, -log1p(-p)), mean=lambda m, s, e: m + s / (1 - e), variance=lambda m, s, e: s**2 / (1 - e)**2 / (1 - 2 * e), entropy=lambda m, s, e: log(s) + e + 1)
family("GeneralizedExtremeValue", [(0.5, 0, 1, 0.2), (3, 1, 0.5, -0.15), (1e300, 0, 1, 2), (2, 1, 1, 0), (-2, 1, 1, 1e-12), (1e6, -3, 1e-3, 0.4), (-3, 0, 1, 0.25), (-30, 0, 1, -0.9)],
       params=[(1, 2, 0.1), (0, 1, -0.7), (0, 3, 1e-9), (0, 1, 0.4)], logprob=lambda x, m, s, e: extreme_terms(x, m, s, e) + [-exp(-inverse_box_cox(e, (x - m) / s))],
       lower=lambda x, m, s, e: exp(-exp(-inverse_box_cox(e, (x - m) / s))), upper=lambda x, m, s, e: -expm1(-exp(-inverse_box_cox(e, (x - m) / s))),
       quantile=lambda p, m, s, e: m + s * box_cox(e, -log(-log(p))), mean=lambda m, s, e: m + s * (gamma(1 - e) - 1) / e, variance=lambda m, s, e: s**2 * (gamma(1 - 2 * e) - gamma(1 - e)**2) / e**2,
       entropy=lambda m, s, e: log(s) + euler * e + euler + 1)


def triangle(x, a, b, c):
    return (x - a)**2 / (b - a) / (c - a)


family("Triangular", [(0, -1, 2, 0.5), (1, -1, 2, 0.5), (1e-300, 0, 3, 1), (0.999999, -1, 1, 0.3), (5, 1e-8, 1e8, 2e-8)], params=[(-1, 2, 0.6), (0, 1, 0.01)],
       logprob=lambda x, a, b, c: [log(mpf(2)), -log(b - a), log((x - a) / (c - a)) if x < c else log((b - x) / (b - c))],
       lower=lambda x, a, b, c: triangle(x, a, b, c) if x < c else 1 - triangle(-x, -b, -a, -c), upper=lambda x, a, b, c: 1 - triangle(x, a, b, c) if x < c else triangle(-x, -b, -a, -c),
       quantile=lambda p, a, b, c: a + sqrt(p * (b - a) * (c - a)) if p < (c - a) / (b - a) else b - sqrt((1 - p) * (b - a) * (b - c)),
       mean=lambda a, b, c: (a + b + c) / 3, variance=lambda a, b, c: (a * a + b * b + c * c - a * b - a * c - b * c) / 18, entropy=lambda a, b, c: mpf(1) / 2 + log((b - a) / 2))


def by_logits(f):
    return lambda x, p: f(x, log(p) - log1p(-p))


cb_density = lambda x, l: [l * x, -log(expm1(l) / l)] if l < 0 else [-l * (1 - x), -log(-expm1(-l) / l)]
cb_lower = lambda x, l: expm1(l * x) / expm1(l)
cb_upper = lambda x, l: expm1(-l * (1 - x)) / expm1(-l)
cb_mean = lambda l: 1 / (1 - exp(-l)) - 1 / l
cb_variance = lambda l: 1 / l**2 - 1 / (2 * sinh(l / 2))**2
cb_quantile = lambda p, l: log1p(p * expm1(l)) / l
cb_entropy = lambda l: log(expm1(l) / l) - l * cb_mean(l)
family("ContinuousBernoulli[Logits]", [(0.3, 0.2), (0.9, -3), (1, 40), (0.1, -800), (0.999, 800), (0.4, 1e-9), (1e-300, 5), (1 - 2.0**-53, -4)], params=[(0.2,), (-3,), (40,), (0.05,), (0.51,)],
       logprob=cb_density, lower=cb_lower, upper=cb_upper, quantile=cb_quantile, mean=cb_mean, variance=cb_variance, entropy=cb_entropy, tails=[(0.3, 0.2), (0.9, -3), (0.1, -800), (0.999, 800), (0.4, 1e-9), (1e-300, 5), (1 - 2.0**-53, -4)])
family("ContinuousBernoulli[Probs]", [(0.3, 0.2), (0.9, 0.999), (0.4, 0.50001)], params=[(0.2,), (0.999,)], logprob=by_logits(cb_density), lower=by_logits(cb_lower), upper=by_logits(cb_upper), quantile=by_logits(cb_quantile),
       mean=lambda p: cb_mean(log(p) - log1p(-p)))


def kl_geometric(q, p):
    q, p = q[0], p[0]
    return log(q / p) + (1 / q - 1) * (log1p(-q) - log1p(-p))


family("Geometric[Probs]", [(0, 0.3), (5, 0.9), (1e10, 1e-10), (3, 1e-300), (40, 1 - 2.0**-53)], params=[(0.3,), (1e-5,), (0.999,)], start=1, logprob=lambda x, p: [x * log1p(-p), log(p)],
       tails=[(0, 0.3), (5.5, 0.9), (1e10, 1e-10), (3, 1e-300)], lower=lambda x, p: -expm1((floor(x) + 1) * log1p(-p)), upper=lambda x, p: exp((floor(x) + 1) * log1p(-p)),
       mean=lambda p: 1 / p - 1, variance=lambda p: (1 - p) / p**2, entropy=lambda p: -log(p) - (1 - p) / p * log1p(-p), kl=kl_geometric, pairs=[((0.3,), (0.6,)), ((0.9,), (1e-5,))] + [((0.5,), (0.5 - d / 4,)) for d in NEAR])
family("Geometric[Logits]", [(0, 0.3), (5, 2), (1e10, -23), (3, -600), (4, 40)], params=[(0.3,), (-8,), (12,)], start=1, logprob=lambda x, l: [-x * log1p(exp(l)), -log1p(exp(-l))],
       lower=lambda x, l: -expm1(-(floor(x) + 1) * log1p(exp(l))), upper=lambda x, l: exp(-(floor(x) + 1) * log1p(exp(l))), mean=lambda l: exp(-l), variance=lambda l: exp(-l) * (1 + exp(-l)))
family("DiscreteUniform", [(3, -2, 5), (0, 0, 0), (1e15, 0, 2e15)], start=3, logprob=lambda x, a, b: [-log(b - a + 1)], mean=lambda a, b: (a + b) / 2, variance=lambda a, b: ((b - a + 1)**2 - 1) / 12,
       entropy=lambda a, b: log(b - a + 1))
family("BetaBinomial", [(3, 10, 2, 3), (0, 7, 0.5, 0.1), (7, 7, 0.5, 0.1), (300, 1000, 20, 50), (30, 100, 3e15, 7e15), (3e5, 1e6, 0.01, 5), (400, 1000, 1e5, 1e-3), (2, 5, 1e-8, 1e8)], start=2,
       params=[(10, 2, 7), (1000, 0.1, 30)], logprob=lambda x, n, a, b: [loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1), log(beta(x + a, n - x + b)), -log(beta(a, b))],
       mean=lambda n, a, b: n * a / (a + b), variance=lambda n, a, b: n * a * b * (a + b + n) / (a + b)**2 / (a + b + 1))

# Normal variables with something added
log_normal = lambda z: log(normal(z)) if z < 0 else log1p(-normal(-z))


def ex_gaussian_terms(x, m, s, r):
    z, w = (x - m) / s, r * s
    return [log(r) + (w * w / 2 - w * z + log_normal(z - w))]


def ex_gaussian_lower(x, m, s, r):
    z, w = (x - m) / s, r * s
    return normal(z) - exp(w * w / 2 - w * z) * normal(z - w)


def ex_gaussian_upper(x, m, s, r):
    z, w = (x - m) / s, r * s
    return normal(-z) + exp(w * w / 2 - w * z) * normal(z - w)


family("ExGaussian", [(0, 0, 1, 1), (3, 1, 0.5, 2), (-8, 0, 1, 1e-3), (-30, 0, 1, 0.2), (300, 0, 1, 2), (0.7, 0, 1, 300), (2, 0, 1, 1e5), (1, 0, 1, 1e-6), (-15, 0, 1, 40)], params=[(0, 1, 1), (1, 0.5, 20), (-1, 2, 1e-3)],
       logprob=ex_gaussian_terms, lower=ex_gaussian_lower, upper=ex_gaussian_upper, quantile=inverted(ex_gaussian_lower, ex_gaussian_upper, False), probs=[1e-20, 0.01, 0.3, 0.75, 0.999],
       mean=lambda m, s, r: m + 1 / r, variance=lambda m, s, r: s**2 + 1 / r**2)


def owen(z, low, high):
    """∫ exp(-z²(1+t²)/2)/(1+t²) dt/π."""
    steps = [*range(20), *range(20, 60, 4), *range(60, 260, 20)]
    unit = 1 / (z * z * low + abs(z)) if high is None else (high - low) / 256
    f = lambda t: exp(-z * z / 2 * (1 + t * t)) / (1 + t * t)
    return quad(f, [low + unit * k for k in (steps if high is None else range(0, 257, 16))], method="gauss-legendre") / pi


def skew_cdf(z, a):
    if z == 0:
        return mpf(1) / 2 - atan(a) / pi
    if z > 0:
        return 1 - skew_cdf(-z, -a)
    return owen(z, a, None) if a > 0 else normal(z) + owen(z, 0, -a)


skew_density = lambda x, m, s, a: [log(mpf(2)), -((x - m) / s)**2 / 2, -log(s), -log(2 * pi) / 2, log_normal(a * (x - m) / s)]
skew_points = [(-0.2, 0, 1, 2), (-1, 0, 1, 2), (1.5, 1, 0.5, -3), (-6, 0, 1, 3), (4, 0, 1, 3), (-20, 0, 1, 0.3), (0.3, 0, 1, 30), (-0.1, 0, 1, 40), (0.2, 0, 1, 0)]
family("SkewNormal", skew_points + [(1e-5, 0, 1, 1e8)], params=[(0, 1, 2), (1, 0.5, -30), (0, 3, 0)], logprob=skew_density,
       mean=lambda m, s, a: m + s * sqrt(2 / pi) * a / sqrt(1 + a * a), variance=lambda m, s, a: s**2 * (1 - 2 / pi * a * a / (1 + a * a)))
family("SkewNormal", skew_points, params=[], lower=lambda x, m, s, a: skew_cdf((x - m) / s, a), upper=lambda x, m, s, a: skew_cdf((m - x) / s, -a))


def inverse_gaussian(side):
    def f(x, m, k):
        a, b = sqrt(k / x) * (x / m - 1), -sqrt(k / x) * (x / m + 1)
        return normal(-a) - exp(2 * k / m) * normal(b) if side else normal(a) + exp(2 * k / m) * normal(b)
    return f


family("InverseGaussian", [(1.5, 1, 1), (0.3, 1, 2), (1e-3, 1, 1), (50, 2, 3), (0.01, 2, 5), (1.01, 1, 1e4), (1e5, 3, 1e-3), (300, 1, 1)], params=[(1, 1), (0.5, 20), (3, 0.1)],
       logprob=lambda x, m, k: [log(k / (2 * pi)) / 2, -3 * log(x) / 2, -k * (x - m)**2 / (2 * m * m * x)], lower=inverse_gaussian(0), upper=inverse_gaussian(1),
       quantile=inverted(inverse_gaussian(0), inverse_gaussian(1), reach=20), probs=[1e-20, 0.01, 0.3, 0.75, 0.999], mean=lambda m, k: m, variance=lambda m, k: m**3 / k,
       entropy=lambda m, k: (1 + log(2 * pi / k)) / 2 + 3 * (log(m) - exp(2 * k / m) * e1(2 * k / m)) / 2)

family("GeneralizedPoisson", [(0, 2, 0.3), (3, 0.5, 0.9), (100, 60, 0.4), (1e6, 5e5, 0.5), (7, 3, 0), (40, 1e-3, 0.999)], params=[(2, 0.3), (1e3, 0.99)], start=1,
       logprob=lambda x, r, d: [log(r), (x - 1) * log(r + d * x), -r - d * x, -loggamma(x + 1)], mean=lambda r, d: r / (1 - d), variance=lambda r, d: r / (1 - d)**3)
choose = lambda n, k: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)
family("Hypergeometric", [(3, 20, 8, 9), (0, 10, 4, 5), (4, 10, 4, 5), (7, 7, 7, 7), (300, 1e6, 3e3, 1e5), (5e4, 1e12, 1e6, 5e10), (60, 100, 90, 70)], start=4, params=[(20, 8, 9), (1e6, 3e3, 1e5)],
       logprob=lambda x, n, k, m: [choose(k, x), choose(n - k, m - x), -choose(n, m)], mean=lambda n, k, m: m * k / n, variance=lambda n, k, m: m * k / n * (n - k) / n * (n - m) / (n - 1))


def tweedie(x, m, f, p):
    a, b = 2 - p, p - 1
    if x < mpf(10)**-20:
        return [-m**a / f / a]
    g, shape, at = f * b * m**b, a / b, x**a / f / a
    room = 30 * sqrt(at / (1 + shape)) + 60
    l, z = log(m**a / f / a), log(x / g)
    return [-m**a / f / a, -x / g, -log(x), log(sum(exp(n * l - loggamma(mpf(n + 1)) + n * shape * z - loggamma(n * shape)) for n in range(max(1, int(at - room)), int(at + room))))]


def tweedie_side(upper):
    def f(x, m, f, p):
        a, b = 2 - p, p - 1
        events, shape, z = m**a / f / a, a / b, x / (f * b * m**b)
        room = 30 * sqrt(max(events, z / shape)) + 60
        near, far = min(events, z / shape) - room, max(events, z / shape) + room
        ends = {"a": z} if upper else {"a": 0, "b": z}
        total = mpf(0) if upper else exp(-events)
        for n in range(max(1, int(near)), int(far)):
            total += exp(n * log(events) - events - loggamma(mpf(n + 1))) * gammainc(n * shape, regularized=True, **ends)
        return total
    return f


family("Tweedie", [], params=[], lower=tweedie_side(False), upper=tweedie_side(True),
       tails=[(1, 2, 1, 1.5), (30, 2, 1, 1.5), (0.3, 2, 0.5, 1.2), (1e-10, 1, 1, 1.5), (3, 0.3, 2, 1.1), (50, 50, 0.5, 1.95), (2, 5, 0.4, 1.02), (1.25, 1, 0.01, 1.3), (0.875, 1, 0.01, 1.3)])
family("Tweedie", [], params=[(2, 1, 1.5), (5, 2, 1.95)], quantile=inverted(tweedie_side(False), tweedie_side(True), reach=5), probs=[0.08, 0.3, 0.75, 0.999])
family("Tweedie", [(0, 1, 1, 1.5), (0, 3, 0.2, 1.1), (1, 1, 1, 1.5), (0.3, 2, 0.5, 1.2), (10, 2, 3, 1.8), (1e-10, 1, 1, 1.5), (100, 3, 0.5, 1.7), (5, 5, 1e-3, 1.5), (2.5, 3, 0.4, 1.01),
                   (0.7, 1, 1, 1.99), (50, 0.1, 2, 1.5), (3, 3, 0.3, 1.6), (1, 1, 1e3, 1.3), (2, 1, 5e-3, 1.4)], params=[(2, 3, 1.5), (1e-5, 1e3, 1.01)],
       logprob=tweedie, mean=lambda m, f, p: m, variance=lambda m, f, p: f * m**p)


def ordered(f):
    """Of a distribution function f, whose lower tail has all its digits."""
    def cuts(x, eta, *c):
        c = (-inf, *c, inf)
        return c[int(x)] - eta, c[int(x) + 1] - eta
    def mass(x, *p):
        low, high = cuts(x, *p)
        return [log(f(-low) - f(-high) if low > 0 else f(high) - f(low))]
    return dict(logprob=mass, lower=lambda x, *p: f(cuts(floor(x), *p)[1]), upper=lambda x, *p: f(-cuts(floor(x), *p)[1]), start=1)


ordered_points = [(0, 0.3, -1, 0.5, 2), (1, 0.3, -1, 0.5, 2), (2, -30, -1, 0.5, 2), (3, -35, -1, 0.5, 2), (1, 35, -1, 0.5, 2), (1, 0.3, 1, 1 + 2.0**-40, 2), (1, -20, 1, 1 + 2.0**-40, 2), (2, 0.7, -4, -3, 12), (2, 6, -4, 0, 9)]
logistic = lambda z: 0 if z == -inf else 1 if z == inf else sigmoid(z)
family("OrderedLogistic", ordered_points + [(2, 700, -1, 0.5, 2)], params=[], tails=ordered_points[:5] + [(1.5, 40, -1, 0.5, 2)], **ordered(logistic))
family("OrderedProbit", ordered_points, params=[], tails=ordered_points[:5] + [(1.5, -30, -1, 0.5, 2)], **ordered(lambda z: 0 if z == -inf else 1 if z == inf else normal(z)))

# Vectors of three elements
def softmax(row, logits):
    total = log(sum(exp(l) if logits else l for l in row))
    return [(l if logits else log(l)) - total for l in row]


for kind, rows3 in (("Logits", [(0.3, -1, 2), (0, 800, -3), (-40, 0, 1e-9)]), ("Probs", [(0.3, 1, 2), (1e-300, 5, 1), (1e3, 1e-9, 7)])):
    log_p = lambda row, logits=kind == "Logits": softmax(row, logits)
    family(f"OneHotCategorical[{kind}]", [x + r for x in ((1, 0, 0), (0, 0, 1)) for r in rows3], params=[], start=3, logprob=lambda *v: [l for x, l in zip(v, log_p(v[3:])) if x])
    family(f"Multinomial[{kind}]", [x + (sum(x),) + r for x in ((0, 0, 0), (3, 0, 1), (40, 3000, 17)) for r in rows3], params=[], start=4,
           logprob=lambda *v: [loggamma(v[3] + 1)] + [-loggamma(x + 1) for x in v[:3]] + [x * l for x, l in zip(v, log_p(v[4:]))])
family("DirichletMultinomial", [x + (sum(x),) + a for x in ((0, 0, 0), (3, 0, 1), (40, 3000, 17)) for a in ((0.3, 1, 2), (1e-8, 50, 3), (3e14, 7e14, 1e13))], params=[], start=4,
       logprob=lambda *v: [loggamma(v[3] + 1), loggamma(sum(v[4:])) - loggamma(sum(v[4:]) + v[3])] + [loggamma(x + a) - loggamma(a) - loggamma(x + 1) for x, a in zip(v, v[4:])])


def summed(mass, low=lambda *p: 0, high=lambda *p: inf):
    """The sides of counts as sums of masses, from a value on."""
    def side(step):
        def f(x, *p):
            k, end, total = floor(x) + (step > 0), (high if step > 0 else low)(*p), mpf(0)
            while step * (end - k) >= 0:
                term = exp(sum(mass(k, *p)))
                total += term
                if term < total * mpf(10)**-80:
                    break
                k += step
            return total
        return f
    return dict(logprob=mass, lower=side(-1), upper=side(1))


skellam = summed(lambda x, a, b: [-a - b, x / 2 * log(a / b), log(besseli(abs(x), 2 * sqrt(a * b)))], low=lambda *p: -inf)
family("Skellam", [(0, 1, 1), (3, 2, 0.5), (-7, 0.1, 12), (0, 1e-200, 3), (5, 1e-200, 3), (40, 30, 25), (55, 30, 2.5), (1000, 3e5, 2.99e5), (-3e5, 10, 3e5), (2, 1e-8, 1e9)], start=1, params=[(2, 0.5), (1e8, 3)],
       tails=[(0, 1, 1), (3.5, 2, 0.5), (-7, 0.1, 12), (60, 30, 25)], mean=lambda a, b: a - b, variance=lambda a, b: a + b, **skellam)
beta_binomial = lambda x, n, a, b: [loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1), log(beta(x + a, n - x + b)), -log(beta(a, b))]
sides = lambda **f: {k: v for k, v in f.items() if k != "logprob"}
family("BetaBinomial", [], params=[], start=2, tails=[(3, 10, 2, 3), (0, 7, 0.5, 0.1), (5.5, 7, 0.5, 0.1), (30, 90, 2, 5), (89, 90, 0.01, 0.02), (80, 90, 3, 60)],
       **sides(**summed(beta_binomial, high=lambda n, a, b: n)))
family("GeneralizedPoisson", [], params=[], start=1, tails=[(0, 2, 0.3), (3.5, 0.5, 0.6), (60, 12, 0.4), (7, 3, 0)],
       **sides(**summed(lambda x, r, d: [log(r), (x - 1) * log(r + d * x), -r - d * x, -loggamma(x + 1)])))
family("Hypergeometric", [], params=[], start=4, tails=[(3, 20, 8, 9), (0, 10, 4, 5), (3.5, 10, 4, 5), (60, 1000, 300, 120), (60, 100, 90, 70)],
       **sides(**summed(lambda x, n, k, m: [choose(k, x), choose(n - k, m - x), -choose(n, m)], low=lambda n, k, m: max(0, m + k - n), high=lambda n, k, m: min(k, m))))


def von_mises_side(sign):
    def f(x, m, k):
        m = m - 2 * pi * floor((m + pi) / (2 * pi))
        density = lambda t: exp(k * (cos(t - m) - 1)) / (2 * pi * besseli(0, k) * exp(-k))
        low, high = (-pi, x) if sign < 0 else (x, pi)
        width = 1 / sqrt(1 + k)
        ends = [low] + sorted(t for c in (m, m - pi, m + pi) for j in range(-15, 16, 5) for t in [c + j * width] if low < t < high) + [high]
        digits, mp.dps = mp.dps, 60
        v = quad(density, ends, method="gauss-legendre")
        mp.dps = digits
        return v
    return f


halved = {}


def von_mises_quantile(p, m, k):
    """A root of the smaller side, by halving, once for arguments that are nearly the same, and then by Newton's method."""
    side, sign, want = (von_mises_side(-1), 1, p) if p < 0.5 else (von_mises_side(1), -1, 1 - p)
    near = tuple(map(float, (p, m, k)))
    if near not in halved:
        low, high = -pi, +pi
        for _ in range(25):
            x = (low + high) / 2
            low, high = (x, high) if sign * (side(x, m, k) - want) < 0 else (low, x)
        halved[near] = x
    x = halved[near]
    for _ in range(4):
        x -= sign * (side(x, m, k) - want) / (exp(k * cos(x - m)) / (2 * pi * besseli(0, k)))
    return x


family("VonMises", [(0.3, 0, 1), (3, -1, 0), (-2, 0.5, 40), (0.001, 7, 1e4), (0.3, 0.3001, 1e8), (3, 0, 59.9), (3, 0, 60.1), (-3, 0.1, 1e-9)], params=[(0, 1), (0.5, 40), (1, 1e8), (0, 1e-9), (0, 80)],
       tails=[(0.3, 0, 1), (-2, 0.5, 40), (2.9, -3, 2)], logprob=lambda x, m, k: [k * cos(x - m) - k, -log(2 * pi), -log(besseli(0, k)) + k], lower=von_mises_side(-1), upper=von_mises_side(1),
       entropy=lambda m, k: log(2 * pi * besseli(0, k)) - k * besseli(1, k) / besseli(0, k))
family("VonMises", [], params=[(0.5, 1), (-1, 40)], quantile=von_mises_quantile, probs=[1e-6, 0.3, 0.999])


def relaxed(x, t, l):
    z = t * log(x / (1 - x)) - l
    return [log(t), -z, -2 * log1p(exp(-z)), -log(x), -log1p(-x)]


relaxed_z = lambda x, t, l: t * log(x / (1 - x)) - l
family("RelaxedBernoulli[Logits]", [(0.3, 1, 0), (1e-200, 0.5, 2), (1 - 2.0**-53, 0.1, -3), (0.9, 20, 30), (0.5, 1e-3, 0.1)], params=[(1, 0.3), (0.1, -2)], logprob=relaxed,
       lower=lambda *v: sigmoid(relaxed_z(*v)), upper=lambda *v: sigmoid(-relaxed_z(*v)), quantile=lambda p, t, l: sigmoid((log(p / (1 - p)) + l) / t), probs=[1e-20, 0.01, 0.3, 0.75, 0.999])
by_odds = lambda f: lambda x, t, p: f(x, t, log(p) - log1p(-p))
family("RelaxedBernoulli[Probs]", [(0.3, 1, 0.5), (1e-200, 0.5, 0.9), (0.9, 20, 1e-9)], params=[(1, 0.3), (0.1, 0.01)], logprob=by_odds(relaxed),
       lower=by_odds(lambda *v: sigmoid(relaxed_z(*v))), upper=by_odds(lambda *v: sigmoid(-relaxed_z(*v))), quantile=by_odds(lambda p, t, l: sigmoid((log(p / (1 - p)) + l) / t)), probs=[1e-20, 0.01, 0.3, 0.75, 0.999])


def relaxed_one_hot(logits):
    def f(*v):
        x, t, l = v[:3], v[3], [w if logits else log(w) for w in v[4:]]
        s = [a - t * log(b) for a, b in zip(l, x)]
        return [log(mpf(2)), 2 * log(t)] + s + [-log(b) for b in x] + [-3 * log(sum(exp(a) for a in s))]
    return f


for kind, row in (("Logits", (0.3, -1, 2)), ("Probs", (0.3, 1, 5))):
    family(f"RelaxedOneHotCategorical[{kind}]", [x + (t,) + row for x, t in (((0.25, 0.25, 0.5), 1), ((1e-200, 0.5, 0.5), 0.5), ((0.125, 1e-9, 0.875), 3))], params=[], logprob=relaxed_one_hot(kind == "Logits"))


def skew_t(x, a, b, m, s):
    z = (x - m) / s
    u = z / sqrt(a + b + z * z)
    return [(a + 0.5) * log(1 + u), (b + 0.5) * log(1 - u), -(a + b - 1) * log(mpf(2)), -log(beta(a, b)), -log(a + b) / 2, -log(s)]


def skew_t_side(sign):
    def f(x, a, b, m, s):
        z = (x - m) / s
        y = (1 - sign * z / sqrt(a + b + z * z)) / 2
        return betainc(*((b, a) if sign > 0 else (a, b)), 0, y, regularized=True)
    return f


skew_t_m = lambda a, b: (a - b) / 2 * sqrt(a + b) * gamma(a - 0.5) * gamma(b - 0.5) / gamma(a) / gamma(b)
skew_t_points = [(0, 3, 2.5, 0, 1), (0.3, 2, 3, 0, 2), (-40, 4, 1, 1, 0.5), (1e10, 0.3, 2, 0, 1), (-1e5, 0.5, 20, 0, 1), (1, 40, 30, 0.5, 2), (3, 12, 9, 0, 1)]
family("SkewStudentT", skew_t_points + [(1e200, 1, 1, 0, 1), (1, 1e10, 1e10, 0, 1), (2, 1e6, 30, 0, 3)], params=[(3, 2.5, 0, 1), (20, 15, 1, 0.5)], tails=skew_t_points, logprob=skew_t, lower=skew_t_side(-1), upper=skew_t_side(1),
       quantile=inverted(skew_t_side(-1), skew_t_side(1), positive=False), probs=[1e-6, 0.01, 0.3, 0.75, 0.999],
       mean=lambda a, b, m, s: m + s * skew_t_m(a, b),
       variance=lambda a, b, m, s: s**2 * ((a + b) / 4 * ((a - b)**2 + a + b - 2) / (a - 1) / (b - 1) - skew_t_m(a, b)**2))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "families.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "derivatives", "terms", "terms of derivatives"])
    for r in rows:
        w.writerow(r + [""] * (7 - len(r)))
