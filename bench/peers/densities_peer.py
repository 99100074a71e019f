"""PyTorch and NumPyro on sums of log-densities and their gradients, in float64 on one thread, validation off; SciPy on the densities alone.

PyTorch computes eagerly; NumPyro's function is compiled, with what is fixed closed over. Families that PyTorch lacks are Pyro's.
"""

import json
import os
import pathlib
import sys

import numpy as np

import harness


def elements(operand, values, seed):
    """Those that the benchmark makes: operand.elements in families.go."""
    shape = () if operand["scalar"] else (values, operand["events"]) if operand["events"] else (values,)
    shape = operand["dims"] or shape
    i = np.arange(np.prod(shape, dtype=int), dtype=np.uint64) + np.uint64(seed << 32)
    z = (i + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    u = ((z ^ z >> np.uint64(31)) >> np.uint64(11)) * 2.0**-53
    x = operand["low"] + (operand["high"] - operand["low"]) * u
    return (np.floor(x) if operand["whole"] else x).reshape(shape)


def densities(prepare):
    """prepare takes a family and two points, lists of operands, which are None at the second point where they are fixed. It returns
    a function of the number of a point, which returns the density and the gradient's parts, if it has any."""

    def case(c):
        operands = c["operands"]
        points = [
            [None if j and o["fixed"] else elements(o, c["values"], 2 * i + j) for i, o in enumerate(operands)] for j in (0, 1)
        ]
        if c["family"] == "categorical":
            points[0][0] = points[0][0].astype(np.int64)
        evaluate = prepare(c["family"], points)
        following = 0

        def step():
            nonlocal following
            for _ in range(c["rounds"]):
                evaluate(following)
                following = 1 - following

        values, sums = [], []
        for j in (0, 1):
            value, gradient = evaluate(j)
            values.append(float(value))
            for g in map(np.asarray, gradient):
                sums += [float(np.maximum(g, 0).sum()), float(np.minimum(g, 0).sum())]
        step.sums = values + sums
        return step

    text = pathlib.Path(__file__).with_name("densities").read_text()
    return {c["name"]: lambda c=c: case(c) for c in json.loads(text)}


def families(dist, more):
    """The families, of torch.distributions with Pyro's for more, or of NumPyro's, which have the same names and parameters."""
    return {
        "normal": dist.Normal,
        "gamma": dist.Gamma,
        "student-t": dist.StudentT,
        "poisson": dist.Poisson,
        "beta": dist.Beta,
        "bernoulli": lambda logits: dist.Bernoulli(logits=logits),
        "categorical": lambda logits: dist.Categorical(logits=logits),
        "gamma-data": dist.Gamma,
        "student-t-data": lambda loc, scale: dist.StudentT(4.0, loc, scale),
        "exponential": dist.Exponential,
        "log-normal": dist.LogNormal,
        "cauchy": dist.Cauchy,
        "laplace": dist.Laplace,
        "binomial": lambda total, logits: dist.Binomial(total, logits=logits),
        "negative-binomial": lambda total, logits: dist.NegativeBinomial(total, logits=logits),
        "weibull": dist.Weibull,
        "gumbel": dist.Gumbel,
        "logistic": more.Logistic,
        "half-normal": dist.HalfNormal,
        "inverse-gamma": dist.InverseGamma,
        "pareto": dist.Pareto,
        "geometric": lambda logits: dist.Geometric(logits=logits),
        "half-cauchy": dist.HalfCauchy,
        "mixture-3": lambda logits, loc, scale: dist.MixtureSameFamily(dist.Categorical(logits=logits), dist.Normal(loc, scale)),
    }


class Forward:
    """The forward algorithm, as the examples of Pyro and NumPyro have it: log-probabilities of the states, step by step."""

    def __init__(self, scan, dist, initial, transition, loc, scale):
        self.scan, self.observation = scan, dist.Normal(loc, scale)
        self.initial, self.transition = dist.Categorical(logits=initial), dist.Categorical(logits=transition)

    def log_prob(self, x):
        return self.scan(self.initial.logits, self.transition.logits, self.observation.log_prob(x[:, None]))


def torch_cases():
    import torch
    import torch.distributions as dist
    import pyro
    import pyro.distributions

    torch.set_num_threads(1)
    pyro.enable_validation(False)  # that of torch.distributions, too

    def scan(initial, transition, seen):
        logs, transition = initial.log_softmax(-1) + seen[0], transition.log_softmax(-1)
        for at in seen[1:]:
            logs = (logs[:, None] + transition).logsumexp(0) + at
        return logs.logsumexp(0)

    def prepare(family, points):
        of = {"hmm": lambda *p: Forward(scan, dist, *p), **families(dist, pyro.distributions)}[family]
        fixed = {i: torch.tensor(x) for i, x in enumerate(points[0]) if points[1][i] is None}
        points = [
            [fixed[i] if i in fixed else torch.tensor(x, requires_grad=True) for i, x in enumerate(p)] for p in points
        ]
        moving = [[x for x in p if x.requires_grad] for p in points]

        def evaluate(j):
            for x in moving[j]:
                x.grad = None
            value = of(*points[j][1:]).log_prob(points[j][0]).sum()
            value.backward()
            return value.detach(), [x.grad for x in moving[j]]

        return evaluate

    return densities(prepare), {"torch": torch.__version__, "pyro": pyro.__version__}


def numpyro_cases():
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["NPROC"] = "1"  # the size of the pool of threads
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist

    numpyro.enable_x64()

    def scan(initial, transition, seen):
        initial, transition = jax.nn.log_softmax(initial), jax.nn.log_softmax(transition)

        def step(logs, at):
            return jax.nn.logsumexp(logs[:, None] + transition, axis=0) + at, None

        logs, _ = jax.lax.scan(step, initial + seen[0], seen[1:])
        return jax.nn.logsumexp(logs)

    def prepare(family, points):
        of = {"hmm": lambda *p: Forward(scan, dist, *p), **families(dist, dist)}[family]
        fixed = {i: jnp.asarray(x) for i, x in enumerate(points[0]) if points[1][i] is None}
        moving = [[jnp.asarray(x) for i, x in enumerate(p) if i not in fixed] for p in points]

        def density(*moving):
            rest = iter(moving)
            x, *parameters = [fixed[i] if i in fixed else next(rest) for i in range(len(points[0]))]
            return of(*parameters).log_prob(x).sum()

        compiled = jax.jit(jax.value_and_grad(density, argnums=tuple(range(len(moving[0])))))
        return lambda j: jax.block_until_ready(compiled(*moving[j]))

    return densities(prepare), {"numpyro": numpyro.__version__, "jax": jax.__version__}


def scipy_cases():
    import scipy
    from scipy import stats
    from scipy.special import expit, log_softmax, logsumexp

    def mixture(x, logits, loc, scale):
        return logsumexp(log_softmax(logits) + stats.norm.logpdf(x[:, None], loc, scale), axis=-1)

    def hmm(x, initial, transition, loc, scale):
        seen, transition = stats.norm.logpdf(x[:, None], loc, scale), log_softmax(transition, axis=-1)
        logs = log_softmax(initial) + seen[0]
        for at in seen[1:]:
            logs = logsumexp(logs[:, None] + transition, axis=0) + at
        return logsumexp(logs)

    of = {
        "normal": stats.norm.logpdf,
        "gamma": lambda x, a, b: stats.gamma.logpdf(x, a, scale=1 / b),
        "student-t": stats.t.logpdf,
        "poisson": stats.poisson.logpmf,
        "beta": stats.beta.logpdf,
        "bernoulli": lambda x, logits: stats.bernoulli.logpmf(x, expit(logits)),
        "categorical": lambda x, logits: np.take_along_axis(log_softmax(logits, axis=-1), x[:, None], -1),
        "gamma-data": lambda x, a, b: stats.gamma.logpdf(x, a, scale=1 / b),
        "student-t-data": lambda x, loc, scale: stats.t.logpdf(x, 4, loc, scale),
        "exponential": lambda x, rate: stats.expon.logpdf(x, scale=1 / rate),
        "log-normal": lambda x, loc, scale: stats.lognorm.logpdf(x, scale, scale=np.exp(loc)),
        "cauchy": stats.cauchy.logpdf,
        "laplace": stats.laplace.logpdf,
        "binomial": lambda x, total, logits: stats.binom.logpmf(x, total, expit(logits)),
        "negative-binomial": lambda x, total, logits: stats.nbinom.logpmf(x, total, expit(-logits)),
        "weibull": lambda x, scale, c: stats.weibull_min.logpdf(x, c, scale=scale),
        "gumbel": stats.gumbel_r.logpdf,
        "logistic": stats.logistic.logpdf,
        "half-normal": lambda x, scale: stats.halfnorm.logpdf(x, scale=scale),
        "inverse-gamma": lambda x, a, b: stats.invgamma.logpdf(x, a, scale=b),
        "pareto": lambda x, scale, c: stats.pareto.logpdf(x, c, scale=scale),
        "geometric": lambda x, logits: stats.geom.logpmf(x + 1, expit(logits)),
        "half-cauchy": lambda x, scale: stats.halfcauchy.logpdf(x, scale=scale),
        "mixture-3": mixture,
        "hmm": hmm,
    }

    def prepare(family, points):
        points[1] = [a if b is None else b for a, b in zip(*points)]
        return lambda j: (of[family](*points[j]).sum(), [])

    return densities(prepare), {"scipy": scipy.__version__, "numpy": np.__version__}


if __name__ == "__main__":
    harness.serve(*{"torch": torch_cases, "numpyro": numpyro_cases, "scipy": scipy_cases}[sys.argv[1]]())
