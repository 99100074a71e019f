package dist

import "github.com/credence-ppl/credence/tensor"

// The functions below see through wrappers. A distribution has them by methods of the same names and results, which are
// optional.

// Mean is the mean of d, [batch…, event…]; ok is false where there is none in closed form, as for HalfCauchy.
func Mean(d Distribution) (mean *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		Mean() (*tensor.Tensor, bool)
	}); has {
		return m.Mean()
	}
	return nil, false
}

// Variance is the variance of every element of a draw, [batch…, event…].
func Variance(d Distribution) (variance *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		Variance() (*tensor.Tensor, bool)
	}); has {
		return m.Variance()
	}
	return nil, false
}

// Entropy is the mean of -LogProb, in nats, [batch…].
func Entropy(d Distribution) (entropy *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		Entropy() (*tensor.Tensor, bool)
	}); has {
		return m.Entropy()
	}
	return nil, false
}

// CDF is the probability that a draw is at most x, for distributions of numbers. A derivative that nobody knows, as
// that of Beta's in its parameters, is an error rather than lost.
func CDF(d Distribution, x *tensor.Tensor) (probability *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		CDF(x *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		return m.CDF(x)
	}
	return nil, false
}

// Quantile is the x with CDF(d, x) = p, for continuous distributions of numbers: the ends of the support at 0 and 1,
// NaN outside.
func Quantile(d Distribution, p *tensor.Tensor) (x *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		Quantile(p *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		return m.Quantile(p)
	}
	return nil, false
}
