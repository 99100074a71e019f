package dist

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// gated is a distribution made of another one's draws, of which a gate tells zeros.
type gated struct {
	madeOf
	gate *BernoulliDist
}

// newGated returns one with a gate of probabilities, or of log-odds if it is Logits.
func newGated[P Parameterization](name, reason string, base Distribution, gate *tensor.Tensor) gated {
	made := newMadeOf(name, base, reason, 0, []string{"gate"}, gate)
	if t, fixed := DTypeOf(made.base); gate.Rank() > 0 && fixed && t != gate.DType() { // of counts
		as, err := As(made.base, gate.DType())
		if err != nil {
			refusal(name)("gate", "has another element type than base: %v", err)
		}
		made.base = as
	}
	return gated{made, Bernoulli[P](gate)}
}

// Gate returns the distribution of whether a draw is 0 by the gate.
func (d *gated) Gate() *BernoulliDist { return d.gate }

func (d *gated) String() string {
	return fmt.Sprintf("%s(base: %v, gate: %v)", d.name, d.base, d.gate)
}

// byLogits reports whether the gate has log-odds.
func (d *gated) byLogits() bool { return d.gate.family == bernoulliLogits.get() }

// kept returns 1 - gate.
func (d *gated) kept() *tensor.Tensor {
	if d.byLogits() {
		return d.gate.params[0].Neg().Sigmoid()
	}
	return tensor.Sub(1, d.gate.params[0])
}

// gatedSample draws from base and puts 0 where the gate says.
func (d *gated) gatedSample(rng *tensor.RNG, shape []int, base func() *tensor.Tensor) *tensor.Tensor {
	closed := Expand(d.gate, d.BatchShape()...).Sample(rng, shape...)
	x := base()
	return tensor.Where(closed.As(x.DType()), 0, x)
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *gated) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.gate, mask); err != nil {
		return d.ofGate(err)
	}
	return CheckParams(d.base, mask)
}

// ofGate returns an error of the gate's parameter as one of the gate.
func (d *gated) ofGate(err error) error {
	param, ok := err.(*ParamError)
	if !ok {
		return err
	}
	e := *param
	e.Dist, e.Param, e.Cure = d.name, "gate", strings.ReplaceAll(e.Cure, "dist."+param.Dist, "dist."+d.name)
	return &e
}

func (d *gated) CheckDType(t tensor.DType) error { return checkDType(d.base, t) }

func (d *gated) expanded(shape tensor.Shape) gated {
	return gated{d.madeOf.expanded(shape), d.gate}
}

func (d *gated) as(t tensor.DType) (gated, error) {
	made, _, err := d.madeOf.as(t)
	if err != nil {
		return *d, err
	}
	gate, err := As(d.gate, t)
	if err != nil {
		return *d, err
	}
	return gated{made, gate.(*BernoulliDist)}, nil
}
