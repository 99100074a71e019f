package optim

import (
	"cmp"
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// SGD moves along the gradient, or along a decaying sum of gradients. With gradient g:
//
//	u ← μ u + g
//	x ← x - LR · u               Polyak 1964; or with Nesterov
//	x ← x - LR · (g + μ u)       Sutskever, Martens, Dahl, Hinton 2013, section 2
type SGD struct {
	LR       float64  // the learning rate; 0 means 0.01
	Momentum float64  // μ, below 1; 0 is none
	Nesterov bool     // look ahead along the momentum
	Schedule Schedule // of the learning rate; nil keeps it
}

const sgdLR = 0.01

// Name returns "SGD", or "SGD with momentum".
func (o SGD) Name(string) string {
	if o.Momentum == 0 {
		return "SGD"
	}
	return "SGD with momentum"
}

// Slots returns 1 with momentum, for u, and 0 without.
func (o SGD) Slots(string) int {
	if o.Momentum == 0 {
		return 0
	}
	return 1
}

// Validate checks the settings: nil or an [*Error].
func (o SGD) Validate() error {
	s := settings{optimizer: "SGD"}
	s.positive("LR", o.LR, sgdLR)
	s.refuse(o.Momentum >= 0 && o.Momentum < 1, "Momentum is %v; it must be positive and below 1, and 0 is none", o.Momentum)
	s.refuse(!o.Nesterov || o.Momentum != 0, "Nesterov looks ahead along the momentum, and Momentum is 0; set it, for example to 0.9")
	s.schedule(o.Schedule)
	return s.err
}

// Update moves p by one step of the algorithm; it panics with an [*Error] before it writes anything if it cannot.
func (o SGD) Update(p *Param) {
	r := o.rate(p)
	if p.X.DType() == tensor.Float32 {
		updateSGD[float32](o, r, p)
	} else {
		updateSGD[float64](o, r, p)
	}
}

func (o SGD) rate(p *Param) float64 {
	name := o.Name(p.Name)
	p.check(name, o.Slots(p.Name))
	r := rate(name, cmp.Or(o.LR, sgdLR), o.Schedule, p.Total)
	p.checkRate(name, r)
	return r
}

func updateSGD[T tensor.Float](o SGD, rate float64, p *Param) {
	sure, sum := o.sure(rate, p)
	x, g := tensor.Raw[T](p.X), tensor.Raw[T](p.Grad)
	if o.Momentum == 0 {
		descend(x, g, T(rate))
	} else {
		roll(x, g, tensor.Raw[T](p.State[0]), T(rate), T(o.Momentum), T(smallestNormal(p.X.DType())), o.Nesterov)
	}
	p.unbound()
	if sure {
		tensor.Bound(p.X, -math.MaxFloat64, math.MaxFloat64)
		if o.Momentum != 0 {
			tensor.Bound(p.State[0], -sum, sum)
		}
	}
}

func descend[T tensor.Float](x, g []T, rate T) {
	if len(x) <= par.Grain {
		kernel.Scaled(x, g, -rate, true)
		return
	}
	par.For(len(x), func(lo, hi int) { kernel.Scaled(x[lo:hi], g[lo:hi], -rate, true) })
}

func roll[T tensor.Float](x, g, u []T, rate, momentum, tiny T, nesterov bool) {
	if len(x) <= par.Grain {
		rollPiece(x, g, u, rate, momentum, tiny, nesterov)
		return
	}
	par.For(len(x), func(lo, hi int) { rollPiece(x[lo:hi], g[lo:hi], u[lo:hi], rate, momentum, tiny, nesterov) })
}

// rollPiece makes a step with momentum. Sums below tiny, the smallest normal number, become 0: arithmetic with them is
// several times slower, and they would stay there for ever, because they are rounded up.
func rollPiece[T tensor.Float](x, g, u []T, rate, momentum, tiny T, nesterov bool) {
	g, u = g[:len(x)], u[:len(x)]
	for i, d := range g {
		sum := momentum*u[i] + d
		if sum < tiny && sum > -tiny {
			sum = 0
		}
		u[i] = sum
		if nesterov {
			sum = d + momentum*sum
		}
		x[i] -= rate * sum
	}
}

// sure returns [Sure], with the most that the sum of gradients can be if gradients are moderate.
func (o SGD) sure(rate float64, p *Param) (ok bool, sum float64) {
	d := p.X.DType()
	most := tensor.Moderate(d)
	ok = within(p.Grad, most) && within(p.X, math.MaxFloat64)
	if o.Momentum != 0 {
		momentum := o.Momentum
		if d == tensor.Float32 {
			momentum = float64(float32(momentum))
		}
		sum = 2 * most / (1 - momentum)
		ok = ok && sum < largestMove(d) && within(p.State[0], sum)
	}
	return ok && rate*(most+sum) < largestMove(d), sum
}
