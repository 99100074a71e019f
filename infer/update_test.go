package infer

import (
	"errors"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// slopes are the derivatives of a loss that is linear in two parameters, a of two elements and b of one.
type slopes struct{ a, b float64 }

func linearSVI(d tensor.DType, o optim.Optimizer) *SVI[slopes] {
	start := func(v ...float64) func(*tensor.RNG) *tensor.Tensor {
		return func(*tensor.RNG) *tensor.Tensor { return tensor.Of(v).As(d) }
	}
	model := func(c *ppl.Context, s slopes) {
		a, b := ppl.Param(c, "a", start(1, 2)), ppl.Param(c, "b", start(3))
		ppl.Factor(c, "f", tensor.Mul(a, -s.a).Sum())
		ppl.Factor(c, "g", tensor.Mul(b, -s.b).Sum())
	}
	return NewSVI(model, func(*ppl.Context, slopes) {}, SVIOptions{Optimizer: o, Seed: 3})
}

func named(name string) func(string) bool { return func(s string) bool { return s == name } }

func TestUpdatesThatOverflowChangeNothing(t *testing.T) {
	calm := slopes{1e-6, 1e-6}
	for name, c := range map[string]struct {
		d     tensor.DType
		o     optim.Optimizer
		data  slopes
		words string
	}{
		"Adam's rate": {tensor.Float32, optim.Adam{LR: 1e39}, calm,
			`optim: Adam: the learning rate for parameter "a" is 1e+39 at step 1; Float32 numbers end at 3.4e+38`},
		"Adam's rate for one": {tensor.Float32, optim.ByName{Rules: []optim.Rule{{Match: named("b"), Use: optim.Adam{LR: 1e40}}}}, calm,
			`optim: Adam: the learning rate for parameter "b" is `},
		"ClippedAdam's rate": {tensor.Float32, optim.ClippedAdam{LR: 1e40}, calm,
			`optim: ClippedAdam: the learning rate for parameter "a" is `},
		"SGD's rate": {tensor.Float32, optim.SGD{LR: 1e39}, calm,
			`optim: SGD: the learning rate for parameter "a" is 1e+39 at step 1; Float32 numbers end at 3.4e+38`},
		"Adam": {tensor.Float32, optim.Adam{LR: 3e38}, calm,
			`infer: site "a", after 1 steps: the optimizer Adam makes the parameter's value -Inf at element 0 of [2] (is its learning rate too large?); no parameter was changed`},
		"Adam, Float64": {tensor.Float64, optim.Adam{LR: 1.5e308}, calm,
			`site "a", after 1 steps: the optimizer Adam makes the parameter's value -Inf`},
		"ClippedAdam": {tensor.Float32, optim.ClippedAdam{LR: 3e38}, calm,
			`site "a", after 1 steps: the optimizer ClippedAdam makes the parameter's value -Inf`},
		"SGD": {tensor.Float32, optim.SGD{LR: 1e35}, slopes{1, 1e5},
			`site "b", after 0 steps: the optimizer SGD makes the parameter's value -Inf at element 0 of [1]`},
		"momentum": {tensor.Float64, optim.SGD{LR: 1e308, Momentum: 0.9}, slopes{1e-3, 0.9},
			`site "b", after 1 steps: the optimizer SGD with momentum makes the parameter's value -Inf`},
		"look-ahead": {tensor.Float32, optim.SGD{LR: 2e38, Momentum: 0.9, Nesterov: true}, slopes{1e-3, 0.5},
			`site "b", after 1 steps: the optimizer SGD with momentum makes the parameter's value -Inf`},
		// The parameter would never move again.
		"the square of a gradient": {tensor.Float32, optim.Adam{}, slopes{1, 1e21},
			`site "b", after 0 steps: the optimizer Adam makes the parameter's state tensor 1 +Inf at element 0 of [1]`},
		"no epsilon": {tensor.Float32, optim.Adam{Epsilon: 1e-60}, slopes{1, 0},
			`site "b", after 0 steps: the optimizer Adam makes the parameter's value NaN at element 0 of [1]`},
	} {
		t.Run(name, func(t *testing.T) {
			s := linearSVI(c.d, c.o)
			for range 3 {
				check := unchanged(t, s)
				_, err := s.Step(c.data)
				if err != nil {
					require.ErrorContains(t, err, c.words)
					check()
					return
				}
				for _, p := range s.store.order {
					for _, values := range append(p.state, p.real) {
						i, v := firstNonFinite(values)
						require.Equal(t, -1, i, "%s has %v", p.name, v)
					}
				}
			}
			t.Fatal("three steps that were to overflow")
		})
	}
}

// Ordinary updates need no copies.
func TestOrdinaryUpdatesAreMadeInPlace(t *testing.T) {
	for _, o := range []optim.Optimizer{
		optim.Adam{}, optim.Adam{LR: 100, Schedule: optim.Cosine(10, 0)}, optim.Adam{Beta1: -1, Epsilon: 1e-16}, optim.ClippedAdam{LRD: 0.9}, optim.SGD{LR: 10},
		optim.SGD{Momentum: 0.99}, optim.SGD{Momentum: 0.9, Nesterov: true}, optim.ByName{Default: optim.SGD{}},
	} {
		for _, d := range []tensor.DType{tensor.Float32, tensor.Float64} {
			s := linearSVI(d, o)
			for i := range 10 {
				if i == 5 { // what a checkpoint holds is looked at
					resumed := linearSVI(d, o)
					load(t, resumed, saved(t, s))
					s = resumed
				}
				train(t, s, slopes{1e4, -1e-20}, 1)
				require.Len(t, s.params.moves, 2)
				for _, m := range s.params.moves {
					require.False(t, m.onCopies, "%v %+v, step %d", d, o, i)
				}
			}
			// After a large gradient the moments are large for some time, and the updates right.
			if d == tensor.Float32 {
				train(t, s, slopes{1e13, 1}, 1)
				train(t, s, slopes{1, 1}, 1)
			}
		}
	}
}

// foreign is another package's optimizer: SGD that does something else to one parameter after some steps.
type foreign struct {
	optim.SGD
	from  int
	then  func(p *optim.Param)
	calls map[string]int
}

func (o foreign) Update(p *optim.Param) {
	o.calls[p.Name]++
	o.SGD.Update(p)
	if p.Name == "b" && p.Total >= o.from {
		o.then(p)
	}
}

// An optimizer may refuse late, in the midst of its work and for the last parameter only: then none has moved.
func TestForeignOptimizersChangeAllOrNothing(t *testing.T) {
	bug := errors.New("a bug")
	refuse := &optim.Error{Optimizer: "foreign", Detail: "not today"}
	for name, c := range map[string]struct {
		then  func(p *optim.Param)
		words string // none if it panics
	}{
		"refuses":          {func(*optim.Param) { panic(refuse) }, "optim: foreign: not today"},
		"panics":           {func(*optim.Param) { panic(bug) }, ""},
		"writes NaN":       {func(p *optim.Param) { tensor.Raw[float32](p.X)[0] = float32(math.NaN()) }, `infer: site "b", after 2 steps: the optimizer SGD with momentum makes the parameter's value NaN at element 0 of [1]`},
		"writes Inf":       {func(p *optim.Param) { tensor.Raw[float32](p.State[0])[0] = float32(math.Inf(1)) }, `the parameter's state tensor 0 +Inf at element 0 of [1]`},
		"drops the state":  {func(p *optim.Param) { p.State = nil }, `optim: SGD with momentum: parameter "b" had 1 state tensors and has 0 after its update`},
		"drops the value":  {func(p *optim.Param) { p.X = nil }, `parameter "b" has no value after its update`},
		"another shape":    {func(p *optim.Param) { p.X = tensor.Zeros(2).As(tensor.Float32) }, `the value of parameter "b" was Float32 [1] and is Float32 [2] after its update`},
		"another element":  {func(p *optim.Param) { p.State[0] = tensor.Zeros(1) }, `the state tensor 0 of parameter "b" was Float32 [1] and is Float64 [1] after its update`},
		"ends its routine": {func(*optim.Param) { runtime.Goexit() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, wrap := range []func(o optim.Optimizer) optim.Optimizer{
				func(o optim.Optimizer) optim.Optimizer { return o },
				func(o optim.Optimizer) optim.Optimizer { return optim.ByName{Default: o} },
				func(o optim.Optimizer) optim.Optimizer {
					return optim.ByName{Rules: []optim.Rule{{Match: named("b"), Use: optim.ByName{Default: o}}}}
				},
			} {
				calls := map[string]int{}
				s := linearSVI(tensor.Float32, wrap(foreign{optim.SGD{Momentum: 0.9}, 3, c.then, calls}))
				train(t, s, slopes{1, 1}, 2)
				check := unchanged(t, s)
				var err error
				finished := false
				done := make(chan any)
				go func() {
					defer func() { done <- recover() }()
					_, err = s.Step(slopes{1, 1})
					finished = true
				}()
				switch p := <-done; {
				case c.words != "":
					require.ErrorContains(t, err, c.words)
				case p != nil:
					require.Equal(t, bug, p)
				default:
					require.True(t, !finished || err != nil, "neither an error nor the end of the routine")
				}
				check()
				require.Equal(t, 3, calls["b"], "one call for each step")
				s.o.Optimizer = wrap(foreign{optim.SGD{Momentum: 0.9}, 9, c.then, calls})
				train(t, s, slopes{1, 1}, 1)
			}
		})
	}
}

// An optimizer may put new tensors into the Param.
func TestForeignOptimizersMayReplaceTensors(t *testing.T) {
	replace := func(p *optim.Param) {
		p.X, p.State[0] = tensor.Full(7, 1).As(tensor.Float32), tensor.Full(8, 1).As(tensor.Float32)
	}
	s := linearSVI(tensor.Float32, foreign{optim.SGD{Momentum: 0.9}, 2, replace, map[string]int{}})
	train(t, s, slopes{1, 1}, 3)
	require.Equal(t, []float64{7}, param(t, s, "b"))
	resumed := linearSVI(tensor.Float32, optim.SGD{Momentum: 0.9})
	load(t, resumed, saved(t, s))
	require.Equal(t, []float64{8}, resumed.store.byName["b"].state[0].Float64s())
}
