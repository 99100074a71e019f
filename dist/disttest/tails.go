package disttest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// exact is a function of a value that some distributions have.
type exact func(d dist.Distribution, x *tensor.Tensor) (*tensor.Tensor, bool)

// cumulative are the distribution function and the logarithms of both tails, of which a distribution has all or none
// but the first.
var cumulative = []struct {
	name      string
	of        exact
	low, high float64 // at -Inf and +Inf
}{
	{"CDF", dist.CDF, 0, 1},
	{"LogCDF", dist.LogCDF, math.Inf(-1), 0},
	{"LogSurvival", dist.LogSurvival, 0, math.Inf(-1)},
}

// functions returns nil, or says that there is none of them.
func (s *subject) functions() error {
	if err := s.draws(); err != nil {
		return err
	}
	if err := s.numbers(); err != nil {
		return err
	}
	if _, ok := dist.CDF(s.d, s.draw()); !ok {
		return inapplicable("it has no distribution function")
	}
	return nil
}

// tails compares both logarithms with the distribution function, with each other, and with the density, at draws from
// the lowest to the highest.
func tails(s *subject) error {
	const draws = 200
	if err := s.functions(); err != nil {
		return err
	}
	sorted := s.d.Sample(tensor.NewRNG(43), draws).Float64s()
	for j := range s.n {
		column := make([]float64, draws)
		for i := range column {
			column[i] = sorted[i*s.n+j]
		}
		slices.Sort(column)
		for i, v := range column {
			sorted[i*s.n+j] = v
		}
	}
	x := tensor.Of(sorted).Reshape(tensor.Join(tensor.Shape{draws}, s.d.BatchShape())...)
	lower, hasLower := dist.LogCDF(s.d, x)
	upper, hasUpper := dist.LogSurvival(s.d, x)
	p, hasCDF := dist.CDF(s.d, x)
	switch {
	case hasLower != hasUpper || hasLower && !hasCDF:
		return fmt.Errorf("of CDF, LogCDF and LogSurvival there are some: %v, %v, %v", hasCDF, hasLower, hasUpper)
	case !hasLower:
		return inapplicable("it has no logarithms of tails")
	case !lower.Shape().Equal(x.Shape()) || !upper.Shape().Equal(x.Shape()):
		return fmt.Errorf("LogCDF of %v has shape %v and LogSurvival %v", x.Shape(), lower.Shape(), upper.Shape())
	}
	if err := near("exp(LogCDF)", lower.Exp().Float64s(), p.Float64s(), 1e-12); err != nil {
		return err
	}
	if err := near("exp(LogCDF) + exp(LogSurvival)", lower.Exp().Add(upper.Exp()).Float64s(), tensor.OnesLike(p).Float64s(), 1e-12); err != nil {
		return err
	}
	a, b := lower.Float64s(), upper.Float64s()
	for i := s.n; i < len(a); i++ {
		if slack := 1e-12 * (1 + math.Abs(a[i]) + math.Abs(b[i])); a[i] < a[i-s.n]-slack || b[i] > b[i-s.n]+slack {
			return fmt.Errorf("from %v to %v LogCDF goes from %v to %v and LogSurvival from %v to %v", sorted[i-s.n], sorted[i], a[i-s.n], a[i], b[i-s.n], b[i])
		}
	}
	if err := singleTails(s, x); err != nil {
		return err
	}
	if s.discrete() {
		return massesAddUp(s)
	}
	lp, single := s.d.LogProb(x), once(sorted, s.n).Reshape(x.Shape()...)
	for _, f := range []struct {
		name string
		of   exact
		want *tensor.Tensor
	}{
		{"LogCDF", dist.LogCDF, lp.Sub(lower).Exp()},
		{"LogSurvival", dist.LogSurvival, lp.Sub(upper).Exp().Neg()},
	} {
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			y, _ := f.of(s.d, in[0])
			return y.Sum()
		}, x)
		if err := near("slope of "+f.name, tensor.Where(single, g[0], 0).Float64s(), tensor.Where(single, f.want, 0).Float64s(), 1e-9); err != nil {
			return err
		}
	}
	return nil
}

// once returns 1 for values that are not the ones before or after them in their column, and 0 for others, which have a
// probability of their own and no slope there.
func once(sorted []float64, columns int) *tensor.Tensor {
	alone := make([]float64, len(sorted))
	for i, v := range sorted {
		before, after := i-columns, i+columns
		if (before < 0 || sorted[before] != v) && (after >= len(sorted) || sorted[after] != v) {
			alone[i] = 1
		}
	}
	return tensor.Of(alone)
}

// massesAddUp compares the distribution function with the sum of the masses, at all values of a finite distribution and
// just above them.
func massesAddUp(s *subject) error {
	values, ok := s.d.EnumerateSupport()
	if !ok {
		return nil
	}
	sum := tensor.Zeros(s.d.BatchShape()...)
	for i := range values.Dim(0) {
		at := values.Slice(0, i, i+1).Sum(0).Expand(s.d.BatchShape()...)
		sum = sum.Add(s.d.LogProb(at).Exp())
		for _, more := range []float64{0, 1e-6} {
			x := tensor.Add(at, more)
			p, _ := dist.CDF(s.d, x)
			if err := near(fmt.Sprintf("CDF at value %d and %v", i, more), p.Float64s(), sum.Float64s(), 1e-12); err != nil {
				return err
			}
		}
	}
	return nil
}

// singleTails compares Float32 parameters and values with the same numbers in Float64.
func singleTails(s *subject, x *tensor.Tensor) error {
	single, wide := make([]*tensor.Tensor, len(s.params)), make([]*tensor.Tensor, len(s.params))
	for i, p := range s.params {
		single[i] = p.As(tensor.Float32)
		wide[i] = single[i].As(tensor.Float64)
	}
	x = x.As(tensor.Float32)
	for _, f := range cumulative {
		y, _ := f.of(s.build(single...), x)
		if y.DType() != tensor.Float32 {
			return fmt.Errorf("%s of Float32 parameters is %v", f.name, y.DType())
		}
		want, _ := f.of(s.build(wide...), x.As(tensor.Float64))
		if err := near("Float32 "+f.name, y.Float64s(), want.Float64s(), 1e-5); err != nil {
			return err
		}
	}
	return nil
}

// tailsByParams compares derivatives by the parameters with differences, where the value is finite.
func tailsByParams(s *subject) error {
	if err := s.functions(); err != nil {
		return err
	}
	x := s.draw()
	for i, p := range s.params {
		for _, f := range cumulative {
			if _, ok := f.of(s.d, x); !ok {
				continue
			}
			err := unlessRefused(func() error {
				return derivative(fmt.Sprintf("parameter %d of %s", i, f.name), p, func(p *tensor.Tensor) *tensor.Tensor {
					y, _ := f.of(s.with(i, p), x)
					return tensor.Where(tensor.Less(math.Inf(-1), y), y, 0).Sum()
				})
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// with returns the distribution with another parameter.
func (s *subject) with(i int, p *tensor.Tensor) dist.Distribution {
	return s.build(s.replaced(i, p)...)
}

// unlessRefused returns check, or nil if it wants a derivative that the distribution refuses, as that by a number of
// trials.
func unlessRefused(check func() error) (err error) {
	defer func() {
		if r := recover(); r != nil && !strings.Contains(fmt.Sprint(r), "is not available; Detach()") {
			panic(r)
		}
	}()
	return check()
}

// tailsAtTheEnds looks at ±Inf, where values are exact and nothing moves, and at NaN.
func tailsAtTheEnds(s *subject) error {
	if err := s.functions(); err != nil {
		return err
	}
	if err := certainAtTheEnds(s.d); err != nil {
		return err
	}
	for _, f := range cumulative {
		unknown, ok := f.of(s.d, tensor.Full(math.NaN(), s.d.BatchShape()...))
		if !ok {
			continue
		}
		for _, v := range unknown.Float64s() {
			if !math.IsNaN(v) {
				return fmt.Errorf("%s of NaN is %v", f.name, v)
			}
		}
		for i := range 2 {
			x := tensor.Full(math.Inf(2*i-1), s.d.BatchShape()...)
			for j, in := range append([]*tensor.Tensor{x}, s.params...) {
				err := unlessRefused(func() error {
					_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
						if j == 0 {
							y, _ := f.of(s.d, in[0])
							return y.Sum()
						}
						y, _ := f.of(s.with(j-1, in[0]), x)
						return y.Sum()
					}, in)
					for _, v := range g[0].Float64s() {
						if v != 0 {
							return fmt.Errorf("the derivative of %s by input %d at %v is %v", f.name, j, math.Inf(2*i-1), v)
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// certainAtTheEnds looks whether the functions that d has are exact at ±Inf.
func certainAtTheEnds(d dist.Distribution) error {
	t, _ := dist.DTypeOf(d)
	for _, f := range cumulative {
		for i, want := range []float64{f.low, f.high} {
			end := math.Inf(2*i - 1)
			y, ok := f.of(d, tensor.Full(end, d.BatchShape()...).As(t))
			if !ok {
				continue
			}
			for _, v := range y.Float64s() {
				if v != want {
					return fmt.Errorf("%s at %v is %v, want %v", f.name, end, v, want)
				}
			}
		}
	}
	return nil
}
