"""Derivatives of the functions that formulas may call, to 17 digits of 60: python3 derivatives.py > derivatives.csv"""
from mpmath import mp, mpf, exp, expm1, log, log1p, sqrt, sin, cos, tan, tanh, psi, pi, inf, npdf, ncdf, erfinv

mp.dps = 60
half = mpf(1) / 2
tiny, small, large, huge = "5e-324", "1e-300", "1e10", "1e300"
real = ["-30", "-2.5", "-1e-9", "-1e-300", "0", "1e-300", "1e-9", "0.3", "1", "2.5", "30"]
far = real + ["-700", "-1e10", "700", "1e10"]
positive = [tiny, small, "1e-9", "0.3", "1", "2.5", "9.9", "10", "10.1", "30", large, huge]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def log_cdf(x):
    return log(ncdf(x)) if x > -5 else log(mp.erfc(-x / sqrt(mpf(2))) / 2)


def hazard(x):
    return npdf(x) / (mp.erfc(-x / sqrt(mpf(2))) / 2)


def digamma_gap(x):  # log x - ψ(x), which cancels for large x
    mp.dps = 700
    v = log(x) - psi(0, x) if x < 1e20 else half / x + 1 / (12 * x * x)
    mp.dps = 60
    return v


def trigamma(x):
    return psi(1, x) if x < 1e20 else 1 / x + 1 / (2 * x * x)


def quantile(p):
    return -sqrt(mpf(2)) * mp.erfinv(1 - 2 * p) if p > 1e-50 else None


one = {
    "square": (far, lambda x: 2 * x),
    "sqrt": (positive, lambda x: half / sqrt(x)),
    "log": (positive, lambda x: 1 / x),
    "abs": (real, lambda x: mp.sign(x)),
    "sign": (real, lambda x: mpf(0)),
    "floor": (real, lambda x: mpf(0)),
    "exp": (real + ["-700", "700"], exp),
    "expm1": (real + ["-700", "700"], exp),
    "log1p": (["-0.999999", "-0.5", "-1e-9", "0", tiny, "1e-9", "1", large, huge], lambda x: 1 / (1 + x)),
    "sin": (real, cos),
    "cos": (real, lambda x: -sin(x)),
    "tan": (["-1.5", "-1e-9", "0", "0.3", "1", "1.5"], lambda x: 1 / cos(x) ** 2),
    "atan": (far, lambda x: 1 / (1 + x * x)),
    "tanh": (real + ["-300", "300"], lambda x: 1 / mp.cosh(x) ** 2),
    "sigmoid": (real + ["-700", "700"], lambda x: exp(-x) / (1 + exp(-x)) ** 2),
    "softplus": (real + ["-700", "700"], sigmoid),
    "log1mexp": (["-700", "-30", "-2.5", "-0.7", "-0.3", "-1e-9", "-1e-300"], lambda x: -1 / expm1(-x)),
    "lgamma": (positive[1:], lambda x: psi(0, x) if x < 1e20 else log(x) - half / x),
    "digamma": (["1e-150"] + positive[2:], trigamma),
    "normcdf": (real, npdf),
    "lognormcdf": (far, hazard),
    "normhazard": (real, lambda x: -hazard(x) * (x + hazard(x))),
    "erf": (real, lambda x: 2 / sqrt(pi) * exp(-x * x)),
    "erfinv": (["-0.9", "-1e-9", "0", "1e-300", "0.3", "0.9"], lambda p: sqrt(pi) / 2 * exp(erfinv(p) ** 2)),
    "normquantile": (["1e-20", "0.001", "0.3", "0.5", "0.9"], lambda p: 1 / npdf(quantile(p))),
    "xmlog1p": (["-0.999", "-0.5", "-1e-9", "0", tiny, "1e-9", "1", large, huge], lambda x: x / (1 + x)),
    "stirling": (["10", "10.1", "30", "1000"], lambda x: half / x - digamma_gap(x)),
    "logmdigamma": (["0.3", "1", "9.9", "10.1", "30", "1000"], lambda x: 1 / x - trigamma(x)),
}
pairs = [(x, y) for x in ["0.3", "1", "2.5", "30"] for y in ["0.3", "1", "2.5", "30"]] + [
    ("0", "2.5"), ("1e-300", "2.5"), ("2.5", "1e-300"), ("1e300", "0.3"), ("1e10", "1e-9")]
signed = pairs + [("-2.5", "0.3"), ("-1e-9", "2.5"), ("-30", "-0.3")]


def power(x, y):
    return (mpf(0) if y == 0 else y * x ** (y - 1), mpf(0) if x == 0 else x ** y * log(x))


two = {
    "min": (signed, lambda x, y: (mpf(x < y), mpf(not x < y))),
    "max": (signed, lambda x, y: (mpf(not x < y), mpf(x < y))),
    "pow": ([p for p in pairs if p != ("1e300", "0.3")] + [("0", "0"), ("2.5", "0"), ("2.5", "-3"), ("-2.5", "3"), ("-2.5", "2")], power),
    "xlogy": (pairs, lambda x, y: (log(y), x / y)),
    "xlog1py": (pairs, lambda x, y: (log1p(y), x / (1 + y))),
    "lbeta": (pairs[:16], lambda x, y: (psi(0, x) - psi(0, x + y), psi(0, y) - psi(0, x + y))),
}


def row(name, by, args, value):
    if mp.im(value) == 0:
        value = mp.re(value)
        text = mp.nstr(value, 17, min_fixed=1, max_fixed=0) if value != 0 else "0"
        print(",".join([name, by] + args + [""] * (2 - len(args)) + [text]))


print("function,by,x,y,derivative")
for name, (points, f) in one.items():
    for x in points:
        row(name, "x", [x], f(mpf(float(x))))
for name, (points, f) in two.items():
    for x, y in points:
        dx, dy = f(mpf(float(x)), mpf(float(y)))
        row(name, "x", [x, y], dx)
        if not (name == "pow" and (x.startswith("-") or y == "0")):
            row(name, "y", [x, y], dy)
