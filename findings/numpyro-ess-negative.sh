#!/usr/bin/env bash
# NumPyro 0.22.0: diagnostics.effective_sample_size is negative for chains whose draws alternate strongly.
#
# Guess:  four chains of 1001 draws with x[i] = -0.9 x[i-1] + noise have an effective number of 76,076 for the mean; an
#         estimate of it is noisy, and ArviZ and BlackJAX hold it at 4004 log10(4004) = 14,424.
# Found:  NumPyro holds it nowhere, and where the sum of the autocorrelations falls below 0 by chance, so does the number:
#         of six seeds, four give -18,000 to -170,000, the other two 220,000 and 418,000. A check that n_eff is above 400
#         rejects the best chains there are.
# Run on 2026-12-01 with Python 3.11; it prints
#   NumPyro: -170186   ArviZ: 14408
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install numpyro==0.22.0 jax==0.10.2 jaxlib==0.10.2 arviz==0.23.4 numpy==2.4.6 scipy==1.17.1 'matplotlib<3.11'
JAX_PLATFORMS=cpu "$dir/env/bin/python" -W ignore - <<'PY'
import arviz as az
import numpy as np
from numpyro.diagnostics import effective_sample_size

rng = np.random.default_rng(1)
x = rng.standard_normal((4, 1001))
for i in range(1, 1001):
    x[:, i] = -0.9 * x[:, i - 1] + 0.19 ** 0.5 * x[:, i]
numpyro, arviz = float(effective_sample_size(x)), float(az.ess(x, method="mean"))
print(f"NumPyro: {numpyro:.0f}   ArviZ: {arviz:.0f}")
assert numpyro < 0 < arviz, "the behaviour has changed"
PY
