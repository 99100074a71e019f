#!/usr/bin/env bash
# SciPy 1.17.1: jf_skew_t(40, 30).pdf(1) is infinite, and jf_skew_t(40.0, 30.0).pdf(1) is right.
#
# Guess:  40 and 40.0 are the same degrees of freedom, as for all other distributions.
# Found:  the density is divided by 2 ** (a + b - 1), which for integers is computed in int64: it is negative for a + b =
#         64, and 0 beyond. With floating point it overflows from a + b = 1025 on, while B(a, b) becomes 0, and the
#         density is NaN; logpdf is the logarithm of it, and ends where it does.
# Run on 2026-11-30 with Python 3.11; it prints
#   jf_skew_t(40, 30).pdf(1): inf   (40.0, 30.0): 0.3826   logpdf of (600.0, 600.0): nan
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install scipy==1.17.1 numpy==2.4.6
"$dir/env/bin/python" -W ignore - <<'PY'
import math
import scipy.stats as st

whole, real, far = st.jf_skew_t(40, 30).pdf(1), st.jf_skew_t(40.0, 30.0).pdf(1), st.jf_skew_t(600.0, 600.0).logpdf(0.1)
print(f"jf_skew_t(40, 30).pdf(1): {whole}   (40.0, 30.0): {real:.4f}   logpdf of (600.0, 600.0): {far}")
assert whole == math.inf and abs(real - 0.38258380228) < 1e-9 and math.isnan(far), "the behaviour has changed"
PY
