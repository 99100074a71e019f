#!/usr/bin/env bash
# SciPy 1.17.1: nbinom.logpmf loses all digits where n is large and the mean is not.
#
# Guess:  a negative binomial of mean 3 with n = 1e15 is a Poisson of mean 3 to fourteen digits: its log-probability of 3
#         is 3 log 3 - 3 - log 3! = -1.496.
# Found:  differences of lgamma near 3e16 cancel, and what is left is above 0: a probability above 1. (Success
#         probabilities so near 1 are rounded, which moves the mean to 3.1 and 3.3 and the right answers to -1.497
#         and -1.517.)
# Run on 2026-11-30 with Python 3.11; it prints
#   n = 1e+15: 0.6795   n = 1e+16: 17.5076   Poisson: -1.4959
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install scipy==1.17.1 numpy==2.3.5
"$dir/env/bin/python" - <<'PY'
from scipy.stats import nbinom, poisson

def at(n):
    return nbinom.logpmf(3, n, n / (n + 3))


print(f"n = 1e+15: {at(1e15):.4f}   n = 1e+16: {at(1e16):.4f}   Poisson: {poisson.logpmf(3, 3):.4f}")
assert at(1e15) > 0 and at(1e16) > 0, "the behaviour has changed"
PY
