// Package mini is a probabilistic programming library in one file, to be read from top to bottom. It has the ideas of
// the whole library (sites, traces, handlers, plates, SVI, Markov chains) and nothing else: no checks, no speed, only
// latents on the real line. x stands for data, z for latents. An example uses it, tests compare it with the library.
package mini

import (
	"maps"
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// # Distributions

// A Distribution can be drawn from, and says how likely a value is: the logarithm of its density, element by element.
type Distribution interface {
	Sample(rng *tensor.RNG) *tensor.Tensor
	LogProb(x *tensor.Tensor) *tensor.Tensor
}

// Normal is the bell curve. Scale is its standard deviation.
type Normal struct{ Loc, Scale *tensor.Tensor }

// Sample moves and widens a draw of the standard normal, so that the draw has derivatives with respect to Loc and
// Scale.
func (d Normal) Sample(rng *tensor.RNG) *tensor.Tensor {
	shape := d.Loc.Add(d.Scale).Shape()
	return d.Loc.Add(d.Scale.Mul(rng.Normal(shape...)))
}

// LogProb returns -z²/2 - log Scale - log √(2π), where z is the distance from Loc in standard deviations.
func (d Normal) LogProb(x *tensor.Tensor) *tensor.Tensor {
	z := x.Sub(d.Loc).Div(d.Scale)
	return tensor.Sub(tensor.Mul(z.Square(), -0.5), d.Scale.Log().Add(tensor.Scalar(math.Log(2*math.Pi)/2)))
}

// Bernoulli is 1 with probability 1/(1+e^-Logits), and 0 otherwise.
type Bernoulli struct{ Logits *tensor.Tensor }

// Sample draws zeros and ones, which have no derivatives.
func (d Bernoulli) Sample(rng *tensor.RNG) *tensor.Tensor {
	return tensor.Less(rng.Uniform(d.Logits.Shape()...), d.Logits.Detach().Sigmoid())
}

// LogProb returns x·Logits - log(1 + e^Logits).
func (d Bernoulli) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return x.Mul(d.Logits).Sub(d.Logits.Softplus())
}

// # Models

// A Model is a function that names its random choices. What they mean is up to the Context that it gets.
type Model func(c *Context)

// A Site is one named choice of a model, on its way through the handlers.
type Site struct {
	Name     string
	Dist     Distribution   // nil for a parameter
	Value    *tensor.Tensor // nil until it is set
	Observed bool           // the value is data
	Scale    float64        // what its log-probability counts for, more than 1 in mini-batches
}

// LogProb returns the site's log-probability with its scale, a number. The library's is without, element by element.
func (s *Site) LogProb() *tensor.Tensor {
	return tensor.Mul(s.Dist.LogProb(s.Value).Sum(), s.Scale)
}

// A Handler sees every site of the model inside it. It may change the site, passes it on outwards by next, and may look
// at what has become of it.
type Handler func(s *Site, next func(*Site))

// Context is what a model talks to: a chain of handlers, whose end is the draw itself.
type Context struct {
	pass  func(*Site)
	scale float64
}

// With returns the model with h around it. The handler that was put on last sees a site last: it is the outermost.
func With(m Model, h Handler) Model {
	return func(c *Context) {
		m(&Context{pass: func(s *Site) { h(s, c.pass) }, scale: c.scale})
	}
}

// Run runs the model with draws from rng for what no handler has decided.
func Run(m Model, rng *tensor.RNG) {
	m(&Context{scale: 1, pass: func(s *Site) {
		if s.Value == nil {
			s.Value = s.Dist.Sample(rng.Split(s.Name)) // a stream for every name: another site changes no other draw
		}
	}})
}

// Sample makes a random choice, and returns its outcome.
func Sample(c *Context, name string, d Distribution) *tensor.Tensor {
	s := &Site{Name: name, Dist: d, Scale: c.scale}
	c.pass(s)
	return s.Value
}

// Observe makes a choice whose outcome is known: data.
func Observe(c *Context, name string, d Distribution, value *tensor.Tensor) {
	c.pass(&Site{Name: name, Dist: d, Value: value, Observed: true, Scale: c.scale})
}

// Param returns a number to be optimized, which starts at init.
func Param(c *Context, name string, init float64) *tensor.Tensor {
	s := &Site{Name: name, Value: tensor.Scalar(init)}
	c.pass(s)
	return s.Value
}

// Plate says that body has batch of size independent rows. Each counts size/batch times, so that they stand for all.
func Plate(c *Context, size, batch int, body func(c *Context)) {
	body(&Context{pass: c.pass, scale: c.scale * float64(size) / float64(batch)})
}

// # Handlers

// Values are values of sites, by name.
type Values map[string]*tensor.Tensor

func zip(names []string, z []*tensor.Tensor) Values {
	v := Values{}
	for i, name := range names {
		v[name] = z[i]
	}
	return v
}

func list(v Values, names []string) (ts []*tensor.Tensor) {
	for _, name := range names {
		ts = append(ts, v[name])
	}
	return ts
}

// Replay returns the model with choices and parameters set to values.
func Replay(m Model, values Values) Model {
	return With(m, func(s *Site, next func(*Site)) {
		if v, ok := values[s.Name]; ok && !s.Observed {
			s.Value = v
		}
		next(s)
	})
}

// Condition returns the model in which some choices are data.
func Condition(m Model, data Values) Model {
	return With(m, func(s *Site, next func(*Site)) {
		if v, ok := data[s.Name]; ok {
			s.Value, s.Observed = v, true
		}
		next(s)
	})
}

// A Trace is what happened in one run: its sites in their order.
type Trace []*Site

// TraceOf runs the model and returns its trace. Here a handler writes it, in the library the end of the chain does.
func TraceOf(m Model, rng *tensor.RNG) (t Trace) {
	Run(With(m, func(s *Site, next func(*Site)) {
		next(s)
		t = append(t, s)
	}), rng)
	return t
}

// LogProb returns the log-probability of everything that happened, log p(x, z).
func (t Trace) LogProb() *tensor.Tensor {
	sum := tensor.Scalar(0)
	for _, s := range t {
		if s.Dist != nil {
			sum = sum.Add(s.LogProb())
		}
	}
	return sum
}

// values returns the values of all parameters, or of all latents: the choices that are not data.
func (t Trace) values(params bool) Values {
	v := Values{}
	for _, s := range t {
		if !s.Observed && params == (s.Dist == nil) {
			v[s.Name] = s.Value
		}
	}
	return v
}

// # Stochastic variational inference

// ELBO returns log p(x, z) - log q(z) for a draw z of the guide q. Its mean over draws is at most log p(x), and is that
// only if the guide is the posterior.
func ELBO(model, guide Model, rng *tensor.RNG) *tensor.Tensor {
	q := TraceOf(guide, rng)
	p := TraceOf(Replay(model, q.values(false)), rng)
	return p.LogProb().Sub(q.LogProb())
}

// SVI moves the guide's parameters uphill on the ELBO, and returns where they end. Each step is Adam's (Kingma & Ba
// 2015): the mean of the latest gradients, divided by their size.
func SVI(model, guide Model, steps int, rate float64, rng *tensor.RNG) Values {
	params := TraceOf(guide, rng).values(true)
	names := slices.Sorted(maps.Keys(params))
	mean, square := map[string]float64{}, map[string]float64{} // of the gradients, lately
	for step := 1; step <= steps; step++ {
		_, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			return ELBO(model, Replay(guide, zip(names, xs)), rng.Split("step", uint64(step)))
		}, list(params, names)...)
		rate := rate * math.Min(1, 4*float64(steps-step)/float64(steps)) // smaller and smaller, so that it comes to rest
		for i, name := range names {
			g := grads[i].Item()
			mean[name] = 0.9*mean[name] + 0.1*g
			square[name] = 0.999*square[name] + 0.001*g*g
			m, v := mean[name]/(1-math.Pow(0.9, float64(step))), square[name]/(1-math.Pow(0.999, float64(step)))
			params[name] = tensor.Add(params[name], rate*m/(math.Sqrt(v)+1e-8))
		}
	}
	return params
}

// # Markov chains

// target returns the names of a model's latents z, where to start (a draw from the prior), and log p(x, z) with its
// gradient as a function of them.
func target(m Model, rng *tensor.RNG) (names []string, start []*tensor.Tensor, f func(z []*tensor.Tensor) (float64, []*tensor.Tensor)) {
	first := TraceOf(m, rng).values(false)
	names = slices.Sorted(maps.Keys(first))
	return names, list(first, names), func(z []*tensor.Tensor) (float64, []*tensor.Tensor) {
		y, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			return TraceOf(Replay(m, zip(names, xs)), rng).LogProb()
		}, z...)
		return y.Item(), grads
	}
}

// Metropolis returns n draws by name (Metropolis et al. 1953): a chain proposes a step in a random direction, and takes
// it with probability p(there)/p(here), at most 1. In the long run it is everywhere as often as p says.
func Metropolis(m Model, n int, step float64, rng *tensor.RNG) (draws []Values) {
	names, z, f := target(m, rng)
	here, _ := f(z)
	for range n {
		proposal := move(z, push(z, rng), step)
		if there, _ := f(proposal); math.Log(rng.Float64()) < there-here {
			z, here = proposal, there
		}
		draws = append(draws, zip(names, z))
	}
	return draws
}

// HMC returns n draws by name (Neal 2011, "MCMC using Hamiltonian dynamics"). The chain is a ball that rolls over the
// landscape -log p: it gets a random push, rolls for some leapfrog steps, and stays there unless too much energy was
// lost or won on the way, which only the steps' size can do.
func HMC(m Model, n int, step float64, leapfrogs int, rng *tensor.RNG) (draws []Values) {
	names, z, f := target(m, rng)
	logp, grad := f(z)
	for range n {
		x, p, logp1, grad1 := z, push(z, rng), logp, grad
		before := logp - kinetic(p)
		for range leapfrogs {
			p = move(p, grad1, step/2)
			x = move(x, p, step)
			logp1, grad1 = f(x)
			p = move(p, grad1, step/2)
		}
		if math.Log(rng.Float64()) < logp1-kinetic(p)-before {
			z, logp, grad = x, logp1, grad1
		}
		draws = append(draws, zip(names, z))
	}
	return draws
}

// push returns a random direction for every latent.
func push(z []*tensor.Tensor, rng *tensor.RNG) (p []*tensor.Tensor) {
	for _, x := range z {
		p = append(p, rng.NormalLike(x))
	}
	return p
}

func kinetic(momentum []*tensor.Tensor) (energy float64) {
	for _, p := range momentum {
		energy += p.Square().Sum().Item() / 2
	}
	return energy
}

func move(x, direction []*tensor.Tensor, by float64) []*tensor.Tensor {
	moved := make([]*tensor.Tensor, len(x))
	for i := range x {
		moved[i] = x[i].Add(tensor.Mul(direction[i], by))
	}
	return moved
}
