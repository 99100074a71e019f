#!/usr/bin/env bash
# PyMC 5.28.5: the mean of ExGaussian(mu, sigma, nu) is given as mu + sigma.
#
# Guess:  an exponentially modified normal is a normal of mean mu and an exponential of mean nu together: mu + nu.
# Found:  pymc.distributions.moments.mean leaves out nu. Draws have the mean mu + nu, and so has the point that samplers
#         start from.
# Run on 2026-11-30 with Python 3.11; it prints
#   mean: 1.0   of 10,000 draws: 1002
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install pymc==5.28.5
cat > "$dir/run.py" <<'PY'
import numpy as np
import pymc as pm
from pymc.distributions.moments import mean

d = pm.ExGaussian.dist(mu=np.float64(0), sigma=np.float64(1), nu=np.float64(1000))
told, drawn = float(mean(d).eval()), pm.draw(d, 10_000, random_seed=1).mean()
print(f"mean: {told}   of 10,000 draws: {drawn:.0f}")
assert told == 1 and abs(drawn - 1000) < 50, "the behaviour has changed"
PY
PYTENSOR_FLAGS="base_compiledir=$dir/compiled" "$dir/env/bin/python" "$dir/run.py"
