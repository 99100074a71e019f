package disttest

import (
	"errors"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// refusesNaN puts NaN into each parameter: Validate must name it, and a log-density must neither panic nor look like
// one.
func refusesNaN(s *subject) error {
	for i, p := range s.params {
		values := p.Float64s()
		values[0] = math.NaN()
		params := append([]*tensor.Tensor(nil), s.params...)
		params[i] = tensor.Of(values).Reshape(p.Shape()...)
		d := s.build(params...)
		var bad *dist.ParamError
		if err := d.Validate(); !errors.As(err, &bad) {
			return fmt.Errorf("NaN in parameter %d: Validate gives %v, want a *dist.ParamError", i, err)
		}
		if bad.Dist == "" || bad.Param == "" {
			return fmt.Errorf("NaN in parameter %d: the error names no distribution or no parameter: %v", i, bad)
		}
		if lp := d.LogProb(s.d.Sample(tensor.NewRNG(31))).Float64s()[0]; !math.IsNaN(lp) && !math.IsInf(lp, -1) {
			return fmt.Errorf("NaN in parameter %d: log-density %v, want NaN or -Inf", i, lp)
		}
	}
	return nil
}

// refusesRSample calls RSample, which must panic with an error of the library exactly where HasRSample is false.
func refusesRSample(s *subject) error {
	var err error
	func() {
		defer fault.Catch(&err)
		s.d.RSample(tensor.NewRNG(37))
	}()
	if has := s.d.HasRSample(); has != (err == nil) {
		return fmt.Errorf("HasRSample is %v, and RSample panics with: %v", has, err)
	}
	return nil
}
