package disttest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

// families are all distributions of numbers in dist, at ordinary, small, large and batched parameters.
var families = map[string]struct {
	build  disttest.Build
	params [][]*tensor.Tensor
}{
	"Normal": {func(p ...*tensor.Tensor) dist.Distribution { return dist.Normal(p[0], p[1]) },
		[][]*tensor.Tensor{{scalar(0), scalar(1)}, {scalar(-3), scalar(0.2)}, {tensor.Of([]float64{-1, 2}), scalar(1.5)}, {tensor.Of([]float64{1, 2}, 2, 1), tensor.Of([]float64{0.5, 1, 2})}}},
	"Laplace":      {func(p ...*tensor.Tensor) dist.Distribution { return dist.Laplace(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {tensor.Of([]float64{-1, 2}), scalar(0.3)}}},
	"Cauchy":       {func(p ...*tensor.Tensor) dist.Distribution { return dist.Cauchy(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {tensor.Of([]float64{-1, 2}), scalar(0.3)}}},
	"StudentT":     {func(p ...*tensor.Tensor) dist.Distribution { return dist.StudentT(p[0], p[1], p[2]) }, [][]*tensor.Tensor{{scalar(5), scalar(0), scalar(1)}, {tensor.Of([]float64{3, 60}), scalar(1), scalar(0.3)}}},
	"InverseGamma": {func(p ...*tensor.Tensor) dist.Distribution { return dist.InverseGamma(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(6), scalar(3)}, {tensor.Of([]float64{8, 5}), scalar(0.5)}}},
	"HalfNormal":   {func(p ...*tensor.Tensor) dist.Distribution { return dist.HalfNormal(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {tensor.Of([]float64{0.1, 7})}}},
	"HalfCauchy":   {func(p ...*tensor.Tensor) dist.Distribution { return dist.HalfCauchy(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {tensor.Of([]float64{0.1, 5})}}},
	"LogNormal":    {func(p ...*tensor.Tensor) dist.Distribution { return dist.LogNormal(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {tensor.Of([]float64{-2, 1}), scalar(0.3)}}},
	"Uniform":      {func(p ...*tensor.Tensor) dist.Distribution { return dist.Uniform(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {scalar(-3), scalar(5)}}},
	"Exponential":  {func(p ...*tensor.Tensor) dist.Distribution { return dist.Exponential(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {tensor.Of([]float64{0.2, 9})}}},
	"Gamma":        {func(p ...*tensor.Tensor) dist.Distribution { return dist.Gamma(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(2), scalar(3)}, {scalar(0.4), scalar(1)}, {tensor.Of([]float64{30, 1}), scalar(0.5)}}},
	"Beta":         {func(p ...*tensor.Tensor) dist.Distribution { return dist.Beta(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(2), scalar(3)}, {scalar(0.6), scalar(0.7)}, {tensor.Of([]float64{20, 1}), scalar(5)}}},
	"Bernoulli[Logits]": {func(p ...*tensor.Tensor) dist.Distribution { return dist.Bernoulli[dist.Logits](p[0]) },
		[][]*tensor.Tensor{{scalar(0.3)}, {tensor.Of([]float64{-2, 4})}}},
	"Bernoulli[Probs]": {func(p ...*tensor.Tensor) dist.Distribution { return dist.Bernoulli[dist.Probs](p[0]) },
		[][]*tensor.Tensor{{scalar(0.3)}, {tensor.Of([]float64{0.1, 0.9})}}},
	"Categorical[Logits]": {func(p ...*tensor.Tensor) dist.Distribution { return dist.Categorical[dist.Logits](p[0]) },
		[][]*tensor.Tensor{{tensor.Of([]float64{0.3, -1, 2})}, {tensor.Of([]float64{0, 1, 2, 0.5, -3, 0.1}, 2, 3)}}},
	"Categorical[Probs]": {func(p ...*tensor.Tensor) dist.Distribution { return dist.Categorical[dist.Probs](p[0]) },
		[][]*tensor.Tensor{{tensor.Of([]float64{0.3, 1, 2})}}},
}

func TestFamilies(t *testing.T) {
	for name, f := range families {
		for i, params := range f.params {
			t.Run(name+"/"+string(rune('a'+i)), func(t *testing.T) {
				t.Parallel()
				disttest.Run(t, f.build, params...)
			})
		}
	}
}

// broken is a Normal with one thing wrong.
type broken struct {
	*dist.NormalDist
	logProb func(x *tensor.Tensor) *tensor.Tensor
	sample  func(rng *tensor.RNG, shape ...int) *tensor.Tensor
}

func (b broken) LogProb(x *tensor.Tensor) *tensor.Tensor {
	if b.logProb != nil {
		return b.logProb(x)
	}
	return b.NormalDist.LogProb(x)
}

func (b broken) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if b.sample != nil {
		return b.sample(rng, shape...)
	}
	return b.NormalDist.Sample(rng, shape...)
}

func TestBrokenDistributionsAreFound(t *testing.T) {
	for want, make := range map[string]func(n *dist.NormalDist) dist.Distribution{
		"total probability": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, logProb: func(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(n.LogProb(x), 0.01) }}
		},
		"draws follow the density": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, sample: func(rng *tensor.RNG, shape ...int) *tensor.Tensor {
				return tensor.Mul(n.Sample(rng, shape...), 1.1)
			}}
		},
		"sums and masks": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, logProb: func(x *tensor.Tensor) *tensor.Tensor { return tensor.Mul(n.LogProb(x), 1.0001) }}
		},
		"the derivative by the value": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, logProb: func(x *tensor.Tensor) *tensor.Tensor { return n.LogProb(x.Detach()) }}
		},
		"Sample carries no derivative": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, sample: n.RSample}
		},
		"draws of Sample and RSample differ": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, sample: func(rng *tensor.RNG, shape ...int) *tensor.Tensor {
				return n.Sample(rng.Split("other"), shape...)
			}}
		},
		"panic: no": func(n *dist.NormalDist) dist.Distribution {
			return broken{NormalDist: n, logProb: func(*tensor.Tensor) *tensor.Tensor { panic("no") }}
		},
	} {
		t.Run(want, func(t *testing.T) {
			err := disttest.Check(func(p ...*tensor.Tensor) dist.Distribution { return make(dist.Normal(p[0], p[1])) }, scalar(0.2), scalar(1.3))
			require.ErrorContains(t, err, want)
		})
	}
	require.NoError(t, disttest.Check(func(p ...*tensor.Tensor) dist.Distribution { return dist.Normal(p[0], p[1]) }, scalar(0.2), scalar(1.3)))
}
