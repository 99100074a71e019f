package dist

import "github.com/credence-ppl/credence/tensor"

// The functions below see through wrappers. A distribution has them by methods of the same names and results, which are
// optional.

// Mean returns the mean of d, [batch…, event…]; ok is false where there is none in closed form, as for HalfCauchy.
func Mean(d Distribution) (mean *tensor.Tensor, ok bool) {
	if m, has := d.(interface{ Mean() (*tensor.Tensor, bool) }); has {
		return m.Mean()
	}
	return nil, false
}

// Variance returns the variance of every element of a draw, [batch…, event…].
func Variance(d Distribution) (variance *tensor.Tensor, ok bool) {
	if m, has := d.(interface{ Variance() (*tensor.Tensor, bool) }); has {
		return m.Variance()
	}
	return nil, false
}

// Entropy returns the mean of -LogProb, in nats, [batch…].
func Entropy(d Distribution) (entropy *tensor.Tensor, ok bool) {
	if m, has := d.(interface{ Entropy() (*tensor.Tensor, bool) }); has {
		return m.Entropy()
	}
	return nil, false
}

// CDF returns the probability that a draw is at most x, for distributions of numbers, counts included. It is NaN where
// x is NaN or a parameter is not valid. Its derivatives are 0 at ±Inf and outside the support. A derivative that is not
// known, as with respect to a count or a number of trials, is an error rather than lost.
func CDF(d Distribution, x *tensor.Tensor) (probability *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		CDF(x *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		return m.CDF(x)
	}
	return nil, false
}

// LogCDF returns log CDF(d, x), finite as far into the lower tail as its value is in the range of Float64. It is what
// an observation that is only known to be at most x adds to a log-likelihood. Where it is -Inf its derivatives are 0;
// elsewhere they keep their accuracy however small the probability.
func LogCDF(d Distribution, x *tensor.Tensor) (logProbability *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		return m.LogCDF(x)
	}
	return nil, false
}

// LogSurvival returns log(1 - CDF(d, x)), the logarithm of the probability that a draw is above x, as LogCDF does for
// the other side. It is what an observation that is only known to be above x adds to a log-likelihood.
func LogSurvival(d Distribution, x *tensor.Tensor) (logProbability *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		return m.LogSurvival(x)
	}
	return nil, false
}

// Quantile returns the x with CDF(d, x) = p, for distributions of numbers: the ends of the support at 0 and 1, NaN for
// p outside [0, 1] and for parameters that are not valid. Its derivatives are 0 where they or x are infinite. For
// counts it is the smallest x with CDF(d, x) ≥ p, a constant, wherever CDF is known.
func Quantile(d Distribution, p *tensor.Tensor) (x *tensor.Tensor, ok bool) {
	if m, has := d.(interface {
		Quantile(p *tensor.Tensor) (*tensor.Tensor, bool)
	}); has {
		if x, ok = m.Quantile(p); ok {
			return x, true
		}
	}
	return wholeQuantile(d, p)
}

// ifKnown returns the function that takes what the functions above return, and returns f of it if there is something.
func ifKnown(f func(t *tensor.Tensor) *tensor.Tensor) func(t *tensor.Tensor, known bool) (*tensor.Tensor, bool) {
	return func(t *tensor.Tensor, known bool) (*tensor.Tensor, bool) {
		if !known {
			return nil, false
		}
		return f(t), true
	}
}

// ofLog returns the number whose logarithm this is, if that is known.
func ofLog(logarithm *tensor.Tensor, known bool) (number *tensor.Tensor, ok bool) {
	return ifKnown((*tensor.Tensor).Exp)(logarithm, known)
}
