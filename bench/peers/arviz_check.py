"""Shows that ArviZ and CmdStanPy read credence's CSV files, and that ArviZ's summary is credence's.

    python arviz_check.py FILE… < SUMMARY

SUMMARY is JSON: {"rows": [{"Name", "Mean", …}], "ebfmi": […], "divergent": n}. The exit status is 1 if something differs.
"""

import json
import logging
import sys

import arviz as az
import cmdstanpy
import numpy as np

TOLERANCE = 1e-9  # relative

COLUMNS = {"Mean": "mean", "SD": "sd", "MCSE": "mcse_mean", "ESSBulk": "ess_bulk", "ESSTail": "ess_tail", "RHat": "r_hat"}


def apart(a, b):
    return abs(a - b) / max(abs(a), abs(b), 1e-300) if a != b else 0.0


def main(files):
    credence = json.load(sys.stdin)
    data = az.from_cmdstan(posterior=files)
    table = az.summary(data, round_to="none")
    table.index = [name.replace(" ", "") for name in table.index]
    worst = dict.fromkeys(COLUMNS, 0.0)
    names = [row["Name"] for row in credence["rows"]]
    wrong = sorted(set(names) ^ set(table.index))
    for row in credence["rows"]:
        if row["Name"] in table.index:
            for ours, theirs in COLUMNS.items():
                worst[ours] = max(worst[ours], apart(row[ours], table.loc[row["Name"], theirs]))
    worst["EBFMI"] = max(apart(a, b) for a, b in zip(credence["ebfmi"], az.bfmi(data), strict=True))
    worst["divergent"] = apart(credence["divergent"], int(data.sample_stats["diverging"].sum()))

    logging.getLogger("cmdstanpy").setLevel(logging.ERROR)
    fit = cmdstanpy.from_csv(files)
    worst["CmdStanPy, mean"] = 0.0
    for name, values in fit.stan_variables().items():
        # A number has no second dimension.
        mean = np.atleast_1d(values.mean(axis=0)).ravel()
        rows = [row["Mean"] for row in credence["rows"] if row["Name"].split("[")[0] == name]
        if len(rows) != len(mean):
            wrong.append(name)
            continue
        worst["CmdStanPy, mean"] = max(worst["CmdStanPy, mean"], *map(apart, rows, mean))

    print(f"ArviZ {az.__version__} and CmdStanPy {cmdstanpy.__version__} read {len(files)} chains of {data.posterior.sizes['draw']} draws, {len(names)} numbers each")
    print("largest relative difference")
    for what, value in worst.items():
        print(f"  {what:16} {value:.1e}" + ("  too large" if not value <= TOLERANCE else ""))
    if wrong:
        print("only one side has", ", ".join(wrong))
    return int(bool(wrong) or not all(value <= TOLERANCE for value in worst.values()))


sys.exit(main(sys.argv[1:]))
