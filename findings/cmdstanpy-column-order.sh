#!/usr/bin/env bash
# CmdStanPy 1.3.2: chains whose files have their columns in another order are merged by position, without a word.
#
# Guess:  from_csv of two chains of a model, one written by a program whose variables were declared in another order,
#         goes by the names in each header, or refuses.
# Found:  the second chain's columns get the names of the first: the mean of "small" is that of 1 and 1000.
# Run on 2026-11-30 with Python 3.11; it prints
#   small: [1.0, 1.0, 1000.0, 1000.0]
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" -q install cmdstanpy==1.3.2
cat > "$dir/run.py" <<'PY'
import logging
import sys
import cmdstanpy

logging.disable()
SETTINGS = """# model = one
# method = sample
#     num_samples = 2
#     num_warmup = 1000
#     save_warmup = false
#     thin = 1
#     algorithm = fixed_param
"""


def write(name, columns, row):
    with open(name, "w") as f:
        f.write(f"{SETTINGS}lp__,accept_stat__,{columns}\n{row}\n{row}\n")
        f.write("# \n#  Elapsed Time: 0 seconds (Warm-up)\n#                0.1 seconds (Sampling)\n# \n")
    return name


files = [write(sys.argv[1] + "/a_1.csv", "small,large", "0,0,1,1000"), write(sys.argv[1] + "/a_2.csv", "large,small", "0,0,1000,1")]
small = [float(v) for v in cmdstanpy.from_csv(files).stan_variable("small")]
print("small:", small)
assert small == [1, 1, 1000, 1000], "the behaviour has changed"
PY
"$dir/env/bin/python" "$dir/run.py" "$dir"
