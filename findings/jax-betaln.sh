#!/usr/bin/env bash
# JAX 0.10.2: jax.scipy.special.betaln has seven digits in float64 once an argument is 8.
#
# Guess:  with jax_enable_x64, betaln(5, 10) is log(4! 9! / 14!) = -9.21133987231 within some 1e-15, as
#         gammaln(5) + gammaln(10) - gammaln(15) is, and SciPy's betaln.
# Found:  it is -9.21133925794, 6e-7 off, and betaln(2, 8) is 1e-6 off; betaln(5, 7) has all digits. NumPyro's
#         BetaBinomial has its digits from there.
# Run on 2026-11-30 with Python 3.11; it prints
#   betaln(5, 10): -9.211339258   by gammaln: -9.211339872   error 6e-07
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install jax==0.10.2 jaxlib==0.10.2
cat > "$dir/run.py" <<'PY'
import math
import jax

jax.config.update("jax_enable_x64", True)
from jax.scipy.special import betaln, gammaln

got = float(betaln(5.0, 10.0))
by_gammaln = float(gammaln(5.0) + gammaln(10.0) - gammaln(15.0))
exact = math.log(24 * 362880 / 87178291200)
print(f"betaln(5, 10): {got:.9f}   by gammaln: {by_gammaln:.9f}   error {got - exact:.0e}")
assert abs(by_gammaln - exact) < 1e-13 and abs(got - exact) > 1e-8, "the behaviour has changed"
PY
JAX_PLATFORMS=cpu "$dir/env/bin/python" "$dir/run.py"
