"""PyMC's own sampler, and nutpie on PyMC's models: the first argument says which. Everything is compiled anew."""

import os
import sys
import tempfile
import time

os.environ["PYTENSOR_FLAGS"] = "base_compiledir=" + tempfile.mkdtemp()

import numpy as np
import nutpie
import pymc as pm
from pymc.distributions.transforms import ordered

import samplers


def eight_schools(data):
    mu = pm.Normal("mu", 0, 5)
    tau = pm.HalfCauchy("tau", 5)
    z = pm.Normal("z", 0, 1, shape=data["J"])
    theta = pm.Deterministic("theta", mu + tau * z)
    pm.Normal("y", theta, np.array(data["sigma"], float), observed=np.array(data["y"], float))
    return ["mu", "tau", "theta"]


def blr(data):
    x = np.array(data["X"])
    beta = pm.Normal("beta", 0, 10, shape=x.shape[1])
    sigma = pm.HalfNormal("sigma", 10)
    pm.Normal("y", x @ beta, sigma, observed=np.array(data["y"]))
    return ["beta", "sigma"]


def gauss_mix(data):
    mu = pm.Normal("mu", 0, 2, shape=2, transform=ordered, initval=np.array([-1.0, 1.0]))
    sigma = pm.HalfNormal("sigma", 2, shape=2)
    theta = pm.Beta("theta", 5, 5)
    pm.NormalMixture("y", pm.math.stack([theta, 1 - theta]), mu, sigma=sigma, observed=np.array(data["y"]))
    return ["mu", "sigma", "theta"]


def logistic(data):
    x = np.array(data["X"])
    alpha = pm.Normal("alpha", 0, 1)
    beta = pm.Normal("beta", 0, 1, shape=x.shape[1])
    pm.Bernoulli("y", logit_p=alpha + x @ beta, observed=np.array(data["y"]))
    return ["alpha", "beta"]


def with_pymc(model, names, target):
    def sample(seed):
        start = time.perf_counter()
        trace = pm.sample(
            samplers.DRAWS,
            tune=samplers.WARMUP,
            chains=samplers.CHAINS,
            cores=os.cpu_count(),  # by itself it counts only whole cores, not their threads
            random_seed=seed,
            target_accept=target,
            discard_tuned_samples=False,
            compute_convergence_checks=False,
            progressbar=False,
            model=model,
        )
        total = time.perf_counter() - start
        seconds = trace.posterior.attrs["sampling_time"]
        return run(trace, names, seconds, total - seconds)

    return sample


def with_nutpie(model, names, target):
    compiled = nutpie.compile_pymc_model(model)

    def sample(seed):
        start = time.perf_counter()
        trace = nutpie.sample(
            compiled,
            draws=samplers.DRAWS,
            tune=samplers.WARMUP,
            chains=samplers.CHAINS,
            cores=os.cpu_count(),
            seed=seed,
            target_accept=target,
            progress_bar=False,
        )
        return run(trace, names, time.perf_counter() - start, None)

    return sample


def run(trace, names, seconds, compile_seconds):
    steps = int(trace.sample_stats.n_steps.sum())
    return samplers.Run(
        seconds,
        {name: trace.posterior[name].values for name in names},
        compile_seconds=compile_seconds,
        leapfrogs=steps,
        all_leapfrogs=steps + int(trace.warmup_sample_stats.n_steps.sum()),
    )


def case(define, sampler):
    def prepare(data, target):
        with pm.Model() as model:
            names = define(data)
        return sampler(model, names, target)

    return prepare


if __name__ == "__main__":
    sampler = {"pymc": with_pymc, "nutpie": with_nutpie}[sys.argv[1]]
    versions = {"pymc": pm.__version__}
    if sampler is with_nutpie:
        versions["nutpie"] = nutpie.__version__
    samplers.serve(
        {
            "nuts-eight-schools": case(eight_schools, sampler),
            "nuts-blr": case(blr, sampler),
            "nuts-gauss-mix": case(gauss_mix, sampler),
            "nuts-logistic": case(logistic, sampler),
        },
        versions,
    )
