package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// ZeroInflatedDist is a distribution of counts with zeros of another cause; see [ZeroInflated].
type ZeroInflatedDist struct {
	gate *BernoulliDist
	base Distribution // of the whole batch
}

// ZeroInflated returns the distribution of draws from base, a discrete distribution of numbers, that are replaced by 0
// with the probability gate, or with the log-odds gate if it is Logits:
//
//	log p(0) = log(gate + (1 - gate)·p_base(0)),  log p(x) = log(1 - gate) + log p_base(x) elsewhere
//
// Pyro and NumPyro have the same gate. PyMC's psi is the probability that a draw is kept, 1 - gate.
func ZeroInflated[P Parameterization, G tensor.Like](base Distribution, gate G) *ZeroInflatedDist {
	refuse := func(param, detail string, args ...any) {
		panic(&ParamError{Dist: "ZeroInflated", Param: param, Detail: fmt.Sprintf(detail, args...)})
	}
	if tensor.To(gate) == nil {
		refuse("gate", "is nil")
	}
	d := &ZeroInflatedDist{Bernoulli[P](gate), base}
	switch {
	case base == nil:
		refuse("base", "is nil")
	case len(base.EventShape()) > 0:
		refuse("base", "draws events of shape %v; only numbers are 0 or not", []int(base.EventShape()))
	case !base.Support().Discrete():
		refuse("base", "is %v, which has densities; the probability of 0 does not add to those", base)
	}
	if own := d.gate.params[0]; own.Rank() > 0 {
		as, err := As(base, own.DType())
		if err != nil {
			refuse("gate", "has another element type than base: %v", err)
		}
		d.base = as
	}
	batch, ok := tensor.BroadcastShapes(d.gate.batch, base.BatchShape())
	if !ok {
		refuse("gate", "of shape %v does not broadcast with base of batch shape %v", []int(d.gate.batch), []int(base.BatchShape()))
	}
	d.base = Expand(d.base, batch...)
	return d
}

// Gate returns the distribution of whether a draw is replaced by 0.
func (d *ZeroInflatedDist) Gate() *BernoulliDist { return d.gate }

// Base returns the distribution of the draws that are not.
func (d *ZeroInflatedDist) Base() Distribution { return d.base }

// Expand returns d with another batch shape; see [Expand].
func (d *ZeroInflatedDist) Expand(shape ...int) *ZeroInflatedDist {
	return Expand(d, shape...).(*ZeroInflatedDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ZeroInflatedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ZeroInflatedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *ZeroInflatedDist) BatchShape() tensor.Shape { return d.base.BatchShape() }
func (d *ZeroInflatedDist) EventShape() tensor.Shape { return nil }
func (d *ZeroInflatedDist) HasRSample() bool         { return false }
func (d *ZeroInflatedDist) Validate() error          { return d.CheckParams(nil) }

// Support returns the base's.
func (d *ZeroInflatedDist) Support() Constraint { return d.base.Support() }

func (d *ZeroInflatedDist) EnumerateSupport() (*tensor.Tensor, bool) {
	return d.base.EnumerateSupport()
}

func (d *ZeroInflatedDist) String() string {
	return fmt.Sprintf("ZeroInflated(base: %v, gate: %v)", d.base, d.gate)
}

func (d *ZeroInflatedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	replaced := Expand(d.gate, d.BatchShape()...).Sample(rng, shape...)
	x := d.base.Sample(rng, shape...)
	return tensor.Where(replaced.As(x.DType()), 0, x)
}

func (d *ZeroInflatedDist) RSample(*tensor.RNG, ...int) *tensor.Tensor {
	failRSample("ZeroInflated")
	return nil
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

func (d *ZeroInflatedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return scaledSum(d.MaskedLogProb(x, mask), scale)
}

// with returns the logarithm of a probability of d, from that of the base and whether 0 is in it.
func (d *ZeroInflatedDist) with(zero, logBase, mask *tensor.Tensor) *tensor.Tensor {
	of := zeroInflatedProbs
	if d.gate.family == bernoulliLogits {
		of = zeroInflatedLogits
	}
	return of.apply(d.BatchShape(), mask, logBase, zero.As(logBase.DType()), d.gate.params[0])
}

var (
	zeroInflatedProbs = pointwise{formula: compile(
		is("kept = log1p(-gate) + part; where(zero == 0, kept, part == 0, 0, logAddExp(log(gate), kept))").
			d("part", "where(zero == 0, 1, exp(log1p(-gate) + part - f))").
			d("gate", "where(zero == 0, -1/(1 - gate), (1 - exp(part))*exp(-f))").
			in(domain{valid: "0 <= gate && gate <= 1", outside: "nan", finite: true}), 0b010, "part", "zero", "gate")}.
		register("ZeroInflated.Probs", []tensor.Input{negativeInput, {Low: 0, High: 1, Whole: true}, probability})

	zeroInflatedLogits = pointwise{formula: compile(
		is("kept = part - softplus(gate); where(zero == 0, kept, part == 0, 0, logAddExp(-softplus(-gate), kept))").
			d("part", "where(zero == 0, 1, exp(part - softplus(gate) - f))").
			d("gate", "where(zero == 0, -sigmoid(gate), (1 - exp(part))*exp(-softplus(gate) - softplus(-gate) - f))").
			in(domain{finite: true}), 0b010, "part", "zero", "gate")}.
		register("ZeroInflated.Logits", []tensor.Input{negativeInput, {Low: 0, High: 1, Whole: true}, {}})

	negativeInput = tensor.Input{Low: -3, High: -0.1}
)

// CDF returns gate + (1 - gate) times that of the base from 0 on; see [CDF].
func (d *ZeroInflatedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	logCDF, ok := d.LogCDF(x)
	if !ok {
		return nil, false
	}
	return logCDF.Exp(), true
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *ZeroInflatedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, ok := LogCDF(d.base, x)
	if !ok {
		return nil, false
	}
	return d.with(tensor.LessEqual(0, x), below, nil), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *ZeroInflatedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	above, ok := LogSurvival(d.base, x)
	if !ok {
		return nil, false
	}
	return d.with(tensor.Less(x, 0), above, nil), true
}

// Mean returns 1 - gate times the base's.
func (d *ZeroInflatedDist) Mean() (*tensor.Tensor, bool) {
	m, ok := Mean(d.base)
	if !ok {
		return nil, false
	}
	return d.kept().Mul(m), true
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

// kept returns 1 - gate.
func (d *ZeroInflatedDist) kept() *tensor.Tensor {
	if d.gate.family == bernoulliLogits {
		return d.gate.params[0].Neg().Sigmoid()
	}
	return tensor.Sub(1, d.gate.params[0])
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *ZeroInflatedDist) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.gate, mask); err != nil {
		return err
	}
	return CheckParams(d.base, mask)
}

func (d *ZeroInflatedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &ZeroInflatedDist{d.gate, Expand(d.base, shape...)}
}

// As returns d in another element type; see [As].
func (d *ZeroInflatedDist) As(t tensor.DType) (Distribution, error) {
	gate, err := As(d.gate, t)
	if err != nil {
		return nil, err
	}
	base, err := As(d.base, t)
	if err != nil {
		return nil, err
	}
	return &ZeroInflatedDist{gate.(*BernoulliDist), base}, nil
}

func (d *ZeroInflatedDist) DType() (tensor.DType, bool) { return DTypeOf(d.base) }

func (d *ZeroInflatedDist) CheckDType(t tensor.DType) error { return checkDType(d.base, t) }

// Unmasked returns the base's; see [Unmasked].
func (d *ZeroInflatedDist) Unmasked() *tensor.Tensor { return Unmasked(d.base) }
