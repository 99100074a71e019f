package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// grid cuts the support into pieces, if the distribution has as many free dimensions as quadrature takes.
func (s *subject) grid() (grid, error) { return s.gridAt(0) }

func (s *subject) gridAt(angle float64) (grid, error) {
	if err := s.draws(); err != nil {
		return grid{}, inapplicable("it cannot be drawn from, and need not have an integral")
	}
	if s.m == 0 {
		return grid{}, inapplicable("its events have no numbers")
	}
	if !s.discrete() && !s.hasMap {
		return grid{}, s.mapped()
	}
	return gridOf(s.d, angle)
}

func normalised(s *subject) error {
	g, err := s.grid()
	if err != nil {
		return err
	}
	ones := make([]float64, s.n)
	for i := range ones {
		ones[i] = 1
	}
	return g.near("total probability", ones, 1e-7, func([]float64, int) float64 { return 1 })
}

func drawsAreLikely(s *subject) error {
	if err := s.draws(); err != nil {
		return err
	}
	x := s.d.Sample(tensor.NewRNG(7), 2000)
	if err := dist.CheckSupport(s.d, x, nil); err != nil {
		return err
	}
	for i, lp := range s.d.LogProb(x).Float64s() {
		if math.IsNaN(lp) || math.IsInf(lp, 0) {
			return fmt.Errorf("draw %v has log-density %v", x.Float64s()[i*s.m:(i+1)*s.m], lp)
		}
	}
	return nil
}

// inputs returns a value and the parameters.
func (s *subject) inputs(x *tensor.Tensor) []*tensor.Tensor {
	return append([]*tensor.Tensor{x}, s.params...)
}

// at returns the log-density of batch element b at x and its derivatives, by x and the parameters.
func (s *subject) at(x *tensor.Tensor, b int) (lp float64, grads []*tensor.Tensor) {
	y, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return s.build(in[1:]...).LogProb(in[0]).Reshape(s.n).Slice(0, b, b+1).Sum()
	}, s.inputs(x)...)
	return y.Item(), grads
}

// outside changes the event of one batch element at a time, because the support may differ between them: by one of its
// numbers, or as a whole.
func outside(s *subject) error {
	if s.m == 0 {
		return inapplicable("its events have no numbers")
	}
	found := false
	try := func(b int, change func(event []float64)) error {
		values := s.points(41).Float64s()
		event := values[b*s.m : (b+1)*s.m]
		change(event)
		x := tensor.Of(values).Reshape(s.whole()...)
		if dist.CheckSupport(s.d, x, nil) == nil {
			return nil
		}
		found = true
		lp, grads := s.at(x, b)
		if !math.IsInf(lp, -1) {
			return fmt.Errorf("log-density %v at %v", lp, event)
		}
		for j, g := range grads {
			for _, d := range g.Float64s() {
				if d != 0 && s.m == 1 || math.IsNaN(d-d) { // other numbers of the event may move
					return fmt.Errorf("derivative %v by input %d at %v", d, j, event)
				}
			}
		}
		return nil
	}
	for b := range s.n {
		for _, v := range []float64{-1e300, -7.25, -1, -0.5, -1e-300, 0, 0.5, 1 + 1e-5, 1.5, 2.25, 1e3, 1e300, math.Inf(1), math.Inf(-1)} {
			for k := range s.m {
				if err := try(b, func(event []float64) { event[k] = v }); err != nil {
					return err
				}
			}
		}
		for _, change := range []func(event []float64){
			slices.Reverse[[]float64],
			func(event []float64) { scale(event, 2) },
			func(event []float64) { scale(event, -1) },
			func(event []float64) { clear(event) },
			func(event []float64) { scale(event, 0); event[len(event)-1] = 7 },
		} {
			if err := try(b, change); err != nil {
				return err
			}
		}
	}
	if !found {
		return inapplicable("its support are all numbers")
	}
	return nil
}

func scale(v []float64, by float64) {
	for i := range v {
		v[i] *= by
	}
}

// nowhere puts NaN into each number of an event.
func nowhere(s *subject) error {
	for b := range s.n {
		for k := range s.m {
			values := s.points(47).Float64s()
			values[b*s.m+k] = math.NaN()
			lp := s.d.LogProb(tensor.Of(values).Reshape(s.whole()...)).Float64s()[b]
			if !math.IsNaN(lp) && !math.IsInf(lp, -1) {
				return fmt.Errorf("log-density %v at %v", lp, values[b*s.m:(b+1)*s.m])
			}
		}
	}
	return nil
}

// rim puts numbers of an event where the support ends.
func rim(s *subject) error {
	if err := s.mapped(); err != nil {
		return err
	}
	ends := []float64{0, 1}
	for _, p := range s.params {
		ends = append(ends, p.Float64s()...)
	}
	width := 1 // of the vectors that events consist of
	if event := s.d.EventShape(); len(event) > 0 {
		width = event[len(event)-1]
	}
	found := false
	for b := range s.n {
		for k := range s.m {
			for _, end := range ends {
				for _, keep := range []bool{false, true} {
					values := s.points(59).Float64s()
					event := values[b*s.m : (b+1)*s.m]
					if !toEnd(event[k/width*width:][:width], k%width, end, keep) {
						continue
					}
					x := tensor.Of(values).Reshape(s.whole()...)
					if dist.CheckSupport(s.d, x, nil) != nil || finite(s.d.Support().Bijection().Inverse(x)) {
						continue
					}
					found = true
					if err := s.onRim(x, b, event); err != nil {
						return err
					}
				}
			}
		}
	}
	if !found {
		return inapplicable("its support has no rim that the log-density could be asked on")
	}
	return nil
}

// toEnd sets one number of a vector; the others may keep the sum at 1. It reports whether they can.
func toEnd(v []float64, k int, end float64, keep bool) bool {
	v[k] = 0
	rest := 0.0
	for _, x := range v {
		rest += x
	}
	if keep {
		if rest == 0 {
			return false
		}
		scale(v, (1-end)/rest)
	}
	v[k] = end
	return true
}

// onRim looks at the derivatives of a log-density that is finite.
func (s *subject) onRim(x *tensor.Tensor, b int, event []float64) error {
	lp, grads := s.at(x, b)
	if math.IsNaN(lp) {
		return fmt.Errorf("log-density NaN at %v", event)
	}
	for j, g := range grads {
		if !finite(g) && !math.IsInf(lp, 0) {
			return fmt.Errorf("log-density %v at %v, and its derivative by input %d is %v", lp, event, j, g)
		}
	}
	return nil
}

// enumerated compares the values that a finite distribution lists with its draws and its probabilities.
func enumerated(s *subject) error {
	values, ok := s.d.EnumerateSupport()
	if !ok {
		return inapplicable("it lists no values")
	}
	shape := tensor.Shape{values.Dim(0)}
	for range s.d.BatchShape() {
		shape = append(shape, 1)
	}
	if want := tensor.Join(shape, s.d.EventShape()); !values.Shape().Equal(want) {
		return fmt.Errorf("EnumerateSupport has shape %v, want %v", values.Shape(), want)
	}
	x := values.Expand(s.whole(values.Dim(0))...)
	if err := dist.CheckSupport(s.d, x, nil); err != nil {
		return err
	}
	ones := tensor.Ones(s.d.BatchShape()...).Float64s()
	return near("total probability", s.d.LogProb(x).Exp().Sum(0).Float64s(), ones, 1e-12)
}

// moment compares a moment of every number of an event with quadrature, or where the distribution has too many free
// dimensions, with draws to within their standard error.
func (s *subject) moment(what string, got *tensor.Tensor, ok bool, tolerance float64, f func(x float64, i int) float64) error {
	switch {
	case !ok:
		return inapplicable("it has no " + what + " in closed form")
	case !finite(got):
		return inapplicable("its " + what + " is infinite or undefined")
	}
	v := got.Expand(s.whole()...).Float64s()
	g, err := s.grid()
	if _, skip := err.(inapplicable); skip && s.drawn {
		const draws = 20_000
		x := s.d.Sample(tensor.NewRNG(61), draws).Float64s()
		for i := range v {
			var terms []float64
			for at := i; at < len(x); at += len(v) {
				terms = append(terms, f(x[at], i))
			}
			if m, se := meanOf(terms); math.Abs(m-v[i]) > 5*se+1e-12*math.Abs(v[i]) { // some are the same in all draws
				return fmt.Errorf("%s: number %d of the draws is %v ± %v, want %v", what, i, m, se, v[i])
			}
		}
		return nil
	}
	if err != nil {
		return err
	}
	for k := range s.m {
		var one []float64
		for b := range s.n {
			one = append(one, v[b*s.m+k])
		}
		if err := g.near(what, one, tolerance, func(x []float64, i int) float64 { return f(x[k], i%s.n*s.m+k) }); err != nil {
			return err
		}
	}
	return nil
}

func mean(s *subject) error {
	m, ok := dist.Mean(s.d)
	return s.moment("mean", m, ok, 1e-6, func(x float64, _ int) float64 { return x })
}

func variance(s *subject) error {
	v, ok := dist.Variance(s.d)
	center, hasMean := dist.Mean(s.d)
	if !ok || !hasMean || !finite(center) {
		return inapplicable("it has no mean and variance in closed form")
	}
	m := center.Expand(s.whole()...).Float64s()
	return s.moment("variance", v, ok, 1e-5, func(x float64, i int) float64 { return (x - m[i]) * (x - m[i]) })
}

func entropy(s *subject) error {
	h, ok := dist.Entropy(s.d)
	if !ok {
		return inapplicable("it has no entropy in closed form")
	}
	want := h.Expand(s.d.BatchShape()...).Float64s()
	g, err := s.grid()
	if _, skip := err.(inapplicable); skip && s.drawn {
		lp := s.d.LogProb(s.d.Sample(tensor.NewRNG(67), 20_000)).Neg().Float64s()
		for b := range s.n {
			if m, se := meanOf(column(lp, b, s.n)); math.Abs(m-want[b]) > 5*se+1e-12*math.Abs(want[b]) {
				return fmt.Errorf("entropy: of the draws %v ± %v, want %v", m, se, want[b])
			}
		}
		return nil
	}
	if err != nil {
		return err
	}
	lp := s.d.LogProb(g.x).Float64s()
	return g.near("entropy", want, 1e-6, func(_ []float64, i int) float64 { return -lp[i] })
}

// column returns every n-th number of v, from the given one on.
func column(v []float64, from, n int) []float64 {
	var out []float64
	for i := from; i < len(v); i += n {
		out = append(out, v[i])
	}
	return out
}

// meanOf returns a mean and its standard error.
func meanOf(x []float64) (mean, se float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		se += (v - mean) * (v - mean) / n
	}
	return mean, math.Sqrt(se / n)
}
