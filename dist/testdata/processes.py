"""Writes processes.csv beside itself: log-densities of processes to high precision, each by another way than the library's.

The rows are those of golden.csv. Gaussian processes are multivariate normals, whose covariances are worked out and inverted; sums over the
states of a chain go over all paths. Needs mpmath 1.3: python3 processes.py
"""
import csv
import itertools
import os

from mpmath import det, eye, exp, inverse, log, loggamma, matrix, mp, mpf, nstr, pi, sqrt, zeros

mp.dps = 200
rows = []


def density(family, args, terms):
    rows.append(["logprob", family, " ".join(repr(float(a)) for a in args), nstr(sum(terms), 20), nstr(sum(abs(t) for t in terms), 20)])


def numbers(v):
    return [mpf(float(a)) for a in v]


def normal(off, covariance):
    """Terms of the log-density of differences from the mean."""
    n = len(off)
    off = matrix(off)
    return [-(off.T * inverse(covariance) * off)[0] / 2, -log(det(covariance)) / 2, -n * log(2 * pi) / 2]


def linear(x, means, variances, coefficients):
    """An autoregressive process: x = A e with independent innovations e."""
    n, p = len(x), len(coefficients)
    system = eye(n)
    for t in range(p, n):
        for k, c in enumerate(coefficients):
            system[t, t - 1 - k] = -c
    effect = inverse(system)
    innovations = matrix(means)
    spread = zeros(n, n)
    for i, v in enumerate(variances):
        spread[i, i] = v
    mean = effect * innovations
    return normal([a - mean[i] for i, a in enumerate(x)], effect * spread * effect.T)


for x, v in [((0.5, 1.5), (0.3, 2, -0.5, 0.7)), ((-3, 40), (0, 1e-3, 1, 1e3)), ((1e5, 1e5 + 1), (0, 1e5, 0, 0.5))]:
    m, s, drift, scale = numbers(v)
    density("GaussianRandomWalk", (*x, *v), linear(numbers(x), [m, drift], [s**2, scale**2], [mpf(1)]))
for x, v in [((0.5, 1.5), (0.3, 2, -0.5, 0.8, 0.7)), ((-3, 40), (0, 1e-3, 1, -2, 1e3)), ((100, 99), (0, 50, 0, 0.99, 0.5))]:
    m, s, c, a, scale = numbers(v)
    density("AR", (*x, *v), linear(numbers(x), [m, c], [s**2, scale**2], [a]))
for x, v in [((0.5, 1.5, -2), (0.3, 2, -0.5, 0.6, 0.3, 0.7)), ((3, 3, 3), (0, 10, 1, 1.9, -0.95, 0.1))]:
    m, s, c, a, b, scale = numbers(v)
    density("AR of order 2", (*x, *v), linear(numbers(x), [m, m, c], [s**2] * 2 + [scale**2], [a, b]))

def paths(states, initial, transition, seen):
    """log Σ over all paths of states, of log-densities seen[step][state]."""
    total = mpf(0)
    for path in itertools.product(range(states), repeat=len(seen)):
        terms = [initial[path[0]]] + [transition[i][j] for i, j in zip(path, path[1:])] + [seen[t][z] for t, z in enumerate(path)]
        total += exp(sum(terms))
    return [log(total)]


def softmax(v):
    norm = log(sum(exp(a) for a in v))
    return [a - norm for a in v]


log_normal = lambda x, m, s: -((x - m) / s)**2 / 2 - log(s) - log(2 * pi) / 2
for x, v in [((0.5, 1.5), (0.5, -0.3, 1, 0, -0.5, 0.8, -1, 2, 0.7)), ((-100, 100), (0, 0, 900, 0, 0, 900, -100, 100, 1)), ((60, -60), (800, 0, 0, -800, 3, 1, 50, -50, 0.5)),
             ((1e4, 1e4), (0, 1, 2, 3, 4, 5, 0, 1, 1e-2))]:
    n = numbers(v)
    seen = [[log_normal(a, m, n[8]) for m in n[6:8]] for a in numbers(x)]
    density("DiscreteHMM", (*x, *v), paths(2, softmax(n[:2]), [softmax(n[2:4]), softmax(n[4:6])], seen))
logs = lambda v: [log(a / sum(v)) for a in v]
for x, v in [((0.5, 1.5, 3), (0.5, 0.3, 1, 0.1, 0.5, 0.8, 0.3, 0.4, 0.9, 0.2, 1, 2, 3, 4, 5, 6)), ((1e-3, 1e-200, 40), (1e-300, 1, 1, 1e-300, 1e-9, 1, 1, 1e-300, 1, 1, 1, 3, 5, 0.5, 2, 4))]:
    n = numbers(v)
    seen = [[(c - 1) * log(a) - a * 3 / 2 + c * log(mpf(3) / 2) - loggamma(c) for c in n[10 + 2 * t : 12 + 2 * t]] for t, a in enumerate(numbers(x))]
    total = mpf(0)
    for path in itertools.product(range(2), repeat=3):
        rows_of = [[logs(n[2 + 4 * t : 4 + 4 * t]), logs(n[4 + 4 * t : 6 + 4 * t])] for t in range(2)]
        total += exp(logs(n[:2])[path[0]] + sum(rows_of[t][path[t]][path[t + 1]] for t in range(2)) + sum(seen[t][z] for t, z in enumerate(path)))
    density("DiscreteHMM of steps", (*x, *v), [log(total)])

def state_space(x, mean, covariance, moves, scales, observe, scale):
    """The covariance of all values, from those of all states."""
    n, k, m = len(x) // observe.rows, len(mean), observe.rows
    means, spreads = [matrix(mean)], [covariance]
    for t in range(n - 1):
        means.append(moves[t] * means[t])
        spreads.append(moves[t] * spreads[t] * moves[t].T + scales[t] * scales[t].T)
    whole = zeros(n * m, n * m)
    for s in range(n):
        across = spreads[s]
        for t in range(s, n):
            if t > s:
                across = moves[t - 1] * across  # of state t with state s
            block = observe * across * observe.T + (scale * scale.T if s == t else zeros(m, m))
            for i in range(m):
                for j in range(m):
                    whole[t * m + i, s * m + j] = whole[s * m + j, t * m + i] = block[i, j]
    expected = [v for mu in means for v in observe * mu]
    return normal([a - b for a, b in zip(x, expected)], whole)


rect = lambda v, cols: matrix([v[i : i + cols] for i in range(0, len(v), cols)])
move, move_scale = rect(numbers((0.9, 0.5, 0, 0.7)), 2), rect(numbers((0, 0.5)), 1)
for x, v in [((0.5, 1.5), (0.5, -1, 1, 0, 0.5, 2, 1, 0.3, 0.8)), ((1e3, 1e3 + 1), (0, 0, 1e6, 0, 0, 1e6, 1, 0, 1e-2)), ((3, -2), (0, 0, 1e-3, 0, 1, 1e-3, -1, 4, 1e-4))]:
    n = numbers(v)
    factor = rect(n[2:6], 2)
    density("GaussianStateSpace", (*x, *v), state_space(numbers(x), n[:2], factor * factor.T, [move], [move_scale], rect(n[6:8], 2), rect(n[8:], 1)))
factor = rect(numbers((1, 0, 0.5, 2)), 2)
for x, v in [((0.5, 1.5, -1, 2, 0.3, 0.4), (0.9, 0.5, 0, 0.7, 0.2, 0.4, 1, -1, 1, 0, 0.5, 0.3, 0.8, 0, 0.1, 0.2, 0.5, 0)), ((1, 2, 3, 4, 5, 6), (1, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1e-6, 1e-3, 0, 0, 0, 1e3, 0))]:
    n = numbers(v)
    density("GaussianStateSpace of steps", (*x, *v), state_space(numbers(x), numbers((0.5, -1)), factor * factor.T, [rect(n[:4], 2), rect(n[4:8], 2)], [rect(n[8:12], 2)] * 2,
            rect(numbers((1, 0.3, 0, 1)), 2), rect(n[12:], 3)))

def neighbors(x, v, weights):
    """A conditional autoregression: the precision is τ (D - α W)."""
    n = len(x)
    off, (a, tau) = [p - q for p, q in zip(x, v)], v[n:]
    precision = zeros(n, n)
    for i in range(n):
        for j in range(n):
            precision[i, j] = tau * ((sum(weights[i]) if i == j else 0) - a * weights[i][j])
    return normal(off, inverse(precision))


pair, four = [[0, 1], [1, 0]], [[0, 1, 2, 0], [1, 0, mpf(1) / 2, 0], [2, mpf(1) / 2, 0, 1], [0, 0, 1, 0]]
for x, v in [((0.5, 1.5), (0.5, -1, 0.7, 2)), ((1e3, 1e3 + 1), (0, 0, 1 - 1e-9, 1e-3)), ((1e3, -1e3 + 1), (0, 0, -1 + 1e-9, 1e-3)), ((1, 2), (0, 0, 0, 1))]:
    density("CAR", (*x, *v), neighbors(numbers(x), numbers(v), pair))
for x, v in [((0.5, 1.5, -2, 3), (0.5, -1, 0, 2, 0.7, 2)), ((100, 101, 100, 99), (0, 0, 0, 0, 1 - 1e-10, 10)), ((1, 2, 3, 4), (0, 0, 0, 0, -0.99, 0.1))]:
    density("CAR of four", (*x, *v), neighbors(numbers(x), numbers(v), four))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "processes.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["what", "family", "arguments", "value", "terms"])
    w.writerows(rows)
