package disttest

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// draw is a few draws that stay clear of kinks and of the rim.
func (s *subject) draw() *tensor.Tensor { return s.d.Sample(tensor.NewRNG(17), 3) }

func derivativeByValue(s *subject) error {
	if s.discrete() || !s.spreads() {
		return nil
	}
	return derivative("value", s.draw(), func(x *tensor.Tensor) *tensor.Tensor { return s.d.LogProb(x).Sum() })
}

func derivativeByParams(s *subject) error {
	x := s.draw()
	for i := range s.params {
		err := derivative(fmt.Sprintf("parameter %d", i), s.params[i], func(p *tensor.Tensor) *tensor.Tensor {
			params := append([]*tensor.Tensor(nil), s.params...)
			params[i] = p
			return s.build(params...).LogProb(x).Sum()
		})
		if err != nil && s.spreads() {
			return err
		}
	}
	return nil
}

// derivative compares a derivative with central differences extrapolated once (Richardson).
func derivative(what string, x *tensor.Tensor, f func(*tensor.Tensor) *tensor.Tensor) error {
	_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return f(x[0]) }, x)
	v := x.Float64s()
	for i, got := range g[0].Float64s() {
		at := func(h float64) float64 {
			shifted := append([]float64(nil), v...)
			shifted[i] += h
			return f(tensor.Of(shifted).Reshape(x.Shape()...)).Item()
		}
		central := func(h float64) float64 { return (at(h) - at(-h)) / (2 * h) }
		h := 1e-3 * math.Min(1, math.Abs(v[i])+1e-3)
		want := (4*central(h/2) - central(h)) / 3
		if !(math.Abs(got-want) <= 1e-5*(1+math.Abs(want))) {
			return fmt.Errorf("by %s element %d, at %v: %v, by differences %v", what, i, v[i], got, want)
		}
	}
	return nil
}

func sums(s *subject) error {
	x := s.draw()
	lp := s.d.LogProb(x)
	if err := near("LogProbSum", dist.LogProbSum(s.d, x, nil, 2.5).Float64s(), tensor.Mul(lp.Sum(), 2.5).Float64s(), 1e-12); err != nil {
		return err
	}
	mask := alternating(x.Shape())
	want := lp.Mul(mask)
	if err := near("MaskedLogProb", dist.MaskedLogProb(s.d, x, mask).Float64s(), want.Float64s(), 1e-13); err != nil {
		return err
	}
	return near("masked LogProbSum", dist.LogProbSum(s.d, x, mask, 0.5).Float64s(), tensor.Mul(want.Sum(), 0.5).Float64s(), 1e-12)
}

func derivativesOfSums(s *subject) error {
	x := s.draw()
	mask := alternating(x.Shape())
	grads := func(f func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor) []*tensor.Tensor {
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return f(s.build(in[1:]...), in[0])
		}, append([]*tensor.Tensor{x}, s.params...)...)
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

// alternating is a mask of ones and zeros in turn.
func alternating(shape tensor.Shape) *tensor.Tensor {
	v := make([]float64, shape.Size())
	for i := range v {
		v[i] = float64((i + 1) % 2)
	}
	return tensor.Of(v).Reshape(shape...)
}

// masked puts NaN where the mask hides it, in the value and in every parameter of full shape, and looks for it in
// values and derivatives.
func masked(s *subject) error {
	const copies = 4
	shape := tensor.Join(tensor.Shape{copies}, s.d.BatchShape())
	mask := alternating(shape)
	poisoned := func(t *tensor.Tensor) *tensor.Tensor {
		return tensor.Where(mask, t.Expand(shape...), math.NaN())
	}
	x := poisoned(s.d.Sample(tensor.NewRNG(19), copies))
	in := []*tensor.Tensor{x}
	for _, p := range s.params {
		if _, fits := tensor.BroadcastShapes(p.Shape(), shape); !fits || p.Rank() > len(s.d.BatchShape()) {
			return nil // a parameter with dimensions of its own, such as the logits of a Categorical
		}
		in = append(in, poisoned(p))
	}
	if _, fused := s.d.(dist.Fused); !fused {
		in = append(in[:1], s.params...)
	}
	y, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		d := s.build(in[1:]...)
		return dist.LogProbSum(d, in[0], mask, 2).Add(dist.MaskedLogProb(d, in[0], mask).Sum())
	}, in...)
	if !finite(y) {
		return fmt.Errorf("log-density %v", y)
	}
	for i, g := range grads {
		if !finite(g) {
			return fmt.Errorf("derivative by input %d is %v", i, g)
		}
	}
	return nil
}

func float32Agrees(s *subject) error {
	params := make([]*tensor.Tensor, len(s.params))
	for i, p := range s.params {
		params[i] = p.As(tensor.Float32)
	}
	d := s.build(params...)
	x := d.Sample(tensor.NewRNG(23), 50)
	if x.DType() != tensor.Float32 {
		return fmt.Errorf("draws of Float32 parameters are %v", x.DType())
	}
	if err := dist.CheckSupport(d, x, nil); err != nil {
		return err
	}
	wide := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		wide[i] = p.As(tensor.Float64)
	}
	want := s.build(wide...).LogProb(x.As(tensor.Float64)).Float64s()
	return near("log-density", d.LogProb(x).Float64s(), want, 1e-5)
}
