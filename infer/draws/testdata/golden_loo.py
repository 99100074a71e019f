"""Golden values of PSIS-LOO and WAIC, from ArviZ 0.22.0 (pip install arviz==0.22.0): python golden_loo.py > golden_loo.json

The relative effective sample size is that of each datum's likelihood, as the R package loo takes it, which az.loo does not.
"""
import json
import warnings

import arviz as az
import numpy as np
from arviz.stats import diagnostics as d

warnings.simplefilter("ignore")
rng = np.random.default_rng(20260303)
chains, n = 4, 250


def normal_data(y, scale):
    """Log-likelihoods of y under Normal(mu, 1), mu drawn about the mean, with correlated draws."""
    mu = np.zeros((chains, n))
    for t in range(1, n):
        mu[:, t] = 0.5 * mu[:, t - 1] + scale * rng.normal(size=chains)
    return np.round(-0.5 * (y - mu[:, :, None]) ** 2 - 0.9189385332, 8)


cases = {
    "well behaved": normal_data(rng.normal(size=6), 0.3),
    "an outlier": normal_data(np.array([0.1, -0.4, 9.0]), 0.6),
    "heavy ratios": np.round(-np.abs(rng.standard_cauchy(size=(chains, n, 3))) * np.array([0.1, 1.0, 3.0]), 8),
    "one chain of few draws": normal_data(rng.normal(size=2), 0.3)[:1, :40],
}
out = []
for name, x in cases.items():
    idata = az.from_dict(log_likelihood={"y": x})
    waic = az.waic(idata, pointwise=True)
    points = []
    for i in range(x.shape[2]):
        like = np.exp(x[:, :, i] - x[:, :, i].max())
        reff = float(d._ess_mean(like)) / like.size
        flat = x[:, :, i].ravel()
        weights, k = az.psislw(-flat.copy(), reff)
        weights = np.asarray(weights)
        points.append({
            "reff": reff, "k": float(k) if np.isfinite(k) else None, "elpd": float(np.logaddexp.reduce(weights + flat)),
            "log_weights": [float(weights[0]), float(weights[np.argmin(flat)]), float(weights[np.argmax(flat)])],
            "waic": float(waic.waic_i.values[i]),
        })
    out.append({"name": name, "x": x.tolist(), "points": points})
print(json.dumps(out))
