#!/usr/bin/env bash
# PyTorch 2.11.0: a ninth of the draws of Dirichlet([0.001, 0.001, 0.001]) are exactly (1/3, 1/3, 1/3).
#
# Guess:  with small concentrations nearly all of the mass is on one element: the largest one is below 0.9 in 0.44 % of
#         the draws, and the probability of equal elements is 0.
# Found:  in Float64, where all three gamma variates underflow they are raised to the same least number, and normalise
#         to thirds, the value that is least likely.
# Run on 2026-11-30 with Python 3.11; it prints
#   of 100000 draws 0.12 are (1/3, 1/3, 1/3)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install torch==2.11.0 numpy==2.3.5
"$dir/env/bin/python" - <<'PY'
import torch

torch.manual_seed(1)
x = torch.distributions.Dirichlet(torch.full((3,), 1e-3, dtype=torch.float64)).sample((100_000,))
share = (x == x[:, :1]).all(dim=1).double().mean().item()
print(f"of {len(x)} draws {share:.2f} are (1/3, 1/3, 1/3)")
assert share > 0.05, "the behaviour has changed"
PY
