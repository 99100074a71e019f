package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// CDF returns the probability of categories up to x; see [CDF].
func (d *CategoricalDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	upTo := d.upTo(x)
	p := tensor.Where(upTo, d.Probs(), 0).Sum(-1)
	all := tensor.Add(stop(p.Sub(p)), 1) // 1, whatever the sum rounds to, or NaN
	return d.whereProper(x, tensor.Where(upTo.Min(-1), all, p)), true
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *CategoricalDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above := d.sides(x)
	return d.whereProper(x, d.share().apply(nil, nil, below, above)), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *CategoricalDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above := d.sides(x)
	return d.whereProper(x, d.share().apply(nil, nil, above, below)), true
}

// upTo returns 1 for the categories up to x, [sample…, batch…, K].
func (d *CategoricalDist) upTo(x *tensor.Tensor) *tensor.Tensor {
	return tensor.LessEqual(tensor.Of(counted(d.Categories())).As(d.params[0].DType()), d.column(x))
}

// column returns x with a dimension for the categories.
func (d *CategoricalDist) column(x *tensor.Tensor) *tensor.Tensor {
	if x.Rank() == 0 { // a scalar takes the type of what it meets, which it no longer does with a dimension
		x = x.As(d.params[0].DType())
	}
	return x.Unsqueeze(-1)
}

// sides returns the weights, or their logarithms, of the categories up to x and of the others.
func (d *CategoricalDist) sides(x *tensor.Tensor) (below, above *tensor.Tensor) {
	upTo := d.upTo(x)
	if d.logits {
		l, never := d.params[0].LogSoftmax(-1), math.Inf(-1)
		return tensor.Where(upTo, l, never).LogSumExp(-1), tensor.Where(upTo, never, l).LogSumExp(-1)
	}
	return tensor.Where(upTo, d.params[0], 0).Sum(-1), tensor.Where(upTo, 0, d.params[0]).Sum(-1)
}

func (d *CategoricalDist) share() *pointwise {
	if d.logits {
		return logShareOfLogs.get()
	}
	return logShareOfWeights.get()
}

// whereProper returns y expanded to the batch, and NaN where x is or the weights are none.
func (d *CategoricalDist) whereProper(x, y *tensor.Tensor) *tensor.Tensor {
	full, _ := tensor.BroadcastShapes(y.Shape(), d.batch)
	y = tensor.Where(tensor.Equal(x, x), y, math.NaN())
	if !d.logits {
		p := stop(d.params[0])
		most := p.Max(-1)
		y = tensor.Where(tensor.LessEqual(0, p.Min(-1)), y, math.NaN())
		y = tensor.Where(tensor.Equal(most.Sub(most), 0), y, math.NaN()) // the largest is finite
	}
	return y.Expand(full...)
}

// logShareOfLogs and logShareOfWeights are the logarithm of the share that one weight has of it and another together.
// Their derivatives are 0 where the share is.
var (
	logShareOfLogs = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is(`
		all = softplus(other - part)
		where(part == -inf && other == other, -inf, all == 0, 0, -all)`). // 0, not -0
			d("part", "where(part == -inf, 0, sigmoid(other - part))").
			d("other", "where(part == -inf, 0, -sigmoid(other - part))"), 0, "part", "other")}.
			register("LogShare", []tensor.Input{{}, {}})
	}}

	logShareOfWeights = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("logShare(part, rest)").in(domain{valid: "0 <= part", outside: "nan", finite: true}), 0, "part", "rest")}.
			register("LogShare.Weights", []tensor.Input{positiveInput, positiveInput})
	}}
)
