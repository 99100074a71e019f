package dist

import (
	"reflect"

	"github.com/credence-ppl/credence/tensor"
)

// MixtureOf draws from one of several distributions, which may be of different families, with the probability that
// weights give it:
//
//	log p(x) = log Σₖ wₖ pₖ(x)
//
// weights has as many categories as there are components. The batch shapes broadcast; all components draw events of one
// shape, and either all are discrete or none is. For components of one family [Mixture] is faster. Where the supports
// differ, values of all components may be observed, and the mixture is an error as a latent of SVI, HMC and NUTS.
func MixtureOf(weights *CategoricalDist, components ...Distribution) *MixtureDist {
	refuse := refusal("MixtureOf")
	if len(components) == 0 {
		refuse("components", "are missing")
	}
	shapes := []tensor.Shape{}
	for i, c := range components {
		if c == nil {
			refuse("components", "has nil for component %d", i)
		}
		first := components[0]
		if !c.EventShape().Equal(first.EventShape()) {
			refuse("components", "draw events of shapes %v and %v; all of a mixture have one shape", []int(first.EventShape()), []int(c.EventShape()))
		}
		if discrete := c.Support().Discrete(); discrete != first.Support().Discrete() {
			counts, numbers := first, c
			if discrete {
				counts, numbers = c, first
			}
			refuse("components", "are %v, which has probabilities, and %v, which has densities: these do not add up; all are discrete, or none is", counts, numbers)
		}
		if !samePoints(c.Support(), first.Support()) {
			refuse("components", "are %v and %v, of which one gives a probability to values that have a density in the other: these do not add up", first, c)
		}
		shapes = append(shapes, c.BatchShape())
	}
	batch, ok := tensor.BroadcastShapes(shapes...)
	if !ok {
		refuse("components", "have batch shapes %v, which do not broadcast", shapes)
	}
	if weights == nil {
		refuse("weights", "is nil")
	}
	d, err := unlike{of: components}.As(weights.params[0].DType())
	if err != nil {
		refuse("components", "have another element type than the weights: %v", err)
	}
	return Mixture(weights, d.(unlike).WithBatchShape(tensor.Join(batch, tensor.Shape{len(components)})))
}

// unlike are distributions of one batch shape side by side, along a last dimension of the batch.
type unlike struct {
	of []Distribution
	t  tensor.DType
}

func (d unlike) BatchShape() tensor.Shape {
	return tensor.Join(d.of[0].BatchShape(), tensor.Shape{len(d.of)})
}
func (d unlike) EventShape() tensor.Shape { return d.of[0].EventShape() }
func (d unlike) HasRSample() bool         { return false }
func (d unlike) Validate() error          { return d.CheckParams(nil) }

func (d unlike) String() string { return "[" + joined(d.of, ", ") + "]" }

// each returns what f makes of every component, side by side before the last dims dimensions; false if f has none.
func (d unlike) each(dims int, f func(k int, c Distribution) (*tensor.Tensor, bool)) (*tensor.Tensor, bool) {
	all := make([]*tensor.Tensor, len(d.of))
	for k, c := range d.of {
		var ok bool
		if all[k], ok = f(k, c); !ok {
			return nil, false
		}
	}
	return tensor.Stack(-1-dims, alike(all)...), true
}

// part returns what component k takes of a tensor with the components before its last dims dimensions, or with one for
// all.
func part(t *tensor.Tensor, k, dims int) *tensor.Tensor {
	if t == nil || t.Rank() <= dims {
		return t
	}
	if t.Dim(-1-dims) == 1 {
		k = 0
	}
	return t.Index(-1-dims, k)
}

func (d unlike) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x, _ := d.each(len(d.EventShape()), func(_ int, c Distribution) (*tensor.Tensor, bool) { return c.Sample(rng, shape...), true })
	return x
}

func (d unlike) RSample(*tensor.RNG, ...int) *tensor.Tensor { return failRSample("MixtureOf") }

func (d unlike) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d unlike) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	logProb, _ := d.each(0, func(k int, c Distribution) (*tensor.Tensor, bool) {
		return MaskedLogProb(c, part(x, k, len(d.EventShape())), part(mask, k, 0)), true
	})
	return logProb
}

func (d unlike) CheckParams(mask *tensor.Tensor) error {
	for k, c := range d.of {
		if err := CheckParams(c, part(mask, k, 0)); err != nil {
			return err
		}
	}
	return nil
}

func (d unlike) WithBatchShape(shape tensor.Shape) Distribution {
	c := unlike{make([]Distribution, len(d.of)), d.t}
	for k, of := range d.of {
		c.of[k] = Expand(of, shape[:len(shape)-1]...)
	}
	return c
}

// As returns d in another element type; see [As].
func (d unlike) As(t tensor.DType) (Distribution, error) {
	c := unlike{make([]Distribution, len(d.of)), t}
	for k, of := range d.of {
		var err error
		if c.of[k], err = As(of, t); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (d unlike) DType() (tensor.DType, bool) { return d.t, true }

// CheckDType refuses another type than that of the weights, but for counts, which have any.
func (d unlike) CheckDType(t tensor.DType) error {
	if t != d.t && !d.of[0].Support().Discrete() {
		return dtypeError("MixtureOf", d.t)
	}
	return nil
}

// Unmasked returns the components'; see [Unmasked].
func (d unlike) Unmasked() *tensor.Tensor {
	counts, some := make([]*tensor.Tensor, len(d.of)), false
	for k, c := range d.of {
		if counts[k] = Unmasked(c); counts[k] != nil {
			some = true
		} else {
			counts[k] = one
		}
		counts[k] = counts[k].Expand(c.BatchShape()...)
	}
	if !some {
		return nil
	}
	return tensor.Stack(-1, counts...)
}

func (d unlike) Mean() (*tensor.Tensor, bool) { return d.moment(Mean) }

func (d unlike) Variance() (*tensor.Tensor, bool) { return d.moment(Variance) }

func (d unlike) moment(of func(Distribution) (*tensor.Tensor, bool)) (*tensor.Tensor, bool) {
	return d.each(len(d.EventShape()), func(_ int, c Distribution) (*tensor.Tensor, bool) { return of(c) })
}

func (d unlike) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.cumulative(CDF, x) }

func (d unlike) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.cumulative(LogCDF, x) }

func (d unlike) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.cumulative(LogSurvival, x)
}

func (d unlike) cumulative(of func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.each(0, func(k int, c Distribution) (*tensor.Tensor, bool) { return of(c, part(x, k, 0)) })
}

// EnumerateSupport returns nothing: values that several components have would be listed more than once.
func (d unlike) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// Support returns the set that all components have, or the union of theirs.
func (d unlike) Support() Constraint {
	first := d.of[0].Support()
	same, all := true, anyOf{}
	for _, c := range d.of {
		s := c.Support()
		all = append(all, s)
		same = same && reflect.TypeOf(s).Comparable() && s == first
	}
	if same {
		return first
	}
	return all
}
