"""Stan, by PyStan, on the samplers' cases.

The time of a run is that of PyStan's call: the chains, each in a process of its own, and the transfer of their draws.
"""

import time

import httpstan.cache
import httpstan.models
import stan

import samplers

EIGHT_SCHOOLS = """
data {
  int<lower=0> J;
  vector[J] y;
  vector<lower=0>[J] sigma;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[J] z;
}
transformed parameters {
  vector[J] theta = mu + tau * z;
}
model {
  mu ~ normal(0, 5);
  tau ~ cauchy(0, 5);
  z ~ std_normal();
  y ~ normal(theta, sigma);
}
"""

BLR = """
data {
  int<lower=0> N;
  int<lower=0> D;
  matrix[N, D] X;
  vector[N] y;
}
parameters {
  vector[D] beta;
  real<lower=0> sigma;
}
model {
  beta ~ normal(0, 10);
  sigma ~ normal(0, 10);
  y ~ normal_id_glm(X, 0, beta, sigma);
}
"""

GAUSS_MIX = """
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  ordered[2] mu;
  vector<lower=0>[2] sigma;
  real<lower=0, upper=1> theta;
}
model {
  mu ~ normal(0, 2);
  sigma ~ normal(0, 2);
  theta ~ beta(5, 5);
  for (n in 1:N)
    target += log_mix(theta, normal_lpdf(y[n] | mu[1], sigma[1]), normal_lpdf(y[n] | mu[2], sigma[2]));
}
"""

LOGISTIC = """
data {
  int<lower=0> N;
  int<lower=0> D;
  matrix[N, D] X;
  array[N] int<lower=0, upper=1> y;
}
parameters {
  real alpha;
  vector[D] beta;
}
model {
  alpha ~ normal(0, 1);
  beta ~ normal(0, 1);
  y ~ bernoulli_logit_glm(X, alpha, beta);
}
"""


def case(code, names):
    def prepare(data, target):
        httpstan.cache.delete_model_directory(httpstan.models.calculate_model_name(code))  # compiled anew
        stan.build(code, data=data)

        def sample(seed):
            model = stan.build(code, data=data, random_seed=seed)  # from the cache
            settings = dict(num_chains=samplers.CHAINS, num_warmup=samplers.WARMUP, num_samples=samplers.DRAWS, delta=target)
            start = time.perf_counter()
            fit = model.sample(**settings)
            seconds = time.perf_counter() - start
            # The same run again, for the leapfrogs of its warm-up.
            every = model.sample(**settings, save_warmup=True)
            return samplers.Run(
                seconds,
                {name: by_chain(fit[name]) for name in names},
                leapfrogs=int(fit["n_leapfrog__"].sum()),
                all_leapfrogs=int(every["n_leapfrog__"].sum()),
            )

        return sample

    return prepare


def by_chain(x):
    """PyStan has [parameter, draw · chain], with the chain as the fastest index."""
    x = x.reshape(-1, samplers.DRAWS, samplers.CHAINS).transpose(2, 1, 0)
    return x[..., 0] if x.shape[2] == 1 else x


if __name__ == "__main__":
    samplers.serve(
        {
            "nuts-eight-schools": case(EIGHT_SCHOOLS, ["mu", "tau", "theta"]),
            "nuts-blr": case(BLR, ["beta", "sigma"]),
            "nuts-gauss-mix": case(GAUSS_MIX, ["mu", "sigma", "theta"]),
            "nuts-logistic": case(LOGISTIC, ["alpha", "beta"]),
        },
        {"pystan": stan.__version__, "httpstan": httpstan.__version__},
    )
