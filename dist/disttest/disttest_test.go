package disttest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

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
