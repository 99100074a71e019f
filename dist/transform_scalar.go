package dist

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// scalarMap is what the transforms of numbers by one formula have in common.
type scalarMap struct {
	name   string
	params []Param
	bare   bool // the name stands without those of the parameters

	safe     [2]float64 // parameters that are allowed
	domain   Constraint
	codomain func(p [2]*tensor.Tensor) Constraint
	sign     func(p [2]*tensor.Tensor) *tensor.Tensor // nil for those that increase

	forward, inverse *pointwise // of x or y, and the parameters
	logDet           *pointwise // of x and the parameters; nil if it is x
}

// scalarFormulas are the formulas of a [scalarMap], of x or y and the parameters by their names.
type scalarFormulas struct {
	forward, inverse, logDet formula

	x, y   tensor.Input // values in gradient checks
	inputs []tensor.Input
	dense  []dense // of forward
}

// defineMap enters the formulas of transforms in the table of operations.
func defineMap(m scalarMap, by scalarFormulas) *scalarMap {
	enter := func(what string, f formula, value string, in tensor.Input, dense []dense) *pointwise {
		if f.text == "" {
			return nil
		}
		names := []string{value}
		for _, p := range m.params {
			names = append(names, p.Name)
		}
		return pointwise{formula: compile(f, 0, names...), dense: dense}.register(m.name+"."+what, withValue(in, by.inputs))
	}
	m.forward = enter("Forward", by.forward, "x", by.x, by.dense)
	m.inverse = enter("Inverse", by.inverse, "y", by.y, nil)
	m.logDet = enter("LogDet", by.logDet, "x", by.x, nil)
	return &m
}

// to returns the codomain that is the same for all parameters.
func to(c Constraint) func([2]*tensor.Tensor) Constraint {
	return func([2]*tensor.Tensor) Constraint { return c }
}

// scalarTransform is a transform of numbers by a formula, with up to two parameters.
type scalarTransform struct {
	*scalarMap
	p [2]*tensor.Tensor
}

func (m *scalarMap) of(params ...*tensor.Tensor) scalarTransform {
	t := scalarTransform{scalarMap: m}
	copy(t.p[:], params)
	return t
}

func (t scalarTransform) own() []*tensor.Tensor { return t.p[:len(t.params)] }

func (t scalarTransform) String() string {
	if t == Sigmoid || len(t.params) == 0 {
		return t.name
	}
	var texts []string
	for i, p := range t.params {
		text := t.p[i].String()
		if !t.bare {
			text = p.Name + ": " + text
		}
		texts = append(texts, text)
	}
	return t.name + "(" + strings.Join(texts, ", ") + ")"
}

func (t scalarTransform) Forward(x *tensor.Tensor) *tensor.Tensor {
	return t.forward.apply(nil, nil, x, t.own()...)
}

func (t scalarTransform) Inverse(y *tensor.Tensor) *tensor.Tensor {
	return t.inverse.apply(nil, nil, y, t.own()...)
}

func (t scalarTransform) LogDet(x, y *tensor.Tensor) *tensor.Tensor {
	if t.logDet == nil {
		return x.Expand(y.Shape()...)
	}
	return t.logDet.apply(y.Shape(), nil, x, t.own()...)
}

func (t scalarTransform) Domain() Constraint   { return t.domain }
func (t scalarTransform) Codomain() Constraint { return t.codomain(t.p) }

func (t scalarTransform) ForwardShape(shape ...int) tensor.Shape {
	shapes, words := []tensor.Shape{shape}, []string{}
	for i, p := range t.own() {
		shapes = append(shapes, p.Shape())
		words = append(words, fmt.Sprintf("%s of shape %v", t.params[i].Name, []int(p.Shape())))
	}
	out, ok := tensor.BroadcastShapes(shapes...)
	if !ok {
		fail(t.name, "values of shape %v do not broadcast with %s", shape, strings.Join(words, " and "))
	}
	return out
}

func (t scalarTransform) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// Sign returns 1 where the transform increases and -1 elsewhere.
func (t scalarTransform) Sign() *tensor.Tensor {
	if t.sign == nil {
		return one
	}
	return t.sign(t.p)
}

func (t scalarTransform) Validate() error {
	for i, p := range t.params {
		if err := checkParam(t.name, p, t.p[i], nil); err != nil {
			return err
		}
	}
	return nil
}

func (t scalarTransform) WithParams(n int, f ParamMap) Transform {
	for i := range t.own() {
		t.p[i] = f(t.p[i], t.safe[i], n)
	}
	return t
}
