"""What all peers share: the data, and the conversation with the benchmark.

The first line on standard output has the versions. Then the benchmark writes lines "CASE SECONDS" to standard input, and
the answer to each is one line of JSON: the nanoseconds of every step within that time, after some that warm up, or with
SECONDS 0 of the very first one with all that comes before it; those that processors spent on it; the sums of the case, if it has
any; and the most memory that the process ever had. No times mean that the peer has no such case.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np

ROWS = 60_000  # of the data that a batch stands for


def digits(n):
    """Images and labels of the first digits in the file that the benchmark writes beside the scripts."""
    rows = np.fromfile(pathlib.Path(__file__).with_name("digits"), np.uint8).reshape(-1, 785)[:n]
    return rows[:, 1:].astype(np.float32) / 255, rows[:, 0].astype(np.int64)


def noise(n):
    """Images of uniform noise, of which no pixel is 0, and labels."""
    rng = np.random.default_rng(1)
    return rng.random((n, 784), dtype=np.float32), rng.integers(0, 10, n)


def serve(cases, versions):
    """cases: name -> a function without arguments that prepares a case and returns its step.

    A step returns when its work is done. What all systems must agree on is its attribute sums. Only one case is kept.
    """
    ready = {}
    say({"versions": versions})
    for line in sys.stdin:
        name, seconds = line.split()
        if name not in cases:
            say({})
            continue
        times, used = [], []
        if name not in ready:
            ready.clear()
            start = time.perf_counter_ns()
            ready[name] = cases[name]()
            ready[name]()
            times.append(time.perf_counter_ns() - start)
        if float(seconds) > 0:
            if times:
                for _ in range(3):
                    ready[name]()
            times, used = repeat(ready[name], float(seconds))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        say({"ns": times, "cpu_ns": used, "sums": getattr(ready[name], "sums", []), "peak_kb": peak})


def repeat(step, seconds):
    times, used = [], []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        before, start = cpu_time(), time.perf_counter_ns()
        step()
        times.append(time.perf_counter_ns() - start)
        used.append(cpu_time() - before)
    return times, used


def cpu_time():
    """Nanoseconds that processors have spent on this process, for itself and in the system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return round((usage.ru_utime + usage.ru_stime) * 1e9)


def say(answer):
    print(json.dumps(answer), flush=True)
