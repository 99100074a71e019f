package optim

import (
	"cmp"
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
)

// ClippedAdam is [Adam] on gradients clipped element by element to ±ClipNorm, with a learning rate that decays
// geometrically, as in Pyro: step t of a parameter has the rate LR · LRDᵗ, times the schedule. Clipping keeps the
// rare huge gradient of a score function or of a heavy tail from spoiling the moments.
type ClippedAdam struct {
	LR       float64  // the learning rate; 0 means 0.001
	Beta1    float64  // β₁ of Adam, below 1; 0 means 0.9, a negative number none
	Beta2    float64  // β₂ of Adam, below 1; 0 means 0.999
	Epsilon  float64  // ε of Adam; 0 means 1e-8
	ClipNorm float64  // the largest magnitude of an element of the gradient; 0 means 10
	LRD      float64  // the decay of the learning rate in a step; 0 means 1, none
	Schedule Schedule // of the learning rate; nil keeps it
}

const (
	clipNorm = 10
	noDecay  = 1
)

// Name returns "ClippedAdam".
func (ClippedAdam) Name(string) string { return "ClippedAdam" }

// Slots returns 2: the moments m and v of Adam.
func (ClippedAdam) Slots(string) int { return 2 }

// Validate checks the settings: nil or an [*Error].
func (a ClippedAdam) Validate() error {
	if err := a.adam().validate("ClippedAdam"); err != nil {
		return err
	}
	s := settings{optimizer: "ClippedAdam"}
	s.positive("ClipNorm", a.ClipNorm, clipNorm)
	s.refuse(a.LRD >= 0 && a.LRD <= 1, "LRD is %v; it must be positive and at most 1, and 0 means 1, no decay", a.LRD)
	return s.err
}

// Update moves p by one step of the algorithm; it panics with an [*Error] before it writes anything if it cannot.
func (a ClippedAdam) Update(p *Param) { move(a.step(p), p) }

func (a ClippedAdam) step(p *Param) kernel.AdamStep {
	s := a.adam().step("ClippedAdam", p, cmp.Or(a.ClipNorm, clipNorm))
	s.Rate *= math.Pow(cmp.Or(a.LRD, noDecay), float64(p.Step))
	return s
}

func (a ClippedAdam) adam() Adam {
	return Adam{LR: a.LR, Beta1: a.Beta1, Beta2: a.Beta2, Epsilon: a.Epsilon, Schedule: a.Schedule}
}
