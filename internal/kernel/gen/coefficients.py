"""Writes coefficients.go, the polynomials of the kernels: near-minimax fits at Chebyshev nodes.

Run: python3 coefficients.py   (needs mpmath)
"""

import struct

from mpmath import bernoulli, chebyfit, digamma, erf, erfc, euler, exp, expm1, findroot, log, log1p, loggamma, mp, mpf, nstr, sqrt, taylor, zeta

mp.dps = 50


def near(radius, f, approximation):
    return lambda x: approximation(x) if abs(x) < radius else f(x)


def exp_rest(r):  # eʳ = 1 + r + r²·P(r)
    return (expm1(r) - r) / r**2


def log_rest(f):  # log(1+f) = f - f²/2 + f³·P(f)
    return (log1p(f) - f + f**2 / 2) / f**3


def artanh_rest(z):  # log(1+f) = 2s + s·z·P(z) with s = f/(2+f), z = s²
    s = sqrt(z)
    return (log((1 + s) / (1 - s)) / s - 2) / z


def powers(c):
    return lambda x: mp.polyval(list(reversed([c(k) for k in range(40)])), x)


half_log2 = log(2) / 2 * mpf("1.001")
tables = []


def fit(name, comment, f, low, high, terms):
    c, error = chebyfit(f, [low, high], terms, error=True)
    tables.append((name, f"{comment}, within {nstr(error, 2)}", list(reversed(c))))


def round_towards_ends(rounded):
    """Rounds the last table so that at ±½, where its function is smallest, the errors vanish: d·sᵏ becomes d·sᵏ(1 - 4s²)."""
    c = tables[-1][2]
    for k in range(len(c) - 2):
        d = rounded(c[k]) - c[k]
        c[k] += d
        c[k + 2] -= 4 * d


exp_near = near(mpf("0.01"), exp_rest, powers(lambda k: 1 / mp.factorial(k + 2)))
fit("exp32", "(eʳ - 1 - r)/r² for |r| ≤ ½ log 2", exp_near, -half_log2, half_log2, 6)
fit("exp64", "the same", exp_near, -half_log2, half_log2, 11)

log_near = near(mpf("0.01"), log_rest, powers(lambda k: mpf((-1) ** k) / (k + 3)))
fit("log32", "(log(1+f) - f + f²/2)/f³ for f from √½ - 1 to √2 - 1", log_near, sqrt(mpf(1) / 2) - 1, sqrt(2) - 1, 8)

largest = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.001")
artanh_near = near(mpf("0.001"), artanh_rest, powers(lambda k: mpf(2) / (2 * k + 3)))
fit("log64", "(2 artanh(s)/s - 2)/z for z = s², s = f/(2+f)", artanh_near, mpf(0), largest, 8)

lgamma_near = near(mpf("0.01"), lambda t: loggamma(2 + t) / t,
                   powers(lambda k: 1 - euler if k == 0 else (-1) ** (k + 1) * (zeta(k + 1) - 1) / (k + 1)))
fit("lgamma32", "log Γ(7/4+s)/(s-¼) for |s| ≤ ½", lambda s: lgamma_near(s - 0.25), mpf("-0.5"), mpf("0.5"), 9)
round_towards_ends(lambda c: mpf(struct.unpack("f", struct.pack("f", c))[0]))
fit("lgamma64", "the same", lambda s: lgamma_near(s - 0.25), mpf("-0.5"), mpf("0.5"), 20)
round_towards_ends(lambda c: mpf(float(c)))

root = findroot(digamma, 1.4616)
root_near = near(mpf("1e-20"), lambda x: digamma(x) / (x - root), lambda x: mp.psi(1, root))
fit("digamma32", "ψ(3/2+t)/(3/2+t - its zero) for |t| ≤ ½", lambda t: root_near(t + 1.5), mpf("-0.5"), mpf("0.5"), 11)
fit("digamma64", "the same", lambda t: root_near(t + 1.5), mpf("-0.5"), mpf("0.5"), 23)


def inverse_squares(rest, coefficient):  # of a function with a series in z = 1/x² that diverges, so that it can only be fitted
    series = powers(coefficient)
    return lambda z: series(z) if z < mpf("1e-4") else rest(1 / sqrt(z))


stirling = inverse_squares(lambda x: x * (loggamma(x) - (x - 0.5) * log(x) + x - log(2 * mp.pi) / 2),
                           lambda k: bernoulli(2 * k + 2) / ((2 * k + 1) * (2 * k + 2)) if k < 12 else 0)
fit("stirling32", "x·(log Γ(x) - (x-½) log x + x - ½ log 2π) by 1/x² for x ≥ 3¼", stirling, mpf(0), mpf(3.25) ** -2, 3)
fit("stirling64", "the same", stirling, mpf(0), mpf(3.25) ** -2, 10)

tail = inverse_squares(lambda x: x**2 * (log(x) - 1 / (2 * x) - digamma(x)),
                       lambda k: bernoulli(2 * k + 2) / (2 * k + 2) if k < 12 else 0)
fit("digammaTail32", "x²·(log x - 1/(2x) - ψ(x)) by 1/x² for x ≥ 2", tail, mpf(0), mpf(2) ** -2, 5)
fit("digammaTail64", "the same", tail, mpf(0), mpf(2) ** -2, 18)

fit("stirlingLarge64", "x·(log Γ(x) - (x-½) log x + x - ½ log 2π) by 1/x² for x ≥ 10", stirling, mpf(0), mpf(10) ** -2, 6)
fit("logMinusDigamma64", "log x - ψ(x) with x = 3/2+t for |t| ≤ ½", lambda t: log(t + 1.5) - digamma(t + 1.5), mpf("-0.5"), mpf("0.5"), 23)
fit("trigamma64", "ψ′(3/2+t) for |t| ≤ ½", lambda t: mp.psi(1, t + 1.5), mpf("-0.5"), mpf("0.5"), 24)
trigamma_tail = inverse_squares(lambda x: x**3 * (mp.psi(1, x) - 1 / x - 1 / (2 * x**2)),
                                lambda k: bernoulli(2 * k + 2) if k < 12 else 0)
fit("trigammaTail64", "x³·(ψ′(x) - 1/x - 1/(2x²)) by 1/x² for x ≥ 2", trigamma_tail, mpf(0), mpf(2) ** -2, 19)


def mills(s):  # (x+4)·Φ(-x)·exp(x²/2) by s = (x-4)/(x+4), which goes from -1 to 1
    if 1 - s < mpf("1e-30"):
        return 1 / sqrt(2 * mp.pi)
    x = 4 * (1 + s) / (1 - s)
    if x > 60:
        terms = [mpf(1)]
        for k in range(20):
            terms.append(-terms[-1] * (2 * k + 1) / x**2)
        return (x + 4) / x * sum(terms) / sqrt(2 * mp.pi)
    return (x + 4) * erfc(x / sqrt(2)) * exp(x**2 / 2) / 2


fit("mills64", "(x+4)·Φ(-x)/e^(-x²/2) by (x-4)/(x+4) for x ≥ 1", mills, mpf("-0.6"), mpf(1), 23)
fit("normalNear64", "(Φ(x) - ½)/x by x² for |x| ≤ 1", near(mpf("1e-9"), lambda z: erf(sqrt(z / 2)) / (2 * sqrt(z)), lambda z: (1 - z / 6) / sqrt(2 * mp.pi)),
    mpf(0), mpf(1), 10)

# Tables of 16. The cell of m from ¾ to 1½ is the first four bits of its fraction: 1/16 wide from 1 on, 1/32 below.
middles = [1 + (k + mpf("0.5")) / 16 for k in range(8)] + [(1 + (k + mpf("0.5")) / 16) / 2 for k in range(8, 16)]
inverses = [mpf(1) if k in (0, 15) else mpf(float(1 / m)) for k, m in enumerate(middles)]
fit("logNear64", "(log(1+f) - f)/f² for f from -1/32 to 1/16", near(mpf("0.001"), lambda f: (log1p(f) - f) / f**2, powers(lambda k: mpf((-1) ** (k + 1)) / (k + 2))),
    mpf(-1) / 32, mpf(1) / 16, 9)
highs = [mp.nint(-log(c) * 2**42) / 2**42 for c in inverses]
tables.append(("logInverse", "1/m for the middle of cell k of m, and 1 beside 1", inverses))
tables.append(("logHigh", "-log of these, rounded to multiples of 2⁻⁴²", highs))
tables.append(("logLow", "what that left", [-log(c) - h for c, h in zip(inverses, highs)]))
fit("expNear64", "(eʳ - 1 - r)/r² for |r| ≤ 1/32 log 2", exp_near, -half_log2 / 16, half_log2 / 16, 5)
tables.append(("expRoots", "2^(k/16)", [mpf(2) ** (mpf(k) / 16) for k in range(16)]))

with open("coefficients.go", "w") as out:
    print("// Code generated by coefficients.py. DO NOT EDIT.\n\npackage main\n", file=out)
    print("// Coefficients of polynomials, the lowest power first.\nvar (", file=out)
    for name, comment, c in tables:
        print(f"\t// {name} is {comment}.\n\t{name} = []float64{{", file=out)
        for v in c:
            print(f"\t\t{nstr(v, 20)},", file=out)
        print("\t}", file=out)
    high = mpf(float(root - 1.5))
    low = root - 1.5 - high
    print("\n\t// digammaZero is the zero of ψ less 3/2, in two parts.", file=out)
    print(f"\tdigammaZero = [2]float64{{{nstr(high, 20)}, {nstr(low, 20)}}}\n)", file=out)
