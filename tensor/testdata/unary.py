"""Values and derivatives of the functions of one argument, to the last digit of a float: python3 unary.py > unary.csv"""

from mpmath import mp, mpf, cos, digamma, exp, expm1, loggamma, log, log1p, nstr, psi, sech, sin, sqrt, tanh

mp.dps = 60

SIGMOID = lambda x: 1 / (1 + exp(-x))
REAL = ["-700.5", "-50", "-20", "-2.5", "-1e-9", "1e-300", "1e-9", "0.5", "3.25", "18", "40", "700.5"]
POSITIVE = ["5e-324", "1e-310", "1e-300", "1e-9", "0.5", "0.99999", "1", "2.5", "40", "1e10", "1e300"]
SMALL = ["-1e-9", "0.5", "3.25", "18", "40"]

FUNCTIONS = {
    "Neg": (lambda x: -x, lambda x: mpf(-1), REAL),
    "Exp": (exp, exp, REAL),
    "Expm1": (expm1, exp, REAL),
    "Log": (log, lambda x: 1 / x, POSITIVE[1:]),
    "Log1p": (log1p, lambda x: 1 / (1 + x), SMALL + ["-0.999", "1e-300", "1e300"]),
    "Sqrt": (sqrt, lambda x: 1 / (2 * sqrt(x)), POSITIVE),
    "Square": (lambda x: x * x, lambda x: 2 * x, SMALL + ["-700.5", "1e-100"]),
    "Abs": (abs, lambda x: mpf(-1) if x < 0 else mpf(1), REAL),
    "Sin": (sin, cos, REAL),
    "Cos": (cos, lambda x: -sin(x), REAL),
    "Tanh": (tanh, lambda x: sech(x) ** 2, ["-350.5"] + REAL[1:-1]),
    "Sigmoid": (SIGMOID, lambda x: SIGMOID(x) * SIGMOID(-x), REAL),
    "LogSigmoid": (lambda x: -log1p(exp(-x)), lambda x: SIGMOID(-x), REAL),
    "Softplus": (lambda x: log1p(exp(x)), SIGMOID, REAL),
    "ReLU": (lambda x: max(x, mpf(0)), lambda x: mpf(0) if x < 0 else mpf(1), REAL),
    "Lgamma": (lambda x: loggamma(x).real, digamma, POSITIVE[3:]),
    "Digamma": (digamma, lambda x: psi(1, x), POSITIVE[3:9]),
}

print("function,x,value,derivative")
for name, (f, d, points) in FUNCTIONS.items():
    for point in points:
        x = mpf(float(point))
        print(",".join([name, repr(float(point)), nstr(f(x), 20), nstr(d(x), 20)]))
