package ode

import (
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// Options are what [Solve] may be told. The zero value is where most models begin.
type Options struct {
	From  float64 // the time of the start
	Jumps []Jump  // what is added on the way

	Method Method // DormandPrince, or Rodas5P for stiff systems

	// RelTol and AbsTol are how large the error of a step may be, RelTol·|y| + AbsTol for each state y; 0 means 1e-6 and
	// 1e-9. States that are small in their units need a smaller AbsTol.
	RelTol, AbsTol float64

	MaxSteps int // from the start to the last time; 0 means 10,000
}

// Jump adds amounts to a state at given times: doses to a compartment, or to its rate of infusion, a state of its own
// with the equation rate' = 0. What is asked for at the very time of a jump is the state before it. Times and By have
// the shape [batch…, n], in any order; those after the last time that is asked for do nothing.
type Jump struct {
	State     string
	Times, By *tensor.Tensor
}

// Solve returns the states at times: start [batch…, states], params [batch…, parameters] and times [batch…, n], in
// any order, give [batch…, n, states]. Batches broadcast, and every system of a batch has steps of its own. Params
// may be nil for a system without any. The result has derivatives with respect to start, params, times, and both
// parts of jumps.
//
// Solve panics with a [tensor.Error] where shapes or options do not fit, and with an [*Error] where the solution
// cannot be continued; entries that run models return both as errors.
func Solve(s *System, start, params, times *tensor.Tensor, o Options) *tensor.Tensor {
	if s == nil {
		fail("the system is nil")
	}
	if params == nil {
		params = tensor.Zeros(0)
	}
	in := []*tensor.Tensor{start, params, times}
	m := o.checked()
	if o.Method == Rodas5P {
		for _, p := range []func() *program{s.second, s.contraction} {
			if err := known(p); err != nil {
				fail("Rodas5P needs second derivatives: %v", err)
			}
		}
	}
	w := &solution{solver: newSolver(s, m, o), course: course{from: o.From}}
	at, by := w.jumps(s, o.Jumps)
	if at != nil {
		in = append(in, at, by)
	}
	var batches []tensor.Shape
	for i, x := range in {
		what := []string{"start", "params", "times", "Jump.Times", "Jump.By"}[i]
		if x == nil || x.Rank() == 0 {
			fail("%s must be a vector, or a batch of vectors; a single number x is x.Reshape(1)", what)
		}
		if want := []int{len(s.states), len(s.params)}; i < 2 && x.Dim(-1) != want[i] {
			fail("%s has shape %v; its last dimension must be %d, for %v", what, []int(x.Shape()), want[i], [][]string{s.states, s.params}[i])
		}
		batches = append(batches, x.Shape()[:x.Rank()-1])
	}
	batch, ok := tensor.BroadcastShapes(batches...)
	if !ok {
		fail("batches %v of start, params, times and jumps do not broadcast", batches)
	}
	for i, x := range in {
		if want := tensor.Join(batch, tensor.Shape{x.Dim(-1)}); !x.Shape().Equal(want) {
			in[i] = x.Expand(want...)
		}
	}
	w.batch = batch
	w.paths = make([]path, batch.Size())
	y := tensor.Apply(opSolve, w, in...)
	if w.failure != nil {
		panic(w.failure)
	}
	return y
}

// checked returns the method, and fills in the defaults.
func (o *Options) checked() *method {
	for i, tol := range []*float64{&o.RelTol, &o.AbsTol} {
		if *tol == 0 {
			*tol = []float64{1e-6, 1e-9}[i]
		}
		if !(*tol > 0) {
			fail("Options.%s is %v; it must be positive", []string{"RelTol", "AbsTol"}[i], *tol)
		}
	}
	if o.MaxSteps == 0 {
		o.MaxSteps = 10_000
	}
	if o.MaxSteps < 0 {
		fail("Options.MaxSteps is %d; it must be positive", o.MaxSteps)
	}
	if firstNonFinite([]float64{o.From}) >= 0 {
		fail("Options.From is %v; it must be finite", o.From)
	}
	m := methods[o.Method]
	if m == nil {
		fail("Options.Method is %d; there are DormandPrince and Rodas5P", o.Method)
	}
	return m
}

// jumps joins all jumps, and notes the state of each.
func (w *solution) jumps(s *System, jumps []Jump) (at, by *tensor.Tensor) {
	var ats, bys []*tensor.Tensor
	var batches []tensor.Shape
	for _, j := range jumps {
		state := slices.Index(s.states, j.State)
		if state < 0 {
			fail("a Jump is of state %q; there are %v", j.State, s.states)
		}
		if j.Times == nil || j.By == nil || j.Times.Rank() == 0 || j.By.Rank() == 0 || j.Times.Dim(-1) != j.By.Dim(-1) {
			fail("a Jump of %s needs Times and By of the shape [batch…, n], with the same n; one jump has [1]", j.State)
		}
		for range j.Times.Dim(-1) {
			w.states = append(w.states, state)
		}
		ats, bys = append(ats, j.Times), append(bys, j.By)
		batches = append(batches, j.Times.Shape()[:j.Times.Rank()-1], j.By.Shape()[:j.By.Rank()-1])
	}
	switch len(ats) {
	case 0:
		return nil, nil
	case 1:
		return ats[0], bys[0]
	}
	batch, ok := tensor.BroadcastShapes(batches...)
	if !ok {
		fail("batches %v of jumps do not broadcast", batches)
	}
	for _, all := range [][]*tensor.Tensor{ats, bys} {
		for i, x := range all {
			all[i] = x.Expand(tensor.Join(batch, tensor.Shape{x.Dim(-1)})...)
		}
	}
	return tensor.Concat(-1, ats...), tensor.Concat(-1, bys...)
}
