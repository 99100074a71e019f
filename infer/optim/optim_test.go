package optim_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/tensor"
)

// of returns a dense tensor of an element type.
func of(d tensor.DType, values ...float64) *tensor.Tensor {
	if d == tensor.Float64 {
		return tensor.Of(values)
	}
	single := make([]float32, len(values))
	for i, v := range values {
		single[i] = float32(v)
	}
	return tensor.Of(single)
}

// param returns a parameter before its first update.
func param(o optim.Optimizer, d tensor.DType, x ...float64) *optim.Param {
	p := &optim.Param{Name: "x", X: of(d, x...)}
	for range o.Slots("x") {
		p.State = append(p.State, of(d, make([]float64, len(x))...))
	}
	return p
}

// move makes one update with the given gradient.
func move(o optim.Optimizer, p *optim.Param, g ...float64) {
	p.Step++
	p.Total++
	p.Grad = of(p.X.DType(), g...)
	o.Update(p)
}

// algorithm is an optimizer written down again in Float64, straight from the publication: f is x after all the
// gradients seen so far of one element.
type algorithm struct {
	name string
	o    optim.Optimizer
	f    func(x float64, g []float64) float64
}

func algorithms() []algorithm {
	adam := func(lr func(t int) float64, b1, b2, eps, clip float64) func(float64, []float64) float64 {
		return func(x float64, gs []float64) float64 {
			var m, v float64
			for i, g := range gs {
				t := float64(i + 1)
				g = min(clip, max(-clip, g))
				m = b1*m + (1-b1)*g
				v = b2*v + (1-b2)*math.Pow(g, 2)
				x -= lr(i+1) * (m / (1 - math.Pow(b1, t))) / (math.Sqrt(v/(1-math.Pow(b2, t))) + eps)
			}
			return x
		}
	}
	always := func(lr float64) func(int) float64 { return func(int) float64 { return lr } }
	sgd := func(lr, mu float64, nesterov bool) func(float64, []float64) float64 {
		return func(x float64, gs []float64) float64 {
			for t := range gs {
				direction := 0.0
				for s, g := range gs[:t+1] {
					direction += math.Pow(mu, float64(t-s)) * g
				}
				if nesterov {
					direction = gs[t] + mu*direction
				}
				x -= lr * direction
			}
			return x
		}
	}
	inf := math.Inf(1)
	return []algorithm{
		{"Adam", optim.Adam{}, adam(always(0.001), 0.9, 0.999, 1e-8, inf)},
		{"Adam with settings", optim.Adam{LR: 0.1, Beta1: 0.8, Beta2: 0.95, Epsilon: 1e-3}, adam(always(0.1), 0.8, 0.95, 1e-3, inf)},
		{"Adam without momentum", optim.Adam{LR: 0.1, Beta1: -1}, adam(always(0.1), 0, 0.999, 1e-8, inf)},
		{"Adam with a schedule", optim.Adam{LR: 0.1, Schedule: optim.Exponential(0.9)},
			adam(func(t int) float64 { return 0.1 * math.Pow(0.9, float64(t-1)) }, 0.9, 0.999, 1e-8, inf)},
		{"ClippedAdam", optim.ClippedAdam{}, adam(always(0.001), 0.9, 0.999, 1e-8, 10)},
		{"ClippedAdam with settings", optim.ClippedAdam{LR: 0.1, Beta1: 0.8, Beta2: 0.95, Epsilon: 1e-3, ClipNorm: 1.5, LRD: 0.99},
			adam(func(t int) float64 { return 0.1 * math.Pow(0.99, float64(t)) }, 0.8, 0.95, 1e-3, 1.5)},
		{"SGD", optim.SGD{}, sgd(0.01, 0, false)},
		{"SGD with momentum", optim.SGD{LR: 0.1, Momentum: 0.8}, sgd(0.1, 0.8, false)},
		{"SGD with Nesterov's momentum", optim.SGD{LR: 0.1, Momentum: 0.8, Nesterov: true}, sgd(0.1, 0.8, true)},
	}
}

func TestUpdateAgainstThePublication(t *testing.T) {
	const steps, n = 40, 5
	rng := tensor.NewRNG(1)
	start := rng.Normal(n).Float64s()
	gradients := make([][]float64, steps)
	for i := range gradients {
		gradients[i] = tensor.Mul(rng.Normal(n), 8).Float64s()
	}
	for _, a := range algorithms() {
		t.Run(a.name, func(t *testing.T) {
			require.NoError(t, optim.Validate(a.o))
			double, single := param(a.o, tensor.Float64, start...), param(a.o, tensor.Float32, start...)
			for _, g := range gradients {
				move(a.o, double, g...)
				move(a.o, single, g...)
			}
			for i, x := range start {
				var gs []float64
				for _, g := range gradients {
					gs = append(gs, g[i])
				}
				want := a.f(x, gs)
				scale := math.Abs(x) + math.Abs(want) + 1
				require.InDelta(t, want, double.X.At(i), 1e-13*steps*scale)
				require.InDelta(t, want, single.X.At(i), 1e-6*steps*scale)
			}
		})
	}
}

// A parameter that joins the run late has its own count for corrections of bias and for LRD; schedules follow the run.
func TestParameterThatJoinsLate(t *testing.T) {
	for _, o := range []optim.Optimizer{
		optim.Adam{LR: 1, Schedule: optim.Exponential(0.5)},
		optim.ClippedAdam{LR: 2, LRD: 0.5, Schedule: optim.Exponential(0.5)},
		optim.SGD{LR: 1, Schedule: optim.Exponential(0.5)},
	} {
		p := param(o, tensor.Float64, 0)
		p.Total = 3
		move(o, p, 1)
		require.InDelta(t, -0.125, p.X.Item(), 1e-8, "%T", o)
	}
}

func TestConvergesOnAQuadratic(t *testing.T) {
	scale := []float64{1, 3, 10}
	target := []float64{2, -1, 0.5}
	for _, o := range []optim.Optimizer{
		optim.Adam{LR: 0.1, Schedule: optim.Cosine(2000, 0)},
		optim.ClippedAdam{LR: 0.1, LRD: 0.99},
		optim.SGD{LR: 0.05},
		optim.SGD{LR: 0.02, Momentum: 0.9},
		optim.SGD{LR: 0.02, Momentum: 0.9, Nesterov: true},
	} {
		for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
			p := param(o, d, 0, 0, 0)
			for range 2000 {
				g := make([]float64, 3)
				for i, x := range p.X.Float64s() {
					g[i] = scale[i] * (x - target[i])
				}
				move(o, p, g...)
			}
			require.InDeltaSlice(t, target, p.X.Float64s(), 1e-5, "%T %v", o, d)
		}
	}
}

// large returns a parameter of several pieces with a gradient, to be updated as it is.
func large(o optim.Optimizer, d tensor.DType, n int) *optim.Param {
	rng := tensor.NewRNG(3)
	p := param(o, d, rng.Normal(n).Float64s()...)
	p.Step, p.Total, p.Grad = 1, 1, of(d, rng.Normal(n).Float64s()...)
	return p
}

func TestSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, a := range algorithms() {
		for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
			var want []float64
			for _, processors := range []int{1, 2, 7} {
				runtime.GOMAXPROCS(processors)
				p := large(a.o, d, 70_001)
				a.o.Update(p)
				p.Step, p.Total = 2, 2
				a.o.Update(p)
				if want == nil {
					want = p.X.Float64s()
				}
				require.Equal(t, want, p.X.Float64s(), "%s on %d processors", a.name, processors)
			}
		}
	}
}

func TestUpdateDoesNotAllocate(t *testing.T) {
	for _, o := range []optim.Optimizer{
		optim.Adam{Schedule: optim.Cosine(10, 0)}, optim.ClippedAdam{}, optim.SGD{}, optim.SGD{Momentum: 0.9},
	} {
		for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
			p := large(o, d, 1000)
			require.Zero(t, testing.AllocsPerRun(10, func() { o.Update(p) }), "%T", o)
			// Several pieces cost goroutines, whatever their size.
			p = large(o, d, 100_000)
			require.Less(t, testing.AllocsPerRun(10, func() { o.Update(p) }), 20.0, "%T", o)
		}
	}
}

// An element whose gradient has vanished must not leave moments that decay into subnormal numbers and stay there.
func TestMomentsThatVanishBecomeZero(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{Beta2: 0.9}, optim.ClippedAdam{Beta2: 0.9}, optim.SGD{Momentum: 0.9}} {
		for d, smallest := range map[tensor.DType]float64{tensor.Float32: 0x1p-126, tensor.Float64: 0x1p-1022} {
			p := param(o, d, 1, 1)
			move(o, p, 1, 3*math.Sqrt(smallest))
			for range 7500 {
				move(o, p, 0, 0)
				for _, s := range p.State {
					for _, v := range s.Float64s() {
						require.True(t, v == 0 || math.Abs(v) >= smallest, "%T %v: %v", o, d, v)
					}
				}
			}
			for _, s := range p.State {
				require.Equal(t, []float64{0, 0}, s.Float64s(), "%T %v", o, d)
			}
		}
	}
}

// A gradient too small to be squared still moves its element, by its share of epsilon.
func TestGradientsTooSmallToSquare(t *testing.T) {
	p := param(optim.Adam{}, tensor.Float32, 0)
	move(optim.Adam{LR: 1}, p, 1e-25)
	require.InEpsilon(t, 1e-17, -p.X.Item(), 1e-5)
	require.Zero(t, p.State[1].Item())
}

func TestUpdateRefusesWhatTheCallerGotWrong(t *testing.T) {
	good := func() *optim.Param {
		p := param(optim.Adam{}, tensor.Float64, 1, 2)
		p.Step, p.Total, p.Grad = 1, 1, of(tensor.Float64, 3, 4)
		return p
	}
	for want, spoil := range map[string]func(p *optim.Param){
		`optim: Adam: parameter "x" is at step 0, 1 of the run; both count from 1`:                   func(p *optim.Param) { p.Step = 0 },
		`optim: Adam: parameter "x" has 1 state tensors, expected 2`:                                 func(p *optim.Param) { p.State = p.State[:1] },
		`optim: Adam: parameter "x": the gradient is Float32 [2], the value Float64 [2]`:             func(p *optim.Param) { p.Grad = of(tensor.Float32, 1, 2) },
		`optim: Adam: parameter "x": the state is Float64 [3], the value Float64 [2]`:                func(p *optim.Param) { p.State[1] = of(tensor.Float64, 1, 2, 3) },
		`optim: Adam: parameter "x": the value of shape [2] is uniform; it must store every element`: func(p *optim.Param) { p.X = tensor.Zeros(2) },
	} {
		p := good()
		spoil(p)
		require.PanicsWithError(t, want, func() { optim.Adam{}.Update(p) })
	}
}

func TestValidateSaysWhatIsWrong(t *testing.T) {
	nan := math.NaN()
	for want, o := range map[string]optim.Optimizer{
		"optim: the optimizer is nil; use for example optim.Adam{}":                                              nil,
		"optim: Adam: LR is -0.1; it must be positive and finite, and 0 means 0.001":                             optim.Adam{LR: -0.1},
		"optim: Adam: LR is NaN; it must be positive and finite, and 0 means 0.001":                              optim.Adam{LR: nan},
		"optim: Adam: Beta1 is 1; it must be below 1, 0 means 0.9, and a negative number none":                   optim.Adam{Beta1: 1},
		"optim: Adam: Beta2 is 1; it must be positive and below 1, and 0 means 0.999":                            optim.Adam{Beta2: 1},
		"optim: Adam: Beta2 is -0.5; it must be positive and below 1, and 0 means 0.999":                         optim.Adam{Beta2: -0.5},
		"optim: Adam: Epsilon is +Inf; it must be positive and finite, and 0 means 1e-08":                        optim.Adam{Epsilon: math.Inf(1)},
		"optim: ClippedAdam: LR is -1; it must be positive and finite, and 0 means 0.001":                        optim.ClippedAdam{LR: -1},
		"optim: ClippedAdam: Beta1 is NaN; it must be below 1, 0 means 0.9, and a negative number none":          optim.ClippedAdam{Beta1: nan},
		"optim: ClippedAdam: ClipNorm is -1; it must be positive and finite, and 0 means 10":                     optim.ClippedAdam{ClipNorm: -1},
		"optim: ClippedAdam: LRD is 1.5; it must be positive and at most 1, and 0 means 1, no decay":             optim.ClippedAdam{LRD: 1.5},
		"optim: SGD: LR is -1; it must be positive and finite, and 0 means 0.01":                                 optim.SGD{LR: -1},
		"optim: SGD: Momentum is 1; it must be positive and below 1, and 0 is none":                              optim.SGD{Momentum: 1},
		"optim: SGD: Nesterov looks ahead along the momentum, and Momentum is 0; set it, for example to 0.9":     optim.SGD{Nesterov: true},
		"optim: schedule Cosine(0, 0): it takes at least one step and a floor between 0 and 1":                   optim.Adam{Schedule: optim.Cosine(0, 0)},
		"optim: schedule Cosine(5, 2): it takes at least one step and a floor between 0 and 1":                   optim.SGD{Schedule: optim.Cosine(5, 2)},
		"optim: schedule Exponential(1.1): the rate is above 0 and at most 1":                                    optim.Adam{Schedule: optim.WarmUp(5, optim.Exponential(1.1))},
		"optim: schedule StepDecay(0, 0.5): it takes at least one step and a factor above 0 and at most 1":       optim.ClippedAdam{Schedule: optim.StepDecay(0, 0.5)},
		"optim: schedule WarmUp(-1): it takes at least one step":                                                 optim.Adam{Schedule: optim.WarmUp(-1, nil)},
		"optim: Adam: the schedule gives -1 at step 1; a factor of the learning rate is finite and not negative": optim.Adam{Schedule: func(int) float64 { return -1 }},
		"optim: ByName: rule 0 needs both Match and Use":                                                         optim.ByName{Rules: []optim.Rule{{Use: optim.Adam{}}}},
		"optim: ByName: rule 1: optim: Adam: LR is -1; it must be positive and finite, and 0 means 0.001": optim.ByName{Rules: []optim.Rule{
			{Match: named("a"), Use: optim.Adam{}}, {Match: named("b"), Use: optim.Adam{LR: -1}}}},
		"optim: ByName: default: optim: SGD: LR is -1; it must be positive and finite, and 0 means 0.01": optim.ByName{Default: optim.SGD{LR: -1}},
	} {
		require.EqualError(t, optim.Validate(o), want)
	}
	const isNil = "the optimizer is nil; use for example optim.Adam{}"
	require.EqualError(t, optim.Validate((*optim.Adam)(nil)), "optim: "+isNil)
	require.EqualError(t, optim.Validate(optim.ByName{Default: (*optim.SGD)(nil)}), "optim: ByName: default: optim: "+isNil)
	require.NoError(t, optim.Validate(&optim.Adam{}))
	require.NoError(t, optim.Validate(optim.ByName{}))
	require.NoError(t, optim.Validate(foreign{}), "settings of other packages' optimizers are their own affair")
}

// foreign is an optimizer of another package.
type foreign struct{}

func (foreign) Name(string) string  { return "foreign" }
func (foreign) Slots(string) int    { return 0 }
func (foreign) Update(*optim.Param) {}

func named(name string) func(string) bool { return func(s string) bool { return s == name } }

// A schedule may go wrong late. The step is refused before anything is written.
func TestScheduleGoesWrongLate(t *testing.T) {
	o := optim.Adam{Schedule: func(step int) float64 { return 1 / float64(3-step) }}
	require.NoError(t, optim.Validate(o))
	p := param(o, tensor.Float64, 1)
	move(o, p, 1)
	move(o, p, 1)
	before := p.X.Item()
	require.PanicsWithError(t, "optim: Adam: the schedule gives +Inf at step 3; a factor of the learning rate is finite and not negative",
		func() { move(o, p, 1) })
	require.Equal(t, before, p.X.Item())
}

func ExampleAdam() {
	// The minimum of (x - 3)².
	o := optim.Adam{LR: 0.1, Schedule: optim.Cosine(200, 0)}
	p := &optim.Param{Name: "x", X: tensor.Of([]float64{0})}
	for range o.Slots("x") {
		p.State = append(p.State, tensor.Of([]float64{0}))
	}
	for step := 1; step <= 200; step++ {
		p.Step, p.Total = step, step
		p.Grad = tensor.Mul(tensor.Sub(p.X, 3), 2)
		o.Update(p)
	}
	fmt.Printf("%.2f\n", p.X.Item())
	// Output: 3.00
}

// The square of the smaller gradient is subnormal in Float32: without precautions that is seven times slower.
func BenchmarkAdam(b *testing.B) {
	const n = 1 << 20
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		for _, gradient := range []float64{1, 1e-20} {
			b.Run(fmt.Sprintf("%v/gradient=%g", d, gradient), func(b *testing.B) {
				o := optim.Adam{}
				p := large(o, d, n)
				g := make([]float64, n)
				for i := range g {
					g[i] = gradient
				}
				p.Grad = of(d, g...)
				for b.Loop() {
					o.Update(p)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
			})
		}
	}
}
