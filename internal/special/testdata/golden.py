"""Writes the golden tables of package special beside this file.

Run: python3 golden.py [NAME...]   (needs mpmath; gmpy2 makes it much faster)

Each line of NAME.csv holds the arguments, each the exact value of a float64, and then the values. A value is computed
to at least 30 digits and rounded to 17. The incomplete functions come from series whose terms are all positive, with
enough digits for one tail to be 1 minus the other; check() compares them with mpmath's own functions and with
quadrature.
"""

import os
import random
import sys

from mpmath import beta, betainc, diff, erfc, erfinv, expm1, findroot, gammainc, inf, log, log1p, loggamma
from mpmath import mp, mpf, ncdf, npdf, nstr, pi, psi, quad, rgamma, sqrt, exp

HERE = os.path.dirname(os.path.abspath(__file__))
mp.dps = 50


def short(x, digits=5):
    """The float64 nearest to x rounded to a few digits: short in the table, and exact."""
    return float(f"{float(x):.{digits - 1}e}")


def logspace(low, high, n):
    low, high = log(mpf(low)), log(mpf(high))
    return [short(exp(low + (high - low) * i / (n - 1))) for i in range(n)]


def around(*points):
    """Points close to both sides of each switch between methods, and the switch itself."""
    steps = (0, 1e-15, 1e-9, 1e-4, 1e-2)
    return [p * (1 + s * e) for p in points for e in steps for s in ((1, -1) if e else (1,))]


def write(name, rows):
    def text(v):
        v = mpf(v)
        if v in (inf, -inf):
            return "+Inf" if v > 0 else "-Inf"
        return nstr(v, 17, strip_zeros=True, min_fixed=-4, max_fixed=12)

    seen = set()
    with open(os.path.join(HERE, name + ".csv"), "w") as out:
        for arguments, values in rows:
            if arguments in seen:
                continue
            seen.add(arguments)
            out.write(",".join([repr(a).removesuffix(".0") for a in arguments] + [text(v) for v in values]) + "\n")


def unary(name, function, points):
    write(name, [((x,), (function(mpf(x)),)) for x in points])


def binary(name, function, points):
    write(name, [((x, y), (function(mpf(x), mpf(y)),)) for x, y in points])


# Log space.


def log_space():
    mp.dps = 400  # 1 + e^-700
    both = [s * x for x in logspace(1e-300, 700, 30) + logspace(0.02, 50, 40) + around(1.0, 30.0) for s in (1, -1)]
    unary("Softplus", lambda x: log1p(exp(x)), both)
    unary("LogSigmoid", lambda x: -log1p(exp(-x)), both)
    unary("Sigmoid", lambda x: 1 / (1 + exp(-x)), both)
    unary("SoftplusInverse", lambda y: log(expm1(y)), logspace(1e-300, 1e300, 60) + logspace(0.01, 100, 60) + around(0.6931471805599453))
    unary("Log1mExp", lambda x: log(-expm1(x)), [-x for x in logspace(1e-300, 700, 60) + logspace(0.1, 40, 50) + around(0.6931471805599453)])
    points = logspace(1e-150, 0.9, 60) + around(0.4, 0.5, 0.1)
    unary("XMinusLog1p", lambda x: x - log1p(x), [s * x for x in points for s in (1, -1)] + logspace(1, 1e300, 20) + around(0.7))
    sizes = [-700.0, -40.0, -1.3, -1e-9, 0.0, 1e-300, 0.3, 1.0, 35.0, 37.0, 700.0, 1e5, 1e300]
    mp.dps = 800
    sums = [(a, b) for a in sizes for b in sizes if a < 1e5 or b < 1e5]
    binary("LogAddExp", lambda a, b: max(a, b) + log1p(exp(-abs(a - b))), sums)
    mp.dps = 50


# Gamma and its derivatives.


def gamma():
    points = logspace(5e-324, 1e305, 120) + logspace(0.05, 30, 150) + logspace(1.19, 1.24, 20) + around(0.5, 1.0, 1.5, 2.0, 2.5, 1.2, 10.0)
    unary("Lgamma", loggamma, points)
    points = logspace(1e-300, 1e300, 100) + logspace(0.05, 30, 120) + around(1.0, 2.0, 10.0, 1.4616321449683622)
    unary("Digamma", lambda x: psi(0, x), points)
    unary("Trigamma", lambda x: psi(1, x), [x for x in points if x > 1e-150])
    sizes = [1e-300, 1e-10, 1e-3, 0.3, 0.5, 1.0, 1.7, 4.0, 9.99, 10.0, 10.01, 25.0, 300.0, 1e5, 1e8, 1e10, 1e15, 1e300]
    mp.dps = 700
    binary("LogBeta", lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b), [(a, b) for a in sizes for b in sizes if a <= b])
    mp.dps = 50


# Incomplete gamma.


def series(a, x):
    """m = Σ xⁿ/((a+1)…(a+n)), so that P(a,x) = xᵃe⁻ˣ/Γ(a+1) m."""
    total = term = mpf(1)
    n = 0
    while term > total * mp.eps:
        n += 1
        term *= x / (a + n)
        total += term
    return total


def gamma_tails(a, x):
    """P(a,x) and Q(a,x), with digits for a tail of 1e-320."""
    a, x = mpf(a), mpf(x)
    mp.dps = 380
    p = exp(a * log(x) - x - loggamma(a + 1)) * series(a, x)
    q = 1 - p
    mp.dps = 50
    return +p, +q


def upper_integral(a, x):
    """f with Q(a,x) = xᵃe⁻ˣ/Γ(a) f, and its derivative by a, for x > a: ∫ e^{-xt} (1+t)^{a-1} dt by quadrature."""
    scale = 1 / (x - a + sqrt(a) + 1)
    cut = lambda s: -x * scale * s + (a - 1) * log1p(scale * s)
    nodes = [0] + [mpf(2) ** k for k in range(-2, 8)]
    while cut(nodes[-1]) > -120:
        nodes.append(nodes[-1] * 2)
    f = quad(lambda s: exp(cut(s)), nodes)
    df = quad(lambda s: exp(cut(s)) * log1p(scale * s) / scale, nodes)
    return scale * f, scale**2 * df


def log_sample_gradient(a, log_x):
    """d log x/da at fixed P: minus the derivative of log P (or log Q) by a over that by log x."""
    a, log_x = mpf(a), mpf(log_x)
    x = exp(log_x)
    if x < a or x < 2:
        mp.dps = 90
        h = a * mpf(10) ** -25
        m = series(a, x)
        dm = (series(a + h, x) - series(a - h, x)) / (2 * h)
        value = -((log_x - psi(0, a + 1)) * m + dm) / a
        mp.dps = 50
        return +value
    f, df = upper_integral(a, x)
    return (log_x - psi(0, a)) * f + df


def quantile_like(a, z):
    """A gamma variable about z standard deviations from its median (Wilson and Hilferty)."""
    return a * max(0, 1 - 1 / (9 * a) + z / (3 * a**0.5)) ** 3


SHAPES = [1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 0.9999, 1.0, 1.0001, 1.4, 2.0, 3.0, 5.5, 9.99, 10.0, 10.01, 11.9, 12.0, 12.1]
SHAPES += [15.0, 20.0, 33.0, 60.0, 100.0, 200.0, 700.0, 3e3, 1e4, 1e5, 1e6, 1e7, 1e8]


def gamma_points(a, scores, far):
    """Arguments from the far left to the far right, and around every switch of method."""
    points = [quantile_like(a, z) for z in scores] if a >= 1 else []
    points += [1.4999, 1.5001] if a < 2 else [a * 0.9999, a * 1.0001]
    if a < 20:
        points += far
    if 10 < a < 1e4:
        points += [a * r * s for r in (0.3, 0.5, 2.35, 1.7, 0.6) for s in (0.9999, 1.0001)]
    return sorted({short(x) if a < 1e5 else short(x, 9) for x in points if x > 0})


def gamma_incomplete():
    scores = [-36, -25, -12, -6, -2, -0.5, 0, 1, 3, 9, 18, 27, 35]
    far = [1e-300, 1e-100, 1e-8, 0.01, 0.1, 0.3, 0.6, 1.0, 1.3, 2.0, 6.0, 15.0, 50.0, 200.0, 650.0]
    rows = []
    for a in SHAPES:
        for x in gamma_points(a, scores, far):
            p, q = gamma_tails(a, x)
            if min(p, q) > 1e-305:
                rows.append(((a, x), (p, q)))
    write("GammaInc", rows)


def gamma_gradient():
    scores = [-300, -20, -6, -2, 0, 1.5, 5, 20, 200]
    far = [1e-300, 1e-8, 0.1, 0.4, 0.56, 1.0, 1.8, 3.0, 8.0, 30.0, 650.0]
    rows = []
    for a in SHAPES:
        points = gamma_points(a, scores, far) + [short(a * r) for r in (1e-300, 1e-10, 0.1, 0.25, 3, 1e3, 1e6) if a * r > 1e-307]
        for x in points:
            rows.append(((a, x), (x * log_sample_gradient(a, log(mpf(x))),)))
    write("GammaSampleGrad", rows)

    rows = []
    for a in [1e-5, 1e-3, 0.01, 0.1, 0.5, 1.0, 3.0, 11.0, 13.0, 100.0, 1e4, 1e6]:
        for log_x in [-1e8, -1e5, -2000.0, -745.2, -700.0, -100.0, -10.0, -1.0, -0.3, 0.1, 0.4, 0.5, 1.0, 2.0, 4.0, 9.0, 14.0, 100.0, 600.0]:
            rows.append(((a, log_x), (log_sample_gradient(a, log_x),)))
    write("LogGammaSampleGrad", rows)


# Incomplete beta.


def beta_tails(a, b, x):
    """I_x(a,b) and its complement, from the tail whose series is shorter."""
    lower, upper = (mpf(a), mpf(b), mpf(x)), (mpf(b), mpf(a), 1 - mpf(x))
    if beta_terms(*upper) < beta_terms(*lower):
        q, p = beta_lower(*upper)
        return p, q
    return beta_lower(*lower)


def beta_digits(a, b, x):
    """Digits for the smaller tail: those of a tail of 1e-320 if it is 1 minus the sum."""
    return 60 if x * (a + b) <= a else 380


def beta_terms(a, b, x):
    """The length of the series to the next power of two, from Stirling's formula for the n-th term."""
    stirling = lambda z: (z - 0.5) * log(z) - z
    end = stirling(a + b + 1) - stirling(a + 1) - 2.4 * beta_digits(a, b, x)
    n = 1
    while n < 1e18 and n * log(x) + stirling(a + b + n) - stirling(a + n) > end:
        n *= 2
    return n


def beta_lower(a, b, x):
    mp.dps = beta_digits(a, b, x)
    total = term = mpf(1)
    n = 0
    while term > total * mp.eps or x * (a + b + n) > a + 1 + n:
        term *= x * (a + b + n) / (a + 1 + n)
        total += term
        n += 1
    p = exp(a * log(x) + b * log1p(-x) - log(a) - loggamma(a) - loggamma(b) + loggamma(a + b)) * total
    q = 1 - p
    mp.dps = 50
    return +p, +q


def beta_log_density(a, b, x):
    """The logarithm of the density of the log-odds, relative to its mode: below -720 a tail is out of the range of float64."""
    return float(a * log(mpf(x) * (a + b) / a) + b * log((1 - mpf(x)) * (a + b) / b))


def beta_incomplete():
    rows = []
    shapes = [1e-5, 1e-3, 0.1, 0.5, 0.99, 1.0, 1.01, 3.0, 9.9, 10.1, 40.0, 500.0, 1e4, 1e6]
    pairs = [(a, b) for a in shapes for b in shapes] + [(1e8, 0.5), (0.01, 1e8), (1e8, 30.0)]
    whole = [(1e6, 1e8), (1e8, 2e7), (1e8, 1e8), (1e3, 1.1e3), (1999.0, 1999.0), (2001.0, 2001.0), (1010.0, 1e5)]
    random.seed(1)
    for a, b in pairs + whole:
        mean = a / (a + b)
        deviation = (mean * (1 - mean) / (a + b + 1)) ** 0.5
        points = [mean + z * deviation for z in (-30, -8, -2, -0.5, -0.01, 0, 0.01, 0.5, 2, 8, 30)]
        if (a, b) in whole:
            points += [mean + z * deviation for z in (-35, -25, -16, -15.7, -4, -1, 1, 4, 15.7, 16, 25, 35)]
        points += [mean * 0.3, mean * 1e-3, 1 - (1 - mean) * 0.3, 1 - (1 - mean) * 1e-2]
        if a <= 1 or b <= 1:
            points += [1e-300, 1e-50, 1e-12, 1e-6, 1e-3, 0.1, 0.4, 0.4999, 0.5001, 0.6, 0.9, 0.999]
            points += [1 / b * s for s in (0.9999, 1.0001)] + [1 - 1 / a * s for s in (0.9999, 1.0001)]
        points = sorted({short(x) if max(a, b) < 1e6 else short(x, 10) for x in points if 0 < x < 1} - {1.0})
        points = [x for x in points if beta_log_density(a, b, x) > -720]
        if (a, b) not in whole:
            points = random.sample(points, min(4, len(points)))
        for x in points:
            p, q = beta_tails(a, b, x)
            if min(p, q) > 1e-305:
                rows.append(((a, b, x), (p, q)))
    write("BetaInc", rows)


def log_odds_gradient(a, b, x):
    """d log(x/(1-x))/da at a fixed I_x(a,b), by quadrature over the log-odds on the side where the integrand has one sign."""
    mp.dps = 32
    a, b, x = mpf(a), mpf(b), mpf(x)
    u = log(x) - log1p(-x)
    offset = psi(0, a + b) - psi(0, a)
    log_kernel = lambda v: -a * log1p(exp(-v)) - b * log1p(exp(v))
    score = lambda v: -log1p(exp(-v)) + offset
    top = log_kernel(u)
    side = 1 if score(u) > 0 else -1
    total, v, width = mpf(0), u, mpf(1)
    while log_kernel(v) - top > -55:
        width = 2 * width
        while log_kernel(v + side * width) - log_kernel(v) < -20 or width > max(2, abs(v) / 2):
            width /= 2
        ends = sorted([v, v + side * width])
        total += quad(lambda w: exp(log_kernel(w) - top) * side * score(w), ends)
        v += side * width
    mp.dps = 50
    return +total


def beta_gradient():
    rows = []
    shapes = [1e-3, 0.3, 1.0, 2.5, 10.1, 40.0, 1e4, 1e8]
    random.seed(2)
    for a in shapes:
        for b in shapes:
            mean = a / (a + b)
            deviation = (mean * (1 - mean) / (a + b + 1)) ** 0.5
            points = [mean + z * deviation for z in (-30, -5, -1, -0.01, 0, 0.4, 3, 12, 40)] + [mean * 1e-3, 1 - (1 - mean) * 0.1, 0.5, 1e-100]
            points = sorted({short(x, 10) for x in points if 0 < x < 1} - {1.0})
            for x in random.sample(points, min(3, len(points))):
                rows.append(((a, b, x), (log_odds_gradient(a, b, x),)))
    write("BetaOddsGrad", rows)


# Student's t.


def student_t():
    """The left tail at -t: half of I_x(df/2,1/2), or half of what I_y(1/2,df/2) leaves, whichever argument is the smaller."""
    rows = []
    for df in [1e-10, 1e-5, 1e-3, 0.1, 0.5, 1.0, 1.5, 2.0, 2.5, 5.0, 19.9, 40.0, 100.0, 1e3, 1e4, 1e6, 1e10, 1e20]:
        points = [1e-10, 1e-3, 0.1, 0.5, 1.0, 1.7, 2.5, 5.0, 12.0, 36.0, 1e2, 1e3, 1e5, 1e10, 1e40, 1e150, 1e300]
        points += [df**0.5 * r for r in (0.7, 0.9999, 1.0001, 1.4, 2.0**450 * 0.9999, 2.0**450 * 1.0001)]
        for t in sorted({short(t) for t in points}):
            w = mpf(t) ** 2 / mpf(df)
            if df * log1p(w) > 1500:
                continue  # the tail is out of the range of float64
            if w > 1:
                p = beta_tails(df / 2, 0.5, 1 / (1 + w))[0] / 2
            else:
                p = beta_tails(0.5, df / 2, w / (1 + w))[1] / 2
            if p > 1e-305:
                rows.append(((df, -t), (p,)))
    write("StudentTCDF", rows)


# Normal.


def normal():
    tails = [-x for x in logspace(1e-10, 37.5, 100)] + logspace(1e-10, 8, 50)
    tails += [s * x for x in around(1.0, 28.284271247461902, 14.142135623730951) for s in (1, -1)]
    mp.dps = 400
    unary("NormalCDF", lambda x: erfc(-x / sqrt(2)) / 2, tails)

    def log_cdf(x):
        if x > -200:
            return log(erfc(-x / sqrt(2)) / 2)
        t, term, total = 1 / (x * x), mpf(1), mpf(0)
        for k in range(1, 40):
            total += term
            term *= -(2 * k - 1) * t
        return -x * x / 2 - log(-x) - log(2 * pi) / 2 + log(total)

    unary("NormalLogCDF", log_cdf, tails + [-x for x in logspace(38, 1e150, 60)] + logspace(8, 37, 20))

    def quantile(p):
        start = -sqrt(-2 * log(p)) if p < 0.01 else sqrt(2) * erfinv(2 * p - 1)
        return findroot(lambda x: log_cdf(x) - log(p), start, tol=1e-90) if p < 0.01 else start

    mp.dps = 60
    points = logspace(5e-324, 0.5, 120) + [1 - p for p in logspace(1e-15, 0.5, 40)] + around(0.075, 0.925)
    unary("NormalQuantile", lambda p: quantile(p) if p <= 0.5 else -quantile(1 - p), [p for p in points if p != 0.5])
    mp.dps = 50


def check():
    """Compares the series with mpmath's functions and with the definitions."""
    mp.dps = 40
    for a, x in [(0.3, 0.2), (2.5, 4), (30, 20), (30, 60)]:
        a, x = mpf(a), mpf(x)
        p, q = gamma_tails(a, x)
        mp.dps = 40
        assert abs(gammainc(a, 0, x, regularized=True) / p - 1) < 1e-30
        assert abs(gammainc(a, x, inf, regularized=True) / q - 1) < 1e-30
        density = exp((a - 1) * log(x) - x) * rgamma(a)
        slope = diff(lambda s: gammainc(s, 0, x, regularized=True), a, h=mpf(10) ** -12)
        assert abs(-slope / density / x / log_sample_gradient(a, log(x)) - 1) < 1e-18
    for a, b, x in [(0.3, 2, 0.2), (5, 7, 0.6), (40, 2.5, 0.9)]:
        p, q = beta_tails(a, b, x)
        assert abs(betainc(a, b, 0, x, regularized=True) / p - 1) < 1e-30
        assert abs(betainc(a, b, x, 1, regularized=True) / q - 1) < 1e-30
    for df, t in [(0.3, 2), (5, 0.6), (40, 9)]:
        w = mpf(t) ** 2 / df
        p = quad(lambda s: (1 + s * s / df) ** (-(mpf(df) + 1) / 2), [t, t + 1, t + 3, t + 10, inf])
        p /= sqrt(df) * beta(mpf(df) / 2, 0.5)
        assert abs(beta_tails(mpf(df) / 2, 0.5, 1 / (1 + w))[0] / 2 / p - 1) < 1e-10, (df, t)
    for a, b, x in [(2, 3, 0.3), (0.5, 0.7, 0.9), (30, 40, 0.4)]:
        a, b, x = mpf(a), mpf(b), mpf(x)
        slope = diff(lambda s: betainc(s, b, 0, x, regularized=True), a, h=mpf(10) ** -12)
        assert abs(-slope * beta(a, b) / x**a / (1 - x) ** b / log_odds_gradient(a, b, x) - 1) < 1e-18, (a, b, x)
    # The two formulas of the gradient meet.
    for a, x in [(3, 3.5), (100, 101)]:
        f, df = upper_integral(mpf(a), mpf(x))
        m = mp.dps
        upper = (log(mpf(x)) - psi(0, a)) * f + df
        h = mpf(10) ** -15
        lower_m = series(mpf(a), mpf(x))
        lower_dm = (series(a + h, mpf(x)) - series(a - h, mpf(x))) / (2 * h)
        lower = -((log(mpf(x)) - psi(0, mpf(a) + 1)) * lower_m + lower_dm) / a
        assert abs(lower / upper - 1) < 1e-20, (a, x, lower / upper - 1)


if __name__ == "__main__":
    check()
    groups = [log_space, gamma, gamma_incomplete, gamma_gradient, beta_incomplete, beta_gradient, student_t, normal]
    for group in groups:
        if len(sys.argv) == 1 or group.__name__ in sys.argv[1:]:
            group()
