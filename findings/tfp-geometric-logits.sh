#!/usr/bin/env bash
# TFP 0.26.0.dev20261027 on JAX 0.10.2: Geometric(logits=37).log_prob(2) is -inf in float64, and it loses digits before.
#
# Guess:  logits are there so that probabilities near 1 lose nothing: two failures before a success have the
#         log-probability -2 softplus(37) - softplus(-37), which is -74.
# Found:  the probability is made of the logits, and 1 less it is rounded: at 30 it is wrong by 0.002, and from 37 on 0,
#         whose logarithm is -inf.
# Run on 2026-11-30 with Python 3.11; it prints
#   logits 30: -60.0020   37: -inf   exactly: -60.0000 and -74.0000
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install tfp-nightly==0.26.0.dev20261027 dm-tree==0.1.9 jax==0.10.2 jaxlib==0.10.2
JAX_ENABLE_X64=1 JAX_PLATFORMS=cpu "$dir/env/bin/python" -W ignore - <<'PY'
import math
import numpy as np
from tensorflow_probability.substrates.jax import distributions as tfd

near, far = (float(tfd.Geometric(logits=np.float64(l)).log_prob(np.float64(2))) for l in (30, 37))
exact = [-2 * np.logaddexp(0, l) - np.logaddexp(0, -l) for l in (30, 37)]
print(f"logits 30: {near:.4f}   37: {far}   exactly: {exact[0]:.4f} and {exact[1]:.4f}")
assert abs(near + 60.00204) < 1e-4 and far == -math.inf, "the behaviour has changed"
PY
