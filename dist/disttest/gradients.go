package disttest

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// function is a scalar of a distribution and a value.
type function func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor

// grads are the value of f and its derivatives in x and in each parameter of the distribution.
func (c *check) grads(f function, x *tensor.Tensor) (y *tensor.Tensor, g []*tensor.Tensor) {
	return c.gradsAt(f, x, c.params)
}

func (c *check) gradsAt(f function, x *tensor.Tensor, params []*tensor.Tensor) (y *tensor.Tensor, g []*tensor.Tensor) {
	return tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return f(c.build(in[1:]...), in[0]) },
		append([]*tensor.Tensor{x}, params...)...)
}

// input names what grads differentiates by.
func input(i int) string {
	if i == 0 {
		return "the value"
	}
	return fmt.Sprintf("parameter %d", i-1)
}

// gradients compares the derivatives of the log-density of some draws with differences. Values move along the real line that the support's
// constraint maps, so that they stay inside.
func (c *check) gradients() {
	x := c.few(20)
	sum := func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor { return d.LogProb(x).Sum() }
	_, g := c.grads(sum, x)
	for i, p := range c.params {
		step := func(v float64) float64 { return 1e-4 * math.Max(math.Abs(v), 1e-3) }
		c.compare(input(i+1), g[i+1], p, step, func(p *tensor.Tensor) float64 {
			return sum(c.build(with(c.params, i, p)...), x).Item()
		})
	}
	if c.d.Support().Discrete() {
		return
	}
	if c.grid == nil { // several numbers that may depend on each other: no map of each alone
		return
	}
	s := c.d.Support()
	u := s.ToReal(x)
	along := func(d dist.Distribution, u *tensor.Tensor) *tensor.Tensor {
		x, _ := s.FromReal(u)
		return d.LogProb(x).Sum()
	}
	_, g = c.grads(along, u)
	width := c.grid.width()
	c.compare("the value", g[0], u, func(float64) float64 { return 1e-4 * width }, func(u *tensor.Tensor) float64 { return along(c.d, u).Item() })
}

// compare compares a derivative with differences of fourth order.
func (c *check) compare(what string, g, at *tensor.Tensor, step func(v float64) float64, f func(at *tensor.Tensor) float64) {
	values, got := at.Float64s(), g.Float64s()
	for j, v := range values {
		h := step(v)
		move := func(by float64) float64 {
			moved := at.Float64s()
			moved[j] = v + by
			return f(shaped(moved, at.Shape()))
		}
		a, b := move(h)-move(-h), move(2*h)-move(-2*h)
		want := (8*a - b) / (12 * h)
		// The differences are as good as the function's digits, and theirs agreement with each other.
		noise := 1e-13*math.Abs(move(0))/h + 1e-2*math.Abs(a/(2*h)-b/(4*h))
		if !(math.Abs(got[j]-want) <= 1e-6*math.Max(1, math.Abs(want))+noise) {
			c.errorf("derivative by element %d of %s is %v, differences give %v", j, what, got[j], want)
			return
		}
	}
}

// with is params with one replaced.
func with(params []*tensor.Tensor, i int, p *tensor.Tensor) []*tensor.Tensor {
	out := append([]*tensor.Tensor(nil), params...)
	out[i] = p
	return out
}
