"""What all peers share: the data, and the conversation with the benchmark.

The benchmark writes a line "CASE SECONDS" to standard input. The answer is one line of JSON: the nanoseconds of every step within
that time, and the last loss. An empty answer means that the peer has no such case.
"""

import json
import sys
import time

import numpy as np

ROWS = 60_000  # of the data that a batch stands for


def batch(n):
    """Images of uniform noise and labels, as much work as real ones."""
    rng = np.random.default_rng(1)
    return rng.random((n, 784), dtype=np.float32), rng.integers(0, 10, n)


def serve(cases, versions):
    """cases: name -> a function without arguments that prepares a case and returns its step.

    A step returns a number once its work is done.
    """
    ready = {}
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        name, seconds = line.split()
        if name not in cases:
            print("{}", flush=True)
            continue
        first = None
        if name not in ready:
            start = time.perf_counter_ns()
            ready[name] = cases[name]()
            ready[name]()
            first = time.perf_counter_ns() - start
            for _ in range(3):
                ready[name]()
        step, times, value = ready[name], [], 0.0
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or len(times) < 5:
            start = time.perf_counter_ns()
            value = step()
            times.append(time.perf_counter_ns() - start)
        print(json.dumps({"ns": times, "first_ns": first, "value": value}), flush=True)
