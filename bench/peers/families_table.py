"""What families_peer.py asks other libraries: an entry is a family of package dist, and what each library calls it.

Calls are in the names and the order that the library has for its arguments, of the parameters by the names that they have in package dist.
A call that takes other values is a pair with a formula of x. Those of Stan leave out the suffix and the value, unless they have a bar.

    at       parameters, and values at which the log-density is asked; at their ends and far out, where libraries differ
    exact    the log-density by mpmath
    whole    values are whole numbers
    here     the call in this package, if it is not that of its name and the parameters
    guess    a call that looks right and means something else; the test holds that it does
    says     what someone who comes from there should know
    wrong    why the library's own answers differ from the exact ones; the test holds that they do
"""

from mpmath import besseli, cos, det, diag, erfc, exp, expm1, factorial, inf, inverse, log, log1p, loggamma, lu_solve, matrix, mpf, pi, sqrt

FAMILIES = []


def family(name, parameters, *at, exact, whole=False, here="", guess={}, says={}, wrong={}, **calls):
    FAMILIES.append({"family": name, "parameters": parameters, "at": [list(a) for a in at], "exact": exact, "whole": whole, "here": here, "calls": calls,
                     "guess": guess, "says": says, "wrong": wrong})


def at(*arguments):
    """at(2, 3)(0.1, 1, 40): log-densities at three values, of parameters 2 and 3."""
    return lambda *values: (list(arguments), list(values))



LOG_2PI = log(2 * pi)


# Why answers are wrong

CANCEL = "logarithms of Γ are subtracted that are much larger than what is left"
OVERFLOW = "the square of the distance overflows"
ROUNDED = "it is the logarithm of a probability that has been rounded to 1"
DIFFERENCE = "it is the logarithm of a difference of probabilities that are rounded to 1"
SINGLE = "numbers within its formula become float32"
CLAMPED = "probabilities within 2.2e-16 of 0 and 1 are moved there"


def normal(x, m, s):
    return -(((x - m) / s) ** 2) / 2 - log(s) - LOG_2PI / 2


def log_cdf(z):
    return log(erfc(-z / sqrt(mpf(2))) / 2)


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def log_binomial(n, k):
    return -log(n + 1) - lbeta(n - k + 1, k + 1)


def logistic(l):
    return exp(l) / (1 + exp(l)) if l < 0 else 1 / (1 + exp(-l))


def negative_binomial(x, n, p):
    """With p the probability of what is counted."""
    return loggamma(x + n) - loggamma(n) - loggamma(x + 1) + n * log1p(-p) + (x * log(p) if x else 0)


def student_t(x, n, m, s):
    return loggamma((n + 1) / 2) - loggamma(n / 2) - log(n * pi) / 2 - log(s) - (n + 1) / 2 * log1p(((x - m) / s) ** 2 / n)


def multivariate_normal(x, m, covariance):
    v, d = matrix(covariance), matrix(x) - matrix(m)
    return -(len(x) * LOG_2PI + log(det(v)) + (d.T * inverse(v) * d)[0]) / 2


# Numbers on the real line

family("Normal", "loc scale", at(0.0, 1.0)(0.0, -3.0, 40.0, 1e10), at(1e8, 1e-3)(1e8), exact=normal,
       scipy="norm(loc=loc, scale=scale)", pyro="Normal(loc=loc, scale=scale)", numpyro="Normal(loc=loc, scale=scale)",
       pymc="Normal(mu=loc, sigma=scale)", tfp="Normal(loc=loc, scale=scale)", stan="normal(loc, scale)", gonum="distuv.Normal{Mu: loc, Sigma: scale}")

family("Laplace", "loc scale", at(0.0, 1.0)(0.5, -30.0, 1e5), at(3.0, 0.2)(3.0), exact=lambda x, m, s: -abs(x - m) / s - log(2 * s),
       scipy="laplace(loc=loc, scale=scale)", pyro="Laplace(loc=loc, scale=scale)", numpyro="Laplace(loc=loc, scale=scale)",
       pymc="Laplace(mu=loc, b=scale)", tfp="Laplace(loc=loc, scale=scale)", stan="double_exponential(loc, scale)", gonum="distuv.Laplace{Mu: loc, Scale: scale}",
       wrong={"scipy": "it is the logarithm of the density, which is 0 by then"})

family("Cauchy", "loc scale", at(0.0, 1.0)(0.5, -1e5, 1e160), at(3.0, 0.2)(3.0), exact=lambda x, m, s: -log(pi * s) - log1p(((x - m) / s) ** 2),
       scipy="cauchy(loc=loc, scale=scale)", pyro="Cauchy(loc=loc, scale=scale)", numpyro="Cauchy(loc=loc, scale=scale)",
       pymc="Cauchy(alpha=loc, beta=scale)", tfp="Cauchy(loc=loc, scale=scale)", stan="cauchy(loc, scale)",
       wrong={"pyro": OVERFLOW, "numpyro": OVERFLOW, "tfp": OVERFLOW, "stan": OVERFLOW, "pymc": OVERFLOW})

family("StudentT", "df loc scale", at(4.0, 1.0, 2.0)(0.0, -30.0, 1e10), at(0.01, 0.0, 1.0)(1e5), at(1e8, 0.0, 1.0)(1.0, 5.0), at(1e16, 0.0, 1.0)(1.0), exact=student_t,
       scipy="t(df=df, loc=loc, scale=scale)", pyro="StudentT(df=df, loc=loc, scale=scale)", numpyro="StudentT(df=df, loc=loc, scale=scale)",
       pymc="StudentT(nu=df, mu=loc, sigma=scale)", tfp="StudentT(df=df, loc=loc, scale=scale)", stan="student_t(df, loc, scale)",
       gonum="distuv.StudentsT{Mu: loc, Sigma: scale, Nu: df}",
       wrong={"pyro": CANCEL, "numpyro": CANCEL, "stan": CANCEL, "gonum": CANCEL, "pymc": CANCEL})

family("Logistic", "loc scale", at(0.0, 1.0)(0.3, -800.0, 800.0), at(2.0, 0.25)(-1.5), exact=lambda x, m, s: -abs(x - m) / s - log(s) - 2 * log1p(exp(-abs(x - m) / s)),
       scipy="logistic(loc=loc, scale=scale)", pyro="Logistic(loc=loc, scale=scale)", numpyro="Logistic(loc=loc, scale=scale)",
       pymc="Logistic(mu=loc, s=scale)", tfp="Logistic(loc=loc, scale=scale)", stan="logistic(loc, scale)", gonum="distuv.Logistic{Mu: loc, S: scale}",
       wrong={"gonum": "LogProb leaves out Mu and S, and exp(x) overflows", "pymc": "exp(800) overflows"})

family("Gumbel", "loc scale", at(0.0, 1.0)(0.3, -6.0, 700.0), at(2.0, 0.25)(1.5), exact=lambda x, m, s: -(x - m) / s - log(s) - exp(-(x - m) / s),
       scipy="gumbel_r(loc=loc, scale=scale)", pyro="Gumbel(loc=loc, scale=scale)", numpyro="Gumbel(loc=loc, scale=scale)",
       pymc="Gumbel(mu=loc, beta=scale)", tfp="Gumbel(loc=loc, scale=scale)", stan="gumbel(loc, scale)", gonum="distuv.GumbelRight{Mu: loc, Beta: scale}",
       guess={"scipy": "gumbel_l(loc=loc, scale=scale)"}, says={"scipy": "that one is of the smallest of many values, this one of the largest"})

family("AsymmetricLaplace", "loc scale asymmetry", at(0.0, 2.0, 1.5)(0.1, -3.0, 40.0, -1e4), at(1.0, 0.5, 1e-3)(3.0),
       exact=lambda x, m, s, a: (-(x - m) * a if x > m else (x - m) / a) / s - log(s) - log(a + 1 / a),
       scipy="laplace_asymmetric(kappa=asymmetry, loc=loc, scale=scale)", pyro="AsymmetricLaplace(loc=loc, scale=scale, asymmetry=asymmetry)",
       numpyro="AsymmetricLaplace(loc=loc, scale=scale, asymmetry=asymmetry)", pymc="AsymmetricLaplace(kappa=asymmetry, mu=loc, b=1/scale)",
       stan="skew_double_exponential(loc, 2*asymmetry*scale/(1 + asymmetry^2), asymmetry^2/(1 + asymmetry^2))",
       guess={"pymc": "AsymmetricLaplace(kappa=asymmetry, mu=loc, b=scale)", "stan": "skew_double_exponential(loc, scale, asymmetry)"},
       says={"pymc": "b is an inverse scale, though that of its Laplace is a scale", "stan": "the third argument is a probability, τ, and the rates are 2τ/scale above and 2(1 - τ)/scale below loc"})

family("SkewNormal", "loc scale shape", at(0.0, 1.0, 2.0)(0.5, -2.0, -10.0, 30.0), at(1.0, 0.5, -30.0)(0.7, 1.5),
       exact=lambda x, m, s, a: log(mpf(2)) + normal(x, m, s) + log_cdf(a * (x - m) / s),
       scipy="skewnorm(a=shape, loc=loc, scale=scale)", pymc="SkewNormal(mu=loc, sigma=scale, alpha=shape)", stan="skew_normal(loc, scale, shape)",
       wrong={"pymc": "it is the logarithm of 1 + erf, which is 0 far out, and a number in the formula becomes float32"})

family("ExGaussian", "loc scale rate", at(0.0, 1.0, 0.5)(0.3, -8.0, 40.0, -30.0), at(1.0, 0.5, 50.0)(1.2), at(0.0, 1.0, 1e-3)(-5.0),
       exact=lambda x, m, s, r: log(r) + r * (m - x + r * s * s / 2) + log_cdf((x - m) / s - r * s),
       scipy="exponnorm(K=1/(scale*rate), loc=loc, scale=scale)", pymc="ExGaussian(mu=loc, sigma=scale, nu=1/rate)",
       tfp="ExponentiallyModifiedGaussian(loc=loc, scale=scale, rate=rate)", stan="exp_mod_normal(loc, scale, rate)",
       guess={"pymc": "ExGaussian(mu=loc, sigma=scale, nu=rate)"}, says={"pymc": "nu is the mean of the exponential part"},
       wrong={"pymc": "a number in the formula becomes float32, the density is a normal where nu is below sigma/20, and the mean is mu + sigma instead of mu + nu"})

family("GeneralizedExtremeValue", "loc scale concentration", at(0.0, 1.0, 0.3)(2.0, -3.0, 1e10), at(1.0, 0.5, -0.2)(2.0), at(0.0, 1.0, 1e-12)(0.5),
       exact=lambda x, m, s, e: -(1 + 1 / e) * log1p(e * (x - m) / s) - log(s) - exp(-log1p(e * (x - m) / s) / e),
       scipy="genextreme(c=-concentration, loc=loc, scale=scale)", tfp="GeneralizedExtremeValue(loc=loc, scale=scale, concentration=concentration)",
       guess={"scipy": "genextreme(c=concentration, loc=loc, scale=scale)"}, says={"scipy": "c is the concentration with the other sign"},
       wrong={"scipy": "near concentration 0 moments are differences that cancel", "tfp": "near concentration 0 moments are differences that cancel"})

# Positive numbers

family("Exponential", "rate", at(2.0)(0.3, 400.0, 1e-300), exact=lambda x, r: log(r) - r * x,
       scipy="expon(scale=1/rate)", pyro="Exponential(rate=rate)", numpyro="Exponential(rate=rate)", pymc="Exponential(lam=rate)", tfp="Exponential(rate=rate)",
       stan="exponential(rate)", gonum="distuv.Exponential{Rate: rate}",
       guess={"scipy": "expon(rate)"}, says={"scipy": "the first argument is loc, and the inverse of the rate is `scale=`"})

family("Gamma", "concentration rate", at(2.0, 3.0)(1.0, 0.3, 40.0, 1e-300), at(1e5, 10.0)(1e4), at(0.01, 1.0)(1e-300),
       exact=lambda x, a, b: a * log(b) + (a - 1) * log(x) - b * x - loggamma(a),
       scipy="gamma(a=concentration, scale=1/rate)", pyro="Gamma(concentration=concentration, rate=rate)",
       numpyro="Gamma(concentration=concentration, rate=rate)", pymc="Gamma(alpha=concentration, beta=rate)",
       tfp="Gamma(concentration=concentration, rate=rate)", stan="gamma(concentration, rate)", gonum="distuv.Gamma{Alpha: concentration, Beta: rate}",
       guess={"scipy": "gamma(concentration, rate)", "pymc": "Gamma(alpha=100000.0, beta=10.0)"},
       says={"scipy": "the second argument is loc, and the inverse of the rate is `scale=`", "pymc": "Python's numbers become float32, and the logarithm of Γ(100,000) has no decimals there"})

family("InverseGamma", "concentration rate", at(2.0, 3.0)(1.0, 0.01, 1e10), at(1e4, 1e4)(1.0), exact=lambda x, a, b: a * log(b) - (a + 1) * log(x) - b / x - loggamma(a),
       scipy="invgamma(a=concentration, scale=rate)", pyro="InverseGamma(concentration=concentration, rate=rate)",
       numpyro="InverseGamma(concentration=concentration, rate=rate)", pymc="InverseGamma(alpha=concentration, beta=rate)",
       tfp="InverseGamma(concentration=concentration, scale=rate)", stan="inv_gamma(concentration, rate)", gonum="distuv.InverseGamma{Alpha: concentration, Beta: rate}",
       guess={"scipy": "invgamma(a=concentration, scale=1/rate)"}, says={"scipy": "the rate of the Gamma whose inverse it is, is a scale here: `scale=rate`"})

family("Chi2", "df", at(3.0)(0.3, 500.0, 1e-300), at(250.0)(300.0), exact=lambda x, n: (n / 2 - 1) * log(x) - x / 2 - n / 2 * log(mpf(2)) - loggamma(n / 2),
       scipy="chi2(df=df)", pyro="Chi2(df=df)", numpyro="Chi2(df=df)", pymc="ChiSquared(nu=df)", tfp="Chi2(df=df)", stan="chi_square(df)", gonum="distuv.ChiSquared{K: df}",
       wrong={"pymc": SINGLE})

family("HalfNormal", "scale", at(2.0)(0.0, 1.0, 80.0), exact=lambda x, s: log(mpf(2)) + normal(x, 0, s),
       scipy="halfnorm(scale=scale)", pyro="HalfNormal(scale=scale)", numpyro="HalfNormal(scale=scale)", pymc="HalfNormal(sigma=scale)", tfp="HalfNormal(scale=scale)",
       wrong={"numpyro": "the support leaves out 0"})

family("HalfCauchy", "scale", at(2.0)(0.0, 1.0, 1e10), exact=lambda x, s: log(2 / pi / s) - log1p((x / s) ** 2),
       scipy="halfcauchy(scale=scale)", pyro="HalfCauchy(scale=scale)", numpyro="HalfCauchy(scale=scale)", pymc="HalfCauchy(beta=scale)",
       tfp="HalfCauchy(loc=0, scale=scale)", guess={"tfp": "HalfCauchy(scale, 1)"}, says={"tfp": "the first argument is loc"},
       wrong={"numpyro": "the support leaves out 0", "pymc": SINGLE})

family("HalfStudentT", "df scale", at(4.0, 2.0)(1e-3, 1.0, 1e10), at(1e8, 1.0)(1.0), exact=lambda x, n, s: log(mpf(2)) + student_t(x, n, 0, s),
       pyro="FoldedDistribution(StudentT(df=df, loc=0.0, scale=scale))", numpyro="FoldedDistribution(StudentT(df=df, loc=0.0, scale=scale))",
       pymc="HalfStudentT(nu=df, sigma=scale)", tfp="HalfStudentT(df=df, loc=0, scale=scale)", scipy="truncate(make_distribution(t)(df=df) * scale, lb=0.0)",
       wrong={"pyro": CANCEL, "numpyro": CANCEL, "pymc": SINGLE})

family("LogNormal", "loc scale", at(0.0, 1.0)(0.5, 1e-30, 1e30), at(2.0, 0.25)(9.0), exact=lambda x, m, s: normal(log(x), m, s) - log(x),
       scipy="lognorm(s=scale, scale=exp(loc))", pyro="LogNormal(loc=loc, scale=scale)", numpyro="LogNormal(loc=loc, scale=scale)", pymc="LogNormal(mu=loc, sigma=scale)",
       tfp="LogNormal(loc=loc, scale=scale)", stan="lognormal(loc, scale)", gonum="distuv.LogNormal{Mu: loc, Sigma: scale}",
       guess={"scipy": "lognorm(loc, scale)"}, says={"scipy": "the scale here is the shape `s=` there, loc the logarithm of `scale=`, and `loc=` moves all of it"})

family("Weibull", "scale concentration", at(2.0, 1.5)(0.3, 1.0, 30.0, 1e-300), at(1.0, 0.01)(1e-300, 1e300), at(1.0, 1000.0)(1.001, 0.97),
       exact=lambda x, s, k: log(k) - log(s) + (k - 1) * log(x / s) - (x / s) ** k,
       scipy="weibull_min(c=concentration, scale=scale)", pyro="Weibull(scale=scale, concentration=concentration)",
       numpyro="Weibull(scale=scale, concentration=concentration)", pymc="Weibull(alpha=concentration, beta=scale)",
       tfp="Weibull(concentration=concentration, scale=scale)", stan="weibull(concentration, scale)", gonum="distuv.Weibull{K: concentration, Lambda: scale}",
       guess={"scipy": "weibull_min(scale, concentration)", "pymc": "Weibull(scale, concentration)", "tfp": "Weibull(scale, concentration)", "stan": "weibull(scale, concentration)"},
       says={"scipy": "the shape comes first, and the second argument is loc", "pymc": "the shape comes first", "tfp": "the shape comes first", "stan": "the shape comes first"},
       wrong={"pyro": "it is the density of an exponential at the power of x, which underflows"})

family("Pareto", "scale concentration", at(2.0, 3.5)(2.0, 5.0, 1e30), at(1.0, 1e3)(1.001), exact=lambda x, s, a: log(a) + a * log(s) - (a + 1) * log(x),
       scipy="pareto(b=concentration, scale=scale)", pyro="Pareto(scale=scale, alpha=concentration)", numpyro="Pareto(scale=scale, alpha=concentration)",
       pymc="Pareto(alpha=concentration, m=scale)", tfp="Pareto(concentration=concentration, scale=scale)", stan="pareto(scale, concentration)",
       gonum="distuv.Pareto{Xm: scale, Alpha: concentration}",
       guess={"scipy": "pareto(scale, concentration)", "pymc": "Pareto(scale, concentration)", "tfp": "Pareto(scale, concentration)"},
       says={"scipy": "the shape comes first, and the second argument is loc", "pymc": "the shape comes first", "tfp": "the shape comes first"},
       wrong={"numpyro": "the lower end is left out"})

family("GeneralizedPareto", "loc scale concentration", at(0.0, 1.0, 0.2)(0.5, 1e10), at(1.0, 0.5, -0.15)(3.0), at(0.0, 1.0, 1e-12)(2.0),
       exact=lambda x, m, s, e: -(1 + 1 / e) * log1p(e * (x - m) / s) - log(s),
       scipy="genpareto(c=concentration, loc=loc, scale=scale)", pyro="GeneralizedPareto(loc=loc, scale=scale, concentration=concentration)",
       tfp="GeneralizedPareto(loc=loc, scale=scale, concentration=concentration)")

family("LogLogistic", "scale concentration", at(2.0, 3.5)(0.3, 5.0, 1e-30, 1e30), exact=lambda x, s, k: log(k) - log(s) + (k - 1) * log(x / s) - 2 * log1p((x / s) ** k),
       scipy="fisk(c=concentration, scale=scale)", tfp="LogLogistic(loc=log(scale), scale=1/concentration)", stan="loglogistic(scale, concentration)",
       guess={"tfp": "LogLogistic(scale, concentration)"}, says={"tfp": "the parameters are those of the logarithm, which is logistic"})

family("Gompertz", "concentration rate", at(2.0, 1.5)(0.3, 5.0, 1e-300), at(1e-5, 1.0)(20.0), exact=lambda x, a, b: log(a) + log(b) + b * x - a * expm1(b * x),
       scipy="gompertz(c=concentration, scale=1/rate)", numpyro="Gompertz(concentration=concentration, rate=rate)",
       tfp="TransformedDistribution(Uniform(zeros(()), ones(())), bijectors.Invert(bijectors.GompertzCDF(concentration, rate)))")

family("InverseGaussian", "loc concentration", at(1.0, 2.0)(0.3, 1e-3, 300.0), at(2.0, 1e4)(2.01),
       exact=lambda x, m, c: (log(c) - LOG_2PI - 3 * log(x)) / 2 - c * (x - m) ** 2 / (2 * m * m * x),
       scipy="invgauss(mu=loc/concentration, scale=concentration)", pymc="Wald(mu=loc, lam=concentration)", tfp="InverseGaussian(loc=loc, concentration=concentration)",
       guess={"scipy": "invgauss(mu=loc, scale=concentration)"}, says={"scipy": "the mean is mu·scale"})

family("BetaPrime", "a b", at(2.0, 3.5)(0.3, 1e-300, 1e30), at(1e3, 1e3)(1.01), exact=lambda x, a, b: (a - 1) * log(x) - (a + b) * log1p(x) - lbeta(a, b), scipy="betaprime(a=a, b=b)")

# Numbers between two ends

family("Uniform", "low high", at(-1.0, 3.0)(0.0, -1.0, 3.0), exact=lambda x, a, b: -log(b - a),
       scipy="uniform(loc=low, scale=high-low)", pyro="Uniform(low=low, high=high)", numpyro="Uniform(low=low, high=high)", pymc="Uniform(lower=low, upper=high)",
       tfp="Uniform(low=low, high=high)", stan="uniform(low, high)", gonum="distuv.Uniform{Min: low, Max: high}",
       guess={"scipy": "uniform(low, high)"}, says={"scipy": "the second argument is the length of the interval"},
       wrong={"pyro": "the upper end is left out"})

family("Beta", "a b", at(2.0, 3.5)(0.3, 1e-300, 0.999), at(0.01, 0.02)(1e-10), at(1e5, 2e5)(0.333),
       exact=lambda x, a, b: (a - 1) * log(x) + (b - 1) * log1p(-x) - lbeta(a, b),
       scipy="beta(a=a, b=b)", pyro="Beta(concentration1=a, concentration0=b)", numpyro="Beta(concentration1=a, concentration0=b)", pymc="Beta(alpha=a, beta=b)",
       tfp="Beta(concentration1=a, concentration0=b)", stan="beta(a, b)", gonum="distuv.Beta{Alpha: a, Beta: b}")

family("BetaProportion", "mean concentration", at(0.3, 4.0)(0.2, 1e-9, 0.999), at(0.25, 4e4)(0.25),
       exact=lambda x, m, c: (m * c - 1) * log(x) + ((1 - m) * c - 1) * log1p(-x) - lbeta(m * c, (1 - m) * c),
       scipy="beta(a=mean*concentration, b=(1-mean)*concentration)", numpyro="BetaProportion(mean=mean, concentration=concentration)",
       pymc="Beta(mu=mean, nu=concentration)", stan="beta_proportion(mean, concentration)",
       guess={"pymc": "Beta(mean, concentration)"}, says={"pymc": "without names the arguments are alpha and beta"})

family("Kumaraswamy", "a b", at(2.0, 3.5)(0.3, 1e-30, 0.999), at(1e3, 1e3)(0.99), exact=lambda x, a, b: log(a * b) + (a - 1) * log(x) + (b - 1) * log1p(-(x**a)),
       pyro="Kumaraswamy(concentration1=a, concentration0=b)", numpyro="Kumaraswamy(concentration1=a, concentration0=b)", pymc="Kumaraswamy(a=a, b=b)",
       tfp="Kumaraswamy(concentration1=a, concentration0=b)",
       wrong={"pyro": "it goes through 1 - x^a, which is rounded to 1"})

family("LogUniform", "low high", at(0.5, 3.0)(1.0, 0.6), at(1e-3, 1e3)(1e-2), exact=lambda x, a, b: -log(x) - log(log(b / a)),
       scipy="loguniform(a=low, b=high)", pyro="TransformedDistribution(Uniform(log(low), log(high)), transforms.ExpTransform())", numpyro="LogUniform(low=low, high=high)",
       tfp="TransformedDistribution(Uniform(log(low), log(high)), bijectors.Exp())")

family("LogitNormal", "loc scale", at(0.3, 1.0)(0.2, 1e-30, 0.999), exact=lambda x, m, s: normal(log(x) - log1p(-x), m, s) - log(x) - log1p(-x),
       pyro="TransformedDistribution(Normal(loc, scale), transforms.SigmoidTransform())", numpyro="TransformedDistribution(Normal(loc, scale), transforms.SigmoidTransform())",
       pymc="LogitNormal(mu=loc, sigma=scale)", tfp="LogitNormal(loc=loc, scale=scale)")

family("Triangular", "low high peak", at(-1.0, 2.0, 0.5)(0.0, 1.0, -0.999999, 0.5), exact=lambda x, a, b, c: log(2 * (x - a) / (b - a) / (c - a) if x < c else 2 * (b - x) / (b - a) / (b - c)),
       scipy="triang(c=(peak-low)/(high-low), loc=low, scale=high-low)", pymc="Triangular(lower=low, upper=high, c=peak)", tfp="Triangular(low=low, high=high, peak=peak)",
       gonum="distuv.NewTriangle(low, high, peak, nil)", says={"scipy": "c is where the peak lies, as a fraction of the interval"})


def continuous_bernoulli(x, l):
    return x * l - log(expm1(l) / l)


family("ContinuousBernoulli[Probs]", "probs", at(0.2)(0.3, 1.0), at(0.999)(0.9), exact=lambda x, p: continuous_bernoulli(x, log(p) - log1p(-p)),
       pyro="ContinuousBernoulli(probs=probs)", tfp="ContinuousBernoulli(probs=probs)", guess={"tfp": "ContinuousBernoulli(probs)"}, says={"tfp": "the first argument is logits"})
family("ContinuousBernoulli[Logits]", "logits", at(-3.0)(0.3, 1.0), at(1e-4)(0.9), at(80.0)(0.5), exact=continuous_bernoulli,
       pyro="ContinuousBernoulli(logits=logits)", tfp="ContinuousBernoulli(logits=logits)",
       wrong={"pyro": CLAMPED})

# Counts

family("Bernoulli[Probs]", "probs", at(0.3)(0, 1), at(1e-20)(0, 1), whole=True, exact=lambda x, p: log(p) if x else log1p(-p),
       scipy="bernoulli(p=probs)", pyro="Bernoulli(probs=probs)", numpyro="Bernoulli(probs=probs)", pymc="Bernoulli(p=probs)", tfp="Bernoulli(probs=probs)", stan="bernoulli(probs)",
       gonum="distuv.Bernoulli{P: probs}", guess={"tfp": "Bernoulli(probs)"}, says={"tfp": "the first argument is logits"},
       wrong={"pyro": CLAMPED})
family("Bernoulli[Logits]", "logits", at(0.3)(0, 1), at(40.0)(0, 1), at(-800.0)(0, 1), whole=True, exact=lambda x, l: -log1p(exp(-l if x else l)),
       pyro="Bernoulli(logits=logits)", numpyro="Bernoulli(logits=logits)", pymc="Bernoulli(logit_p=logits)", tfp="Bernoulli(logits=logits)", stan="bernoulli_logit(logits)",
       guess={"pyro": "Bernoulli(logits)"}, says={"pyro": "the first argument is probs"},
       wrong={"pymc": ROUNDED})

family("Binomial[Probs]", "total probs", at(10, 0.3)(3, 0, 10), at(10**6, 1e-6)(2), at(10**9, 0.5)(5 * 10**8), whole=True,
       exact=lambda x, n, p: log_binomial(n, x) + x * log(p) + (n - x) * log1p(-p),
       scipy="binom(n=total, p=probs)", pyro="Binomial(total_count=total, probs=probs)", numpyro="Binomial(total_count=total, probs=probs)", pymc="Binomial(n=total, p=probs)",
       tfp="Binomial(total_count=total, probs=probs)", stan="binomial(total, probs)", gonum="distuv.Binomial{N: total, P: probs}",
       guess={"tfp": "Binomial(total, probs)"}, says={"tfp": "the second argument is logits"},
       wrong={"scipy": CANCEL, "pyro": CANCEL, "numpyro": CANCEL, "tfp": CANCEL, "stan": CANCEL, "gonum": CANCEL, "pymc": CANCEL})
family("Binomial[Logits]", "total logits", at(10, 0.3)(3, 0, 10), at(10, 40.0)(9, 10), whole=True, exact=lambda x, n, l: log_binomial(n, x) - x * log1p(exp(-l)) - (n - x) * log1p(exp(l)),
       pyro="Binomial(total_count=total, logits=logits)", numpyro="Binomial(total_count=total, logits=logits)", pymc="Binomial(n=total, logit_p=logits)",
       tfp="Binomial(total_count=total, logits=logits)", stan="binomial_logit(total, logits)",
       wrong={"pymc": ROUNDED})

family("BetaBinomial", "total a b", at(10, 2.0, 3.0)(3, 0, 10), at(1000, 1e5, 2e5)(333), whole=True, exact=lambda x, n, a, b: log_binomial(n, x) + lbeta(x + a, n - x + b) - lbeta(a, b),
       scipy="betabinom(n=total, a=a, b=b)", pyro="BetaBinomial(concentration1=a, concentration0=b, total_count=total)",
       numpyro="BetaBinomial(concentration1=a, concentration0=b, total_count=total)", pymc="BetaBinomial(alpha=a, beta=b, n=total)",
       tfp="BetaBinomial(total_count=total, concentration1=a, concentration0=b)", stan="beta_binomial(total, a, b)",
       guess={"pyro": "BetaBinomial(total, a, b)", "numpyro": "BetaBinomial(total, a, b)", "pymc": "BetaBinomial(total, a, b)"},
       says={"pyro": "the count comes last", "numpyro": "the count comes last", "pymc": "the count comes last"},
       wrong={"numpyro": "`betaln` of JAX has seven digits"})

family("Poisson", "rate", at(3.5)(0, 4, 100), at(1e10)(10**10), at(1e-10)(3), whole=True, exact=lambda x, r: x * log(r) - r - loggamma(x + 1),
       scipy="poisson(mu=rate)", pyro="Poisson(rate=rate)", numpyro="Poisson(rate=rate)", pymc="Poisson(mu=rate)", tfp="Poisson(rate=rate)", stan="poisson(rate)",
       gonum="distuv.Poisson{Lambda: rate}",
       wrong={"scipy": CANCEL, "pyro": CANCEL, "numpyro": CANCEL, "tfp": CANCEL, "gonum": CANCEL, "pymc": CANCEL})

family("Geometric[Probs]", "probs", at(0.3)(0, 2, 5), at(1e-9)(3, 10**9), whole=True, exact=lambda x, p: x * log1p(-p) + log(p),
       scipy=("geom(p=probs)", "x + 1"), pyro="Geometric(probs=probs)", numpyro="Geometric(probs=probs)", pymc=("Geometric(p=probs)", "x + 1"),
       tfp="Geometric(probs=probs)", guess={"scipy": "geom(p=probs)", "pymc": "Geometric(p=probs)", "tfp": "Geometric(probs)"},
       says={"scipy": "it counts the success, too, and begins at 1", "pymc": "it counts the success, too, and begins at 1", "tfp": "the first argument is logits"},
       wrong={"pymc": "it takes the logarithm of 1 - p, which is rounded"})
family("Geometric[Logits]", "logits", at(-0.5)(0, 2, 5), at(40.0)(0, 2), whole=True, exact=lambda x, l: -x * log1p(exp(l)) - log1p(exp(-l)),
       pyro="Geometric(logits=logits)", numpyro="Geometric(logits=logits)", tfp="Geometric(logits=logits)",
       wrong={"tfp": ROUNDED})

family("NegativeBinomial[Probs]", "total probs", at(5, 0.3)(0, 2, 50), at(10**6, 1e-6)(2), whole=True, exact=negative_binomial,
       scipy="nbinom(n=total, p=1-probs)", pyro="NegativeBinomial(total_count=total, probs=probs)", numpyro="NegativeBinomialProbs(total_count=total, probs=probs)",
       pymc="NegativeBinomial(n=total, p=1-probs)", tfp="NegativeBinomial(total_count=total, probs=probs)", stan="neg_binomial(total, (1 - probs)/probs)",
       guess={"scipy": "nbinom(n=total, p=probs)", "pymc": "NegativeBinomial(n=total, p=probs)", "tfp": "NegativeBinomial(total, probs)"},
       says={"scipy": "p is the probability of what ends the count", "pymc": "p is the probability of what ends the count", "tfp": "the second argument is logits"})
family("NegativeBinomial[Logits]", "total logits", at(5, -0.5)(0, 2, 50), at(5, 40.0)(3), whole=True, exact=lambda x, n, l: loggamma(x + n) - loggamma(n) - loggamma(x + 1) - n * log1p(exp(l)) - x * log1p(exp(-l)),
       pyro="NegativeBinomial(total_count=total, logits=logits)", numpyro="NegativeBinomialLogits(total_count=total, logits=logits)", tfp="NegativeBinomial(total_count=total, logits=logits)")
family("NegativeBinomial2", "mean concentration", at(3.0, 2.0)(0, 2, 50), at(3.0, 1e16)(3), whole=True, exact=lambda x, m, a: negative_binomial(x, a, m / (a + m)),
       scipy="nbinom(n=concentration, p=concentration/(concentration + mean))", numpyro="NegativeBinomial2(mean=mean, concentration=concentration)", pymc="NegativeBinomial(mu=mean, alpha=concentration)",
       tfp="NegativeBinomial.experimental_from_mean_dispersion(mean=mean, dispersion=1/concentration)", stan="neg_binomial_2(mean, concentration)",
       wrong={"scipy": CANCEL, "numpyro": CANCEL, "pymc": CANCEL})
family("GammaPoisson", "concentration rate", at(3.0, 0.5)(0, 2, 50), at(3.0, 1e-10)(10**10), whole=True, exact=lambda x, a, r: negative_binomial(x, a, 1 / (1 + r)),
       scipy="nbinom(n=concentration, p=rate/(1 + rate))", pyro="GammaPoisson(concentration=concentration, rate=rate)", numpyro="GammaPoisson(concentration=concentration, rate=rate)",
       pymc="NegativeBinomial(mu=concentration/rate, alpha=concentration)", stan="neg_binomial(concentration, rate)",
       wrong={"scipy": CANCEL, "pyro": CANCEL, "pymc": CANCEL})

family("DiscreteUniform", "low high", at(-2, 5)(3, -2, 5), whole=True, exact=lambda x, a, b: -log(b - a + 1),
       scipy="randint(low=low, high=high+1)", numpyro="DiscreteUniform(low=low, high=high)", pymc="DiscreteUniform(lower=low, upper=high)", stan="discrete_range(low, high)",
       guess={"scipy": "randint(low=low, high=high)"}, says={"scipy": "the upper end is left out"})

family("Hypergeometric", "population successes draws", at(20, 8, 9)(3, 0, 8), at(10**6, 3000, 10**5)(300), whole=True,
       exact=lambda x, n, k, d: log_binomial(k, x) + log_binomial(n - k, d - x) - log_binomial(n, d),
       scipy="hypergeom(M=population, n=successes, N=draws)", pymc="HyperGeometric(N=population, k=successes, n=draws)", stan="hypergeometric(draws, successes, population - successes)",
       says={"stan": "the draws come first, and last what are no successes"})

family("Categorical[Probs]", "probs", at([0.2, 0.3, 0.5])(0, 1, 2), at([0.2, 0.3, 0.1])(0), whole=True, exact=lambda x, p: log(p[int(x)] / sum(p)),
       pyro="Categorical(probs=probs)", numpyro="Categorical(probs=probs)", pymc="Categorical(p=probs)", tfp="Categorical(probs=probs)", stan=("categorical(probs)", "x + 1"),
       guess={"tfp": "Categorical(probs)"}, says={"tfp": "the first argument is logits", "stan": "categories are counted from 1"})
family("Categorical[Logits]", "logits", at([0.3, -1.0, 2.0])(0, 1, 2), at([0.0, 800.0, -800.0])(0, 1, 2), whole=True, exact=lambda x, l: l[int(x)] - log(sum(map(exp, l))),
       pyro="Categorical(logits=logits)", numpyro="Categorical(logits=logits)", pymc="Categorical(logit_p=logits)", tfp="Categorical(logits=logits)", stan=("categorical_logit(logits)", "x + 1"),
       says={"stan": "categories are counted from 1"},
       wrong={"pymc": "it is the logarithm of a probability that has been rounded to 0"})

# Vectors

family("Dirichlet", "concentration", at([2.0, 3.0, 0.5])([0.2, 0.3, 0.5], [1e-10, 0.5, 0.5 - 1e-10]), at([1e5, 2e5])([1 / 3, 2 / 3]),
       exact=lambda x, a: loggamma(sum(a)) + sum((b - 1) * log(v) - loggamma(b) for v, b in zip(x, a)),
       scipy=("dirichlet(alpha=concentration)", "x.T"), pyro="Dirichlet(concentration=concentration)", numpyro="Dirichlet(concentration=concentration)", pymc="Dirichlet(a=concentration)",
       tfp="Dirichlet(concentration=concentration)", stan="dirichlet(concentration)")

family("MultivariateNormal[Covariance]", "loc covariance", at([0.0, 1.0], [[1.0, 0.5], [0.5, 2.0]])([0.3, -1.0], [40.0, 40.0]), exact=multivariate_normal,
       scipy="multivariate_normal(mean=loc, cov=covariance)", pyro="MultivariateNormal(loc=loc, covariance_matrix=covariance)",
       numpyro="MultivariateNormal(loc=loc, covariance_matrix=covariance)", pymc="MvNormal(mu=loc, cov=covariance)",
       tfp="MultivariateNormalFullCovariance(loc=loc, covariance_matrix=covariance)", stan="multi_normal(loc, covariance)")
family("MultivariateNormal[ScaleTril]", "loc scale_tril", at([0.0, 1.0], [[1.0, 0.0], [0.5, 2.0]])([0.3, -1.0], [40.0, 40.0]),
       exact=lambda x, m, l: multivariate_normal(x, m, matrix(l) * matrix(l).T),
       pyro="MultivariateNormal(loc=loc, scale_tril=scale_tril)", numpyro="MultivariateNormal(loc=loc, scale_tril=scale_tril)", pymc="MvNormal(mu=loc, chol=scale_tril)",
       tfp="MultivariateNormalTriL(loc=loc, scale_tril=scale_tril)", stan="multi_normal_cholesky(loc, scale_tril)")
family("LowRankMultivariateNormal", "loc factor diagonal", at([0.0, 1.0], [[0.5], [-2.0]], [1.0, 0.3])([0.3, -1.0], [40.0, 40.0]),
       exact=lambda x, m, w, d: multivariate_normal(x, m, matrix(w) * matrix(w).T + diag(d)),
       scipy="multivariate_normal(mean=loc, cov=factor @ factor.T + diag(diagonal))", pyro="LowRankMultivariateNormal(loc=loc, cov_factor=factor, cov_diag=diagonal)",
       numpyro="LowRankMultivariateNormal(loc=loc, cov_factor=factor, cov_diag=diagonal)",
       tfp="MultivariateNormalDiagPlusLowRankCovariance(loc=loc, cov_diag_factor=diagonal, cov_perturb_factor=factor)",
       pymc="MvNormal(mu=loc, cov=factor @ factor.T + diag(diagonal))")

# Restricted and point masses

family("ZeroInflated[Probs]", "gate rate", at(0.2, 3.0)(0, 2, 50), at(1e-20, 800.0)(0), whole=True, here="dist.ZeroInflated[dist.Probs](dist.Poisson(rate), gate)",
       exact=lambda x, g, r: log(g + (1 - g) * exp(-r)) if x == 0 else log1p(-g) + x * log(r) - r - loggamma(x + 1),
       pyro="ZeroInflatedPoisson(rate, gate=gate)", numpyro="ZeroInflatedPoisson(gate, rate)", pymc="ZeroInflatedPoisson(psi=1-gate, mu=rate)",
       tfp="Inflated(Poisson(rate=rate), inflated_loc_probs=gate)", guess={"pymc": "ZeroInflatedPoisson(psi=gate, mu=rate)"}, says={"pymc": "psi is the weight of the Poisson"},
       wrong={"pymc": "psi is 1 - gate, which is rounded to 1"})

family("Truncated", "loc scale low high", at(0.5, 2.0, -1.0, 3.0)(0.0, -1.0, 3.0), at(0.0, 1.0, 100.0, 101.0)(100.01), at(0.0, 1.0, -40.0, -38.0)(-38.5),
       here="dist.Truncated(dist.Normal(loc, scale), low, high)",
       exact=lambda x, m, s, a, b: normal(x, m, s) - log((erfc((a - m) / s / sqrt(mpf(2))) - erfc((b - m) / s / sqrt(mpf(2)))) / 2 if a > m else (erfc((m - b) / s / sqrt(mpf(2))) - erfc((m - a) / s / sqrt(mpf(2)))) / 2),
       scipy="truncnorm(a=(low-loc)/scale, b=(high-loc)/scale, loc=loc, scale=scale)", numpyro="TruncatedNormal(loc=loc, scale=scale, low=low, high=high)",
       pymc="TruncatedNormal(mu=loc, sigma=scale, lower=low, upper=high)", tfp="TruncatedNormal(loc=loc, scale=scale, low=low, high=high)",
       stan="normal_lpdf(x | loc, scale) - log_diff_exp(normal_lcdf(high | loc, scale), normal_lcdf(low | loc, scale))",
       guess={"scipy": "truncnorm(a=low, b=high, loc=loc, scale=scale)"}, says={"scipy": "the ends are those of the standard normal, in scales from loc"},
       wrong={"numpyro": DIFFERENCE, "stan": DIFFERENCE, "pymc": "numbers within its formula become float32, and the probability of the interval has few digits far out"})

family("Delta", "v", at(0.3)(0.3), exact=lambda x, v: mpf(0), pyro="Delta(v)", numpyro="Delta(v)", pymc="DiracDelta(c=v)", tfp="Deterministic(loc=v)")

# Mixtures and transforms

family("Mixture", "logits loc scale", at([0.3, -1.0], [-2.0, 3.0], 0.5)(0.1, 60.0, -60.0), here="dist.Mixture(dist.Categorical[dist.Logits](logits), dist.Normal(loc, scale))",
       exact=lambda x, l, m, s: log(sum(exp(a + normal(x, b, s)) for a, b in zip(l, m)) / sum(map(exp, l))),
       pyro="MixtureSameFamily(Categorical(logits=logits), Normal(loc, scale))", numpyro="MixtureSameFamily(Categorical(logits=logits), Normal(loc, scale))",
       pymc="NormalMixture(w=exp(logits)/exp(logits).sum(), mu=loc, sigma=scale)",
       tfp="MixtureSameFamily(Categorical(logits=logits), Normal(loc, scale))",
       stan="log_sum_exp(log_softmax(logits) + [normal_lpdf(x | loc[1], scale), normal_lpdf(x | loc[2], scale)]')",
       wrong={"pymc": "the densities of the components are 0 by then"})

family("MixtureOf", "weights loc scale center", at([1.0, 3.0, 2.0], 0.0, 1.0, 2.0)(0.1, 60.0), at([1.0, 1.0, 1.0], -2.0, 0.5, 0.0)(-1.0),
       here="dist.MixtureOf(dist.Categorical[dist.Probs](weights), dist.Normal(loc, scale), dist.StudentT(3, loc, scale), dist.Cauchy(center, 1))",
       exact=lambda x, w, m, s, c: log(sum(a * exp(d) for a, d in zip(w, (normal(x, m, s), student_t(x, mpf(3), m, s), student_t(x, mpf(1), c, mpf(1))))) / sum(w)),
       numpyro="MixtureGeneral(Categorical(probs=weights/weights.sum()), [Normal(loc, scale), StudentT(3, loc, scale), Cauchy(center, 1)])",
       pymc="Mixture(w=weights/weights.sum(), comp_dists=[Normal.dist(loc, scale), StudentT.dist(nu=np.array(3.0), mu=loc, sigma=scale), Cauchy.dist(center, np.array(1.0))])",
       tfp="Mixture(Categorical(probs=weights/weights.sum()), [Normal(loc, scale), StudentT(array(3.0), loc, scale), Cauchy(center, array(1.0))])")

family("Transformed", "loc scale", at(0.3, 0.7)(0.5, 1e-30), here="dist.Transformed(dist.Normal(loc, scale), dist.Exp)", exact=lambda x, m, s: normal(log(x), m, s) - log(x),
       pyro="TransformedDistribution(Normal(loc, scale), [transforms.ExpTransform()])", numpyro="TransformedDistribution(Normal(loc, scale), [transforms.ExpTransform()])",
       tfp="TransformedDistribution(Normal(loc, scale), bijectors.Exp())")

# Processes

family("GaussianRandomWalk", "loc width drift scale", at(0.0, 0.7, 0.0, 0.7)([0.3, -1.0], [40.0, -40.0]), here="dist.GaussianRandomWalk(dist.Normal(loc, width), drift, scale, 2)",
       exact=lambda x, m, w, d, s: normal(x[0], m, w) + normal(x[1], x[0] + d, s),
       numpyro="GaussianRandomWalk(scale=scale, num_steps=2)", pymc="GaussianRandomWalk(mu=drift, sigma=scale, init_dist=Normal.dist(loc, width), steps=1)",
       stan="normal_lpdf(x[1] | loc, width) + normal_lpdf(x[2] | x[1] + drift, scale)",
       says={"numpyro": "the drift is 0, and the first value that of Normal(0, scale)", "pymc": "steps is one less than there are values"})

family("AR", "loc width constant coefficients scale", at(0.3, 2.0, -0.5, [0.8], 0.7)([0.3, -1.0], [40.0, -40.0]), here="dist.AR(dist.Normal(loc, width), constant, coefficients, scale, 2)",
       exact=lambda x, m, w, c, r, s: normal(x[0], m, w) + normal(x[1], c + r[0] * x[0], s),
       pymc="AR(rho=concatenate([constant[None], coefficients]), sigma=scale, init_dist=Normal.dist(loc, width, shape=1), constant=True, steps=1)",
       stan="normal_lpdf(x[1] | loc, width) + normal_lpdf(x[2] | constant + coefficients[1]*x[1], scale)",
       says={"pymc": "steps leaves out the first values, and with `constant=True` the constant is the first coefficient"})

family("DiscreteHMM", "initial transition loc scale", at([0.5, -0.3], [[1.0, 0.0], [-0.5, 0.8]], [-1.0, 2.0], 0.7)([0.3, -1.0], [40.0, -40.0]),
       here="dist.DiscreteHMM(dist.Categorical[dist.Logits](initial), dist.Categorical[dist.Logits](transition), dist.Normal(loc, scale), 2)",
       exact=lambda x, i, t, m, s: log(sum(exp(i[j] + normal(x[0], m[j], s) + t[j][k] + normal(x[1], m[k], s)) / sum(map(exp, i)) / sum(map(exp, t[j])) for j in (0, 1) for k in (0, 1))),
       pyro="DiscreteHMM(initial, stack([log(eye(2)), transition]), Normal(loc, scale).expand([1, 2]))",
       tfp="HiddenMarkovModel(Categorical(logits=initial), Categorical(logits=transition), Normal(loc, scale), num_steps=2)",
       stan="hmm_marginal([[normal_lpdf(x[1] | loc[1], scale), normal_lpdf(x[2] | loc[1], scale)], [normal_lpdf(x[1] | loc[2], scale), normal_lpdf(x[2] | loc[2], scale)]], "
       "[softmax(transition[1]')', softmax(transition[2]')'], softmax(initial))",
       guess={"pyro": "DiscreteHMM(initial, transition, Normal(loc, scale).expand([1, 2]), duration=2)"}, says={"pyro": "a transition comes before the first value, too"},
       wrong={"stan": "densities are taken from their logarithms, and none is below e^-709"})

# Censored and restricted ones

family("Censored", "loc scale", at(0.3, 1.0)(0.0, -1.0, 2.0), at(-20.0, 2.0)(2.0), here="dist.Censored(dist.Normal(loc, scale), -1, 2)",
       exact=lambda x, m, s: log_cdf((-1 - m) / s) if x <= -1 else log_cdf((m - 2) / s) if x >= 2 else normal(x, m, s),
       pymc="Censored(Normal.dist(mu=loc, sigma=scale), lower=-1, upper=2)",
       stan="x <= -1 ? normal_lcdf(-1 | loc, scale) : x >= 2 ? normal_lccdf(2 | loc, scale) : normal_lpdf(x | loc, scale)",
       wrong={"pymc": SINGLE, "stan": "normal_lccdf is the logarithm of 0 beyond 8.25 scales, normal_lcdf beyond 37.5 only"})

family("Truncated counts", "rate", at(2.0)(1, 3, 6), at(100.0)(6), whole=True, here="dist.Truncated(dist.Poisson(rate), 1, 6)",
       exact=lambda x, r: x * log(r) - loggamma(x + 1) - log(sum(r**k / factorial(k) for k in range(1, 7))),
       pymc="Truncated(Poisson.dist(mu=rate), lower=1, upper=6)",
       stan="poisson_lpmf(x | rate) - log_diff_exp(poisson_lcdf(6 | rate), poisson_lcdf(0 | rate))")

family("Hurdle[Probs]", "gate rate", at(0.2, 3.0)(0, 2, 50), at(0.2, 1e-10)(1), whole=True, here="dist.Hurdle[dist.Probs](dist.Poisson(rate), gate)",
       exact=lambda x, g, r: log(g) if x == 0 else log1p(-g) + x * log(r) - r - loggamma(x + 1) - log(-expm1(-r)),
       pymc="HurdlePoisson(psi=1-gate, mu=rate)", stan="x == 0 ? log(gate) : log1m(gate) + poisson_lpmf(x | rate) - log1m_exp(-rate)",
       guess={"pymc": "HurdlePoisson(psi=gate, mu=rate)"}, says={"pymc": "psi is the probability of a value above 0"},
       wrong={"pymc": "the probability of 0 is subtracted from 1 after it has been rounded"})

# Ordered categories, counts of categories


def ordered(cdf):
    def f(x, e, c):
        below, above = ([-inf] + c)[int(x)] - e, (c + [inf])[int(x)] - e
        return log(cdf(above) - cdf(below) if below < 0 else cdf(-below) - cdf(-above))

    return f


family("OrderedLogistic", "predictor cutpoints", at(0.3, [-1.0, 0.5, 2.0])(0, 1, 2, 3), at(-60.0, [-1.0, 0.5, 2.0])(3, 1), at(60.0, [-1.0, 0.5, 2.0])(0, 1), whole=True, exact=ordered(logistic),
       pyro="OrderedLogistic(predictor=predictor, cutpoints=cutpoints)", numpyro="OrderedLogistic(predictor=predictor, cutpoints=cutpoints)",
       pymc="OrderedLogistic(eta=predictor, cutpoints=cutpoints)", tfp="OrderedLogistic(cutpoints=cutpoints, loc=predictor)",
       stan=("ordered_logistic(predictor, cutpoints)", "x + 1"), says={"stan": "categories are counted from 1"},
       wrong={"pyro": CLAMPED, "numpyro": DIFFERENCE, "pymc": DIFFERENCE})

family("OrderedProbit", "predictor cutpoints", at(0.3, [-1.0, 0.5, 2.0])(0, 1, 2, 3), at(-20.0, [-1.0, 0.5, 2.0])(3, 1), at(20.0, [-1.0, 0.5, 2.0])(0, 1), whole=True,
       exact=ordered(lambda z: erfc(-z / sqrt(mpf(2))) / 2),
       pymc="OrderedProbit(eta=predictor, cutpoints=cutpoints, sigma=np.array(1.0))", stan=("ordered_probit(predictor, cutpoints)", "x + 1"), says={"stan": "categories are counted from 1"},
       wrong={"pymc": SINGLE})


def multinomial(x, n, p):
    return loggamma(n + 1) + sum(v * log(q / sum(p)) - loggamma(v + 1) for v, q in zip(x, p))


family("OneHotCategorical[Probs]", "probs", at([0.2, 0.3, 0.5])([0, 1, 0], [0, 0, 1]), whole=True, exact=lambda x, p: multinomial(x, mpf(1), p),
       pyro="OneHotCategorical(probs=probs)", tfp="OneHotCategorical(probs=probs)", scipy="multinomial(n=1, p=probs)", stan="multinomial(probs)",
       guess={"tfp": "OneHotCategorical(probs)"}, says={"tfp": "the first argument is logits"})
family("OneHotCategorical[Logits]", "logits", at([0.3, -1.0, 2.0])([0, 1, 0], [0, 0, 1]), whole=True, exact=lambda x, l: multinomial(x, mpf(1), list(map(exp, l))),
       pyro="OneHotCategorical(logits=logits)", tfp="OneHotCategorical(logits=logits)")

family("Multinomial[Probs]", "total probs", at(10, [0.2, 0.3, 0.5])([3, 3, 4], [0, 0, 10]), at(10**9, [0.25, 0.75])([25 * 10**7, 75 * 10**7]), whole=True, exact=multinomial,
       scipy="multinomial(n=total, p=probs)", pyro="Multinomial(total_count=total, probs=probs)", numpyro="Multinomial(total_count=total, probs=probs)",
       pymc="Multinomial(n=total, p=probs)", tfp="Multinomial(total_count=total, probs=probs)", stan="multinomial(probs)",
       guess={"tfp": "Multinomial(total, probs)"}, says={"tfp": "the second argument is logits"},
       wrong={"scipy": CANCEL, "pyro": CANCEL, "numpyro": CANCEL, "pymc": CANCEL, "tfp": CANCEL, "stan": CANCEL})
family("Multinomial[Logits]", "total logits", at(10, [0.3, -1.0, 2.0])([3, 3, 4], [0, 0, 10]), whole=True, exact=lambda x, n, l: multinomial(x, n, list(map(exp, l))),
       pyro="Multinomial(total_count=total, logits=logits)", numpyro="Multinomial(total_count=total, logits=logits)", tfp="Multinomial(total_count=total, logits=logits)",
       stan="multinomial_logit(logits)")

family("DirichletMultinomial", "total concentration", at(10, [0.3, 1.0, 2.0])([3, 3, 4], [0, 0, 10]), at(1000, [1e5, 2e5])([333, 667]), whole=True,
       exact=lambda x, n, a: loggamma(n + 1) + loggamma(sum(a)) - loggamma(n + sum(a)) + sum(loggamma(v + b) - loggamma(b) - loggamma(v + 1) for v, b in zip(x, a)),
       scipy="dirichlet_multinomial(alpha=concentration, n=total)", pyro="DirichletMultinomial(concentration=concentration, total_count=total)",
       numpyro="DirichletMultinomial(concentration=concentration, total_count=total)", pymc="DirichletMultinomial(n=total, a=concentration)",
       tfp="DirichletMultinomial(total_count=total, concentration=concentration)", stan="dirichlet_multinomial(concentration)",
       says={"pyro": "the total comes last", "numpyro": "the total comes last", "scipy": "the total comes last"})

# Correlations


def lkj(k, eta):
    """The logarithm of the integral of |R|^(eta - 1) over correlations, by Lewandowski, Kurowicka and Joe (2009)."""
    return sum((k - i) * (lbeta(eta + (k - 1 - i) / mpf(2), eta + (k - 1 - i) / mpf(2)) + (2 * eta - 2 + k - i) * log(mpf(2))) for i in range(1, k))


FACTOR = [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.48, -0.6, 0.64]]
CORRELATION = [[1.0, 0.6, 0.3], [0.6, 1.0, -0.2], [0.3, -0.2, 1.0]]

family("LKJCholesky", "concentration", at(1.5)(FACTOR), at(30.0)(FACTOR), here="dist.LKJCholesky(3, concentration)",
       exact=lambda x, eta: sum((3 - 1 - i + 2 * eta - 2) * log(x[i][i]) for i in range(1, 3)) - lkj(3, eta),
       pyro="LKJCholesky(dim=3, concentration=concentration)", numpyro="LKJCholesky(dimension=3, concentration=concentration)",
       tfp="CholeskyLKJ(dimension=3, concentration=concentration)", stan="lkj_corr_cholesky(concentration)")
family("LKJ", "concentration", at(1.5)(CORRELATION), at(30.0)(CORRELATION), here="dist.LKJ(3, concentration)", exact=lambda x, eta: (eta - 1) * log(det(matrix(x))) - lkj(3, eta),
       numpyro="LKJ(dimension=3, concentration=concentration)", tfp="LKJ(dimension=3, concentration=concentration)", stan="lkj_corr(concentration)",
       pymc=("LKJCorr(n=3, eta=concentration)", "upper(x)"), says={"pymc": "values are the upper triangle without the diagonal, as a vector"},
       wrong={"pymc": "the normalizing constant has the other sign"})

# More vectors and matrices

family("MultivariateNormal[Precision]", "loc precision", at([0.0, 1.0], [[1.0, 0.5], [0.5, 2.0]])([0.3, -1.0], [40.0, 40.0]), exact=lambda x, m, p: multivariate_normal(x, m, inverse(matrix(p))),
       pyro="MultivariateNormal(loc=loc, precision_matrix=precision)", numpyro="MultivariateNormal(loc=loc, precision_matrix=precision)", pymc="MvNormal(mu=loc, tau=precision)",
       stan="multi_normal_prec(loc, precision)")


def multivariate_t(x, n, m, l):
    k, z = len(x), lu_solve(matrix(l), matrix(x) - matrix(m))
    return loggamma((n + k) / 2) - loggamma(n / 2) - mpf(k) / 2 * log(n * pi) - log(det(matrix(l))) - (n + k) / 2 * log1p((z.T * z)[0] / n)


family("MultivariateStudentT", "df loc scale_tril", at(5.0, [0.0, 1.0], [[1.0, 0.0], [0.5, 2.0]])([0.3, -1.0], [1e10, 40.0]), at(1e16, [0.0, 1.0], [[1.0, 0.0], [0.5, 2.0]])([0.3, -1.0]), exact=multivariate_t,
       pyro="MultivariateStudentT(df=df, loc=loc, scale_tril=scale_tril)", numpyro="MultivariateStudentT(df=df, loc=loc, scale_tril=scale_tril)",
       pymc="MvStudentT(nu=df, mu=loc, chol=scale_tril)", scipy="multivariate_t(loc=loc, shape=scale_tril @ scale_tril.T, df=df)", stan="multi_student_t_cholesky(df, loc, scale_tril)",
       wrong={"scipy": CANCEL, "pyro": CANCEL, "numpyro": CANCEL, "pymc": CANCEL, "stan": CANCEL})


def logistic_normal(x, m, s):
    total, rest = mpf(0), mpf(1)
    for i, (v, a, b) in enumerate(zip(x, m, s)):
        z = v / rest
        total += normal(log(z / (1 - z)) + log(len(m) - i), a, b) - log(z * (1 - z) * rest)
        rest -= v
    return total


family("LogisticNormal", "loc scale", at([0.5, -1.0], [1.0, 0.7])([0.2, 0.3, 0.5], [1e-10, 0.5, 0.5 - 1e-10]), exact=logistic_normal,
       pyro="LogisticNormal(loc, scale)", numpyro="TransformedDistribution(Normal(loc, scale).to_event(1), transforms.StickBreakingTransform())")

family("ZeroSumNormal", "scale", at(2.0)([0.3, 1.0, -1.3], [40.0, -60.0, 20.0]), here="dist.ZeroSumNormal(scale, 3)",
       exact=lambda x, s: -sum(v * v for v in x) / s**2 / 2 - (len(x) - 1) * (LOG_2PI / 2 + log(s)),
       numpyro="ZeroSumNormal(scale=scale, event_shape=(3,))", pymc="ZeroSumNormal(sigma=scale, shape=3)")

# Matrices


def wishart(x, n, v):
    k = len(v)
    x, v = matrix(x), matrix(v)
    trace = sum((inverse(v) * x)[i, i] for i in range(k))
    return (n - k - 1) / 2 * log(det(x)) - trace / 2 - n / 2 * (k * log(mpf(2)) + log(det(v))) - log_multigamma(k, n / 2)


def inverse_wishart(x, n, v):
    k = len(v)
    x, v = matrix(x), matrix(v)
    trace = sum((v * inverse(x))[i, i] for i in range(k))
    return n / 2 * log(det(v)) - (n + k + 1) / 2 * log(det(x)) - trace / 2 - n * k / 2 * log(mpf(2)) - log_multigamma(k, n / 2)


def log_multigamma(k, a):
    return k * (k - 1) * log(pi) / 4 + sum(loggamma(a - mpf(i) / 2) for i in range(k))


def by_factor(density):
    """The density of the lower factor of a matrix, with that of the scale."""

    def f(x, n, l):
        x, l, k = matrix(x), matrix(l), len(x)
        return density((x * x.T).tolist(), n, (l * l.T).tolist()) + k * log(mpf(2)) + sum((k - i) * log(x[i, i]) for i in range(k))

    return f


POINT, SCALE, FACTORS = [[2.0, 0.3], [0.3, 1.5]], [[1.0, 0.5], [0.5, 2.0]], [[[1.5, 0.0], [0.3, 1.2]], [[1.0, 0.0], [0.5, 2.0]]]

family("Wishart", "df scale", at(5.0, SCALE)(POINT), at(1e6, SCALE)(POINT), exact=wishart, scipy=("wishart(df=df, scale=scale)", "x.transpose(1, 2, 0)"), pyro="Wishart(df=df, covariance_matrix=scale)",
       numpyro="Wishart(concentration=df, scale_matrix=scale)", tfp="WishartTriL(df=df, scale_tril=linalg.cholesky(scale))", stan="wishart(df, scale)", pymc=("Wishart(nu=df, V=scale)", "x[0]"),
       wrong={"pymc": SINGLE})
family("WishartCholesky", "df scale_tril", at(5.0, FACTORS[1])(FACTORS[0]), exact=by_factor(wishart),
       numpyro="WishartCholesky(concentration=df, scale_tril=scale_tril)", stan="wishart_cholesky(df, scale_tril)")
family("InverseWishart", "df scale", at(5.0, SCALE)(POINT), exact=inverse_wishart, scipy=("invwishart(df=df, scale=scale)", "x.transpose(1, 2, 0)"),
       numpyro="InverseWishart(concentration=df, scale_matrix=scale)", stan="inv_wishart(df, scale)")
family("InverseWishartCholesky", "df scale_tril", at(5.0, FACTORS[1])(FACTORS[0]), exact=by_factor(inverse_wishart),
       numpyro="InverseWishartCholesky(concentration=df, scale_tril=scale_tril)", stan="inv_wishart_cholesky(df, scale_tril)")


def matrix_normal(x, m, a, b):
    d, n, k = matrix(x) - matrix(m), len(m), len(m[0])
    z = inverse(matrix(a)) * d * inverse(matrix(b)).T
    return -(sum(v * v for v in z) + n * k * LOG_2PI) / 2 - k * log(det(matrix(a))) - n * log(det(matrix(b)))


family("MatrixNormal", "loc row_scale_tril col_scale_tril", at([[0.0, 1.0, 2.0], [0.0, -1.0, 0.5]], [[1.0, 0.0], [0.5, 2.0]], [[1.0, 0.0, 0.0], [0.3, 0.7, 0.0], [-0.2, 0.1, 1.2]])([[0.3, 1.0, -1.0], [0.2, 0.0, 4.0]]),
       exact=matrix_normal, numpyro="MatrixNormal(loc=loc, scale_tril_row=row_scale_tril, scale_tril_column=col_scale_tril)",
       pymc=("MatrixNormal(mu=loc, rowchol=row_scale_tril, colchol=col_scale_tril)", "x[0]"),
       scipy="matrix_normal(mean=loc, rowcov=row_scale_tril @ row_scale_tril.T, colcov=col_scale_tril @ col_scale_tril.T)")

# Circular, differences of counts, relaxed

family("VonMises", "loc concentration", at(0.3, 2.0)(0.5, -3.0, 3.14), at(0.0, 1e5)(0.001), at(0.0, 1e-10)(1.0), exact=lambda x, m, k: k * cos(x - m) - log(2 * pi * besseli(0, k)),
       scipy="vonmises(kappa=concentration, loc=loc)", pyro="VonMises(loc=loc, concentration=concentration)", numpyro="VonMises(loc=loc, concentration=concentration)",
       pymc="VonMises(mu=loc, kappa=concentration)", tfp="VonMises(loc=loc, concentration=concentration)", stan="von_mises(loc, concentration)",
       wrong={"pyro": "the Bessel function is a polynomial of eight digits", "pymc": "the Bessel function overflows"})

family("Skellam", "rate1 rate2", at(3.0, 2.0)(0, 4, -6), at(1e5, 1e5)(10), at(800.0, 1e-5)(790), whole=True,
       exact=lambda x, a, b: -a - b + x / 2 * log(a / b) + log(besseli(abs(x), 2 * sqrt(a * b))),
       scipy="skellam(mu1=rate1, mu2=rate2)", tfp="Skellam(rate1=rate1, rate2=rate2)")


def relaxed_bernoulli(x, t, l):
    return log(t) + l - t * log(x / (1 - x)) - 2 * log1p(exp(l - t * log(x / (1 - x)))) - log(x) - log1p(-x)


family("RelaxedBernoulli[Probs]", "temperature probs", at(0.7, 0.3)(0.2, 0.999, 1e-10), exact=lambda x, t, p: relaxed_bernoulli(x, t, log(p) - log1p(-p)),
       pyro="RelaxedBernoulli(temperature=temperature, probs=probs)", numpyro="RelaxedBernoulli(temperature=temperature, probs=probs)", tfp="RelaxedBernoulli(temperature=temperature, probs=probs)")
family("RelaxedBernoulli[Logits]", "temperature logits", at(0.7, -3.0)(0.2, 0.999, 1e-10), exact=relaxed_bernoulli,
       pyro="RelaxedBernoulli(temperature=temperature, logits=logits)", numpyro="RelaxedBernoulli(temperature=temperature, logits=logits)", tfp="RelaxedBernoulli(temperature=temperature, logits=logits)")


def concrete(x, t, l):
    n = len(l)
    return loggamma(mpf(n)) + (n - 1) * log(t) - n * log(sum(exp(a - t * log(v)) for a, v in zip(l, x))) + sum(a - (t + 1) * log(v) for a, v in zip(l, x))


family("RelaxedOneHotCategorical[Logits]", "temperature logits", at(0.7, [0.3, -1.0, 2.0])([0.2, 0.3, 0.5], [1e-10, 0.5, 0.5 - 1e-10]), exact=concrete,
       pyro="RelaxedOneHotCategorical(temperature=temperature, logits=logits)", tfp="RelaxedOneHotCategorical(temperature=temperature, logits=logits)")
family("RelaxedOneHotCategorical[Probs]", "temperature probs", at(0.7, [0.2, 0.3, 0.5])([0.2, 0.3, 0.5]), exact=lambda x, t, p: concrete(x, t, list(map(log, p))),
       pyro="RelaxedOneHotCategorical(temperature=temperature, probs=probs)", tfp="RelaxedOneHotCategorical(temperature=temperature, probs=probs)")

family("SkewStudentT", "a b loc scale", at(2.0, 3.5, 0.0, 1.0)(0.3, -40.0, 1e10), at(1e3, 1e3, 1.0, 0.5)(2.0),
       exact=lambda x, a, b, m, s: (a + 0.5) * log1p((x - m) / s / sqrt(a + b + ((x - m) / s) ** 2)) + (b + 0.5) * log1p(-(x - m) / s / sqrt(a + b + ((x - m) / s) ** 2))
       - (a + b - 1) * log(mpf(2)) - lbeta(a, b) - log(a + b) / 2 - log(s),
       scipy="jf_skew_t(a=a, b=b, loc=loc, scale=scale)", pymc="SkewStudentT(a=a, b=b, mu=loc, sigma=scale)",
       wrong={"scipy": "far out 1 - u is rounded to 0, and B(a, b) underflows", "pymc": "far out 1 - u is rounded to 0, and numbers within its formula become float32"})

family("Folded", "loc scale", at(0.3, 2.0)(0.5, 1e-30, 80.0), here="dist.Folded(dist.Normal(loc, scale))", exact=lambda x, m, s: log(exp(normal(x, m, s)) + exp(normal(-x, m, s))),
       scipy="foldnorm(c=loc/scale, scale=scale)", pyro="FoldedDistribution(Normal(loc, scale))", numpyro="FoldedDistribution(Normal(loc, scale))",
       wrong={"scipy": "it is the logarithm of the density, which is 0 by then"})

family("CAR", "loc correlation precision", at([0.5, -1.0], 0.7, 2.0)([0.3, -1.0], [40.0, -40.0]), here="dist.CAR(loc, correlation, precision, adjacency)",
       exact=lambda x, m, a, t: multivariate_normal(x, m, inverse(t * matrix([[1, -a], [-a, 1]]))),
       numpyro="CAR(loc=loc, correlation=correlation, conditional_precision=precision, adj_matrix=array([[0.0, 1.0], [1.0, 0.0]]))",
       pymc="CAR(mu=loc, W=np.array([[0, 1], [1, 0]]), alpha=correlation, tau=precision)",
       wrong={"pymc": "the normalizing constant leaves out n/2 log 2π"})
