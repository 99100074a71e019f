package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// categoricalCall is what the densities know besides their inputs: x, the parameter, and the mask.
type categoricalCall struct {
	extent
	logits bool
}

// categoricalDraw is what the sampler knows besides the parameter.
type categoricalDraw struct {
	shape  tensor.Shape
	from   tensor.Source
	logits bool
}

var (
	opCategorical = tensor.Register(tensor.Op{Name: "Categorical.LogProb", Shape: categoricalShape, Uniform: 5, NoGrad: 5, Cases: categoricalCases,
		Forward: tensor.Kernel{F64: categoricalForward[float64], F32: categoricalForward[float32]},
		VJP:     tensor.Kernel{F64: categoricalVJP[float64], F32: categoricalVJP[float32]}})
	opCategoricalSum = tensor.Register(tensor.Op{Name: "Categorical.LogProb.Sum", Shape: categoricalSumShape, Uniform: 5, NoGrad: 5, Cases: categoricalCases,
		Forward: tensor.Kernel{F64: categoricalSumForward[float64], F32: categoricalSumForward[float32]},
		VJP:     tensor.Kernel{F64: categoricalVJP[float64], F32: categoricalVJP[float32]}})
	opCategoricalSample = tensor.Register(tensor.Op{Name: "Categorical.Sample", Shape: categoricalSampleShape,
		Forward: tensor.Kernel{F64: categoricalSample[float64], F32: categoricalSample[float32]}})
)

// row is the parameter of one categorical distribution, with its norm: for logits Σ eˡ = e^largest · total, for weights Σ w = largest · total.
type row[T tensor.Float] struct {
	p              []T
	logits         bool
	largest, total float64
}

func newRow[T tensor.Float](p []T, logits bool) row[T] {
	r := row[T]{p: p, logits: logits, largest: math.Inf(-1)}
	for _, v := range p {
		r.largest = max(r.largest, float64(v))
		if !logits && v < 0 {
			r.largest = 0 // no distribution
			return r
		}
	}
	for _, v := range p {
		r.total += r.share(float64(v))
	}
	return r
}

// share is the mass of a category in units in which the largest has 1.
func (r *row[T]) share(v float64) float64 {
	switch {
	case !r.logits:
		return v / r.largest
	case v == r.largest:
		return 1 // infinite ones too
	}
	return math.Exp(v - r.largest)
}

// logProb is the log-probability of category x, which is a whole number if it is one at all.
func (r *row[T]) logProb(x float64) float64 {
	switch {
	case math.IsNaN(r.largest) || math.IsNaN(x):
		return math.NaN()
	case !r.proper(x):
		return math.Inf(-1)
	}
	v := float64(r.p[int(x)])
	switch {
	case v == r.largest:
		return -math.Log(r.total)
	case r.logits:
		return v - r.largest - math.Log(r.total)
	}
	if p := v / r.largest / r.total; p > 0x1p-1000 {
		return math.Log(p)
	}
	return log(v) - log(r.largest) - math.Log(r.total)
}

// proper reports whether x is a category and the row a distribution.
func (r *row[T]) proper(x float64) bool {
	massless := 0.0
	if r.logits {
		massless = math.Inf(-1)
	}
	return x >= 0 && x < float64(len(r.p)) && isWhole(x) && r.largest > massless
}

// addGrad adds g times the derivative of log-probabilities: that of hits[k] draws of category k, or of one category x with adjoint g.
func (r *row[T]) addPick(to tensor.Sink[T], at int, x, g float64) bool {
	if !r.proper(x) {
		return false
	}
	switch v := float64(r.p[int(x)]); {
	case r.logits && math.IsInf(v, -1), !r.logits && v == 0:
		return false
	case r.logits:
		to.Add(at+int(x), g)
	default:
		to.Add(at+int(x), g/v)
	}
	return true
}
