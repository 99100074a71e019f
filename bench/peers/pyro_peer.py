"""Pyro on the benchmark's cases. Validation is off, as its documentation advises for speed."""

import os

import pyro
import pyro.distributions as dist
import torch
import torch.nn.functional as F
from pyro.infer import SVI, Trace_ELBO, TraceMeanField_ELBO
from torch.distributions import constraints

import harness

torch.set_num_threads(os.cpu_count())
pyro.enable_validation(False)


def svi(rows, loss, sizes=(784, 1024, 10), prior=dist.Normal, data=harness.digits):
    x, y = data(rows)
    x, y = torch.tensor(x), torch.tensor(y)
    shapes = [(f"fc{i}", n, m) for i, (m, n) in enumerate(zip(sizes, sizes[1:]))]
    zeros = {(n, m): torch.zeros(n, m) for _, n, m in shapes} | {(n,): torch.zeros(n) for _, n, _ in shapes}
    ones = {shape: torch.ones(shape) for shape in zeros}

    def model(x, y):
        h = x
        for i, (name, n, m) in enumerate(shapes):
            w = pyro.sample(f"{name}.weight", prior(zeros[n, m], ones[n, m]).to_event(2))
            b = pyro.sample(f"{name}.bias", prior(zeros[n,], ones[n,]).to_event(1))
            h = F.linear(F.relu(h) if i else h, w, b)
        with pyro.plate("images", harness.ROWS, subsample_size=rows):
            pyro.sample("label", dist.Categorical(logits=h), obs=y)

    def guide(x, y):
        for name, n, m in shapes:
            for part, shape in (("weight", (n, m)), ("bias", (n,))):
                loc = pyro.param(f"{name}.{part}.loc", lambda: torch.randn(shape) * (2 / m) ** 0.5)
                scale = pyro.param(f"{name}.{part}.scale", lambda: torch.full(shape, 0.02), constraint=constraints.positive)
                pyro.sample(f"{name}.{part}", dist.Normal(loc, scale).to_event(len(shape)))

    pyro.clear_param_store()
    store = pyro.get_param_store()
    algorithm = SVI(model, guide, pyro.optim.Adam({"lr": 0.001}), loss())
    state = store.get_state()

    def step():
        # One parameter store serves all cases of the process.
        if step.of is not svi.current:
            if svi.current is not None:
                svi.current.state = store.get_state()
            store.set_state(step.of.state)
            svi.current = step.of
        return algorithm.step(x, y) / harness.ROWS

    step.of = type("Case", (), {"state": state})
    return step


svi.current = None


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
    harness.serve(cases(), {"pyro": pyro.__version__, "torch": torch.__version__})
