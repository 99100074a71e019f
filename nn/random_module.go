package nn

import (
	"maps"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Prior gives each parameter of a module a distribution: [Priors] or [PriorFunc].
type Prior interface {
	// Prior returns the distribution of a parameter, given the full name of its site and its path in the module. param
	// has the shape and element type of the parameter. Nil is an error.
	Prior(site, path string, param *tensor.Tensor) dist.Distribution
}

// Priors holds distributions by the paths of the parameters in the module, such as "fc1.weight". Each parameter needs
// one, and each names a parameter.
type Priors map[string]dist.Distribution

// Prior returns the distribution at the path.
func (p Priors) Prior(_, path string, _ *tensor.Tensor) dist.Distribution { return p[path] }

// PriorFunc returns a distribution for each parameter, given the full name of its site, such as "net.fc1.weight". It
// may call [ppl.Param], as guides do.
type PriorFunc func(site string, param *tensor.Tensor) dist.Distribution

// Prior calls f.
func (f PriorFunc) Prior(site, _ string, param *tensor.Tensor) dist.Distribution {
	return f(site, param)
}

// RandomModule returns a copy of a network whose parameters are random: each is a [ppl.Sample] called name.path. Its
// distribution is made one event of the parameter's shape; one made from Go numbers, such as dist.Normal(0, 1), takes
// the parameter's element type and is expanded. The original does not change.
//
// A guide uses the same function, with distributions made of its parameters.
func RandomModule[M any](c *ppl.Context, name string, net M, prior Prior) M {
	params := register(name, net)
	checkPrior(name, params, prior)
	values := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		d := prior.Prior(p.site, p.path, p.value)
		if d == nil {
			fail(name, "the prior of %q is nil; every parameter of a random module has a distribution", p.path)
		}
		d, err := dist.ShapedLike(d, p.value)
		if err != nil {
			panic(&ppl.SiteError{Site: p.site, Detail: "the prior does not fit the parameter", Err: err})
		}
		values[i] = ppl.Sample(c, p.site, d)
	}
	return withValues(net, values)
}

// checkPrior refuses priors that do not fit the parameters, before anything is drawn.
func checkPrior(module string, params []parameter, prior Prior) {
	switch p := prior.(type) {
	case nil:
		fail(module, "the prior is nil; use Priors or PriorFunc")
	case PriorFunc:
		if p == nil {
			fail(module, "the PriorFunc is nil")
		}
	case Priors:
		p.check(module, params)
	}
}

// check compares the names with those of the parameters.
func (p Priors) check(module string, params []parameter) {
	paths := make([]string, 0, len(params))
	for _, w := range params {
		paths = append(paths, w.path)
	}
	for _, path := range slices.Sorted(maps.Keys(p)) {
		if !slices.Contains(paths, path) {
			fail(module, "Priors has %q, and there is no such parameter; there are %s", path, words.Names(paths))
		}
	}
	for _, path := range paths {
		if _, ok := p[path]; !ok {
			fail(module, "Priors has nothing for %q; it needs all of %s", path, words.Names(paths))
		}
	}
}
