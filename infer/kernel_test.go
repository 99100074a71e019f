package infer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// pair is a normal density of two elements with variances 1 and correlation ρ = 0.8.
type pair struct{}

const rho = 0.8

func (pair) Dim() int { return 2 }

func (pair) ValueAndGrad(x, gradient []float64) (float64, error) {
	const precision = 1 / (1 - rho*rho)
	gradient[0], gradient[1] = -precision*(x[0]-rho*x[1]), -precision*(x[1]-rho*x[0])
	return (x[0]*gradient[0] + x[1]*gradient[1]) / 2, nil
}

// gibbs draws one element after the other given the rest, as it knows pair to have it. Its state is nothing, and
// it tells nothing.
type gibbs struct{ target LogDensity }

func (gibbs) Start(_ context.Context, c Chain) (Transition, error) { return gibbs{c.Target}, nil }
func (gibbs) Stats() []string                                      { return nil }
func (gibbs) State() any                                           { return nil }

func (k gibbs) Move(_ int, p *Point, rng *tensor.RNG) ([]float64, error) {
	for i := range p.X {
		p.X[i] = rho*p.X[1-i] + math.Sqrt(1-rho*rho)*rng.NormFloat64()
	}
	return nil, p.Evaluate(k.target)
}

// langevin is Metropolis' algorithm with proposals half a step up the gradient (Roberts & Tweedie 1996).
type langevin struct {
	step   float64
	target LogDensity
	to     Point
}

func (k *langevin) Start(_ context.Context, c Chain) (Transition, error) {
	return &langevin{k.step, c.Target, NewPoint(c.Target.Dim())}, nil
}
func (*langevin) Stats() []string { return []string{"accept"} }
func (*langevin) State() any      { return nil }

func (k *langevin) Move(_ int, p *Point, rng *tensor.RNG) ([]float64, error) {
	scale := math.Sqrt(k.step)
	for i, x := range p.X {
		k.to.X[i] = x + k.step/2*p.Gradient[i] + scale*rng.NormFloat64()
	}
	if err := k.to.Evaluate(k.target); err != nil {
		return nil, err
	}
	ratio := k.to.LogDensity - p.LogDensity
	for i := range p.X {
		there := k.to.X[i] - p.X[i] - k.step/2*p.Gradient[i]
		back := p.X[i] - k.to.X[i] - k.step/2*k.to.Gradient[i]
		ratio += (there*there - back*back) / (2 * k.step)
	}
	accept := math.Exp(min(0, ratio))
	if rng.Float64() < accept {
		p.Copy(&k.to)
	}
	return []float64{accept}, nil
}

// TestKernelsOfOnesOwn find the moments of a density that is known, and tell what they tell.
func TestKernelsOfOnesOwn(t *testing.T) {
	for name, c := range map[string]struct {
		kernel Kernel
		stats  []string
	}{
		"random walk": {RandomWalk{Scale: 0.1}, []string{"lp", "accept", "step_size"}},
		"Gibbs":       {gibbs{}, []string{"lp"}},
		"Langevin":    {&langevin{step: 0.8}, []string{"lp", "accept"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := MCMC{Kernel: c.kernel, Warmup: 500, Draws: 2000, Thin: 3, Seed: 2}.RunDensity(background, pair{})
			require.NoError(t, err)
			require.Equal(t, c.stats, d.Stats().Names())
			require.Empty(t, d.Summary().Warnings)
			x := d.Get("x")
			at := func(i int) *tensor.Tensor { return x.Slice(2, i, i+1).Reshape(4, 2000) }
			for what, m := range map[string]struct {
				of   *tensor.Tensor
				want float64
			}{"mean": {at(0), 0}, "variance": {at(1).Square(), 1}, "covariance": {at(0).Mul(at(1)), rho}} {
				chains := make([][]float64, 4)
				for i := range chains {
					chains[i] = m.of.Slice(0, i, i+1).Float64s()
				}
				require.InDelta(t, m.want, m.of.Mean().Item(), 4.5*draws.MCSEMean(chains), what)
			}

			// A file of draws has what the kernel told, and no more.
			var file bytes.Buffer
			require.NoError(t, d.WriteCSV(&file, 0))
			read, err := draws.ReadCSV(&file)
			require.NoError(t, err)
			require.Equal(t, c.stats, read.Stats().Names())
			require.Empty(t, d.Sampling().Leapfrogs)
			require.Empty(t, d.Sampling().Variances)
			require.Zero(t, d.Sampling().TargetAccept)
		})
	}
}

// giving is Metropolis' algorithm that leaves slices of its own in the point, and writes to them later.
type giving struct{ walk Transition }

func (giving) Start(ctx context.Context, c Chain) (Transition, error) {
	walk, err := RandomWalk{Scale: 1}.Start(ctx, c)
	return giving{walk}, err
}
func (k giving) Stats() []string { return k.walk.Stats() }
func (k giving) State() any      { return k.walk.State() }

func (k giving) Move(n int, p *Point, rng *tensor.RNG) ([]float64, error) {
	given, own := *p, NewPoint(len(p.X))
	own.Copy(p)
	stats, err := k.walk.Move(n, &own, rng)
	*p = own
	for i := range given.X { // neither are they the chain's any more
		given.X[i], given.Gradient[i] = math.NaN(), math.NaN()
	}
	return stats, err
}

// TestKernelsThatGiveSlicesAway have the draws of those that write to the point's.
func TestKernelsThatGiveSlicesAway(t *testing.T) {
	run := func(k Kernel) []float64 {
		d, err := MCMC{Kernel: k, Chains: 1, Warmup: 20, Draws: 50, Seed: 3}.RunDensity(background, pair{})
		require.NoError(t, err)
		return d.Get("x").Float64s()
	}
	want := run(RandomWalk{Scale: 1})
	require.Equal(t, want, run(giving{}))
	require.Equal(t, want, run(swapping{}))
}

// swapping leaves the room of its proposals in the point, and goes on proposing there.
type swapping struct {
	chain    Chain
	scale    float64
	proposal Point
}

func (swapping) Start(_ context.Context, c Chain) (Transition, error) {
	return &swapping{c, 1, NewPoint(c.Target.Dim())}, nil
}
func (*swapping) Stats() []string { return nil }
func (*swapping) State() any      { return nil }

func (k *swapping) Move(n int, p *Point, rng *tensor.RNG) ([]float64, error) {
	for i, x := range p.X {
		k.proposal.X[i] = x + k.scale*rng.NormFloat64()
	}
	if err := k.proposal.Evaluate(k.chain.Target); err != nil {
		return nil, err
	}
	accept := math.Exp(min(0, k.proposal.LogDensity-p.LogDensity))
	if rng.Float64() < accept {
		*p = k.proposal
	}
	if n < k.chain.Warmup {
		k.scale *= math.Exp((accept - 0.25) / math.Sqrt(float64(n+1)))
	}
	return nil, nil
}

// walking is NUTS with a step of a random walk after each of its transitions.
type walking struct{ Nuts, Walk Transition }

func (walking) Start(ctx context.Context, c Chain) (Transition, error) {
	var state struct{ Nuts, Walk json.RawMessage }
	if c.State != nil {
		if err := json.Unmarshal(c.State, &state); err != nil {
			return nil, err
		}
	}
	c.State = state.Nuts
	nuts, err := NUTS{}.Start(ctx, c)
	if err != nil {
		return nil, err
	}
	c.State = state.Walk
	walk, err := RandomWalk{Scale: 1}.Start(ctx, c)
	return walking{nuts, walk}, err
}
func (walking) Stats() []string            { return []string{"accept", "walk accept"} }
func (k walking) State() any               { return map[string]any{"Nuts": k.Nuts.State(), "Walk": k.Walk.State()} }
func (k walking) Report(s *draws.Sampling) { k.Nuts.(Reporter).Report(s) }

func (k walking) Move(n int, p *Point, rng *tensor.RNG) ([]float64, error) {
	nuts, err := k.Nuts.Move(n, p, rng.Split("nuts"))
	if err != nil {
		return nil, err
	}
	walk, err := k.Walk.Move(n, p, rng.Split("walk"))
	return []float64{nuts[0], walk[0]}, err
}

// TestKernelsMadeOfKernels go on from a checkpoint, and report, as their parts do.
func TestKernelsMadeOfKernels(t *testing.T) {
	m := MCMC{Kernel: walking{}, Chains: 2, Warmup: 40, Draws: 30, Seed: 4}
	want, err := m.RunDensity(background, pair{})
	require.NoError(t, err)
	s, err := m.DensitySampler(pair{})
	require.NoError(t, err)
	_, err = s.Run(background, 12)
	require.NoError(t, err)
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	again, err := m.DensitySampler(pair{})
	require.NoError(t, err)
	require.NoError(t, again.Load(&saved))
	rest, err := again.Run(background, 18)
	require.NoError(t, err)
	require.Equal(t, want.Get("x").Slice(1, 12, 30).Float64s(), rest.Get("x").Float64s())
	require.Equal(t, want.Sampling(), rest.Sampling())
	require.Len(t, rest.Sampling().Leapfrogs, 2)
}

// TestKernelsThatBreakTheirWord are told what they did.
func TestKernelsThatBreakTheirWord(t *testing.T) {
	run := func(k *broken) error {
		_, err := MCMC{Kernel: k, Chains: 1, Warmup: 10, Draws: 10}.RunDensity(background, pair{})
		return err
	}
	move := func(f func(p *Point)) *broken { return &broken{move: f} }
	for words, k := range map[string]*broken{
		"infer: the kernel *infer_test.broken has started nothing: Start returned nil":                                              {nothing: true},
		"infer: the kernel *infer_test.broken has started nothing":                                                                  {pointer: true},
		"infer: chain 0: it cannot be used here":                                                                                    {start: errors.New("it cannot be used here")},
		`infer: the kernel *infer_test.broken tells ["a" "a"]; names are not empty and differ, and "lp" is told already`:            {stats: []string{"a", "a"}},
		`infer: the kernel *infer_test.broken tells ["lp"]`:                                                                         {stats: []string{"lp"}},
		`infer: the kernel *infer_test.broken tells [""]`:                                                                           {stats: []string{""}},
		`infer: chain 0: transition 0: the kernel told 0 numbers of it; its Stats are ["a"]`:                                        {stats: []string{"a"}},
		"infer: chain 0: transition 0: the kernel left a position of 3 elements with 2 derivatives; the density has 2":              move(func(p *Point) { p.X = make([]float64, 3) }),
		"infer: chain 0: transition 0: the kernel moved to a position with log-density -Inf; it may move only where that is finite": move(func(p *Point) { p.LogDensity = math.Inf(-1) }),
		"infer: chain 0: transition 0: the kernel moved to a position that is NaN with derivative":                                  move(func(p *Point) { p.X[0] = math.NaN() }),
		"infer: chain 0: after 1 transitions: the log-density at its position is":                                                   move(func(p *Point) { p.X[0]++ }),
		"infer: chain 0: after 1 transitions: the derivative with respect to element 1 of site \"x\" at its position is":            move(func(p *Point) { p.Gradient[1]++ }),
		": a kernel leaves in a Point the Gradient and LogDensity of its X, and a density is the same at every call":                move(func(p *Point) { p.LogDensity++ }),
	} {
		require.ErrorContains(t, run(k), words)
	}
	_, err := MCMC{Kernel: RandomWalk{}}.Run(background, eightSchools)
	require.EqualError(t, err, "infer: chain 0: RandomWalk.Scale is 0; it must be positive")

	_, err = MCMC{Kernel: RandomWalk{Scale: 1}, Chains: 1}.RunDensity(background, mirror{})
	require.EqualError(t, err, "infer: chain 0: the density has changed the x that it was given")
	s, err := MCMC{Kernel: &broken{state: math.NaN()}, Chains: 1}.DensitySampler(pair{})
	require.NoError(t, err)
	require.EqualError(t, s.Save(new(bytes.Buffer)), "infer: saving the sampler: the state of the kernel: json: unsupported value: NaN")

	// A density that is another one at every call is found out, too.
	calls := 0.0
	_, err = MCMC{Chains: 1, Kernel: RandomWalk{Scale: 1}, Warmup: 10}.RunDensity(background, noisy{&calls})
	require.ErrorContains(t, err, "a density is the same at every call")
}

type broken struct {
	nothing bool
	pointer bool // to nothing
	start   error
	stats   []string
	state   any
	move    func(p *Point)
}

func (k *broken) Start(context.Context, Chain) (Transition, error) {
	if k.nothing || k.start != nil {
		return nil, k.start
	}
	if k.pointer {
		k = nil
	}
	return k, nil
}
func (k *broken) Stats() []string { return k.stats }
func (k *broken) State() any      { return k.state }

func (k *broken) Move(_ int, p *Point, _ *tensor.RNG) ([]float64, error) {
	if k.move != nil {
		k.move(p)
	}
	return nil, nil
}

// mirror writes to x.
type mirror struct{}

func (mirror) Dim() int { return 1 }

func (mirror) ValueAndGrad(x, gradient []float64) (float64, error) {
	x[0] = -x[0]
	gradient[0] = 0
	return -x[0] * x[0] / 2, nil
}

type noisy struct{ calls *float64 }

func (noisy) Dim() int { return 1 }

func (d noisy) ValueAndGrad(x, gradient []float64) (float64, error) {
	*d.calls++
	gradient[0] = -x[0]
	return -x[0]*x[0]/2 + math.Sin(*d.calls), nil
}

// TestKernelsKnowTheSites by the layout of the vectors.
func TestKernelsKnowTheSites(t *testing.T) {
	var names []string
	k := &broken{}
	seen := seeing{k, func(c Chain) {
		for _, s := range c.Layout.Slots() {
			names = append(names, s.Name)
		}
	}}
	_, err := MCMC{Kernel: seen, Chains: 1}.Sampler(func(c *ppl.Context) {
		a := ppl.Sample(c, "a", dist.Normal(0, 1))
		ppl.Sample(c, "b", dist.Normal(a, 1))
	})
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, names)
}

type seeing struct {
	*broken
	see func(c Chain)
}

func (s seeing) Start(ctx context.Context, c Chain) (Transition, error) {
	s.see(c)
	return s.broken.Start(ctx, c)
}
