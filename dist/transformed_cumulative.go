package dist

import "github.com/credence-ppl/credence/tensor"

// CDF goes through the transforms, all of which are monotone.
func (d *TransformedDist) CDF(y *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.side(len(d.parts), y, true, false)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *TransformedDist) LogCDF(y *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.side(len(d.parts), y, true, true)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *TransformedDist) LogSurvival(y *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.side(len(d.parts), y, false, true)
}

// side returns the probability, or its logarithm, that the first n parts make at most y of a draw, or at least y if not
// lower.
func (d *TransformedDist) side(n int, y *tensor.Tensor, lower, log bool) (*tensor.Tensor, bool) {
	if n == 0 {
		switch {
		case lower && log:
			return LogCDF(d.base, y)
		case lower:
			return CDF(d.base, y)
		case log:
			return LogSurvival(d.base, y)
		}
		return ofLog(LogSurvival(d.base, y))
	}
	t := d.parts[n-1]
	set := t.Codomain()
	sign, monotone := signOf(t)
	low, high, ends := endsOf(set)
	if !monotone || !ends {
		return nil, false
	}
	y = d.spread(y)
	below, above := tensor.LessEqual(y, low), tensor.LessEqual(high, y)
	x := t.Inverse(tensor.Where(either(below, above), set.Inside(y.Shape()...).As(y.DType()), y))
	p, ok := d.side(n-1, x, lower, log)
	if ok && tensor.Less(aside(sign), 0).Max().Item() > 0 {
		var other *tensor.Tensor
		if other, ok = d.side(n-1, x, !lower, log); ok {
			p = tensor.Where(tensor.Less(sign, 0), other, p)
		}
	}
	if !ok {
		return nil, false
	}
	never, always := zero, one
	if log {
		never, always = minusInf, zero
	}
	if !lower {
		never, always = always, never
	}
	y = tensor.Where(below, never, tensor.Where(above, always, p))
	return tensor.Where(tensor.LessEqual(p, p), y, p), true // NaN, as of parameters that are not allowed, stays
}

// Quantile goes through the transforms, all of which are monotone. Where one decreases it is the base's at 1 - p.
func (d *TransformedDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	whole := one
	for _, t := range d.parts {
		sign, monotone := signOf(t)
		_, _, from := endsOf(t.Domain())
		_, _, to := endsOf(t.Codomain())
		if !monotone || !from || !to {
			return nil, false
		}
		whole = whole.Mul(sign)
	}
	x, ok := Quantile(d.base, tensor.Where(tensor.Less(whole, 0), tensor.Sub(1, p), p))
	if !ok {
		return nil, false
	}
	for _, t := range d.parts {
		x = forwardToEnds(t, x)
	}
	return x, true
}

// forwardToEnds returns t.Forward(x), and at the ends of its domain the ends of its codomain, which Forward does not
// reach.
func forwardToEnds(t Transform, x *tensor.Tensor) *tensor.Tensor {
	sign, _ := signOf(t)
	first, last, _ := endsOf(t.Domain())
	low, high, _ := endsOf(t.Codomain())
	below, above := tensor.LessEqual(x, first), tensor.LessEqual(last, x)
	y := t.Forward(tensor.Where(either(below, above), t.Domain().Inside(x.Shape()...).As(x.DType()), x))
	falls := tensor.Less(sign, 0)
	start, end := tensor.Where(falls, high, low), tensor.Where(falls, low, high)
	return tensor.Where(below, start, tensor.Where(above, end, y))
}
