"""Golden values of the diagnostics, from ArviZ 0.22.0 (pip install arviz==0.22.0): python golden.py > golden.json"""
import json
import arviz as az
import numpy as np
from arviz.stats import diagnostics as d

rng = np.random.default_rng(20260101)


def ar(chains, draws, rho, shift=0.0):
    x = np.zeros((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for t in range(1, draws):
        x[:, t] = rho * x[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=chains)
    return np.round(x + shift * np.arange(chains)[:, None], 6)


cases = {
    "independent": ar(4, 100, 0.0),
    "correlated": ar(4, 150, 0.9),
    "antithetic": ar(4, 100, -0.6),
    "apart": ar(4, 80, 0.3, 1.5),
    "heavy tails": np.round(rng.standard_cauchy(size=(4, 120)), 6),
    "one chain": ar(1, 90, 0.5),
    "odd number": ar(3, 75, 0.4),
    "few draws": ar(2, 5, 0.0),
    "ties": np.round(ar(4, 60, 0.5), 0),
}
out = []
for name, x in cases.items():
    value = lambda v: None if np.isnan(v) else float(v)
    low, high = az.hdi(x.ravel(), hdi_prob=0.94)
    out.append({
        "name": name, "x": x.tolist(),
        "rhat": value(d._rhat_rank(x)) if len(x) > 1 else None,
        "ess_bulk": value(d._ess_bulk(x)), "ess_tail": value(d._ess_tail(x)), "ess_mean": value(d._ess_mean(x)),
        "ess_sd": value(d._ess_sd(x)), "ess_quantile": value(d._ess_quantile(x, 0.3)),
        "mcse_mean": value(d._mcse_mean(x)), "mcse_sd": value(d._mcse_sd(x)), "mcse_quantile": value(d._mcse_quantile(x, 0.3)),
        "hdi": [low, high], "bfmi": d._bfmi(x).tolist(),
    })
print(json.dumps(out))
