#!/usr/bin/env bash
# CmdStanPy 1.3.2: CmdStanMCMC.divergences leaves out the first draw.
#
# Guess:  with three draws kept, of which the first one diverged, from_csv(...).divergences is [1].
# Found:  it is [0], and [1] where the last one diverged instead. The first row after the warm-up is not counted, and
#         neither is it for max_treedepths. A run of a few draws, or of many short chains, looks better than it is.
# Run on 2026-11-30 with Python 3.11; it prints
#   first draw diverged: [0]   last draw diverged: [1]
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
#     num_samples = 3
#     num_warmup = 1000
#     save_warmup = false
#     thin = 1
#     algorithm = hmc
#         engine = nuts
#             max_depth = 10
#         metric = unit_e
lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,x
# Adaptation terminated
# Step size = 0.5
"""


def divergences(which):
    name = f"{sys.argv[1]}/{which}.csv"
    with open(name, "w") as f:
        f.write(SETTINGS)
        for i in range(3):
            f.write(f"-1,0.9,0.5,2,3,{int(i == which)},1.5,{i}\n")
        f.write("# \n#  Elapsed Time: 0.1 seconds (Warm-up)\n#                0.1 seconds (Sampling)\n# \n")
    return cmdstanpy.from_csv(name).divergences


first, last = divergences(0), divergences(2)
print(f"first draw diverged: {first}   last draw diverged: {last}")
assert list(first) == [0] and list(last) == [1], "the behaviour has changed"
PY
"$dir/env/bin/python" "$dir/run.py" "$dir"
