"""NumPyro on the samplers' cases, in Float64, chains in parallel.

It compiles anew in every run with parallel chains. The time for that is taken to be that of a run of a single draw.
"""

import os
import time

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpyro

import samplers

numpyro.set_host_device_count(samplers.CHAINS)
numpyro.enable_x64()

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def eight_schools(data):
    y, sigma = jnp.array(data["y"], float), jnp.array(data["sigma"], float)

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 5))
        tau = numpyro.sample("tau", dist.HalfCauchy(5))
        z = numpyro.sample("z", dist.Normal(0, 1).expand([data["J"]]).to_event(1))
        theta = numpyro.deterministic("theta", mu + tau * z)
        numpyro.sample("y", dist.Normal(theta, sigma), obs=y)

    return model, ["mu", "tau", "theta"]


def blr(data):
    x, y = jnp.array(data["X"]), jnp.array(data["y"])

    def model():
        beta = numpyro.sample("beta", dist.Normal(0, 10).expand([x.shape[1]]).to_event(1))
        sigma = numpyro.sample("sigma", dist.HalfNormal(10))
        numpyro.sample("y", dist.Normal(x @ beta, sigma), obs=y)

    return model, ["beta", "sigma"]


def gauss_mix(data):
    y = jnp.array(data["y"])

    def model():
        mu = numpyro.sample("mu", dist.ImproperUniform(dist.constraints.ordered_vector, (), (2,)))
        numpyro.factor("prior of mu", dist.Normal(0, 2).log_prob(mu).sum())
        sigma = numpyro.sample("sigma", dist.HalfNormal(2).expand([2]).to_event(1))
        theta = numpyro.sample("theta", dist.Beta(5, 5))
        weights = dist.Categorical(probs=jnp.stack([theta, 1 - theta]))
        numpyro.sample("y", dist.MixtureSameFamily(weights, dist.Normal(mu, sigma)), obs=y)

    return model, ["mu", "sigma", "theta"]


def logistic(data):
    x, y = jnp.array(data["X"]), jnp.array(data["y"])

    def model():
        alpha = numpyro.sample("alpha", dist.Normal(0, 1))
        beta = numpyro.sample("beta", dist.Normal(0, 1).expand([x.shape[1]]).to_event(1))
        numpyro.sample("y", dist.Bernoulli(logits=alpha + x @ beta), obs=y)

    return model, ["alpha", "beta"]


def steps(mcmc):
    return int(mcmc.get_extra_fields()["num_steps"].sum())


def case(define):
    def prepare(data, target):
        model, names = define(data)

        def chains(warmup, draws):
            return MCMC(
                NUTS(model, target_accept_prob=target),
                num_warmup=warmup,
                num_samples=draws,
                num_chains=samplers.CHAINS,
                progress_bar=False,
            )

        def timed(seed, warmup, draws):
            start = time.perf_counter()
            mcmc = chains(warmup, draws)
            mcmc.run(jax.random.PRNGKey(seed), extra_fields=("num_steps",))
            jax.block_until_ready(mcmc.get_samples())
            return mcmc, time.perf_counter() - start

        timed(0, 1, 1)  # what happens once in a process
        compile_seconds = min(timed(seed, 1, 1)[1] for seed in range(2))

        def sample(seed):
            mcmc, total = timed(seed, samplers.WARMUP, samplers.DRAWS)
            draws = mcmc.get_samples(group_by_chain=True)
            # The same warm-up again, for its leapfrogs.
            again = chains(samplers.WARMUP, samplers.DRAWS)
            again.warmup(jax.random.PRNGKey(seed), extra_fields=("num_steps",), collect_warmup=True)
            return samplers.Run(
                total - compile_seconds,
                {name: draws[name] for name in names},
                compile_seconds=compile_seconds,
                leapfrogs=steps(mcmc),
                all_leapfrogs=steps(mcmc) + steps(again),
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
        {"numpyro": numpyro.__version__, "jax": jax.__version__},
    )
