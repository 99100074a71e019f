package disttest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// continuousNumbers returns nil, or says why there is no distribution function to compare with.
func (s *subject) continuousNumbers() error {
	if err := s.numbers(); err != nil {
		return err
	}
	return s.mapped()
}

// cdf compares with sums of the density over all that lies below.
func cdf(s *subject) error {
	if err := s.numbers(); err != nil {
		return err
	}
	g, err := s.grid()
	if err != nil {
		return err
	}
	p, ok := dist.CDF(s.d, g.x)
	if !ok {
		return inapplicable("it has no distribution function")
	}
	below, tolerance, own := make([]float64, len(g.weight)), 1e-9, 1.0
	if !s.discrete() { // by the trapezoidal rule, half of the node's own piece
		tolerance, own = 1e-4, 0.5
	}
	x := g.x.Float64s()
	for b := range s.n {
		var order []int
		for i := b; i < len(x); i += s.n {
			order = append(order, i)
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
		sum := 0.0
		for _, i := range order {
			below[i] = sum + own*g.weight[i]
			sum += g.weight[i]
		}
	}
	return near("CDF", p.Float64s(), below, tolerance)
}

func quantile(s *subject) error {
	if err := s.continuousNumbers(); err != nil {
		return err
	}
	for _, p := range []float64{1e-6, 0.01, 0.3, 0.5, 0.9, 0.999} {
		want := tensor.Full(p, s.d.BatchShape()...)
		x, ok := dist.Quantile(s.d, want)
		if !ok {
			return inapplicable("it has no quantile function")
		}
		back, ok := dist.CDF(s.d, x)
		if !ok {
			return fmt.Errorf("a quantile function without a distribution function")
		}
		if err := near(fmt.Sprintf("CDF of the quantile at %v", p), back.Float64s(), want.Float64s(), 1e-9); err != nil {
			return err
		}
	}
	return nil
}

func slope(s *subject) error {
	if err := s.continuousNumbers(); err != nil {
		return err
	}
	x := s.draw()
	if _, ok := dist.CDF(s.d, x); !ok {
		return inapplicable("it has no distribution function")
	}
	_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
		p, _ := dist.CDF(s.d, x[0])
		return p.Sum()
	}, x)
	return near("slope", g[0].Float64s(), s.d.LogProb(x).Exp().Float64s(), 1e-10)
}
