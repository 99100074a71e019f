"""NumPy's Generator and PyTorch on a million draws each of the distributions in draws.go, in float64 on one thread, validation off."""

import sys

import numpy as np

import harness

MANY = 1_000_000
WEIGHTS = np.arange(1, 11) / 55


def cases(draws):
    def case(draw):
        x = np.asarray(draw(), dtype=np.float64)
        draw.sums = [float(x.mean()), float((x * x).mean())]
        return draw

    return {"draws-" + name: lambda draw=draw: case(draw) for name, draw in draws.items()}


def numpy_cases():
    rng = np.random.default_rng(1)
    draws = {
        "normal": lambda: rng.normal(1, 2, MANY),
        "gamma": lambda: rng.gamma(2.5, 1 / 2, MANY),
        "gamma-small": lambda: rng.gamma(0.3, 1 / 2, MANY),
        "beta": lambda: rng.beta(2, 3, MANY),
        "student-t": lambda: 1 + 2 * rng.standard_t(5, MANY),
        "poisson": lambda: rng.poisson(3, MANY),
        "poisson-large": lambda: rng.poisson(100, MANY),
        "binomial": lambda: rng.binomial(20, 0.3, MANY),
        "binomial-large": lambda: rng.binomial(1000, 0.3, MANY),
        "negative-binomial": lambda: rng.negative_binomial(5, 0.6, MANY),
        "categorical": lambda: rng.choice(10, MANY, p=WEIGHTS),
        "multinomial": lambda: rng.multinomial(100, WEIGHTS, MANY // 10),
    }
    return cases(draws), {"numpy": np.__version__}


def torch_cases():
    import torch
    import torch.distributions as dist

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    dist.Distribution.set_default_validate_args(False)
    weights = torch.tensor(WEIGHTS)

    def many(d, n=MANY):
        return lambda: d.sample((n,))

    draws = {
        "normal": many(dist.Normal(1.0, 2.0)),
        "gamma": many(dist.Gamma(2.5, 2.0)),
        "gamma-small": many(dist.Gamma(0.3, 2.0)),
        "beta": many(dist.Beta(2.0, 3.0)),
        "student-t": many(dist.StudentT(5.0, 1.0, 2.0)),
        "poisson": many(dist.Poisson(3.0)),
        "poisson-large": many(dist.Poisson(100.0)),
        "binomial": many(dist.Binomial(20, probs=torch.tensor(0.3))),
        "binomial-large": many(dist.Binomial(1000, probs=torch.tensor(0.3))),
        "negative-binomial": many(dist.NegativeBinomial(5.0, probs=torch.tensor(0.4))),
        "categorical": many(dist.Categorical(probs=weights)),
        "multinomial": many(dist.Multinomial(100, probs=weights), MANY // 10),
    }
    return cases(draws), {"torch": torch.__version__}


if __name__ == "__main__":
    harness.serve(*{"numpy": numpy_cases, "torch": torch_cases}[sys.argv[1]]())
