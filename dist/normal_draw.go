package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

// LogProbSum returns scale times the sum of log-probabilities; see [LogProbSum].
//
// At a draw of its own, x = loc + scale·ε, the log-density is -½ε² - log scale - ½ log 2π. The derivative through x
// cancels the explicit derivative of the first term; only -1/scale remains. It is computed in this form, with the noise
// as it was drawn, which is less work.
func (d *NormalDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	squares, ok := tensor.NoiseOf(x, d.params[0], d.params[1])
	if !ok || mask != nil || !d.batch.Equal(tensor.RawShape(x)) {
		return d.univariate.LogProbSum(x, mask, scale)
	}
	of := extent{batch: d.batch, scale: scale, plus: -0.5 * squares}
	var few inputs
	return tensor.Apply(normalSpread.get().total, of, few.of(nil, d.params[1])...)
}

// normalSpread is -log scale - ½ log 2π.
var normalSpread = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{
		formula: compile(is("-log(scale) - log(2*pi)/2").in(domain{valid: "0 < scale", outside: "-inf", finite: true}), 0, "scale"),
		dense:   []dense{{whole: valueWhole, f32: normalSpreadDense}},
	}.registerSum("Normal.Spread", []tensor.Input{positiveInput})
}}

var normalSpreadDense = denseOf[float32]{
	sum: func(in pieces[float32]) float64 { return -kernel.LogSum(in[0]) - float64(len(in[0]))*halfLog2Pi },
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		kernel.Inverses(d[0], in[0], -factor, add)
	},
}
