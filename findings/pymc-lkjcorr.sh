#!/usr/bin/env bash
# PyMC 5.28.5: the density of LKJCorr for two variables has the inverse of its normalizing constant.
#
# Guess:  LKJCorr(n=2, eta=2) says of the one correlation r that its density is 3/4 (1 - r²), which integrates to 1.
# Found:  it is 4/3 (1 - r²), which integrates to 16/9. Draws and slopes are right, since a factor changes neither;
#         comparisons of models and marginal likelihoods are not.
# Run on 2026-11-30 with Python 3.11; it prints
#   density at 0: 1.3333   its integral: 1.7778
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install pymc==5.28.5
cat > "$dir/run.py" <<'PY'
import numpy as np
import pymc as pm

d = pm.LKJCorr.dist(n=2, eta=2.0)
density = lambda r: float(np.exp(pm.logp(d, np.array([r])).eval()).ravel()[0])
# Simpson's rule is exact for a parabola.
integral = (density(-1 + 1e-12) + 4 * density(0.0) + density(1 - 1e-12)) / 3
print(f"density at 0: {density(0.0):.4f}   its integral: {integral:.4f}")
assert abs(integral - 16 / 9) < 1e-6, "the behaviour has changed"
PY
PYTENSOR_FLAGS="base_compiledir=$dir/compiled" "$dir/env/bin/python" "$dir/run.py"
