package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// knownAnswer is a model of two reals with standard normal priors, whose likelihood is written a second time, by hand.
type knownAnswer struct {
	rows    int
	observe func(c *ppl.Context, u, v *tensor.Tensor) // in a plate of rows
	logLik  func(u, v float64) float64
}

var (
	covariate = []float64{-1.5, -1, -0.7, -0.2, 0, 0.1, 0.6, 0.9, 1.4, 2}
	ratings   = []float64{0, 0, 1, 0, 1, 2, 1, 2, 1, 2}
	counts    = []float64{0, 1, 0, 3, 2, 0, 5, 0, 9, 4}
	exposure  = []float64{1, 3, 2, 5, 2, 1, 2, 4, 3, 1}
	tables    = [][]float64{{5, 2, 1}, {0, 6, 2}, {3, 0, 0}, {4, 4, 3}}
)

func logFactorial(n float64) float64 { return logGammaOf(n + 1) }

func logGammaOf(x float64) float64 { v, _ := math.Lgamma(x); return v }

// ordinal returns the model of ratings with slope u and the logarithm v of the distance of the cutpoints, of which the
// lower one is -0.5.
func ordinal(family func(predictor, cutpoints *tensor.Tensor) *dist.OrderedDist, cdf func(x float64) float64) knownAnswer {
	return knownAnswer{10, func(c *ppl.Context, u, v *tensor.Tensor) {
		low := tensor.Scalar(-0.5)
		cutpoints := tensor.Stack(0, low, low.Add(v.Exp()))
		ppl.Sample(c, "y", family(u.Mul(tensor.Of(covariate)), cutpoints), ppl.Obs(tensor.Of(ratings)))
	}, func(u, v float64) (total float64) {
		cuts := []float64{math.Inf(-1), -0.5, -0.5 + math.Exp(v), math.Inf(1)}
		for i, x := range covariate {
			y := int(ratings[i])
			total += math.Log(cdf(cuts[y+1]-u*x) - cdf(cuts[y]-u*x))
		}
		return total
	}}
}

var knownAnswers = map[string]knownAnswer{
	"ordered logit":  ordinal(dist.OrderedLogistic[*tensor.Tensor], func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }),
	"ordered probit": ordinal(dist.OrderedProbit[*tensor.Tensor], func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }),

	// three categories, of which the second has intercept u and the third slope v
	"multinomial logit": {4, func(c *ppl.Context, u, v *tensor.Tensor) {
		x := tensor.Of(covariate[:4])
		zeros := tensor.ZerosLike(x)
		logits := tensor.Stack(-1, zeros, zeros.Add(u), v.Mul(x))
		var all, totals []float64
		for _, row := range tables {
			all, totals = append(all, row...), append(totals, row[0]+row[1]+row[2])
		}
		ppl.Sample(c, "y", dist.Multinomial[dist.Logits](tensor.Of(totals), logits), ppl.Obs(tensor.Of(all, 4, 3)))
	}, func(u, v float64) (total float64) {
		for i, row := range tables {
			x := covariate[i]
			norm := math.Log(1 + math.Exp(u) + math.Exp(v*x))
			total += row[1]*u + row[2]*v*x - (row[0]+row[1]+row[2])*norm
		}
		return total
	}},

	// the concentrations of two categories are eᵘ and eᵛ, that of the third is 1
	"Dirichlet-multinomial": {4, func(c *ppl.Context, u, v *tensor.Tensor) {
		var all, totals []float64
		for _, row := range tables {
			all, totals = append(all, row...), append(totals, row[0]+row[1]+row[2])
		}
		concentration := tensor.Stack(0, u.Exp(), v.Exp(), tensor.Scalar(1))
		ppl.Sample(c, "y", dist.DirichletMultinomial(tensor.Of(totals), concentration), ppl.Obs(tensor.Of(all, 4, 3)))
	}, func(u, v float64) (total float64) {
		a := []float64{math.Exp(u), math.Exp(v), 1}
		sum := a[0] + a[1] + a[2]
		for _, row := range tables {
			total += logGammaOf(sum) - logGammaOf(sum+row[0]+row[1]+row[2])
			for k, x := range row {
				total += logGammaOf(x+a[k]) - logGammaOf(a[k])
			}
		}
		return total
	}},

	// the offset is the logarithm of the exposure, u the slope and v the logarithm of the concentration
	"negative binomial with offset": {10, func(c *ppl.Context, u, v *tensor.Tensor) {
		mean := u.Mul(tensor.Of(covariate)).Add(tensor.Of(exposure).Log()).Exp()
		ppl.Sample(c, "y", dist.NegativeBinomial2(mean, v.Exp()), ppl.Obs(tensor.Of(counts)))
	}, func(u, v float64) (total float64) {
		n := math.Exp(v)
		for i, y := range counts {
			m := exposure[i] * math.Exp(u*covariate[i])
			total += logGammaOf(y+n) - logGammaOf(n) - logFactorial(y) + y*math.Log(m/(m+n)) + n*math.Log(n/(m+n))
		}
		return total
	}},

	// u is the logarithm of the rate, and v the log-odds of a zero of another cause
	"zero-inflated counts": {10, func(c *ppl.Context, u, v *tensor.Tensor) {
		ppl.Sample(c, "y", dist.ZeroInflated[dist.Logits](dist.Poisson(u.Exp()), v), ppl.Obs(tensor.Of(counts)))
	}, func(u, v float64) (total float64) {
		gate, rate := 1/(1+math.Exp(-v)), math.Exp(u)
		for _, y := range counts {
			p := (1 - gate) * math.Exp(y*u-rate-logFactorial(y))
			if y == 0 {
				p += gate
			}
			total += math.Log(p)
		}
		return total
	}},
}

// exactMoments returns the posterior means of u, v, u² and v², by the trapezoidal rule.
func (k knownAnswer) exactMoments() (moments [4]float64) {
	const end, n = 6.0, 120
	sum := 0.0
	for i := range n + 1 {
		for j := range n + 1 {
			u, v := end*(2*float64(i)/n-1), end*(2*float64(j)/n-1)
			p := math.Exp(k.logLik(u, v) + 10 - (u*u+v*v)/2)
			if math.IsNaN(p) {
				continue // far out, where differences of the hand-written likelihood underflow
			}
			sum += p
			for m, f := range []float64{u, v, u * u, v * v} {
				moments[m] += p * f
			}
		}
	}
	for m := range moments {
		moments[m] /= sum
	}
	return moments
}

// TestKnownAnswers: NUTS finds the moments of posteriors that quadrature over two reals knows.
func TestKnownAnswers(t *testing.T) {
	racing.SkipNumbers(t)
	for name, k := range knownAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := func(c *ppl.Context) {
				u, v := ppl.Sample(c, "u", dist.Normal(0, 1)), ppl.Sample(c, "v", dist.Normal(0, 1))
				ppl.Plate(c, "rows", k.rows, func(c *ppl.Context) { k.observe(c, u, v) })
			}
			post, err := MCMC{Chains: 2, Draws: 1000, Warmup: 300, Seed: 1}.Run(background, model)
			require.NoError(t, err)
			exact := k.exactMoments()
			for i, name := range []string{"u", "v"} {
				x, squares := chainsOf(post, name), chainsOf(post, name)
				for c := range squares {
					squares[c] = append([]float64(nil), squares[c]...)
					for j, v := range squares[c] {
						squares[c][j] = v * v
					}
				}
				require.InDelta(t, exact[i], meanOf(x), 4.5*draws.MCSEMean(x), name)
				require.InDelta(t, exact[2+i], meanOf(squares), 4.5*draws.MCSEMean(squares), "the square of %s", name)
			}
		})
	}
}

func meanOf(chains [][]float64) float64 {
	sum, n := 0.0, 0
	for _, c := range chains {
		for _, v := range c {
			sum += v
		}
		n += len(c)
	}
	return sum / float64(n)
}
