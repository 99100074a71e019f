"""Writes kernels.csv beside itself: covariances of places of two columns, with their derivatives by every argument, to high precision.

Each row is: kernel, arguments (x, z, then those of the kernel), value, derivatives by all arguments. Needs mpmath 1.3: python3 kernels.py
"""
import csv
import os

from mpmath import exp, mp, mpf, nstr, pi, sin, sqrt

mp.dps = 60
rows = []


def distance(x0, x1, z0, z1, l0, l1):
    return ((x0 - z0) / l0)**2 + ((x1 - z1) / l1)**2


def matern(nu):
    def f(x0, x1, z0, z1, s, l0, l1):
        r = sqrt(2 * nu * distance(x0, x1, z0, z1, l0, l1))
        return s**2 * exp(-r) * {0.5: 1, 1.5: 1 + r, 2.5: 1 + r + r**2 / 3}[nu]
    return f


kernels = {
    "SquaredExponential": lambda x0, x1, z0, z1, s, l0, l1: s**2 * exp(-distance(x0, x1, z0, z1, l0, l1) / 2),
    "Matern12": matern(0.5),
    "Matern32": matern(1.5),
    "Matern52": matern(2.5),
    "RationalQuadratic": lambda x0, x1, z0, z1, s, l0, l1, a: s**2 * (1 + distance(x0, x1, z0, z1, l0, l1) / (2 * a))**(-a),
    "Periodic": lambda x0, x1, z0, z1, s, l, p: s**2 * exp(-2 * (sin(pi * (x0 - z0) / p)**2 + sin(pi * (x1 - z1) / p)**2) / l**2),
    "Linear": lambda x0, x1, z0, z1, s, c: s**2 * ((x0 - c) * (z0 - c) + (x1 - c) * (z1 - c)),
}
places = [(0.3, -1, 1.2, 0.4), (1, 2, 1.001, 2), (0, 0, 30, -20), (5, 1, 5, 2)]
more = {"RationalQuadratic": [(1.5, 2, 0.5, 0.7), (0.3, 1, 1, 1e4)], "Periodic": [(1.5, 0.8, 3), (1, 2, 0.7)], "Linear": [(1.5, 0.2)]}
for name, f in kernels.items():
    for p in places:
        for q in more.get(name, [(1.5, 2, 0.5), (0.3, 100, 20)]):
            v = [mpf(a) for a in (*p, *q)]
            slopes = []
            for i in range(len(v)):
                h = mpf(10)**-25
                up, down = (f(*(v[:i] + [v[i] + k * h] + v[i + 1 :])) for k in (1, -1))
                slopes.append((up - down) / (2 * h))
            rows.append([name, " ".join(repr(float(a)) for a in v), nstr(f(*v), 20), " ".join(nstr(s, 20) for s in slopes)])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernels.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["kernel", "arguments", "value", "derivatives"])
    w.writerows(rows)
