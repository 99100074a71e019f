"""NumPyro on the benchmark's cases. The update is compiled, and may reuse the memory of the state it replaces."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import SVI, Trace_ELBO, TraceMeanField_ELBO
from numpyro.distributions import constraints

import harness


def svi(rows, loss, sizes=(784, 1024, 10), prior=dist.Normal, data=harness.digits):
    x, y = data(rows)
    x, y = jnp.asarray(x), jnp.asarray(y)
    shapes = [(f"fc{i}", n, m) for i, (m, n) in enumerate(zip(sizes, sizes[1:]))]

    def model(x, y):
        h = x
        for i, (name, n, m) in enumerate(shapes):
            w = numpyro.sample(f"{name}.weight", prior(jnp.zeros((n, m)), 1.0).to_event(2))
            b = numpyro.sample(f"{name}.bias", prior(jnp.zeros(n), 1.0).to_event(1))
            h = (jax.nn.relu(h) if i else h) @ w.T + b
        with numpyro.plate("images", harness.ROWS, subsample_size=rows):
            numpyro.sample("label", dist.Categorical(logits=h), obs=y)

    def guide(x, y):
        for name, n, m in shapes:
            for part, shape in (("weight", (n, m)), ("bias", (n,))):
                loc = numpyro.param(f"{name}.{part}.loc", lambda key: jax.random.normal(key, shape) * (2 / m) ** 0.5)
                scale = numpyro.param(f"{name}.{part}.scale", jnp.full(shape, 0.02), constraint=constraints.positive)
                numpyro.sample(f"{name}.{part}", dist.Normal(loc, scale).to_event(len(shape)))

    algorithm = SVI(model, guide, numpyro.optim.Adam(0.001), loss())
    state = algorithm.init(jax.random.PRNGKey(0), x, y)
    update = jax.jit(algorithm.update, donate_argnums=0)

    def step():
        nonlocal state
        state, value = update(state, x, y)
        value.block_until_ready()
        jax.block_until_ready(state)
        return float(value) / harness.ROWS

    return step


def cases():
    deep = (784, 400, 400, 10)
    return {
        "svi-step-b128-trace": lambda: svi(128, Trace_ELBO),
        "svi-step-b128-meanfield": lambda: svi(128, TraceMeanField_ELBO),
        "svi-step-b1024-meanfield": lambda: svi(1024, TraceMeanField_ELBO),
        "svi-step-deep-laplace-b250-trace": lambda: svi(250, Trace_ELBO, deep, dist.Laplace),
        "svi-step-b128-meanfield-noise": lambda: svi(128, TraceMeanField_ELBO, data=harness.noise),
        "svi-step-b1024-meanfield-noise": lambda: svi(1024, TraceMeanField_ELBO, data=harness.noise),
    }


if __name__ == "__main__":
    harness.serve(cases(), {"numpyro": numpyro.__version__, "jax": jax.__version__})
