"""Times ArviZ's LOO, and compares its estimate with credence's.

    python arviz_loo.py < DATA

DATA is JSON: {"y": […], "mu": [chain][draw], "elpd", "seconds", "megabytes"}. The log-likelihoods are those of y under Normal(mu, 1).
The exit status is 1 if the estimates differ.
"""

import json
import resource
import sys
import time
import warnings

import arviz as az
import numpy as np

# ArviZ takes the effective draws of the latents for those of every likelihood, which moves where tails begin.
TOLERANCE = 1e-3  # of a standard error


def main():
    credence = json.load(sys.stdin)
    mu, y = np.array(credence["mu"]), np.array(credence["y"])
    data = az.from_dict(posterior={"mu": mu}, log_likelihood={"y": -((y - mu[:, :, None]) ** 2) / 2 - np.log(2 * np.pi) / 2})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loo = az.loo(data, pointwise=True)
    seconds = time.perf_counter() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"LOO of {len(y)} data and {mu.size} draws")
    print(f"  credence {credence['seconds']:6.1f} s, {credence['megabytes']:.0f} MB beside the log-likelihoods")
    print(f"  ArviZ    {seconds:6.1f} s, {memory:.0f} MB above the peak before")
    apart = abs(loo.elpd_loo - credence["elpd"]) / loo.se
    print(f"  difference of the estimates {apart:.1e} standard errors" + ("  too large" if not apart <= TOLERANCE else ""))
    return int(not apart <= TOLERANCE)


sys.exit(main())
