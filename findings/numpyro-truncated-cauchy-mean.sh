#!/usr/bin/env bash
# NumPyro 0.22.0: TruncatedCauchy(1, 2, low=0, high=3).mean is NaN, and so is its variance.
#
# Guess:  on an interval that is bounded at both ends every moment exists: the mean is that of the density, 1.376, and
#         the variance 0.662.
# Found:  both are NaN, as for the whole Cauchy distribution, which has neither. Draws and densities are right.
# Run on 2026-12-01 with Python 3.11; it prints
#   mean: nan   variance: nan   by quadrature: 1.3763 and 0.6621   of 100,000 draws: 1.38 and 0.66
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install numpyro==0.22.0 jax==0.10.2 jaxlib==0.10.2 scipy==1.17.1 numpy==2.4.6
JAX_ENABLE_X64=1 JAX_PLATFORMS=cpu "$dir/env/bin/python" -W ignore - <<'PY'
import math
import jax
import numpy as np
import numpyro.distributions as dist
from scipy.integrate import quad

d = dist.TruncatedCauchy(1.0, 2.0, low=0.0, high=3.0)
mean, variance = float(d.mean), float(d.variance)
density = lambda x: math.exp(float(d.log_prob(np.float64(x))))
exact = quad(lambda x: x * density(x), 0, 3)[0]
spread = quad(lambda x: (x - exact) ** 2 * density(x), 0, 3)[0]
draws = np.asarray(d.sample(jax.random.PRNGKey(1), (100_000,)))
print(f"mean: {mean}   variance: {variance}   by quadrature: {exact:.4f} and {spread:.4f}   of 100,000 draws: {draws.mean():.2f} and {draws.var():.2f}")
assert math.isnan(mean) and math.isnan(variance) and abs(draws.mean() - exact) < 0.02, "the behaviour has changed"
PY
