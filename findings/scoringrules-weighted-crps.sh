#!/usr/bin/env bash
# scoringrules 0.10.0: the estimators "fair" and "pwm" of crps_ensemble are one number without weights, and two with them.
#
# Guess:  both are the CRPS less the bias of a finite ensemble. What is one estimator for equal weights stays one for
#         others: members 0, 1 and 3 of weights 1, 2 and 1 have the fair score 0.1 at 0.5.
# Found:  "pwm" is 0.05, half of it, and nothing says that the two generalize differently: an ensemble of weighted draws
#         looks better or worse than another by the choice of the estimator.
# Run on 2026-12-01 with Python 3.11; it prints
#   equal weights: fair 0.1667, pwm 0.1667   weights 1, 2, 1: fair 0.1000, pwm 0.0500
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install scoringrules==0.10.0 numpy==2.4.6 scipy==1.17.1
"$dir/env/bin/python" -W ignore - <<'PY'
import numpy as np
import scoringrules as sr

x, y = np.array([0.0, 1.0, 3.0]), 0.5


def scores(w):
    return [float(sr.crps_ensemble(y, x, ens_w=w, estimator=e)) for e in ("fair", "pwm")]


def fair(w):
    p = w / w.sum()
    return p @ abs(x - y) - p @ abs(x[:, None] - x) @ p / 2 / (1 - p @ p)


equal, other = np.ones(3), np.array([1.0, 2.0, 1.0])
(f1, p1), (f2, p2) = scores(equal), scores(other)
print(f"equal weights: fair {f1:.4f}, pwm {p1:.4f}   weights 1, 2, 1: fair {f2:.4f}, pwm {p2:.4f}")
assert abs(f1 - p1) < 1e-12 and abs(f1 - fair(equal)) < 1e-12 and abs(f2 - fair(other)) < 1e-12, "the behaviour has changed"
assert abs(p2 - 0.05) < 1e-12, "the behaviour has changed"
PY
