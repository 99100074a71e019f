package disttest

import (
	"errors"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// moments compares moments with those of draws, in standard errors.
func (c *check) moments() {
	n := c.batch.Size() * c.event.Size()
	v := c.sample.Float64s()
	mean, ok := dist.Mean(c.d)
	if !ok {
		return
	}
	c.within("Mean", mean, tensor.Join(c.batch, c.event), v)
	m := mean.Float64s()
	if variance, ok := dist.Variance(c.d); ok {
		squares := make([]float64, len(v))
		for i, x := range v {
			squares[i] = (x - m[i%n]) * (x - m[i%n])
		}
		c.within("Variance", variance, tensor.Join(c.batch, c.event), squares)
	}
	if entropy, ok := dist.Entropy(c.d); ok {
		c.within("Entropy", entropy, c.batch, c.d.LogProb(c.sample).Neg().Float64s())
	}
}

// within checks an expectation against values of which it is the mean.
func (c *check) within(what string, got *tensor.Tensor, shape tensor.Shape, values []float64) {
	if !got.Shape().Equal(shape) {
		c.errorf("%s has shape %v, want %v", what, []int(got.Shape()), []int(shape))
		return
	}
	g := got.Float64s()
	mean, stderr := columns(values, len(g))
	for j := range g {
		if !(math.Abs(g[j]-mean[j]) <= 5*stderr[j]+1e-9*math.Abs(g[j])) {
			c.errorf("%s of element %d is %v, of draws %v ± %v", what, j, g[j], mean[j], stderr[j])
		}
	}
}

// quantiles compares the distribution function and its inverse with the density and with each other.
func (c *check) quantiles() {
	if c.grid == nil {
		return
	}
	n := c.batch.Size()
	x := c.few(200)
	if cdf, ok := dist.CDF(c.d, x); ok {
		got, u := cdf.Float64s(), c.d.Support().ToReal(x).Float64s()
		for j := range n {
			f := c.grid.cdf(c.d, j)
			for i := j; i < len(got); i += n {
				if want := f(u[i]); !(math.Abs(got[i]-want) < 1e-3) {
					c.errorf("CDF of a draw of batch element %d is %v, the density integrates to %v up to it", j, got[i], want)
					return
				}
			}
		}
		_, slope := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
			p, _ := dist.CDF(c.d, x[0])
			return p.Sum()
		}, x)
		c.near("the derivative of CDF, against the density", slope[0], c.d.LogProb(x).Exp(), 1e-9)
	}
	p := shaped([]float64{1e-6, 0.01, 0.3, 0.5, 0.8, 0.99, 1 - 1e-6}, tensor.Join(tensor.Shape{7}, ones(len(c.batch))))
	q, ok := dist.Quantile(c.d, p)
	if !ok {
		return
	}
	wide := tensor.Join(tensor.Shape{7}, c.batch)
	if back, ok := dist.CDF(c.d, q); ok {
		c.near("CDF of Quantile", back, p.Expand(wide...), 1e-9)
	}
	if index, ok := c.d.Support().Check(q); !ok {
		c.errorf("Quantile gives %v, which is not in the support", q.At(index...))
	}
}

// badParams puts NaN into each parameter.
func (c *check) badParams() {
	for i, p := range c.params {
		values := p.Float64s()
		values[0] = math.NaN()
		d := c.build(with(c.params, i, shaped(values, p.Shape()))...)
		var bad *dist.ParamError
		if err := d.Validate(); !errors.As(err, &bad) {
			c.errorf("Validate of NaN in %s gives %v, want a *dist.ParamError", input(i+1), err)
		} else if bad.Dist == "" || bad.Param == "" {
			c.errorf("the error for NaN in %s does not name distribution and parameter: %v", input(i+1), bad)
		}
		for _, lp := range d.LogProb(c.few(1).Reshape(tensor.Join(c.batch, c.event)...)).Float64s()[:1] {
			if !math.IsNaN(lp) && !math.IsInf(lp, -1) {
				c.errorf("with NaN in %s the log-density is %v, want NaN or -Inf", input(i+1), lp)
			}
		}
	}
}

// float32 compares with the same distribution in Float32.
func (c *check) float32() {
	params, rounded := make([]*tensor.Tensor, len(c.params)), make([]*tensor.Tensor, len(c.params))
	for i, p := range c.params {
		params[i] = p.As(tensor.Float32)
		rounded[i] = params[i].As(tensor.Float64)
	}
	d := c.build(params...)
	if err := d.Validate(); err != nil {
		c.errorf("Validate: %v", err)
	}
	x := d.Sample(c.rng("float32"), 500)
	if len(params) > 0 && x.DType() != tensor.Float32 {
		c.errorf("draws are %v, the parameters Float32", x.DType())
		return
	}
	if index, ok := c.d.Support().Check(x.As(tensor.Float64)); !ok && !c.d.Support().Discrete() {
		c.errorf("the draw %v is not in the support", x.At(index...))
	}
	lp := d.LogProb(x)
	if lp.DType() != x.DType() {
		c.errorf("LogProb is %v", lp.DType())
	}
	c.near("LogProb, against Float64", lp.As(tensor.Float64), c.build(rounded...).LogProb(x.As(tensor.Float64)), 1e-6)
}
