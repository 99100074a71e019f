package disttest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// refusesNaN puts NaN into each number of each parameter: Validate must name it, and a log-density must neither panic
// nor look like one.
func refusesNaN(s *subject) error {
	if len(s.params) == 0 {
		return inapplicable("it has no parameters")
	}
	x := s.points(31)
	for i, p := range s.params {
		for e := range p.Size() {
			values := p.Float64s()
			values[e] = math.NaN()
			d := s.build(s.replaced(i, tensor.Of(values).Reshape(p.Shape()...))...)
			if err := refused(d, fmt.Sprintf("NaN in parameter %d", i)); err != nil {
				return err
			}
			if err := s.noDensity(d, x, fmt.Sprintf("NaN in element %d of parameter %d", e, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// refused returns nil if Validate names the distribution and the parameter.
func refused(d dist.Distribution, what string) error {
	var bad *dist.ParamError
	if err := d.Validate(); !errors.As(err, &bad) {
		return fmt.Errorf("%s: Validate gives %v, want a *dist.ParamError", what, err)
	}
	if bad.Dist == "" || bad.Param == "" {
		return fmt.Errorf("%s: the error names no distribution or no parameter: %v", what, bad)
	}
	return nil
}

// noDensity returns nil if some log-density is NaN or -Inf and none is +Inf: a parameter need not reach all of the
// batch. A part of a parameter that is not read, such as one triangle of a symmetric matrix, changes nothing.
func (s *subject) noDensity(d dist.Distribution, x *tensor.Tensor, what string) error {
	some := false
	lps := d.LogProb(x).Float64s()
	if slices.Equal(lps, s.d.LogProb(x).Float64s()) {
		return nil
	}
	for _, lp := range lps {
		if math.IsInf(lp, 1) {
			return fmt.Errorf("%s: log-density +Inf", what)
		}
		some = some || math.IsNaN(lp) || math.IsInf(lp, -1)
	}
	if !some {
		return fmt.Errorf("%s: log-density %v, want NaN or -Inf", what, lps)
	}
	return nil
}

// refusesInvalid fills parameters with values that Validate may refuse.
func refusesInvalid(s *subject) error {
	x, found := s.points(31), false
	for i, p := range s.params {
		for _, v := range []float64{-2.5, -1, 0, math.Inf(1), math.Inf(-1), math.NaN()} {
			for e := range p.Size() + 1 { // the last time all of it
				values := p.Float64s()
				for k := range values {
					if k == e || e == len(values) {
						values[k] = v
					}
				}
				d := s.build(s.replaced(i, tensor.Of(values).Reshape(p.Shape()...))...)
				var bad *dist.ParamError
				// such as a matrix that is not symmetric, of which one triangle is read
				if !errors.As(d.Validate(), &bad) || bad.Detail != "" {
					continue
				}
				found = true
				if err := s.noDensity(d, x, fmt.Sprintf("parameter %d with %v", i, values)); err != nil {
					return err
				}
			}
		}
	}
	if !found {
		return inapplicable("it refuses no parameters")
	}
	return nil
}

// refusesRSample calls RSample, which must panic with an error of the library exactly where HasRSample is false.
func refusesRSample(s *subject) error {
	err := failure(func() { s.d.RSample(tensor.NewRNG(37)) })
	if has := s.d.HasRSample(); has != (err == nil) {
		return fmt.Errorf("HasRSample is %v, and RSample panics with: %v", has, err)
	}
	return nil
}
