package dist

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// MixtureDist is a distribution that draws from one of several components.
type MixtureDist struct {
	weights    *CategoricalDist
	components Distribution // [batch…, K], or broadcasting to it
	batch      tensor.Shape
}

// Mixture draws from component k with the probability that weights give it:
//
//	log p(x) = log Σₖ wₖ pₖ(x)
//
// The last batch dimension of components are the K of them; weights has K categories and the batch shape of the
// mixture, or broadcasts. The choice of a component is summed out, so that samplers that need gradients can use
// mixtures.
//
// The support is that of the components. Where theirs differ, as those of uniform distributions with other bounds, it
// is the union of them: values of all components may be observed, and the density of a component is 0 outside its own.
// The union has no map from the real line, so that such a mixture is an error as a latent of SVI, HMC and NUTS.
func Mixture(weights *CategoricalDist, components Distribution) *MixtureDist {
	if weights == nil || components == nil {
		panic(&ParamError{Dist: "Mixture", Param: "weights and components", Detail: "are both needed, and one is nil"})
	}
	own := components.BatchShape()
	if len(own) == 0 || own[len(own)-1] != weights.Categories() {
		panic(&ParamError{Dist: "Mixture", Param: "components", Detail: fmt.Sprintf("of batch shape %v need the %d categories of the weights as their last dimension; Expand them if they are all alike", []int(own), weights.Categories())})
	}
	if set, ok := components.Support().(withPoints); ok {
		if _, same := set.without(-1); !same {
			panic(&ParamError{Dist: "Mixture", Param: "components", Detail: fmt.Sprintf("give a probability to other values each, %v, where others have a density: these do not add up", set)})
		}
	}
	batch, ok := tensor.BroadcastShapes(weights.batch, own[:len(own)-1])
	if !ok {
		panic(&ParamError{Dist: "Mixture", Param: "components", Detail: fmt.Sprintf("of batch shape %v do not broadcast with weights of batch shape %v", []int(own), []int(weights.batch))})
	}
	return &MixtureDist{weights, components, batch}
}

// Weights returns the distribution of the component.
func (d *MixtureDist) Weights() *CategoricalDist { return d.weights }

// Components returns the components, the last dimension of their batch shape.
func (d *MixtureDist) Components() Distribution { return d.components }

// Expand returns d with another batch shape; see [Expand].
func (d *MixtureDist) Expand(shape ...int) *MixtureDist { return Expand(d, shape...).(*MixtureDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MixtureDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *MixtureDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MixtureDist) BatchShape() tensor.Shape { return slices.Clip(d.batch) }
func (d *MixtureDist) EventShape() tensor.Shape { return d.components.EventShape() }
func (d *MixtureDist) HasRSample() bool         { return false }
func (d *MixtureDist) Validate() error          { return d.CheckParams(nil) }
func (d *MixtureDist) String() string {
	return fmt.Sprintf("Mixture(weights: %v, components: %v)", d.weights, d.components)
}

func (d *MixtureDist) Support() Constraint {
	return acrossComponents(d.components.Support(), d.weights.Categories())
}

// whole returns the weights and the components at the batch shape.
func (d *MixtureDist) whole() (weights, components Distribution) {
	return Expand(d.weights, d.batch...), Expand(d.components, tensor.Join(d.batch, tensor.Shape{d.weights.Categories()})...)
}

// Sample draws from every component and keeps one.
func (d *MixtureDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	weights, components := d.whole()
	event := len(d.EventShape())
	chosen := weights.Sample(rng, shape...).Unsqueeze(-1)
	categories, _ := d.weights.EnumerateSupport()
	k := categories.Reshape(d.weights.Categories()).As(chosen.DType())
	all := components.Sample(rng, shape...)
	return tensor.Where(unsqueeze(tensor.Equal(chosen, k), event), all, 0).Sum(-1 - event)
}

func (d *MixtureDist) RSample(*tensor.RNG, ...int) *tensor.Tensor { return failRSample("Mixture") }

func (d *MixtureDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *MixtureDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	if t, ok := DTypeOf(d.components); ok && x.Rank() == 0 { // which takes a dimension, and so would no longer follow
		x = x.As(t)
	}
	var each *tensor.Tensor // the mask of the components
	weights := d.weights
	if mask != nil {
		weights, each = behind(weights, mask).(*CategoricalDist), unsqueeze(mask, 1)
	}
	var logProb *tensor.Tensor
	if apart := d.apart(x); apart != nil && mask == nil {
		logits, logProbs := weights.Logits(), make([]*tensor.Tensor, len(apart))
		for k, c := range apart {
			logProbs[k] = c.LogProb(x).Add(logits.Index(0, k))
		}
		logProb = tensor.Stack(0, logProbs...).LogSumExp(0)
	} else {
		logProb = weights.Logits().Add(MaskedLogProb(d.components, x.Unsqueeze(-1-len(d.EventShape())), each)).LogSumExp(-1)
	}
	logProb = d.atBatch(logProb)
	if certain := certainty(d.components, each); certain != nil {
		logProb = logProb.Add(certain.Sum(-1))
	}
	return whereCounts(mask, logProb, 0)
}

// apart returns the few components of a mixture that many numbers x are of, each by itself: the same parameters serve
// all of x then, which takes less time than parameters that change from one to the next. It is nil for other mixtures,
// and for components that cannot be made anew.
func (d *MixtureDist) apart(x *tensor.Tensor) (each []Distribution) {
	const few, many = 16, 64
	p, ok := d.components.(Parametric)
	if !ok || x.Size() < many || d.weights.Categories() > few || d.weights.params[0].Rank() > 1 || len(p.BatchShape()) > 1 || len(p.EventShape()) > 0 {
		return nil
	}
	for k := range d.weights.Categories() {
		params := slices.Clone(p.self().params)
		for i, v := range params {
			if p.self().spec.Params[i].Allowed.EventDim() > 0 {
				return nil
			}
			if v.Rank() > 0 {
				params[i] = v.Index(0, min(k, v.Dim(0)-1))
			}
		}
		c := p.WithBase(NewBase(p.self().spec, params...))
		if reflect.TypeOf(c) != reflect.TypeOf(d.components) {
			return nil // it embeds a distribution that knows nothing of its changes
		}
		each = append(each, c)
	}
	return each
}

// atBatch returns a result for values, expanded to the batch.
func (d *MixtureDist) atBatch(t *tensor.Tensor) *tensor.Tensor {
	if full, ok := tensor.BroadcastShapes(tensor.RawShape(t), d.batch); ok {
		return t.Expand(full...)
	}
	return t
}

// certainty returns 0 for members of the batch with valid parameters, and NaN for others, whose density of -Inf goes
// unnoticed in a sum; nil if all are valid.
func certainty(d Distribution, mask *tensor.Tensor) *tensor.Tensor {
	if certain, ok := LogCDF(d, plusInf); ok {
		if counts := Unmasked(d); counts != nil {
			certain = tensor.Where(counts, certain, 0)
		}
		return certain
	}
	if hasInvalidValue(d, mask) {
		return tensor.To(math.NaN()).Expand(d.BatchShape()...)
	}
	return nil
}

// hasInvalidValue reports whether a parameter has a value that is not allowed. What is wrong where it is not a single
// value, as with a matrix that is not positive definite, shows in the density.
func hasInvalidValue(d Distribution, mask *tensor.Tensor) bool {
	err := CheckParams(d, mask)
	var bad *ParamError
	return err != nil && !(errors.As(err, &bad) && bad.Detail != "")
}

// EnumerateSupport returns the values of the components, if they are finite.
func (d *MixtureDist) EnumerateSupport() (*tensor.Tensor, bool) {
	values, ok := d.components.EnumerateSupport()
	if !ok {
		return nil, false
	}
	return listed(values, d.batch, d.EventShape()), true
}

func (d *MixtureDist) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.weights, mask); err != nil {
		return err
	}
	if mask != nil {
		mask = unsqueeze(mask, 1)
	}
	return CheckParams(d.components, mask)
}

func (d *MixtureDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &MixtureDist{d.weights, d.components, shape}
}

// As returns d in another element type; see [As].
func (d *MixtureDist) As(t tensor.DType) (Distribution, error) {
	weights, err := As(d.weights, t)
	if err != nil {
		return nil, err
	}
	components, err := As(d.components, t)
	if err != nil {
		return nil, err
	}
	return &MixtureDist{weights.(*CategoricalDist), components, d.batch}, nil
}

func (d *MixtureDist) DType() (tensor.DType, bool)     { return DTypeOf(d.components) }
func (d *MixtureDist) CheckDType(t tensor.DType) error { return checkDType(d.components, t) }

// Unmasked returns 1 where any component counts; see [Unmasked].
func (d *MixtureDist) Unmasked() *tensor.Tensor {
	return anyOfLast(Unmasked(d.components), d.components.BatchShape(), 1)
}

// Mean returns Σₖ wₖ times the mean of component k.
func (d *MixtureDist) Mean() (*tensor.Tensor, bool) {
	_, components := d.whole()
	return ifKnown(d.average)(Mean(components))
}

// Variance returns Σₖ wₖ times the mean square of component k less the square of the mean.
func (d *MixtureDist) Variance() (*tensor.Tensor, bool) {
	_, components := d.whole()
	m, hasMean := Mean(components)
	v, hasVariance := Variance(components)
	if !hasMean || !hasVariance {
		return nil, false
	}
	spread := m.Sub(d.average(m).Unsqueeze(-1 - len(d.EventShape())))
	return d.average(v.Add(spread.Mul(spread))), true
}

// average returns Σₖ wₖ xₖ.
func (d *MixtureDist) average(x *tensor.Tensor) *tensor.Tensor {
	event := len(d.EventShape())
	return unsqueeze(d.weights.Probs(), event).Mul(x).Sum(-1 - event)
}

// CDF returns Σₖ wₖ times that of component k.
func (d *MixtureDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	each, ok := CDF(d.components, d.weights.column(x))
	if !ok {
		return nil, false
	}
	weights := d.weights.Probs()
	p := weights.Mul(each).Sum(-1)
	// Where all components are certain the sum of the weights is 1, whatever it rounds to.
	certain := tensor.Equal(stop(each).Min(-1), 1)
	rises := stop(weights).Mul(each.Sub(stop(each))).Sum(-1)
	return d.atBatch(d.weights.whereProper(x, tensor.Where(certain, tensor.Add(rises, 1), p))), true
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *MixtureDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return d.atBatch(d.weights.whereProper(x, logShareOfLogs.get().apply(nil, nil, below, above))), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *MixtureDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return d.atBatch(d.weights.whereProper(x, logShareOfLogs.get().apply(nil, nil, above, below))), true
}

// sides returns the logarithms of the probabilities below and above x. Either is exact where it is small.
func (d *MixtureDist) sides(x *tensor.Tensor) (below, above *tensor.Tensor, ok bool) {
	x = d.weights.column(x)
	below, hasBelow := LogCDF(d.components, x)
	above, hasAbove := LogSurvival(d.components, x)
	if !hasBelow || !hasAbove {
		return nil, nil, false
	}
	weights := d.weights.Logits()
	return weights.Add(below).LogSumExp(-1), weights.Add(above).LogSumExp(-1), true
}
