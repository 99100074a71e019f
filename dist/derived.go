package dist

import "github.com/credence-ppl/credence/tensor"

// derived is a family that is another distribution of its own parameters, which names and checks them.
type derived struct {
	Base
	as Distribution
}

// newDerived returns what as makes of parameters of the batch shape of b.
func newDerived(b Base, as Distribution) derived { return derived{b, Expand(as, b.batch...)} }

// EventShape returns that of what it is composed of, as do the methods that follow.
func (d *derived) EventShape() tensor.Shape { return d.as.EventShape() }

func (d *derived) HasRSample() bool    { return d.as.HasRSample() }
func (d *derived) Support() Constraint { return d.as.Support() }

func (d *derived) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.as.Sample(rng, shape...)
}

func (d *derived) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.as.RSample(rng, shape...)
}

func (d *derived) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.as.LogProb(x) }
