#!/usr/bin/env bash
# NumPyro 0.22.0: HalfNormal(1).log_prob(0.0) is -inf, and so is Exponential(1).log_prob(0.0).
#
# Guess:  the density at 0 is finite: sqrt(2/pi) and 1, as SciPy, PyTorch and Stan have it. A measured 0 is data.
# Found:  both supports are the open half-line. Called by hand there is a warning; inside a compiled model there is none,
#         and one datum of 0 makes the whole likelihood -inf.
# Run on 2026-11-30 with Python 3.11; it prints
#   HalfNormal(1) at 0: -inf   Exponential(1) at 0: -inf   SciPy: -0.2258 and 0.0
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install numpyro==0.22.0 jax==0.10.2 jaxlib==0.10.2 scipy==1.17.1
"$dir/env/bin/python" -W ignore - <<'PY'
import numpyro.distributions as dist
import scipy.stats as st

half, exponential = float(dist.HalfNormal(1.0).log_prob(0.0)), float(dist.Exponential(1.0).log_prob(0.0))
print(f"HalfNormal(1) at 0: {half}   Exponential(1) at 0: {exponential}   SciPy: {st.halfnorm.logpdf(0):.4f} and {abs(st.expon.logpdf(0))}")
assert half == exponential == float("-inf"), "the behaviour has changed"
PY
