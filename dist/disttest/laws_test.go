package disttest_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

// The types below are normal distributions that break one law each.

// triplets are right unless three draws are asked for, as expanding does.
type triplets struct{ *dist.NormalDist }

func (d triplets) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if len(shape) == 1 && shape[0] == 3 {
		return d.NormalDist.Sample(rng).Expand(3)
	}
	return d.NormalDist.Sample(rng, shape...)
}

type perProcessor struct{ *dist.NormalDist }

func (d perProcessor) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return tensor.Mul(d.NormalDist.Sample(rng, shape...), float64(runtime.GOMAXPROCS(0)))
}

type wide struct{ *dist.NormalDist }

func (wide) Support() dist.Constraint { return dist.Interval(-100, 100) }

type lostInSum struct{ *dist.NormalDist }

func (d lostInSum) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return d.NormalDist.LogProbSum(x.Detach(), mask, scale)
}

type otherCDF struct{ *dist.NormalDist }

func (d otherCDF) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.CDF(dist.Normal(d.Loc(), d.Scale()), tensor.Mul(x, 1.00001))
}

type halved struct{ *dist.NormalDist }

func (d halved) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	y, ok := dist.LogCDF(d.NormalDist, x)
	return tensor.Mul(y, 1.001), ok
}

// restless has a survival function that moves with the scale where nothing moves.
type restless struct{ *dist.NormalDist }

func (d restless) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	y, ok := dist.LogSurvival(d.NormalDist, x)
	return y.Add(d.Scale().Sub(d.Scale().Detach())), ok
}

type detached struct{ *dist.NormalDist }

func (d detached) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.LogCDF(dist.Normal(d.Loc(), d.Scale().Detach()), x)
}

type otherQuantile struct{ *dist.NormalDist }

func (d otherQuantile) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.Quantile(dist.Normal(d.Loc(), d.Scale()), tensor.Mul(p, 1.00001))
}

type trusting struct{ *dist.NormalDist }

func (trusting) Validate() error { return nil }

type modest struct{ *dist.NormalDist }

func (modest) HasRSample() bool { return false }

func TestBrokenLawsAreNamed(t *testing.T) {
	for law, broken := range map[string]func(*dist.NormalDist) dist.Distribution{
		"wrapped as a foreign type":                             func(n *dist.NormalDist) dist.Distribution { return triplets{n} },
		"same seed, same draw on any number of processors":      func(n *dist.NormalDist) dist.Distribution { return perProcessor{n} },
		"outside the support the log-density is -Inf":           func(n *dist.NormalDist) dist.Distribution { return wide{n} },
		"derivatives of sums and masks agree with the elements": func(n *dist.NormalDist) dist.Distribution { return lostInSum{n} },
		"the slope of the distribution function is the density": func(n *dist.NormalDist) dist.Distribution { return otherCDF{n} },
		"the logarithms of both tails":                          func(n *dist.NormalDist) dist.Distribution { return halved{n} },
		"the derivatives of both tails by the parameters":       func(n *dist.NormalDist) dist.Distribution { return detached{n} },
		"both tails at their ends":                              func(n *dist.NormalDist) dist.Distribution { return restless{n} },
		"quantile function":                                     func(n *dist.NormalDist) dist.Distribution { return otherQuantile{n} },
		"NaN for a parameter is refused":                        func(n *dist.NormalDist) dist.Distribution { return trusting{n} },
		"RSample is refused where there is none":                func(n *dist.NormalDist) dist.Distribution { return modest{n} },
	} {
		t.Run(law, func(t *testing.T) {
			err := disttest.Check(func(p ...*tensor.Tensor) dist.Distribution { return broken(dist.Normal(p[0], p[1])) }, scalar(0.2), scalar(1.3))
			require.ErrorContains(t, err, law)
		})
	}
}

// moved has the quantiles of other probabilities.
type moved struct {
	*dist.NormalDist
	p func(p *tensor.Tensor) *tensor.Tensor
}

func (d moved) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.Quantile(d.NormalDist, d.p(p))
}

// late has the quantiles of probabilities that are smaller by a rounding error.
type late struct{ *dist.PoissonDist }

func (d late) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.Quantile(d.PoissonDist, tensor.Mul(p, 1-1e-15))
}

func TestBrokenQuantilesAreNamed(t *testing.T) {
	one := tensor.Scalar(1)
	for found, build := range map[string]disttest.Build{
		"want NaN": func(p ...*tensor.Tensor) dist.Distribution {
			return moved{dist.Normal(p[0], 1), func(p *tensor.Tensor) *tensor.Tensor { return tensor.Minimum(p, one) }}
		},
		"the quantiles at 0 and 1 are": func(p ...*tensor.Tensor) dist.Distribution {
			return moved{dist.Normal(p[0], 1), func(p *tensor.Tensor) *tensor.Tensor { return tensor.Mul(p, 0.5) }}
		},
		"a step, the quantile at": func(p ...*tensor.Tensor) dist.Distribution { return late{dist.Poisson(p[0])} },
	} {
		require.ErrorContains(t, disttest.Check(build, scalar(1.5)), found)
	}
}
