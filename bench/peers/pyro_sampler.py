"""Pyro on the samplers' cases, in Float64, its density compiled by PyTorch.

Pyro runs chains one after the other where there are more of them than processors, so a pool of processes runs them here.
"""

import multiprocessing
import os
import time
import warnings

import numpy as np
import pyro
import pyro.distributions as dist
import torch
from pyro.infer import MCMC, NUTS

import samplers

torch.set_num_threads(1)  # in each of the processes
torch.set_default_dtype(torch.float64)
pyro.enable_validation(False)
warnings.simplefilter("ignore")


def eight_schools(data):
    y, sigma = torch.tensor(data["y"], dtype=torch.float64), torch.tensor(data["sigma"], dtype=torch.float64)

    def model():
        mu = pyro.sample("mu", dist.Normal(0.0, 5.0))
        tau = pyro.sample("tau", dist.HalfCauchy(torch.tensor(5.0)))
        z = pyro.sample("z", dist.Normal(torch.zeros(data["J"]), 1.0).to_event(1))
        pyro.sample("y", dist.Normal(mu + tau * z, sigma).to_event(1), obs=y)

    def results(draws):
        theta = draws["mu"][:, None] + draws["tau"][:, None] * draws["z"]
        return {"mu": draws["mu"], "tau": draws["tau"], "theta": theta}

    return model, results


def blr(data):
    x, y = torch.tensor(data["X"]), torch.tensor(data["y"])

    def model():
        beta = pyro.sample("beta", dist.Normal(torch.zeros(x.shape[1]), 10.0).to_event(1))
        sigma = pyro.sample("sigma", dist.HalfNormal(torch.tensor(10.0)))
        pyro.sample("y", dist.Normal(x @ beta, sigma).to_event(1), obs=y)

    return model, lambda draws: {name: draws[name] for name in ("beta", "sigma")}


def gauss_mix(data):
    y = torch.tensor(data["y"])

    def model():
        # Unconstrained, this is an ordered vector: ImproperUniform cannot be drawn from, and Pyro begins with a draw.
        first = pyro.sample("first", dist.Normal(0.0, 2.0))
        gap = pyro.sample("gap", dist.LogNormal(0.0, 1.0))
        mu = torch.stack([first, first + gap])
        pyro.factor("prior of mu", dist.Normal(0.0, 2.0).log_prob(mu[1]) - dist.LogNormal(0.0, 1.0).log_prob(gap))
        sigma = pyro.sample("sigma", dist.HalfNormal(torch.full((2,), 2.0)).to_event(1))
        theta = pyro.sample("theta", dist.Beta(torch.tensor(5.0), torch.tensor(5.0)))
        weights = dist.Categorical(probs=torch.stack([theta, 1 - theta]).expand(len(y), 2))
        parts = dist.Normal(mu.expand(len(y), 2), sigma.expand(len(y), 2))
        pyro.sample("y", dist.MixtureSameFamily(weights, parts).to_event(1), obs=y)

    def results(draws):
        mu = torch.stack([draws["first"], draws["first"] + draws["gap"]], -1)
        return {"mu": mu, "sigma": draws["sigma"], "theta": draws["theta"]}

    return model, results


def logistic(data):
    x, y = torch.tensor(data["X"]), torch.tensor(data["y"], dtype=torch.float64)

    def model():
        alpha = pyro.sample("alpha", dist.Normal(0.0, 1.0))
        beta = pyro.sample("beta", dist.Normal(torch.zeros(x.shape[1]), 1.0).to_event(1))
        pyro.sample("y", dist.Bernoulli(logits=alpha + x @ beta).to_event(1), obs=y)

    return model, lambda draws: {name: draws[name] for name in ("alpha", "beta")}


class CountingNUTS(NUTS):
    """NUTS that counts its leapfrogs, which takes well under a thousandth of the time of one."""

    leapfrogs = 0

    def _build_basetree(self, *args):
        self.leapfrogs += 1
        return super()._build_basetree(*args)


def chain(define, data, target, seed):
    """The draws of a chain, and its leapfrogs at the end of the warm-up and of the draws."""
    model, results = define(data)
    pyro.set_rng_seed(seed)
    kernel = CountingNUTS(model, target_accept_prob=target, jit_compile=True, ignore_jit_warnings=True)
    leapfrogs = {}

    def count(kernel, params, stage, i):
        leapfrogs[stage] = kernel.leapfrogs

    mcmc = MCMC(kernel, num_samples=samplers.DRAWS, warmup_steps=samplers.WARMUP, disable_progbar=True, hook_fn=count)
    mcmc.run()
    draws = {name: x.numpy() for name, x in results(mcmc.get_samples()).items()}
    return draws, leapfrogs["Warmup"], leapfrogs["Sample"]


def case(define):
    def prepare(data, target):
        pool = multiprocessing.get_context("fork").Pool(os.cpu_count())

        def sample(seed):
            start = time.perf_counter()
            chains = pool.starmap(chain, [(define, data, target, 1000 * seed + i) for i in range(samplers.CHAINS)], chunksize=1)
            seconds = time.perf_counter() - start
            draws, warmup, every = zip(*chains)
            return samplers.Run(
                seconds,
                {name: np.stack([d[name] for d in draws]) for name in draws[0]},
                leapfrogs=sum(every) - sum(warmup),
                all_leapfrogs=sum(every),
            )

        return sample

    return prepare


if __name__ == "__main__":
    samplers.serve(
        {
            "nuts-eight-schools": case(eight_schools),
            "nuts-blr": case(blr),
            "nuts-gauss-mix": case(gauss_mix),
            "nuts-logistic": case(logistic),
        },
        {"pyro": pyro.__version__, "torch": torch.__version__},
    )
