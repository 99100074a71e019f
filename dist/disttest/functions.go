package disttest

import (
	"cmp"
	"fmt"
	"math"
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

// quantile holds quantiles of probabilities against the distribution function, and of those that are none, 0 and 1.
func quantile(s *subject) error {
	if err := s.numbers(); err != nil {
		return err
	}
	if _, ok := dist.Quantile(s.d, tensor.Scalar(0.5)); !ok {
		return inapplicable("it has no quantile function")
	}
	if _, ok := dist.CDF(s.d, tensor.Scalar(0)); !ok {
		return fmt.Errorf("a quantile function without a distribution function")
	}
	if err := s.quantileEnds(); err != nil {
		return err
	}
	if s.discrete() {
		return s.quantileJumps()
	}
	for _, p := range []float64{1e-6, 0.01, 0.3, 0.5, 0.9, 0.999} {
		want := tensor.Full(p, s.d.BatchShape()...)
		x, _ := dist.Quantile(s.d, want)
		back, _ := dist.CDF(s.d, x)
		before := s.before(x)
		for i, got := range back.Float64s() {
			if jumped := got > p && before[i] < p; !jumped && !(math.Abs(got-p) <= 1e-9*(1+p)) {
				return fmt.Errorf("the quantile at %v has the distribution function %v, and %v just below", p, got, before[i])
			}
		}
	}
	return nil
}

// quantileEnds returns nil if all values lie between the quantiles at 0 and 1, and beyond there is none.
func (s *subject) quantileEnds() error {
	at := func(p float64) []float64 {
		x, _ := dist.Quantile(s.d, tensor.Full(p, s.d.BatchShape()...))
		return x.Float64s()
	}
	low, high := at(0), at(1)
	if s.drawn {
		for i, x := range s.draw().Float64s() {
			if b := i % s.n; !(low[b] <= x && x <= high[b]) {
				return fmt.Errorf("element %d: a draw is %v, the quantiles at 0 and 1 are %v and %v", b, x, low[b], high[b])
			}
		}
	}
	for _, p := range []float64{-1e-9, 1 + 1e-9, math.Inf(1), math.NaN()} {
		for b, x := range at(p) {
			if x == x {
				return fmt.Errorf("element %d: the quantile at %v is %v, want NaN", b, p, x)
			}
		}
	}
	return nil
}

// quantileJumps returns nil if quantiles are the smallest values whose distribution function is at least p, for p at
// the steps of the distribution function and next to them.
func (s *subject) quantileJumps() error {
	if !s.drawn {
		return nil
	}
	steps, _ := dist.CDF(s.d, s.draw())
	for name, move := range map[string]func(p float64) float64{
		"at":         func(p float64) float64 { return p },
		"just below": func(p float64) float64 { return math.Nextafter(p, 0) },
		"just above": func(p float64) float64 { return math.Nextafter(p, 1) },
	} {
		ps := steps.Float64s()
		for i, p := range ps {
			ps[i] = move(p)
		}
		p := tensor.Of(ps).Reshape(steps.Shape()...)
		x, _ := dist.Quantile(s.d, p)
		up, _ := dist.CDF(s.d, x)
		upTo, before := up.Float64s(), s.before(x)
		for i, v := range x.Float64s() {
			if !(upTo[i] >= ps[i] && (before[i] < ps[i] || ps[i] == 0)) {
				return fmt.Errorf("%s a step, the quantile at %v is %v, at which the distribution function is %v, and %v below", name, ps[i], v, upTo[i], before[i])
			}
		}
	}
	return nil
}

// before returns the distribution function just below x.
func (s *subject) before(x *tensor.Tensor) []float64 {
	less := x.Float64s()
	for i, v := range less {
		less[i] = math.Nextafter(v, math.Inf(-1))
	}
	p, _ := dist.CDF(s.d, tensor.Of(less).Reshape(x.Shape()...))
	return p.Float64s()
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
