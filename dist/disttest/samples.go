package disttest

import (
	"math"
	"runtime"
	"slices"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// draws checks that draws are a function of the seed alone, and what derivatives they carry.
func (c *check) draws() {
	const many = 40000 // enough for several pieces of work
	procs := runtime.GOMAXPROCS(1)
	one := c.d.Sample(tensor.NewRNG(1), many).Float64s()
	runtime.GOMAXPROCS(4)
	four := c.d.Sample(tensor.NewRNG(1), many).Float64s()
	runtime.GOMAXPROCS(procs)
	if !slices.Equal(one, four) {
		c.errorf("draws with one seed differ between one and four processors")
	}
	if !c.constant() && slices.Equal(one, c.d.Sample(tensor.NewRNG(2), many).Float64s()) {
		c.errorf("draws with seeds 1 and 2 are the same")
	}
	rng := tensor.NewRNG(1)
	if first, second := c.d.Sample(rng, 50), c.d.Sample(rng, 50); !c.constant() && slices.Equal(first.Float64s(), second.Float64s()) {
		c.errorf("drawing again from one RNG gives the same")
	}

	tape := tensor.NewTape()
	leaves := make([]*tensor.Tensor, len(c.params))
	for i, p := range c.params {
		leaves[i] = tape.Leaf(p, true)
	}
	d := c.build(leaves...)
	rng = tensor.NewRNG(1).On(tape)
	if d.Sample(rng, 3).NeedsGrad() {
		c.errorf("derivatives flow through Sample; they may only through RSample")
	}
	var err error
	var r *tensor.Tensor
	func() {
		defer fault.Catch(&err)
		r = d.RSample(rng, 3)
	}()
	switch {
	case !d.HasRSample() && err == nil:
		c.errorf("RSample must panic with an error of the library where HasRSample is false")
	case d.HasRSample() && err != nil:
		c.errorf("RSample panics although HasRSample is true: %v", err)
	case d.HasRSample() && len(leaves) > 0 && !r.NeedsGrad():
		c.errorf("HasRSample is true, and no derivative flows through RSample")
	}
	if d.HasRSample() && err == nil {
		a, b := c.d.Sample(tensor.NewRNG(3), 5), c.d.RSample(tensor.NewRNG(3), 5)
		c.near("RSample, against Sample with the same seed", b, a, 0)
	}
}

// constant reports whether all draws are the same.
func (c *check) constant() bool {
	v := c.sample.Float64s()
	n := len(v) / draws
	for i := range v {
		if v[i] != v[i%n] {
			return false
		}
	}
	return true
}

// significance is the p-value below which draws are said not to follow the density.
const significance = 1e-4

// fit compares draws with the density: by the test of Kolmogorov and Smirnov where there is one, and by Pearson's where values can be counted.
func (c *check) fit() {
	if c.grid != nil {
		n := c.batch.Size()
		u := c.d.Support().ToReal(c.sample).Float64s()
		for j := range n {
			cdf := c.grid.cdf(c.d, j)
			var p []float64
			for i := j; i < len(u); i += n {
				p = append(p, cdf(u[i]))
			}
			if v := kolmogorov(p); v < significance {
				c.errorf("draws of batch element %d do not follow the density (p = %.1g)", j, v)
			}
		}
		return
	}
	if values, ok := c.d.EnumerateSupport(); ok && c.univariate() {
		c.counts(values)
	}
}

// kolmogorov is the p-value of numbers that should be uniform. Marsaglia, Tsang, Wang 2003, with the limit distribution and Stephens' correction.
func kolmogorov(p []float64) float64 {
	slices.Sort(p)
	n, d := float64(len(p)), 0.0
	for i, v := range p {
		d = math.Max(d, math.Max(v-float64(i)/n, float64(i+1)/n-v))
	}
	t := d * (math.Sqrt(n) + 0.12 + 0.11/math.Sqrt(n))
	sum := 0.0
	for k := 1.0; k < 100; k++ {
		sum += 2 * math.Pow(-1, k-1) * math.Exp(-2*k*k*t*t)
	}
	return math.Min(sum, 1)
}

// counts compares how often each value was drawn with its probability.
func (c *check) counts(values *tensor.Tensor) {
	n := c.batch.Size()
	v := values.Float64s()
	p := c.d.LogProb(values.Expand(tensor.Join(tensor.Shape{len(v)}, c.batch)...)).Exp().Float64s()
	drawn := c.sample.Float64s()
	for j := range n {
		count := map[float64]float64{}
		for i := j; i < len(drawn); i += n {
			count[drawn[i]]++
		}
		chi2, cells := 0.0, 0
		for k, value := range v {
			expected := draws * p[k*n+j]
			if expected == 0 {
				if count[value] > 0 {
					c.errorf("%v was drawn and has probability 0", value)
				}
				continue
			}
			chi2 += (count[value] - expected) * (count[value] - expected) / expected
			cells++
		}
		if cells > 1 && special.GammaIncQ(float64(cells-1)/2, chi2/2) < significance {
			c.errorf("frequencies of batch element %d do not follow exp(LogProb) (χ² = %.1f in %d cells)", j, chi2, cells)
		}
	}
}

// pathwise compares the mean derivative of tanh(u) over reparameterised draws, u being draws along the real line in their own units, with
// differences of the expectation by quadrature. The function is bounded, so that no tail is too heavy.
func (c *check) pathwise() {
	if c.grid == nil || !c.d.HasRSample() {
		return
	}
	const many = 20000
	s, g := c.d.Support(), c.grid
	center, scale := shaped(g.center, c.batch), shaped(g.scale, c.batch)
	f := func(x *tensor.Tensor) *tensor.Tensor { return s.ToReal(x).Sub(center).Div(scale).Tanh() }
	atNodes := f(g.x).Float64s()
	for i, p := range c.params {
		wide := tensor.Join(tensor.Shape{many}, c.batch)
		// A copy of the parameter for each draw gives the derivative of each draw.
		copies := c.params[i].Expand(wide...)
		_, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return f(c.build(with(c.params, i, in[0])...).RSample(c.rng("pathwise"))).Sum()
		}, copies)
		mean, stderr := columns(grads[0].Float64s(), c.batch.Size())
		for j := range mean {
			want := c.expectationSlope(i, p, j, atNodes)
			if !(math.Abs(mean[j]-want) < 5*stderr[j]+1e-4*math.Max(1, math.Abs(want))) {
				c.errorf("derivative of an expectation of batch element %d by %s is %v, by RSample %v ± %v", j, input(i+1), want, mean[j], stderr[j])
			}
		}
	}
}

// expectationSlope is the derivative of ∫ f p dx in the parameter's value for batch element j, by differences.
func (c *check) expectationSlope(i int, p *tensor.Tensor, j int, f []float64) float64 {
	own := p.Expand(c.batch...)
	v := own.Float64s()[j]
	h := 1e-3 * math.Max(math.Abs(v), 1e-2)
	at := func(by float64) float64 {
		values := own.Float64s()
		values[j] += by
		return c.grid.integrate(c.build(with(c.params, i, shaped(values, c.batch))...), f)[j]
	}
	return (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
}

// columns are mean and standard error of every n-th value.
func columns(v []float64, n int) (mean, stderr []float64) {
	mean, stderr = make([]float64, n), make([]float64, n)
	rows := float64(len(v) / n)
	for i, x := range v {
		mean[i%n] += x / rows
	}
	for i, x := range v {
		d := x - mean[i%n]
		stderr[i%n] += d * d
	}
	for j := range stderr {
		stderr[j] = math.Sqrt(stderr[j] / rows / (rows - 1))
	}
	return mean, stderr
}
