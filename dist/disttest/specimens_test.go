package disttest_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// specimen is a distribution of which nothing is known but the interface, with something of it replaced.
type specimen struct {
	dist.Distribution
	logProb         func(x *tensor.Tensor) *tensor.Tensor
	sample, rsample func(rng *tensor.RNG, shape ...int) *tensor.Tensor
	support         dist.Constraint
	validate        func() error
	values          *tensor.Tensor
}

func (s specimen) LogProb(x *tensor.Tensor) *tensor.Tensor {
	if s.logProb != nil {
		return s.logProb(x)
	}
	return s.Distribution.LogProb(x)
}

func (s specimen) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if s.sample != nil {
		return s.sample(rng, shape...)
	}
	return s.Distribution.Sample(rng, shape...)
}

func (s specimen) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if s.rsample != nil {
		return s.rsample(rng, shape...)
	}
	return s.Distribution.RSample(rng, shape...)
}

func (s specimen) Support() dist.Constraint {
	if s.support != nil {
		return s.support
	}
	return s.Distribution.Support()
}

func (s specimen) Validate() error {
	if s.validate != nil {
		return s.validate()
	}
	return s.Distribution.Validate()
}

func (s specimen) EnumerateSupport() (*tensor.Tensor, bool) {
	if s.values != nil {
		return s.values, true
	}
	return s.Distribution.EnumerateSupport()
}

// onRim has its inside where others end.
type onRim struct{ dist.Constraint }

func (onRim) Inside(shape ...int) *tensor.Tensor { return tensor.Ones(shape...) }

// careless computes with what is masked, and means has other moments.
type (
	careless struct{ specimen }
	means    struct {
		specimen
		mean, variance, entropy *tensor.Tensor
	}
)

func (c careless) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	if mask == nil {
		return c.LogProb(x)
	}
	return c.LogProb(x).Mul(mask.As(x.DType()))
}

func (c careless) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return tensor.Mul(c.MaskedLogProb(x, mask).Sum(), scale)
}

func (m means) Mean() (*tensor.Tensor, bool)     { return m.mean, m.mean != nil }
func (m means) Variance() (*tensor.Tensor, bool) { return m.variance, m.variance != nil }
func (m means) Entropy() (*tensor.Tensor, bool)  { return m.entropy, m.entropy != nil }

// lopsided masks parameters of Dirichlet only after it has computed with them.
type lopsided struct{ specimen }

func (l lopsided) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	if mask != nil {
		x = tensor.Where(mask.Unsqueeze(-1), x, 1/3.0)
		return tensor.Where(mask, tensor.Mul(l.LogProb(x), 1), 0)
	}
	return l.LogProb(x)
}

func (l lopsided) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return tensor.Mul(l.MaskedLogProb(x, mask).Sum(), scale)
}

type params = []*tensor.Tensor

// normal is right.
func normal(p params) *dist.MultivariateNormalDist {
	return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1])
}

// Vectors with correlated elements, and a flat density on the simplex.
var (
	normal2   = params{vec(0.5, 1), tensor.Of([]float64{1, 0, 0.5, 2}, 2, 2)}
	normal3   = params{vec(0, 1, 2), tensor.Of([]float64{2, 0, 0, 0.5, 1, 0, -1, 0.3, 0.7}, 3, 3)}
	dirichlet = params{vec(1, 1, 1)}
)

// kernelOf is Dirichlet's density as it stands in books: without a look at the support.
func kernelOf(concentration, x *tensor.Tensor) *tensor.Tensor {
	flat := x.Log().Mul(tensor.Sub(concentration, 1)).Sum(-1)
	return flat.Sub(concentration.Lgamma().Sum(-1)).Add(concentration.Sum(-1).Lgamma())
}

func TestBrokenEventsAreNamed(t *testing.T) {
	racing.SkipNumbers(t)
	for _, test := range []struct {
		law   string
		with  params
		build func(p params) dist.Distribution
	}{
		{"shapes", normal2, func(p params) dist.Distribution { return specimen{Distribution: normal(p), support: dist.Real} }},
		{"shapes", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor { return normal(p).LogProb(x).Unsqueeze(-1) }}
		}},
		{"its support has values inside", dirichlet, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Dirichlet(p[0]), support: onRim{dist.Simplex}}
		}},
		{"outside the support the log-density is -Inf and its derivative 0: log-density", params{vec(2, 3, 1)}, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Dirichlet(p[0]), logProb: func(x *tensor.Tensor) *tensor.Tensor { return kernelOf(p[0], x.Abs()) }}
		}},
		{"at NaN there is no finite log-density", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor {
				return normal(p).LogProb(tensor.Where(tensor.Equal(x, x), x, 0))
			}}
		}},
		{"on the rim derivatives are finite where the log-density is", dirichlet, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Dirichlet(p[0]), logProb: func(x *tensor.Tensor) *tensor.Tensor {
				return dist.Dirichlet(p[0]).LogProb(x).Add(tensor.Mul(tensor.Where(tensor.LessEqual(0, x), x, 0).Sqrt().Sum(-1), 1e-300))
			}}
		}},
		{"total probability is 1", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(normal(p).LogProb(x), 1e-6) }}
		}},
		{"draws agree with the total probability", normal3, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(normal(p).LogProb(x), 0.1) }}
		}},
		{"draws follow the density: batch element 0, axis", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), sample: dist.Normal(p[0], tensor.Of([]float64{1, math.Sqrt(4.25)})).ToEvent(1).Sample}
		}},
		{"draws follow the density along lines", normal3, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), sample: func(rng *tensor.RNG, shape ...int) *tensor.Tensor {
				return tensor.Sub(tensor.Mul(normal(p).Sample(rng, shape...), 1.1), tensor.Mul(p[0], 0.1)).Detach()
			}}
		}},
		{"the values listed are all there are", params{vec(0.3, 0.6)}, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Bernoulli[dist.Probs](p[0]), values: tensor.Of([]float64{1}, 1, 1)}
		}},
		{"the derivative along the support", params{vec(2, 3, 1)}, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Dirichlet(p[0]), logProb: func(x *tensor.Tensor) *tensor.Tensor { return dist.Dirichlet(p[0]).LogProb(x.Detach()) }}
		}},
		{"a masked value does not matter", normal2, func(p params) dist.Distribution { return careless{specimen{Distribution: normal(p)}} }},
		{"masked parameters do not matter", params{tensor.Of([]float64{2, 3, 1, 1, 1, 1}, 2, 3)}, func(p params) dist.Distribution {
			return lopsided{specimen{Distribution: dist.Dirichlet(p[0]), logProb: func(x *tensor.Tensor) *tensor.Tensor { return kernelOf(p[0], x) }}}
		}},
		{"in Float32 derivatives agree with Float64", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor {
				if x.DType() == tensor.Float32 {
					x = x.Detach()
				}
				return normal(p).LogProb(x)
			}}
		}},
		{"mean: number 2 of the draws", normal3, func(p params) dist.Distribution {
			return means{specimen: specimen{Distribution: normal(p)}, mean: vec(0, 1, 2.2)}
		}},
		{"variance: element 0", normal2, func(p params) dist.Distribution {
			return means{specimen: specimen{Distribution: normal(p)}, mean: p[0], variance: vec(1, 4.251)}
		}},
		{"entropy: element 0", normal2, func(p params) dist.Distribution {
			h, _ := dist.Entropy(normal(p))
			return means{specimen: specimen{Distribution: normal(p)}, entropy: tensor.Add(h, 1e-4)}
		}},
		{"the derivative through draws: parameter 1", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), rsample: normal(params{p[0], p[1].Detach()}).RSample}
		}},
		{"parameters that are refused give no finite log-density", params{vec(1, 2), scalar(1.5)}, func(p params) dist.Distribution {
			d := dist.Normal(p[0], p[1].Abs()).ToEvent(1)
			return specimen{Distribution: d, validate: dist.Normal(p[0], p[1]).Validate}
		}},
		{"extreme parameters", normal2, func(p params) dist.Distribution {
			return specimen{Distribution: normal(p), logProb: func(x *tensor.Tensor) *tensor.Tensor {
				huge := p[0].Exp().Sum(-1)
				return normal(p).LogProb(x).Add(huge.Sub(huge))
			}}
		}},
		{"total probability is 1", params{scalar(3)}, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Poisson(p[0]), logProb: func(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(dist.Poisson(p[0]).LogProb(x), 1e-6) }}
		}},
		{"draws follow the density: values up to", params{scalar(300)}, func(p params) dist.Distribution {
			return specimen{Distribution: dist.Poisson(p[0]), sample: dist.Poisson(tensor.Mul(p[0], 1.01)).Sample}
		}},
	} {
		t.Run(test.law, func(t *testing.T) {
			t.Parallel()
			build := func(p ...*tensor.Tensor) dist.Distribution { return test.build(p) }
			require.ErrorContains(t, disttest.Check(build, test.with...), test.law)
		})
	}
}

// TestReport: a law that does not apply is neither passed nor broken, and the report says why.
func TestReport(t *testing.T) {
	report := disttest.Run(t, func(p ...*tensor.Tensor) dist.Distribution { return specimen{Distribution: normal(p)} }, normal3...)
	require.Empty(t, report.Broken)
	require.Contains(t, report.Held, "draws follow the density along lines")
	require.Equal(t, "its values have 3 free dimensions, and quadrature takes at most 2", report.Skipped["total probability is 1"])
	require.Equal(t, "it is neither Fused nor Parametric", report.Skipped["masked parameters do not matter"])
	require.Equal(t, "it has no mean in closed form", report.Skipped["mean"])
	require.Equal(t, "its events are no numbers", report.Skipped["distribution function"])
	for _, law := range report.Held {
		require.NotContains(t, report.Skipped, law)
	}
}
