package dist

import "github.com/credence-ppl/credence/tensor"

// implicit attaches to z its derivative grad with respect to p; z itself is not an explicit function of p, as with a
// rejection sampler. The derivative of z at a fixed value of its distribution function is -∂F/∂p / ∂F/∂z: M. Figurnov,
// S. Mohamed, A. Mnih, "Implicit reparameterization gradients", 2018, equation 5.
func implicit(z, p *tensor.Tensor, grad *pointwise) *tensor.Tensor {
	if !p.NeedsGrad() {
		return z
	}
	p0 := stop(p)
	return firstOrder.get().apply(nil, nil, z, grad.apply(nil, nil, z, p0), p, p0)
}

// firstOrder is z + slope·(p - p0), which has value z and derivative slope where p is p0.
var firstOrder = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("where(p == p0, z, z + slope*(p - p0))").d("p", "slope"), 0b1011, "z", "slope", "p", "p0")}.
		register("FirstOrder", []tensor.Input{{}, {}, {}, {}})
}}

// implicitSlopes returns the derivatives of draws x with respect to parameters, by formulas of both.
func implicitSlopes(name string, params []Param, inputs []tensor.Input, texts ...string) (slopes []*pointwise) {
	names := []string{"x"}
	for _, p := range params {
		names = append(names, p.Name)
	}
	for i, text := range texts {
		c := compile(is(text), 1<<len(names)-1, names...)
		c.domain.finite = true
		slopes = append(slopes, pointwise{formula: c}.register(name+".SampleGrad."+params[i].Name, withValue(positiveInput, inputs)))
	}
	return slopes
}

// implicitDraw returns draws z of a sampler with their derivatives attached.
func implicitDraw(z *tensor.Tensor, p []*tensor.Tensor, slopes []*pointwise) *tensor.Tensor {
	drawn, fixed := z, make([]*tensor.Tensor, len(p))
	for i := range p {
		fixed[i] = stop(p[i])
	}
	for i, slope := range slopes {
		if p[i].NeedsGrad() {
			z = firstOrder.get().apply(nil, nil, z, slope.apply(nil, nil, drawn, fixed...), p[i], fixed[i])
		}
	}
	return z
}
