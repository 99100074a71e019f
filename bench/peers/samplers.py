"""What the samplers among the peers share: the conversation with the benchmark.

The first line on standard output has the versions. Then the benchmark writes lines of JSON, {case, seed, data, draws}, and the
answer to each is a line of JSON. data names a file with the data in JSON; the draws of all chains are written to the file
that draws names, as float64 [chain, draw, parameter]. Parameters are named as in posteriordb: mu, theta[1], theta[2], …

Every run has 4 chains of 1000 draws after 1000 of warm-up. What else a process writes goes to the file in its first argument.
"""

import json
import os
import sys
import time
import traceback
from dataclasses import dataclass

import numpy as np

CHAINS, WARMUP, DRAWS = 4, 1000, 1000
TARGET = {"nuts-eight-schools": 0.95}  # acceptance; 0.8 elsewhere


@dataclass
class Run:
    seconds: float  # of sampling, with warm-up
    draws: dict  # name -> [chain, draw, …]
    compile_seconds: float | None = None  # those of the preparation of the case unless given
    leapfrogs: int | None = None  # of the draws after warm-up
    all_leapfrogs: int | None = None  # with warm-up


def serve(cases, versions):
    """cases: name -> a function of the data and the target acceptance that returns a function from a seed to a Run."""
    answers = os.fdopen(os.dup(1), "w")
    log = os.open(sys.argv[-1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)

    def say(answer):
        print(json.dumps(answer), file=answers, flush=True)

    say({"versions": versions})
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["case"]
        try:
            if name not in ready:
                with open(request["data"]) as f:
                    data = json.load(f)
                start = time.perf_counter()
                sample = cases[name](data, TARGET.get(name, 0.8))
                ready[name] = sample, time.perf_counter() - start
            sample, preparation = ready[name]
            run = sample(request["seed"])
            names, columns = flat(run.draws)
            columns.tofile(request["draws"])
        except Exception:
            say({"error": traceback.format_exc()})
            continue
        say({
            "names": names,
            "seconds": run.seconds,
            "compile_seconds": run.compile_seconds if run.compile_seconds is not None else preparation,
            "leapfrogs": run.leapfrogs,
            "all_leapfrogs": run.all_leapfrogs,
        })


def flat(draws):
    """The names of scalars, and their draws [chain, draw, parameter]."""
    names, columns = [], []
    for name, x in draws.items():
        x = np.asarray(x, dtype=np.float64)
        assert x.shape[:2] == (CHAINS, DRAWS), (name, x.shape)
        if x.ndim == 2:
            names.append(name)
            columns.append(x[..., None])
        else:
            names += [f"{name}[{i + 1}]" for i in range(x.shape[2])]
            columns.append(x)
    return names, np.concatenate(columns, axis=2)
