package infer

import "math"

// ELBO is an objective of SVI: an estimate of the evidence lower bound
//
//	ELBO = E_q[log p(x, z) - log q(z)] ≤ log p(x),
//
// or of another function of log-densities and divergences, from draws of the guide. SVI makes it large. [TraceELBO] and
// [MeanFieldELBO] implement it, and so may any other type. It should observe the following rules:
//
//   - It is a value that does not change. NumParticles and Terms may be called by several goroutines.
//   - Terms looks at the particle and changes nothing of it.
//   - Terms come from the particle's methods. They may be left out, weighted and exchanged for divergences, but a term
//     that is made for one particle serves no other.
//   - A weight does not depend on the draw: SVI differentiates terms, and no weights. It may differ from step to step.
//   - What is to be trained as an ELBO keeps every term of [Particle.LogJoint] and [Particle.LogGuide], or a divergence
//     in place of two of them. Whatever is left out is a change of the objective, not of its noise.
//
// SVI makes the gradient of the terms: by differentiating through the draws, and by the score function for draws that
// are not differentiable functions of the parameters.
type ELBO interface {
	// NumParticles returns the number of draws of the guide in a step, at least 1.
	NumParticles() int

	// Terms returns the addends of the objective at one draw.
	Terms(p *Particle) []Term
}

// Combiner is implemented by an [ELBO] that is not the mean over the draws of a step, such as a bound that weights
// draws by their importance. It takes guides all of whose draws are differentiable functions of the parameters.
type Combiner interface {
	// Combine returns the objective and its derivative with respect to the sum of each draw's terms.
	Combine(sums []float64) (objective float64, derivatives []float64)
}

// most is how many there can be of anything that a setting counts: draws, chains, particles. More would not fit in
// memory.
const most = min(1<<31, math.MaxInt/2)
