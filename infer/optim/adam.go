package optim

import (
	"cmp"
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// Adam moves each element by its mean gradient over the root of its mean squared gradient (Kingma, Ba 2015, "Adam: a
// method for stochastic optimization", algorithm 1). With gradient g at the parameter's step t:
//
//	m ← β₁ m + (1 - β₁) g
//	v ← β₂ v + (1 - β₂) g²
//	x ← x - LR · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
type Adam struct {
	LR       float64  // the learning rate, about how far an element moves in a step; 0 means 0.001
	Beta1    float64  // β₁, below 1; 0 means 0.9, a negative number none
	Beta2    float64  // β₂, below 1; 0 means 0.999
	Epsilon  float64  // ε; 0 means 1e-8
	Schedule Schedule // of the learning rate; nil keeps it
}

const (
	adamLR      = 0.001
	adamBeta1   = 0.9
	adamBeta2   = 0.999
	adamEpsilon = 1e-8
)

// Name returns "Adam".
func (Adam) Name(string) string { return "Adam" }

// Slots returns 2: the moments m and v.
func (Adam) Slots(string) int { return 2 }

// Validate checks the settings: nil or an [*Error].
func (a Adam) Validate() error { return a.validate("Adam") }

func (a Adam) validate(name string) error {
	s := settings{optimizer: name}
	s.positive("LR", a.LR, adamLR)
	s.refuse(a.Beta1 < 1, "Beta1 is %v; it must be below 1, 0 means %v, and a negative number none", a.Beta1, adamBeta1)
	s.refuse(a.Beta2 >= 0 && a.Beta2 < 1, "Beta2 is %v; it must be positive and below 1, and 0 means %v", a.Beta2, adamBeta2)
	s.positive("Epsilon", a.Epsilon, adamEpsilon)
	s.schedule(a.Schedule)
	return s.err
}

// Update moves p by one step of the algorithm; it panics with an [*Error] before it writes anything if it cannot.
func (a Adam) Update(p *Param) { move(a.step("Adam", p, math.Inf(1)), p) }

// step returns what the settings mean for p at this step. The corrections of bias are in the rate and in epsilon
// (Kingma, Ba 2015, end of section 2), so that they cost the elements nothing.
func (a Adam) step(name string, p *Param, clip float64) kernel.AdamStep {
	p.check(name, 2)
	beta1, beta2 := max(0, cmp.Or(a.Beta1, adamBeta1)), cmp.Or(a.Beta2, adamBeta2)
	root := math.Sqrt(unbias(beta2, p.Step))
	r := rate(name, cmp.Or(a.LR, adamLR), a.Schedule, p.Total)
	p.checkRate(name, r)
	return kernel.AdamStep{
		Beta1: beta1, Beta2: beta2, Clip: clip,
		Rate:    r * root / unbias(beta1, p.Step),
		Epsilon: cmp.Or(a.Epsilon, adamEpsilon) * root,
	}
}

// unbias returns 1 - betaᵗ: what a mean that started at zero lacks after t steps.
func unbias(beta float64, t int) float64 { return -math.Expm1(float64(t) * math.Log(beta)) }

func move(s kernel.AdamStep, p *Param) {
	if p.X.DType() == tensor.Float32 {
		updateAdam[float32](s, p)
	} else {
		updateAdam[float64](s, p)
	}
}

func updateAdam[T tensor.Float](s kernel.AdamStep, p *Param) {
	x, g, m, v := tensor.Raw[T](p.X), tensor.Raw[T](p.Grad), tensor.Raw[T](p.State[0]), tensor.Raw[T](p.State[1])
	moderate := moderateAdam(s, p)
	finite := false
	if len(x) <= par.Grain {
		finite = kernel.Adam(s, x, g, m, v)
	} else {
		finite = par.All(len(x), func(lo, hi int) bool { return kernel.Adam(s, x[lo:hi], g[lo:hi], m[lo:hi], v[lo:hi]) })
	}
	p.unbound()
	if finite {
		tensor.Bound(p.X, -math.MaxFloat64, math.MaxFloat64)
	}
	if moderate { // and m and v are means
		most := tensor.Moderate(p.X.DType())
		tensor.Bound(p.State[0], -most, most)
		tensor.Bound(p.State[1], 0, most*most)
	}
}

// moderateAdam reports whether it is known that the gradient, and the means of it and of its square, are moderate.
func moderateAdam(s kernel.AdamStep, p *Param) bool {
	most := tensor.Moderate(p.X.DType())
	return (s.Clip <= most || within(p.Grad, most)) && within(p.State[0], most) && tensor.Within(p.State[1], 0, most*most)
}

// sureAdam returns [Sure]: an element moves by at most Rate · |m| / ε.
func sureAdam(s kernel.AdamStep, p *Param) bool {
	d := p.X.DType()
	ratio := tensor.Moderate(d) / s.Epsilon
	return moderateAdam(s, p) && within(p.X, math.MaxFloat64) &&
		s.Epsilon > smallestNormal(d) && ratio < largestMove(d) && s.Rate*ratio < largestMove(d)
}
