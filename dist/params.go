package dist

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// CheckParams returns d.Validate, with the elements that only reach masked values excused. A mask has d's batch shape;
// nil masks nothing.
func CheckParams(d Distribution, mask *tensor.Tensor) error {
	if c, ok := d.(ParamChecker); ok {
		return c.CheckParams(mask)
	}
	return d.Validate()
}

// checkParam returns nil, or a *ParamError naming the first element that the constraint does not allow and the mask
// does not excuse.
func checkParam(name string, p Param, v, mask *tensor.Tensor) error {
	index, ok := p.Allowed.Check(v)
	if !ok && mask != nil {
		// Rare, so that it may take its time: look again at every use of an element that is not masked.
		v, mask, ok = spread(v, mask, p.Allowed.EventDim())
		if ok {
			v = tensor.Where(mask, v, p.Allowed.Inside(v.Shape()...).As(v.DType()))
			index, ok = p.Allowed.Check(v)
		}
	}
	if ok {
		return nil
	}
	e := &ParamError{Dist: name, Param: p.Name, Constraint: p.Allowed.String(), Value: element(v, index), Index: index, Cure: p.Cure}
	if math.IsNaN(e.Value) {
		e.gaps(v)
	}
	return e
}

// spread returns v and a mask of its batch shape, both at their common shape; false if they do not broadcast.
func spread(v, mask *tensor.Tensor, event int) (wideV, wideMask *tensor.Tensor, ok bool) {
	mask = unsqueeze(mask, event)
	shape, ok := tensor.BroadcastShapes(v.Shape(), mask.Shape())
	if !ok {
		return v, mask, false
	}
	return v.Detach().Expand(shape...), mask.Expand(shape...), true
}

func vector[T tensor.Float](values []T) *tensor.Tensor { return tensor.Of(values) }

// aside returns the value of t off any tape, for checks, which leave no trace in a recording.
func aside(t *tensor.Tensor) *tensor.Tensor {
	c := raw.On(t, vector[float64], vector[float32])
	if c.Size() == 1 {
		return c.Reshape().Expand(t.Shape()...)
	}
	return c.Reshape(t.Shape()...)
}

// unsqueeze appends n dimensions of 1, so that a mask of the batch broadcasts over events.
func unsqueeze(t *tensor.Tensor, n int) *tensor.Tensor {
	if n == 0 || t.Rank() == 0 {
		return t
	}
	shape := t.Shape()
	for range n {
		shape = append(shape, 1)
	}
	return t.Reshape(shape...)
}

func shapeError(dist, a string, x *tensor.Tensor, b string, y *tensor.Tensor) *ParamError {
	return &ParamError{Dist: dist, Param: b, Detail: fmt.Sprintf("of shape %v does not broadcast with %s of shape %v", []int(y.Shape()), a, []int(x.Shape()))}
}

// As returns d with another element type. Go numbers and scalars are converted; a distribution made from larger tensors
// of another type is an error, because converting them in silence would lose precision or cost time.
func As(d Distribution, t tensor.DType) (Distribution, error) {
	var c Distribution
	var err error
	switch d := d.(type) {
	case interface {
		As(t tensor.DType) (Distribution, error)
	}:
		c, err = d.As(t)
	case Parametric:
		b := d.self()
		if b.typed(t) {
			return d, nil
		}
		var params []*tensor.Tensor
		if params, err = convertParams(b.spec.Name, t, b.spec.countsAs(t, b.params)...); err == nil {
			c = d.WithBase(b.with(params))
			if from, ok := d.(ofFamily); ok {
				c.(ofFamily).ofFamily().called, err = from.ofFamily().called.convert(t)
			}
		}
	default:
		err = fmt.Errorf("dist: %s has no element type to choose; give it a method As(tensor.DType) (dist.Distribution, error), or embed dist.Base", nameOf(d))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// convertParams converts numbers and scalars.
func convertParams(name string, t tensor.DType, params ...*tensor.Tensor) ([]*tensor.Tensor, error) {
	out := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		if p.Rank() > 0 && p.DType() != t {
			return params, fmt.Errorf("dist: %s has parameters of type %v and %v is needed; convert them with As(tensor.%v)", name, p.DType(), t, t)
		}
		out[i] = p.As(t)
	}
	return out, nil
}

// alike gives numbers and scalars the element type of the parameters that decide.
func alike(params []*tensor.Tensor) []*tensor.Tensor {
	t, _ := commonType(params)
	out := slices.Clone(params)
	for i, p := range out {
		if p.Rank() == 0 {
			out[i] = p.As(t)
		}
	}
	return out
}

// stop returns the value of t without its derivative. Unlike Detach it stays on the tape.
func stop(t *tensor.Tensor) *tensor.Tensor {
	if !t.NeedsGrad() {
		return t
	}
	return tensor.Apply(opStop.get(), nil, t)
}

var opStop = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Stop", Elementwise: true, Forward: tensor.Kernel{F64: stopForward[float64], F32: stopForward[float32]}})
}}

func stopForward[T tensor.Float](k *tensor.Call) {
	copy(tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]))
}

func failRSample(name string) *tensor.Tensor {
	fail(name+".RSample", "it has no differentiable draws (HasRSample is false); use Sample")
	return nil
}
