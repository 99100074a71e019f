"""NumPy, with the BLAS it comes with, and PyTorch on what steps of training are made of. All is float32.

Results go to memory that is used again, wherever the library can be told so.
"""

import os
import sys

import harness

WEIGHTS = (784 + 1) * 1024 + (1024 + 1) * 10  # and biases of the network 784-1024-10
SHAPES = 2 * [(1024, 784), (1024,), (10, 1024), (10,)]  # of the parameters of its guide


def cases(matmul, normal, elementwise, adam):
    table = {
        "normal-814k": lambda: normal(WEIGHTS),
        "adam-1.6m": lambda: adam(SHAPES),
    }
    for rows in (128, 1024):
        table[f"matmul-b{rows}-forward"] = lambda rows=rows: matmul((rows, 784), (1024, 784), lambda x, w: (x, w.T))
        table[f"matmul-b{rows}-gradient"] = lambda rows=rows: matmul((rows, 1024), (rows, 784), lambda g, x: (g.T, x))
    for size, n in (("64k", 1 << 16), ("814k", WEIGHTS)):
        for name in ("exp", "log", "softplus"):
            table[f"{name}-{size}"] = lambda name=name, n=n: elementwise(name, n)
    return table


def numpy_cases():
    import numpy as np

    rng = np.random.default_rng(1)

    def uniform(low, high, *shape):
        return rng.uniform(low, high, shape).astype(np.float32)

    def matmul(a, b, operands):
        a, b = operands(uniform(-1, 1, *a), uniform(-1, 1, *b))
        out = a @ b
        return lambda: np.matmul(a, b, out=out)

    def normal(n):
        out = np.empty(n, np.float32)
        return lambda: rng.standard_normal(n, np.float32, out)

    def elementwise(name, n):
        x, zero = uniform(0.01, 4, n), np.float32(0)
        out = np.empty_like(x)
        return {
            "exp": lambda: np.exp(x, out=out),
            "log": lambda: np.log(x, out=out),
            "softplus": lambda: np.logaddexp(x, zero, out=out),
        }[name]

    def adam(shapes):
        state = [[uniform(-1, 1, *s), uniform(-1, 1, *s), np.zeros(s, np.float32), np.zeros(s, np.float32)] for s in shapes]
        scratch = [(np.empty(s, np.float32), np.empty(s, np.float32)) for s in shapes]
        t = 0

        def step():
            nonlocal t
            t += 1
            rate, root = 0.001 / (1 - 0.9**t), (1 - 0.999**t) ** 0.5
            for (x, grad, m, v), (a, b) in zip(state, scratch):
                m *= 0.9
                m += np.multiply(grad, 0.1, out=a)
                np.multiply(grad, grad, out=a)
                a *= 0.001
                v *= 0.999
                v += a
                np.sqrt(v, out=a)
                a += 1e-8 * root
                np.divide(m, a, out=b)
                b *= rate * root
                x -= b

        return step

    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return cases(matmul, normal, elementwise, adam), {"numpy": np.__version__, blas["name"]: blas["version"]}


def torch_cases():
    import torch

    torch.set_num_threads(os.cpu_count())
    torch.set_grad_enabled(False)
    torch.manual_seed(1)

    def uniform(low, high, *shape):
        return torch.rand(*shape) * (high - low) + low

    def matmul(a, b, operands):
        a, b = operands(uniform(-1, 1, *a), uniform(-1, 1, *b))
        out = a @ b
        return lambda: torch.mm(a, b, out=out)

    def normal(n):
        out = torch.empty(n)
        return lambda: out.normal_()

    def elementwise(name, n):
        x = uniform(0.01, 4, n)
        out = torch.empty_like(x)
        return {
            "exp": lambda: torch.exp(x, out=out),
            "log": lambda: torch.log(x, out=out),
            "softplus": lambda: torch._C._nn.softplus(x, out=out),
        }[name]

    def adam(shapes):
        params = [uniform(-1, 1, *s).requires_grad_() for s in shapes]
        for p in params:
            p.grad = uniform(-1, 1, *p.shape)
        # The fused update is the fastest of the three that PyTorch has.
        return torch.optim.Adam(params, lr=0.001, fused=True).step

    return cases(matmul, normal, elementwise, adam), {"torch": torch.__version__}


if __name__ == "__main__":
    harness.serve(*{"numpy": numpy_cases, "torch": torch_cases}[sys.argv[1]]())
