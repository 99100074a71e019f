package main

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// posterior is a model with its data.
type posterior struct {
	name         string
	load         func(d data) ppl.Model
	targetAccept float64    // 0 means NUTS's default
	mustWarn     bool       // no default sampler gets it right, so that the summary has to say so
	want         *reference // nil means that reference.json has it

	metric         infer.Metric
	chains, warmup int // 0 means MCMC's defaults
}

var posteriors = []posterior{
	{name: "eight_schools-eight_schools_noncentered", load: eightSchools, targetAccept: 0.95},
	{name: "eight_schools-eight_schools_centered", load: eightSchoolsCentered, mustWarn: true},
	{name: "eight_schools-eight_schools_centered", load: eightSchoolsLocScale, targetAccept: 0.99},
	{name: "arK-arK", load: autoregression},
	{name: "garch-garch11", load: garch},
	{name: "gp_pois_regr-gp_regr", load: gaussianProcess, targetAccept: 0.95},
	{name: "low_dim_gauss_mix-low_dim_gauss_mix", load: mixture},
	{name: "hmm_example-hmm_example", load: hiddenMarkov},
	{name: "bball_drive_event_1-hmm_drive_1", load: basketball},
	{name: "kidiq-kidscore_interaction", load: kidScore},
	{name: "earnings-logearn_interaction", load: earnings},
	{name: "sblrc-blr", load: linearRegression},
	{name: "earnings-logearn_logheight_male", load: earningsLogHeight},
	{name: "kidiq_with_mom_work-kidscore_interaction_c2", load: kidScoreCentered},
	{name: "mesquite-logmesquite_logvas", load: mesquiteDensity},
	{name: "mesquite-logmesquite_logvash", load: mesquite},
	{name: "nes1980-nes", load: partyIdentification},
	{name: "sblri-blr", load: linearRegression},
	{name: "hudson_lynx_hare-lotka_volterra", load: predatorsAndPrey},
}

// flat returns a prior that says nothing of n real numbers.
func flat(n int) dist.Distribution {
	return dist.ImproperUniform(dist.Real, nil, tensor.Shape{n})
}

// observe says y ~ Normal(mean, sd), row by row.
func observe(c *ppl.Context, mean, sd, y *tensor.Tensor) {
	ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(mean, sd), ppl.Obs(y))
	})
}

// predict returns X β for a design X [rows, k] and β [k].
func predict(x, beta *tensor.Tensor) *tensor.Tensor {
	return x.MatMul(beta.Unsqueeze(-1)).Squeeze(-1)
}

func eightSchools(d data) ppl.Model {
	y, sigma := d.vector("y"), d.vector("sigma")
	return func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
		tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
		ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
			ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
		})
	}
}

func eightSchoolsCentered(d data) ppl.Model {
	y, sigma := d.vector("y"), d.vector("sigma")
	return func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
		tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
		ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
			theta := ppl.Sample(c, "theta", dist.Normal(mu, tau))
			ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
		})
	}
}

// eightSchoolsLocScale returns the centered model with another geometry.
func eightSchoolsLocScale(d data) ppl.Model {
	return ppl.LocScale(eightSchoolsCentered(d), 0, "theta")
}

func autoregression(d data) ppl.Model {
	y, k := d.vector("y").Float64s(), d.int("K")
	rows := len(y) - k
	lags := make([]float64, 0, rows*k)
	for t := k; t < len(y); t++ {
		for lag := 1; lag <= k; lag++ {
			lags = append(lags, y[t-lag])
		}
	}
	x, later := tensor.Of(lags, rows, k), tensor.Of(y[k:])
	return func(c *ppl.Context) {
		alpha := ppl.Sample(c, "alpha", dist.Normal(0, 10))
		beta := ppl.Sample(c, "beta", dist.Normal(tensor.Zeros(k), 10).ToEvent(1))
		sigma := ppl.Sample(c, "sigma", dist.HalfCauchy(2.5))
		observe(c, predict(x, beta).Add(alpha), sigma, later)
	}
}

// garch has a variance that depends on the last value and the last variance.
func garch(d data) ppl.Model {
	y, first := d.vector("y"), d.float("sigma1")
	return func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.ImproperUniform(dist.Real, nil, nil))
		alpha0 := ppl.Sample(c, "alpha0", dist.ImproperUniform(dist.Positive, nil, nil))
		alpha1 := ppl.Sample(c, "alpha1", dist.Uniform(0, 1))
		beta1 := ppl.Sample(c, "beta1", dist.ImproperUniform(dist.Interval(0, tensor.Sub(1, alpha1)), nil, nil))
		// α₀ + α₁ (y - μ)² for all times at once; only β₁ needs one time after the other.
		shocks := tensor.Mul(y.Sub(mu).Square(), alpha1).Add(alpha0)
		variance := tensor.Scalar(first * first)
		variances := []*tensor.Tensor{variance}
		for t := range y.Dim(0) - 1 {
			variance = shocks.Index(0, t).Add(beta1.Mul(variance))
			variances = append(variances, variance)
		}
		observe(c, mu, tensor.Stack(0, variances...).Sqrt(), y)
	}
}

func gaussianProcess(d data) ppl.Model {
	x, y := d.vector("x"), d.vector("y")
	n := y.Dim(0)
	squares := x.Unsqueeze(-1).Sub(x).Square()
	return func(c *ppl.Context) {
		rho := ppl.Sample(c, "rho", dist.Gamma(25, 4))
		alpha := ppl.Sample(c, "alpha", dist.HalfNormal(2))
		sigma := ppl.Sample(c, "sigma", dist.HalfNormal(1))
		near := tensor.Div(squares, tensor.Mul(rho.Square(), -2)).Exp()
		covariance := near.Mul(alpha.Square()).Add(tensor.Eye(n).Mul(sigma))
		ppl.Sample(c, "y", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(n), covariance), ppl.Obs(y))
	}
}

// mixture sums out which of two components made a value.
func mixture(d data) ppl.Model {
	y := d.vector("y")
	return func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.ImproperUniform(dist.OrderedVector, nil, tensor.Shape{2}))
		ppl.Factor(c, "mu prior", dist.LogProbSum(dist.Normal(0, 2), mu, nil, 1))
		sigma := ppl.Sample(c, "sigma", dist.HalfNormal(tensor.Full(2, 2)).ToEvent(1))
		theta := ppl.Sample(c, "theta", dist.Beta(5, 5))
		component := func(k int, weight *tensor.Tensor) *tensor.Tensor {
			at := func(t *tensor.Tensor) *tensor.Tensor { return t.Index(0, k) }
			return dist.Normal(at(mu), at(sigma)).LogProb(y).Add(weight.Log())
		}
		density := tensor.Stack(0, component(0, theta), component(1, tensor.Sub(1, theta))).LogSumExp(0)
		ppl.Factor(c, "y", density.Sum())
	}
}

// forward returns the log-likelihood of a hidden Markov model by the forward algorithm: emissions [times, states],
// transition [states, states] in logarithms, and weight 1 for every first state.
func forward(emissions, transition *tensor.Tensor) *tensor.Tensor {
	at := func(t int) *tensor.Tensor { return emissions.Index(0, t) }
	alpha := at(0)
	for t := 1; t < emissions.Dim(0); t++ {
		alpha = alpha.Unsqueeze(-1).Add(transition).LogSumExp(0).Add(at(t))
	}
	return alpha.LogSumExp(0)
}

func hiddenMarkov(d data) ppl.Model {
	y := d.vector("y").Unsqueeze(-1)
	return func(c *ppl.Context) {
		theta1 := ppl.Sample(c, "theta1", dist.Dirichlet(tensor.Ones(2)))
		theta2 := ppl.Sample(c, "theta2", dist.Dirichlet(tensor.Ones(2)))
		mu := ppl.Sample(c, "mu", dist.ImproperUniform(dist.PositiveOrderedVector, nil, tensor.Shape{2}))
		ppl.Factor(c, "mu prior", dist.LogProbSum(dist.Normal(tensor.Of([]float64{3, 10}), 1), mu, nil, 1))
		ppl.Factor(c, "y", forward(dist.Normal(mu, 1).LogProb(y), tensor.Stack(0, theta1, theta2).Log()))
	}
}

func basketball(d data) ppl.Model {
	u, v, alpha := d.vector("u").Unsqueeze(-1), d.vector("v").Unsqueeze(-1), d.matrix("alpha")
	tau, rho := d.float("tau"), d.float("rho")
	prior := dist.Normal(tensor.Of([]float64{0, 3}), 1)
	row := func(k int) *tensor.Tensor { return alpha.Index(0, k) }
	return func(c *ppl.Context) {
		theta1 := ppl.Sample(c, "theta1", dist.Dirichlet(row(0)))
		theta2 := ppl.Sample(c, "theta2", dist.Dirichlet(row(1)))
		ordered := func(name string) *tensor.Tensor {
			x := ppl.Sample(c, name, dist.ImproperUniform(dist.OrderedVector, nil, tensor.Shape{2}))
			ppl.Factor(c, name+" prior", dist.LogProbSum(prior, x, nil, 1))
			return x
		}
		phi, lambda := ordered("phi"), ordered("lambda")
		emissions := dist.Normal(phi, tau).LogProb(u).Add(dist.Normal(lambda, rho).LogProb(v))
		ppl.Factor(c, "uv", forward(emissions, tensor.Stack(0, theta1, theta2).Log()))
	}
}

func kidScore(d data) ppl.Model {
	hs, iq := d.vector("mom_hs"), d.vector("mom_iq")
	x, y := design(hs, iq, hs.Mul(iq)), d.vector("kid_score")
	return func(c *ppl.Context) {
		beta := ppl.Sample(c, "beta", flat(4))
		sigma := ppl.Sample(c, "sigma", dist.HalfCauchy(2.5))
		observe(c, predict(x, beta), sigma, y)
	}
}

func kidScoreCentered(d data) ppl.Model {
	hs, iq := d.vector("mom_hs").Sub(tensor.To(0.5)), d.vector("mom_iq").Sub(tensor.To(100))
	return flatRegression(design(hs, iq, hs.Mul(iq)), d.vector("kid_score"))
}

func earningsLogHeight(d data) ppl.Model {
	return flatRegression(design(d.vector("height").Log(), d.vector("male")), d.vector("earn").Log())
}

func earnings(d data) ppl.Model {
	height, male := d.vector("height"), d.vector("male")
	return flatRegression(design(height, male, height.Mul(male)), d.vector("earn").Log())
}

func mesquite(d data) ppl.Model {
	return flatRegression(design(append(shrubs(d), d.vector("group"))...), d.vector("weight").Log())
}

func mesquiteDensity(d data) ppl.Model {
	return flatRegression(design(append(shrubs(d), d.vector("density").Log(), d.vector("group"))...), d.vector("weight").Log())
}

// shrubs returns the logarithms of volume, area, shape and height.
func shrubs(d data) []*tensor.Tensor {
	d1, d2, height := d.vector("diam1"), d.vector("diam2"), d.vector("canopy_height")
	return []*tensor.Tensor{d1.Mul(d2).Mul(height).Log(), d1.Mul(d2).Log(), d1.Div(d2).Log(), d.vector("total_height").Log()}
}

// partyIdentification has an indicator for each class of age but the first.
func partyIdentification(d data) ppl.Model {
	is := func(class float64) *tensor.Tensor {
		indicator := d.vector("age_discrete").Float64s()
		for i, age := range indicator {
			indicator[i] = 0
			if age == class {
				indicator[i] = 1
			}
		}
		return tensor.Of(indicator)
	}
	x := design(d.vector("real_ideo"), d.vector("race_adj"), is(2), is(3), is(4), d.vector("educ1"), d.vector("gender"), d.vector("income"))
	return flatRegression(x, d.vector("partyid7"))
}

// flatRegression has flat priors for the coefficients and for the standard deviation.
func flatRegression(x, y *tensor.Tensor) ppl.Model {
	return func(c *ppl.Context) {
		beta := ppl.Sample(c, "beta", flat(x.Dim(1)))
		sigma := ppl.Sample(c, "sigma", dist.ImproperUniform(dist.Positive, nil, nil))
		observe(c, predict(x, beta), sigma, y)
	}
}

func linearRegression(d data) ppl.Model {
	x, y := d.matrix("X"), d.vector("y")
	return func(c *ppl.Context) {
		beta := ppl.Sample(c, "beta", dist.Normal(tensor.Zeros(x.Dim(1)), 10).ToEvent(1))
		sigma := ppl.Sample(c, "sigma", dist.HalfNormal(10))
		observe(c, predict(x, beta), sigma, y)
	}
}

var predators = ode.MustParse(`
	hare' = (theta1 - theta2*lynx)*hare
	lynx' = (-theta3 + theta4*hare)*lynx`, "theta1", "theta2", "theta3", "theta4")

// predatorsAndPrey starts at rates of about one a year: far from there is a second mode, in which nothing oscillates.
func predatorsAndPrey(d data) ppl.Model {
	times, first, y := d.vector("ts"), d.vector("y_init"), d.matrix("y")
	loc, scale := tensor.Of([]float64{1, 0.05, 1, 0.05}), tensor.Of([]float64{0.5, 0.05, 0.5, 0.05})
	at := infer.InitToValues(ppl.Values{"theta": tensor.Of([]float64{0.5, 0.025, 0.8, 0.025}), "z_init": first}, nil)
	return ppl.Infer(func(c *ppl.Context) {
		theta := ppl.Sample(c, "theta", dist.Truncated(dist.Normal(loc, scale), 0, math.Inf(1)).ToEvent(1))
		start := ppl.Sample(c, "z_init", dist.LogNormal(tensor.Full(math.Log(10), 2), 1).ToEvent(1))
		sigma := ppl.Sample(c, "sigma", dist.LogNormal(tensor.Full(-1, 2), 1).ToEvent(1))
		populations := ode.Solve(predators, start, theta, times, ode.Options{})
		ppl.Sample(c, "y_init", dist.LogNormal(start.Log(), sigma).ToEvent(1), ppl.Obs(first))
		ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.LogNormal(populations.Log(), sigma).ToEvent(1), ppl.Obs(y))
		})
	}, at, "theta", "z_init")
}

// design returns a column of ones and the given columns.
func design(columns ...*tensor.Tensor) *tensor.Tensor {
	return tensor.Stack(-1, append([]*tensor.Tensor{tensor.Ones(columns[0].Dim(0))}, columns...)...)
}

// closeTo is how many standard errors a mean may be from the reference.
const closeTo = 4.5

// standardErrors returns how many standard errors two means are apart.
func standardErrors(a, seA, b, seB float64) float64 {
	return math.Abs(a-b) / math.Hypot(seA, seB)
}
