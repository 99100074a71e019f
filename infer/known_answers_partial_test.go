package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Models of data that are seen in part, and of data of several kinds: NUTS against sums over a grid of parameters, with
// densities that are written here.

// span is the interval that a parameter's grid takes.
type span struct {
	name      string
	low, high float64
}

// recovers compares the means and the variances of parameters of a model with those of a log-density.
func recovers(t *testing.T, model ppl.Model, logDensity func(p []float64) float64, spans ...span) {
	t.Helper()
	const each = 300
	n := len(spans)
	total, p := 0.0, make([]float64, n)
	mean, square := make([]float64, n), make([]float64, n)
	for i := range int(math.Pow(each, float64(n))) {
		for k, at := 0, i; k < n; k, at = k+1, at/each {
			p[k] = spans[k].low + (spans[k].high-spans[k].low)*(float64(at%each)+0.5)/each
		}
		w := math.Exp(logDensity(p))
		total += w
		for k, v := range p {
			mean[k] += w * v
			square[k] += w * v * v
		}
	}
	post, err := MCMC{Kernel: NUTS{TargetAccept: 0.9}, Chains: 2, Warmup: 500, Draws: 1500, Seed: 7}.Run(background, model)
	require.NoError(t, err)
	for k, s := range spans {
		m := mean[k] / total
		v := square[k]/total - m*m
		x := post.Get(s.name).Float64s()
		within(t, s.name+": mean", x, m, math.Sqrt(v), 500)
		squares := make([]float64, len(x))
		for i, v := range x {
			squares[i] = (v - m) * (v - m)
		}
		within(t, s.name+": variance", squares, v, 2*v, 500)
	}
}

func TestHurdleRecovers(t *testing.T) {
	counts := []float64{0, 0, 3, 1, 2, 0, 5, 1}
	recovers(t, func(c *ppl.Context) {
		gate := ppl.Sample(c, "gate", dist.Beta(1, 1))
		rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
		ppl.Plate(c, "rows", len(counts), func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Hurdle[dist.Probs](dist.Poisson(rate), gate), ppl.Obs(tensor.Of(counts)))
		})
	}, func(p []float64) float64 {
		gate, rate := p[0], p[1]
		sum := math.Log(rate) - rate
		for _, y := range counts {
			if y == 0 {
				sum += math.Log(gate)
			} else {
				sum += math.Log1p(-gate) + y*math.Log(rate) - rate - math.Log(-math.Expm1(-rate))
			}
		}
		return sum
	}, span{"gate", 0, 1}, span{"rate", 0, 12})
}

// TestSurvivalRecovers has times that are known, those of subjects who were well when they left, and of some who were
// ill at the first visit or fell ill between two.
func TestSurvivalRecovers(t *testing.T) {
	inf := math.Inf(1)
	times, left := []float64{2.1, 3.4, 5, 5}, []float64{inf, inf, 5, 5}
	visits, seen := [][2]float64{{1, 3}, {2, 4}, {1.5, 2}}, []float64{1, 1, 0}
	recovers(t, func(c *ppl.Context) {
		scale := ppl.Sample(c, "scale", dist.Gamma(2, 0.5))
		shape := ppl.Sample(c, "shape", dist.Gamma(4, 2))
		life := dist.Weibull(scale, shape)
		ppl.Plate(c, "followed", len(times), func(c *ppl.Context) {
			ppl.Sample(c, "t", dist.Censored(life, math.Inf(-1), tensor.Of(left)), ppl.Obs(tensor.Of(times)))
		})
		ppl.Plate(c, "visited", len(visits), func(c *ppl.Context) {
			edges := tensor.Of([]float64{1, 3, 2, 4, 1.5, 2}, 3, 2)
			ppl.Sample(c, "between", dist.IntervalCensored(life, edges), ppl.Obs(tensor.Of(seen)))
		})
	}, func(p []float64) float64 {
		scale, shape := p[0], p[1]
		survival := func(t float64) float64 { return math.Exp(-math.Pow(t/scale, shape)) }
		sum := math.Log(scale) - scale/2 + 3*math.Log(shape) - 2*shape
		for i, time := range times {
			sum += math.Log(survival(time))
			if math.IsInf(left[i], 1) {
				sum += math.Log(shape/scale) + (shape-1)*math.Log(time/scale)
			}
		}
		for i, v := range visits {
			if seen[i] == 0 {
				sum += math.Log(1 - survival(v[0]))
			} else {
				sum += math.Log(survival(v[0]) - survival(v[1]))
			}
		}
		return sum
	}, span{"scale", 0, 25}, span{"shape", 0, 8})
}

func TestTruncatedDataRecover(t *testing.T) {
	seen, counts := []float64{0.2, 1.9, 1.1, 1.7, 0.9}, []float64{1, 1, 3, 2}
	recovers(t, func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 2))
		rate := ppl.Sample(c, "rate", dist.Exponential(0.5))
		ppl.Plate(c, "rows", len(seen), func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Truncated(dist.Normal(mu, 1), 0, 2), ppl.Obs(tensor.Of(seen)))
		})
		ppl.Plate(c, "families", len(counts), func(c *ppl.Context) {
			ppl.Sample(c, "children", dist.Truncated(dist.Poisson(rate), 1, math.Inf(1)), ppl.Obs(tensor.Of(counts)))
		})
	}, func(p []float64) float64 {
		mu, rate := p[0], p[1]
		below := func(x float64) float64 { return math.Erfc((mu-x)/math.Sqrt2) / 2 }
		sum := -mu*mu/8 - rate/2
		for _, y := range seen {
			sum += -(y-mu)*(y-mu)/2 - math.Log(below(2)-below(0))
		}
		for _, k := range counts {
			sum += k*math.Log(rate) - rate - math.Log(-math.Expm1(-rate))
		}
		return sum
	}, span{"mu", -7, 9}, span{"rate", 0, 9})
}

func TestMixtureOfFamiliesRecovers(t *testing.T) {
	data := []float64{-0.3, 0.4, 2.8, 3.1, 0.9, 3, 1.7, -1.2}
	recovers(t, func(c *ppl.Context) {
		share := ppl.Sample(c, "share", dist.Beta(2, 2))
		loc := ppl.Sample(c, "loc", dist.Normal(3, 1))
		weights := dist.Categorical[dist.Probs](tensor.Stack(-1, share, tensor.Sub(1, share)))
		ppl.Plate(c, "rows", len(data), func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.MixtureOf(weights, dist.Normal(0, 1), dist.Laplace(loc, 0.5)), ppl.Obs(tensor.Of(data)))
		})
	}, func(p []float64) float64 {
		share, loc := p[0], p[1]
		sum := math.Log(share*(1-share)) - (loc-3)*(loc-3)/2
		for _, y := range data {
			sum += math.Log(share*math.Exp(-y*y/2)/math.Sqrt(2*math.Pi) + (1-share)*math.Exp(-math.Abs(y-loc)/0.5))
		}
		return sum
	}, span{"share", 0, 1}, span{"loc", -2, 8})
}

func TestExtremesRecover(t *testing.T) {
	maxima := []float64{1.2, 0.7, 3.9, 2.2, 1.6, 0.9, 2.7, 6.5}
	recovers(t, func(c *ppl.Context) {
		loc := ppl.Sample(c, "loc", dist.Normal(0, 5))
		shape := ppl.Sample(c, "shape", dist.Normal(0, 0.2))
		ppl.Plate(c, "years", len(maxima), func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.GeneralizedExtremeValue(loc, 1, shape), ppl.Obs(tensor.Of(maxima)))
		})
	}, func(p []float64) float64 {
		loc, shape := p[0], p[1]
		sum := -loc*loc/50 - shape*shape/0.08
		for _, y := range maxima {
			s := 1 + shape*(y-loc)
			if s <= 0 {
				return math.Inf(-1)
			}
			sum += -(1+1/shape)*math.Log(s) - math.Pow(s, -1/shape)
		}
		return sum
	}, span{"loc", -1, 5}, span{"shape", -1, 1.001})
}
