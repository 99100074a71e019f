package disttest

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// extremes multiplies one parameter, or all, by factors from 1e-10 to 1e16, in both element types. Where Validate
// allows the result, draws lie in the support, their log-density is a number, and so are all derivatives, and
// distribution functions are exact at ±Inf.
func extremes(s *subject) error {
	if len(s.params) == 0 {
		return inapplicable("it has no parameters")
	}
	for _, t := range []tensor.DType{tensor.Float64, tensor.Float32} {
		for _, by := range []float64{1e-10, 1e-5, 1e5, 1e10, 1e16} {
			for which := range len(s.params) + 1 {
				params := s.as(t)
				for i := range params {
					if i == which || which == len(params) {
						params[i] = tensor.Mul(params[i], by).As(t)
					}
				}
				if s.build(params...).Validate() != nil {
					continue
				}
				if err := s.extreme(params); err != nil {
					return fmt.Errorf("%v: %w", s.build(params...), err)
				}
			}
		}
	}
	return nil
}

// extreme looks at the distribution of other parameters.
func (s *subject) extreme(params []*tensor.Tensor) error {
	d := s.build(params...)
	x := pointsOf(d, s.drawn, 73, 20)
	if err := dist.CheckSupport(d, x, nil); err != nil {
		return err
	}
	lp, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return s.build(in[1:]...).LogProb(in[0]).Sum()
	}, append([]*tensor.Tensor{x}, params...)...)
	if !finite(lp) {
		for i, v := range d.LogProb(x).Float64s() {
			if math.IsInf(v, 0) || math.IsNaN(v) {
				return fmt.Errorf("log-density %v of the draw %v", v, x.Float64s()[i*s.m:(i+1)*s.m])
			}
		}
		return fmt.Errorf("the sum of log-densities is %v", lp)
	}
	// What is that near to the rim may have a slope that no number holds.
	grads[0] = tensor.Where(tensor.Less(tiny(x.DType()), x.Abs()), grads[0], 0)
	for i, g := range grads {
		if !finite(g) {
			return fmt.Errorf("derivative of the log-density by input %d: %v", i, g)
		}
	}
	if s.functions() == nil {
		if err := certainAtTheEnds(d); err != nil {
			return err
		}
	}
	if !d.HasRSample() {
		return nil
	}
	_, grads = tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return s.build(in...).RSample(tensor.NewRNG(79), 20).Tanh().Sum()
	}, params...)
	for i, g := range grads {
		if !finite(g) {
			return fmt.Errorf("derivative through draws by parameter %d: %v", i, g)
		}
	}
	return nil
}

// tiny returns near the smallest number of an element type.
func tiny(t tensor.DType) float64 {
	if t == tensor.Float32 {
		return 1e-30
	}
	return 1e-290
}
