package dist

import (
	"github.com/credence-ppl/credence/tensor"
)

// ZeroInflatedDist is a distribution of counts with zeros of another cause; see [ZeroInflated].
type ZeroInflatedDist struct{ gated }

// ZeroInflated returns the distribution of draws from base, a discrete distribution of numbers, that are replaced by 0
// with the probability gate, or with the log-odds gate if it is Logits:
//
//	log p(0) = log(gate + (1 - gate)·p_base(0)),  log p(x) = log(1 - gate) + log p_base(x) elsewhere
//
// Pyro and NumPyro have the same gate. PyMC's psi is the probability that a draw is kept, 1 - gate. [Hurdle] has no
// zeros but those of the gate.
func ZeroInflated[P Parameterization, G tensor.Like](base Distribution, gate G) *ZeroInflatedDist {
	d := &ZeroInflatedDist{newGated[P]("ZeroInflated", "are 0 or not", base, tensor.To(gate))}
	if !d.counts() {
		refusal("ZeroInflated")("base", "is %v, which has densities; the probability of 0 does not add to those; Hurdle has zeros beside them", base)
	}
	return d
}

// Expand returns d with another batch shape; see [Expand].
func (d *ZeroInflatedDist) Expand(shape ...int) *ZeroInflatedDist {
	return Expand(d, shape...).(*ZeroInflatedDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ZeroInflatedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ZeroInflatedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *ZeroInflatedDist) Validate() error { return d.CheckParams(nil) }

// Support returns the base's.
func (d *ZeroInflatedDist) Support() Constraint { return d.base.Support() }

func (d *ZeroInflatedDist) EnumerateSupport() (*tensor.Tensor, bool) {
	return d.base.EnumerateSupport()
}

func (d *ZeroInflatedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.gatedSample(rng, shape, func() *tensor.Tensor { return d.base.Sample(rng, shape...) })
}

func (d *ZeroInflatedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *ZeroInflatedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	logBase := MaskedLogProb(d.base, x, mask)
	if certain := certainty(d.base, mask); certain != nil {
		logBase = logBase.Add(certain)
	}
	return d.with(tensor.Equal(x, 0), logBase, mask)
}

// with returns the logarithm of a probability of d, from that of the base and whether 0 is in it.
func (d *ZeroInflatedDist) with(zero, logBase, mask *tensor.Tensor) *tensor.Tensor {
	of := zeroInflatedProbs.get()
	if d.byLogits() {
		of = zeroInflatedLogits.get()
	}
	return of.apply(d.BatchShape(), mask, logBase, zero.As(logBase.DType()), d.gate.params[0])
}

var (
	zeroInflatedProbs = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("kept = log1p(-gate) + part; where(zero == 0, kept, part == 0, 0, logAddExp(log(gate), kept))").
				d("part", "where(zero == 0, 1, exp(log1p(-gate) + part - f))").
				d("gate", "where(zero == 0, -1/(1 - gate), (1 - exp(part))*exp(-f))").
				in(domain{valid: "0 <= gate && gate <= 1", outside: "nan", finite: true}), 0b010, "part", "zero", "gate")}.
			register("ZeroInflated.Probs", []tensor.Input{negativeInput, {Low: 0, High: 1, Whole: true}, probability})
	}}

	zeroInflatedLogits = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("kept = part - softplus(gate); where(zero == 0, kept, part == 0, 0, logAddExp(-softplus(-gate), kept))").
				d("part", "where(zero == 0, 1, exp(part - softplus(gate) - f))").
				d("gate", "where(zero == 0, -sigmoid(gate), (1 - exp(part))*exp(-softplus(gate) - softplus(-gate) - f))").
				in(domain{finite: true}), 0b010, "part", "zero", "gate")}.
			register("ZeroInflated.Logits", []tensor.Input{negativeInput, {Low: 0, High: 1, Whole: true}, {}})
	}}

	negativeInput = tensor.Input{Low: -3, High: -0.1}
)

// CDF returns gate + (1 - gate) times that of the base from 0 on; see [CDF].
func (d *ZeroInflatedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return ofLog(d.LogCDF(x)) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *ZeroInflatedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return ifKnown(func(below *tensor.Tensor) *tensor.Tensor { return d.with(tensor.LessEqual(0, x), below, nil) })(LogCDF(d.base, x))
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *ZeroInflatedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return ifKnown(func(above *tensor.Tensor) *tensor.Tensor { return d.with(tensor.Less(x, 0), above, nil) })(LogSurvival(d.base, x))
}

// Mean returns 1 - gate times the base's.
func (d *ZeroInflatedDist) Mean() (*tensor.Tensor, bool) {
	return ifKnown(func(m *tensor.Tensor) *tensor.Tensor { return d.kept().Mul(m) })(Mean(d.base))
}

// Variance returns (1 - gate)·(v + gate·m²) for the base's variance v and mean m.
func (d *ZeroInflatedDist) Variance() (*tensor.Tensor, bool) {
	m, hasMean := Mean(d.base)
	v, hasVariance := Variance(d.base)
	if !hasMean || !hasVariance {
		return nil, false
	}
	return d.kept().Mul(v.Add(d.gate.Probs().Mul(m).Mul(m))), true
}

func (d *ZeroInflatedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &ZeroInflatedDist{d.expanded(shape)}
}

// As returns d in another element type; see [As].
func (d *ZeroInflatedDist) As(t tensor.DType) (Distribution, error) {
	g, err := d.as(t)
	return &ZeroInflatedDist{g}, err
}
