package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

// LogProbSum is scale times the sum of log-probabilities; see [LogProbSum].
//
// At a draw of its own, x = loc + scale·ε, the log-density is -½ε² - log scale - ½ log 2π. What the derivative by x sends
// on to loc and scale cancels the derivatives of the first term by them, so that -1/scale by scale is left. It is computed in
// this form, which is less work.
func (d *NormalDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	loc, deviation := d.params[0], d.params[1]
	if !tensor.DrawnFrom(x, loc, deviation) {
		return d.univariate.LogProbSum(x, mask, scale)
	}
	batch, ok := tensor.BroadcastShapes(d.batch, tensor.RawShape(x))
	if !ok {
		return d.univariate.LogProbSum(x, mask, scale) // which says what is wrong
	}
	noise := normalNoise.applySum(batch, mask, scale, x, loc, deviation)
	return noise.Add(normalSpread.applySum(batch, mask, scale, deviation))
}

var (
	// normalNoise is -½ ((x - loc) / scale)² of a draw. It has no derivatives, because noise depends on nothing.
	normalNoise = pointwise{
		value: lanes3(func(x, loc, scale float64) float64 {
			if !(scale > 0) {
				return invalid(x, loc, scale)
			}
			z := (x - loc) / scale
			return -0.5 * z * z
		}),
		dense: []dense{{allWhole, normalNoiseDense[float64](), normalNoiseDense[float32]()}},
	}.register("Normal.Noise", 0, withValue(tensor.Input{}, normalParams))

	// normalSpread is -log scale - ½ log 2π.
	normalSpread = pointwise{
		value: lanes1(func(scale float64) float64 {
			if !(scale > 0) {
				return invalid(scale)
			}
			return -log(scale) - halfLog2Pi
		}),
		grad:  grads1(func(scale float64) float64 { return -1 / scale }),
		dense: []dense{{valueWhole, normalSpreadDense[float64](), normalSpreadDense[float32]()}},
	}.register("Normal.Spread", 0, []tensor.Input{positiveInput})
)

func normalNoiseDense[T tensor.Float]() denseOf[T] {
	return denseOf[T]{sum: func(in pieces[T]) float64 { return -0.5 * kernel.StandardSquares(in[0], in[1], in[2]) }}
}

func normalSpreadDense[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 { return -kernel.LogSum(in[0]) - float64(len(in[0]))*halfLog2Pi },
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			kernel.Inverses(d[0], in[0], -factor, add)
		},
	}
}
