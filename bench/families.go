package main

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// family is a density with operands: first that of its values, then those of its parameters.
type family struct {
	name     string
	operands []operand
	of       func(p ...*tensor.Tensor) dist.Distribution // of the parameters
}

// classes of the categorical distribution.
const classes = 10

// families are in the order of their cases. Those whose name ends in -data have data for values, and a single number
// for each parameter.
var families = []family{
	{"normal", []operand{vector(-2, 4), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Normal(p[0], p[1])
	}},
	{"gamma", []operand{vector(0.2, 6), vector(0.5, 5), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Gamma(p[0], p[1])
	}},
	{"student-t", []operand{vector(-2, 4), vector(2, 12), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.StudentT(p[0], p[1], p[2])
	}},
	{"poisson", []operand{counts(0, 12), vector(0.5, 10)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Poisson(p[0])
	}},
	{"beta", []operand{vector(0.05, 0.9), vector(0.5, 5), vector(0.5, 5)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Beta(p[0], p[1])
	}},
	{"bernoulli", []operand{counts(0, 2), vector(-3, 4)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Bernoulli[dist.Logits](p[0])
	}},
	{"categorical", []operand{counts(0, classes), {Low: -2, High: 3, Events: classes}}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Categorical[dist.Logits](p[0])
	}},
	{"gamma-data", []operand{data(0.2, 6), scalar(0.5, 5), scalar(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Gamma(p[0], p[1])
	}},
	{"student-t-data", []operand{data(-2, 4), scalar(-1, 1), scalar(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.StudentT(4, p[0], p[1])
	}},
	{"exponential", []operand{vector(0.1, 4), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Exponential(p[0])
	}},
	{"log-normal", []operand{vector(0.2, 6), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.LogNormal(p[0], p[1])
	}},
	{"cauchy", []operand{vector(-2, 4), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Cauchy(p[0], p[1])
	}},
	{"laplace", []operand{vector(-2, 4), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Laplace(p[0], p[1])
	}},
	{"binomial", []operand{counts(0, 9), counts(9, 16), vector(-3, 4)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Binomial[dist.Logits](p[0], p[1])
	}},
	{"negative-binomial", []operand{counts(0, 12), vector(0.5, 10), vector(-3, 4)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.NegativeBinomial[dist.Logits](p[0], p[1])
	}},
	{"weibull", []operand{vector(0.2, 6), vector(0.5, 2), vector(0.5, 3)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Weibull(p[0], p[1])
	}},
	{"gumbel", []operand{vector(-2, 4), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Gumbel(p[0], p[1])
	}},
	{"logistic", []operand{vector(-2, 4), vector(-1, 1), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Logistic(p[0], p[1])
	}},
	{"half-normal", []operand{vector(0.1, 4), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.HalfNormal(p[0])
	}},
	{"inverse-gamma", []operand{vector(0.2, 6), vector(0.5, 5), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.InverseGamma(p[0], p[1])
	}},
	{"pareto", []operand{vector(2, 6), vector(0.5, 2), vector(0.5, 5)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Pareto(p[0], p[1])
	}},
	{"geometric", []operand{counts(0, 12), vector(-3, 4)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Geometric[dist.Logits](p[0])
	}},
	{"half-cauchy", []operand{vector(0.1, 4), vector(0.5, 2)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.HalfCauchy(p[0])
	}},
}

// sequences have a size of their own: a mixture that every value is from, and a hidden Markov chain.
var sequences = []family{
	{"mixture-3", []operand{data(-2, 4), of(-1, 1, 3), of(-2, 3, 3), of(0.5, 2, 3)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], p[2]))
	}},
	{"hmm", []operand{data(-2, 4), of(-1, 1, 8), of(-2, 2, 8, 8), of(-2, 3, 8), of(0.5, 2, 8)}, func(p ...*tensor.Tensor) dist.Distribution {
		return dist.DiscreteHMM(dist.Categorical[dist.Logits](p[0]), dist.Categorical[dist.Logits](p[1]), dist.Normal(p[2], p[3]), sequence)
	}},
}

// sequence is how many values each of them has.
const sequence = 1000

// operand has random elements from low to high, one for each value unless it says otherwise.
type operand struct {
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Fixed  bool    `json:"fixed"`  // as data are; it has no gradient
	Whole  bool    `json:"whole"`  // rounded down
	Scalar bool    `json:"scalar"` // one element for all values
	Events int     `json:"events"` // so many elements for each value, if not 0
	Dims   []int   `json:"dims"`   // the shape for all values together, if not nil
}

func vector(low, high float64) operand { return operand{Low: low, High: high} }
func scalar(low, high float64) operand { return operand{Low: low, High: high, Scalar: true} }
func of(low, high float64, dims ...int) operand {
	return operand{Low: low, High: high, Dims: dims}
}
func data(low, high float64) operand { return operand{Low: low, High: high, Fixed: true} }
func counts(low, high float64) operand {
	return operand{Low: low, High: high, Fixed: true, Whole: true}
}

// shape returns the shape of the operand for so many values.
func (o operand) shape(values int) tensor.Shape {
	switch {
	case o.Dims != nil:
		return o.Dims
	case o.Scalar:
		return tensor.Shape{}
	case o.Events > 0:
		return tensor.Shape{values, o.Events}
	}
	return tensor.Shape{values}
}

// elements returns the elements of the operand for so many values. Those of other seeds are others. Only operations
// that are exact to the last bit make them, so that the peers make the same.
func (o operand) elements(values int, seed uint64) []float64 {
	x := make([]float64, o.shape(values).Size())
	for i := range x {
		x[i] = o.Low + float64((o.High-o.Low)*uniform(seed<<32+uint64(i)))
		if o.Whole {
			x[i] = math.Floor(x[i])
		}
	}
	return x
}

// uniform returns a number in [0, 1) that looks random: SplitMix64 (Steele, Lea & Flood 2014), started at i.
func uniform(i uint64) float64 {
	z := (i + 1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) * 0x1p-53
}
