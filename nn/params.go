package nn

import (
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Initializer is implemented by modules that say where their parameters start when they are trained.
type Initializer interface {
	// Init returns the initial value, of the right shape and element type, of the parameter at a path from the module,
	// such as "weight". rng depends on the seed and the full name of the parameter. Nil starts the parameter at its
	// value in the struct.
	Init(param string, rng *tensor.RNG) *tensor.Tensor
}

// Params returns a copy of a network whose parameters inference optimizes: each is a [ppl.Param] called name.path. It
// starts where its module's [Initializer] says, or else at its value in net. The original does not change.
func Params[M any](c *ppl.Context, name string, net M) M {
	params := register(name, net)
	values := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		values[i] = ppl.Param(c, p.site, func(rng *tensor.RNG) *tensor.Tensor { return p.initial(name, rng) })
	}
	return withValues(net, values)
}

// initial returns where training starts.
func (p parameter) initial(module string, rng *tensor.RNG) *tensor.Tensor {
	from, ok := p.owner.(Initializer)
	if !ok {
		return p.value
	}
	v := from.Init(p.local, rng)
	if v == nil {
		return p.value
	}
	if !v.Shape().Equal(p.value.Shape()) || v.DType() != p.value.DType() {
		fail(module, "Init of %T makes %q %v %v, and it is %v %v", p.owner, p.path, v.DType(), []int(v.Shape()), p.value.DType(), []int(p.value.Shape()))
	}
	return v
}

// register lists the parameters of a network that becomes part of a model under a name.
func register(name string, net any) []parameter {
	if name == "" {
		fail(typeName(net), "it needs a name: those of its sites begin with it")
	}
	return parametersOf(name, net)
}
