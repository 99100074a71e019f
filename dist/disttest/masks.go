package disttest

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func sums(s *subject) error {
	x := s.draw()
	lp := s.d.LogProb(x)
	if err := near("LogProbSum", dist.LogProbSum(s.d, x, nil, 2.5).Float64s(), tensor.Mul(lp.Sum(), 2.5).Float64s(), 1e-12); err != nil {
		return err
	}
	mask := alternating(lp.Shape())
	want := lp.Mul(mask)
	if err := near("MaskedLogProb", dist.MaskedLogProb(s.d, x, mask).Float64s(), want.Float64s(), 1e-13); err != nil {
		return err
	}
	return near("masked LogProbSum", dist.LogProbSum(s.d, x, mask, 0.5).Float64s(), tensor.Mul(want.Sum(), 0.5).Float64s(), 1e-12)
}

func derivativesOfSums(s *subject) error {
	x := s.draw()
	mask := alternating(s.d.LogProb(x).Shape())
	grads := func(f func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor) []*tensor.Tensor {
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return f(s.build(in[1:]...), in[0])
		}, s.inputs(x)...)
		return g
	}
	want := grads(func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
		return tensor.Mul(d.LogProb(x).Mul(mask).Sum(), 2.5)
	})
	each := grads(func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
		return tensor.Mul(dist.MaskedLogProb(d, x, mask).Sum(), 2.5)
	})
	sum := grads(func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor { return dist.LogProbSum(d, x, mask, 2.5) })
	for i := range want {
		if err := near(fmt.Sprintf("MaskedLogProb by input %d", i), each[i].Float64s(), want[i].Float64s(), 1e-11); err != nil {
			return err
		}
		if err := near(fmt.Sprintf("LogProbSum by input %d", i), sum[i].Float64s(), want[i].Float64s(), 1e-11); err != nil {
			return err
		}
	}
	return nil
}

const masked = 4 // copies of the distribution, half of their elements masked

func (s *subject) mask() *tensor.Tensor {
	return alternating(tensor.Join(tensor.Shape{masked}, s.d.BatchShape()))
}

// poisoned returns t, whose last own dimensions do not belong to the batch, with NaN where the mask is 0.
func poisoned(mask, t *tensor.Tensor, own int) *tensor.Tensor {
	return tensor.Where(overEvents(mask, own), t, math.NaN())
}

// maskedValue puts NaN where the mask hides it, and looks for it in values and derivatives.
func maskedValue(s *subject) error {
	x := poisoned(s.mask(), s.points(19, masked), len(s.d.EventShape()))
	if err := dist.CheckSupport(s.d, x, s.mask()); err != nil {
		return err
	}
	return s.unpoisoned(s.inputs(x))
}

// maskedParams does so with every parameter.
func maskedParams(s *subject) error {
	_, fused := s.d.(dist.Fused)
	_, parametric := s.d.(dist.Parametric)
	switch {
	case !fused && !parametric:
		return inapplicable("it is neither Fused nor Parametric")
	case len(s.params) == 0:
		return inapplicable("it has no parameters")
	}
	x := poisoned(s.mask(), s.points(19, masked), len(s.d.EventShape()))
	found := false
	all := s.inputs(x)
	for i := range s.params {
		p, own := s.copies(i, masked)
		if p == nil {
			continue // it has no rows that a mask could hide
		}
		found = true
		p = poisoned(s.mask(), p, own)
		all[i+1] = p
		if err := dist.CheckParams(s.build(s.replaced(i, p)...), s.mask()); err != nil {
			return err
		}
		if err := s.unpoisoned(append([]*tensor.Tensor{x}, s.replaced(i, p)...)); err != nil {
			return err
		}
	}
	if !found {
		return inapplicable("its parameters have no rows that a mask could hide")
	}
	return s.unpoisoned(all)
}

// unpoisoned computes all that takes a mask, and its derivatives.
func (s *subject) unpoisoned(in []*tensor.Tensor) error {
	for _, t := range []tensor.DType{tensor.Float64, tensor.Float32} {
		typed := make([]*tensor.Tensor, len(in))
		for i, v := range in {
			typed[i] = v.As(t)
		}
		y, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			d := s.build(in[1:]...)
			return dist.LogProbSum(d, in[0], s.mask(), 2).Add(dist.MaskedLogProb(d, in[0], s.mask()).Sum())
		}, typed...)
		if !finite(y) {
			return fmt.Errorf("log-density %v of %v", y, t)
		}
		for i, g := range grads {
			if !finite(g) {
				return fmt.Errorf("derivative by input %d of %v is %v", i, t, g)
			}
		}
	}
	return nil
}
