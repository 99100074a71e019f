"""Writes NAME.csv: x and the value there, rounded to float64, both in hexadecimal. About half of the arguments are
float32 numbers as well, for kernels of that type.

Run: python3 golden.py   (needs mpmath)
"""

import math
import random
import struct

from mpmath import digamma, erfc, exp, expm1, findroot, log, log1p, loggamma, mp, mpf, sqrt, tanh

mp.dps = 60


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def text(x):
    mantissa, exponent = float(x).hex().split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + exponent


def rounded(value):  # also below the normal numbers, where float() of an mpf rounds twice
    if 0 < abs(value) < mpf(2) ** -1021:
        return math.ldexp(int(mp.nint(value * mpf(2) ** 1074)), -1074)
    return float(value)


def sizes(low, high, n, signs=(1, -1)):
    """n numbers of all sizes."""
    return [random.choice(signs) * math.exp(random.uniform(math.log(low), math.log(high))) for _ in range(n)]


def within(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


def steps(x, singles=True):
    """The numbers next to x."""
    h = 2.0**-23 if singles else 2.0**-52
    return [x * (1 + k * h) for k in (-2, -1, 0, 1, 2)]


subnormal = [2.0**-149, 3 * 2.0**-149, 2.0**-130 * 1.7, 2.0**-126]
subnormal64 = [5e-324, 15e-324, 1e-310, 2.0**-1022]


def write(name, f, x32, x64, lowest=-math.inf):
    xs = {single(x) for x in x32} | set(x64)
    with open(name + ".csv", "w") as out:
        for x in sorted(x for x in xs if x > lowest):
            value = f(mpf(x))
            if abs(value) < mpf(2) ** 1024 * (1 - mpf(2) ** -54):
                print(f"{text(x)},{text(rounded(value))}", file=out)


def signed(xs):
    return xs + [-x for x in xs]


def log_minus_digamma(x):
    return log(x) - digamma(x) if x < 1e20 else 1 / (2 * x)


def stirling_error(x):
    return loggamma(x) - ((x - 0.5) * log(x) - x + log(2 * mp.pi) / 2) if x < 1e15 else 1 / (12 * x)


def normal_log_cdf(x):
    if x < -1e4:
        return -(x**2) / 2 - log(-x) - log(2 * mp.pi) / 2 + log1p(-1 / x**2 + 3 / x**4)
    return log1p(-erfc(x / sqrt(2)) / 2) if x > 0 else log(erfc(-x / sqrt(2)) / 2)


random.seed(1)
ln2, edge32, edge64 = math.log(2), 88.7228394, math.nextafter(709.782712893384, 0)
write("Exp", exp,
      within(-88, 88, 18) + within(-104, -87, 12) + steps(edge32)[:3] + steps(ln2 / 2) + sizes(1e-9, 1, 14),
      within(-708, 709, 25) + within(-745.1, -708, 12) + [709.5, edge64] + within(-1, 1, 10) + sizes(1e-18, 1, 6))
write("Expm1", expm1,
      within(-20, 88, 16) + steps(edge32)[:3] + steps(ln2 / 2) + steps(-ln2 / 2) + sizes(1e-10, 1, 22) + signed(subnormal[:3]),
      within(-40, 709, 14) + [edge64] + within(-1, 1, 16) + sizes(1e-20, 1, 12) + signed(subnormal64))
write("Log", log,
      sizes(1e-38, 1e38, 14, [1]) + within(0.5, 2, 18) + steps(1) + steps(math.sqrt(0.5)) + steps(math.sqrt(2)) + subnormal,
      sizes(1e-307, 1e308, 20, [1]) + within(0.6, 1.6, 20) + steps(1, False) + steps(math.sqrt(0.5), False) + subnormal64)
write("Log1p", log1p,
      sizes(1e-38, 1e38, 12, [1]) + sizes(1e-9, 0.9, 20) + steps(math.sqrt(2) - 1) + steps(math.sqrt(0.5) - 1) + [-1 + 2.0**-24]
      + within(-0.99, 3, 12) + [3e38] + signed(subnormal[:2]),
      sizes(1e-307, 1e308, 12, [1]) + sizes(1e-18, 0.9, 18) + within(-0.99, 3, 16) + [-1 + 2.0**-53, 1.7e308] + signed(subnormal64[:2]))
write("Softplus", lambda x: log1p(exp(x)),
      within(-20, 20, 20) + within(-103, -86, 12) + steps(math.log(math.sqrt(2) - 1)) + steps(-math.log(math.sqrt(2) - 1)) + sizes(1e-9, 80, 16),
      within(-40, 40, 25) + within(-745, -707, 12) + sizes(1e-18, 700, 14))
write("Sigmoid", lambda x: 1 / (1 + exp(-x)),
      within(-20, 20, 24) + within(-103, -86, 14) + sizes(1e-9, 80, 18),
      within(-40, 40, 26) + within(-745, -707, 14) + sizes(1e-18, 700, 14))
write("Tanh", tanh,
      within(-10, 10, 16) + sizes(1e-10, 9, 24) + steps(ln2 / 4) + steps(0.55) + signed(subnormal),
      within(-20, 20, 16) + sizes(1e-20, 19, 24) + steps(ln2 / 4, False) + signed(subnormal64[:3]))
# Numbers of all sizes, beside the zeros, and at the borders between formulas.
zero = float(findroot(digamma, 1.4616))
gamma32 = sizes(1e-38, 1e35, 16, [1]) + within(0.02, 12, 24) + [1 + x for x in sizes(1e-6, 0.1, 8)] + subnormal
gamma64 = sizes(1e-307, 1e300, 24, [1]) + within(0.02, 12, 40) + [1 + x for x in sizes(1e-15, 0.1, 8)] + subnormal64
borders = [y for x in (0.5, 0.75, 1, 1.25, 1.5, 2, 2.25, 2.5, 3.25) for h in (True, False) for y in steps(x, h)]
write("Lgamma", loggamma,
      gamma32 + borders + [4.084e36], gamma64 + borders + [2 + x for x in sizes(1e-15, 0.1, 8)] + [2.5599e305])
write("Digamma", digamma,
      gamma32 + borders + steps(zero) + [3e38], gamma64 + borders + steps(zero, False) + [zero + x for x in sizes(1e-15, 0.1, 8)] + [1.7e308])

# Functions of float64 alone.
borders = [y for x in (0.5, 1, 2, 10) for y in steps(x, False)]
positive = sizes(1e-307, 1e300, 30, [1]) + within(0.02, 3, 60) + within(3, 30, 20)
write("Trigamma", lambda x: mp.psi(1, x), [], positive + borders + [2e-154, 1e308])
write("LogMinusDigamma", log_minus_digamma, [], positive + borders + subnormal64[3:] + [1.7e308])
write("StirlingError", stirling_error, [], within(10, 40, 30) + sizes(10, 1e300, 30, [1]) + steps(10, False)[2:])
write("XMinusLog1p", lambda x: x - log1p(x) if abs(x) > 1e-9 else x**2 / 2 - x**3 / 3 + x**4 / 4, [],
      sizes(1e-150, 1e308, 30, [1]) + sizes(1e-9, 1, 40) + within(-0.99, 3, 60) + [-1 + 2.0**-53, 1.7e308]
      + [y for x in (math.sqrt(0.5) - 1, math.sqrt(2) - 1, -0.4, 0.7, 1) for y in steps(x, False)])
normal = within(-5, 5, 80) + within(-38, -5, 30) + sizes(1e-300, 8, 30) + [y for x in (-1, -0.75, 0.75, 1) for y in steps(x, False)]
write("NormalCDF", lambda x: erfc(-x / sqrt(2)) / 2, [], normal + within(-38.5, -37.5, 10))
write("NormalLogCDF", normal_log_cdf, [], normal + sizes(30, 1e154, 30, [-1]) + within(5, 38, 20))
