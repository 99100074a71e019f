package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// The density is integrated over the real line that the support's map starts from, by the trapezoidal rule, which
// converges exponentially fast there because densities vanish at both ends. Discrete distributions are summed over
// their values.
const (
	reach = 80.0
	nodes = 16_001
)

// grid is the support cut into pieces: values [nodes, batch], and the probability of each piece.
type grid struct {
	real   []float64 // the real line's nodes; nil if discrete
	x      *tensor.Tensor
	weight []float64 // [nodes, batch]
}

// gridOf cuts the support of d. The batch is the last dimension.
func gridOf(d dist.Distribution) (grid, error) {
	batch := d.BatchShape()
	ones := make([]int, len(batch))
	for i := range ones {
		ones[i] = 1
	}
	if d.Support().Discrete() {
		values, ok := d.EnumerateSupport()
		if !ok {
			return grid{}, fmt.Errorf("a discrete distribution that cannot enumerate its support")
		}
		x := values.Expand(tensor.Join(tensor.Shape{values.Dim(0)}, batch)...)
		return grid{x: x, weight: d.LogProb(x).Exp().Float64s()}, nil
	}
	real := make([]float64, nodes)
	for i := range real {
		real[i] = reach * (2*float64(i)/(nodes-1) - 1)
	}
	stretch := make([]float64, nodes)
	stretched := heavy(d)
	for i, v := range real {
		stretch[i] = 1
		if stretched {
			real[i], stretch[i] = math.Sinh(v/2), math.Cosh(v/2)/2
		}
	}
	u := tensor.Of(real).Reshape(append([]int{nodes}, ones...)...).Expand(tensor.Join(tensor.Shape{nodes}, batch)...)
	x, logDet := d.Support().FromReal(u)
	lp := d.LogProb(x).Float64s()
	weight := make([]float64, len(lp))
	det := logDet.Expand(u.Shape()...).Float64s()
	for i := range lp {
		weight[i] = math.Exp(lp[i]+det[i]) * stretch[i/(len(lp)/nodes)] * 2 * reach / (nodes - 1)
	}
	return grid{real, x, weight}, nil
}

// heavy reports whether the tails of a distribution of real numbers reach farther than the nodes.
func heavy(d dist.Distribution) bool {
	if d.Support() != dist.Real {
		return false
	}
	for _, x := range []float64{-reach, reach} {
		for _, lp := range d.LogProb(tensor.Scalar(x)).Float64s() {
			if lp > -60 {
				return true
			}
		}
	}
	return false
}

// mean is E[f(x)] for every batch element.
func (g grid) mean(batch int, f func(x float64, i int) float64) []float64 {
	out := make([]float64, batch)
	for i, x := range g.x.Float64s() {
		if g.weight[i] > 0 {
			out[i%batch] += g.weight[i] * f(x, i)
		}
	}
	return out
}

// near compares with E[f(x)]. Where the density has a kink the rule converges slowly; what half the nodes would give
// tells how far off it is.
func (g grid) near(what string, got []float64, tolerance float64, f func(x float64, i int) float64) error {
	batch := len(got)
	want := g.mean(batch, f)
	if g.real != nil {
		coarse := grid{g.real, g.x, slices.Clone(g.weight)}
		for i := range coarse.weight {
			coarse.weight[i] *= 2 * float64(i/batch%2)
		}
		for i, v := range coarse.mean(batch, f) {
			tolerance = max(tolerance, 2*math.Abs(v-want[i]))
		}
	}
	return near(what, got, want, tolerance)
}

func normalised(s *subject) error {
	g, err := gridOf(s.d)
	if err != nil {
		return err
	}
	ones := make([]float64, s.n)
	for i := range ones {
		ones[i] = 1
	}
	return g.near("total probability", ones, 1e-7, func(float64, int) float64 { return 1 })
}

func drawsAreLikely(s *subject) error {
	x := s.d.Sample(tensor.NewRNG(7), 2000)
	if err := dist.CheckSupport(s.d, x, nil); err != nil {
		return err
	}
	for i, lp := range s.d.LogProb(x).Float64s() {
		if math.IsNaN(lp) || math.IsInf(lp, 0) {
			return fmt.Errorf("draw %v has log-density %v", x.Float64s()[i], lp)
		}
	}
	return nil
}

// outside replaces one element of a draw at a time, because the support may differ between batch elements.
func outside(s *subject) error {
	for i := range s.n {
		for _, v := range []float64{-1e300, -7.25, -1, -0.5, 0, 0.5, 1.5, 2.25, 1e3, 1e300, math.Inf(1), math.Inf(-1)} {
			values := s.d.Sample(tensor.NewRNG(41)).Float64s()
			values[i] = v
			x := tensor.Of(values).Reshape(s.d.BatchShape()...)
			if dist.CheckSupport(s.d, x, nil) == nil {
				continue
			}
			lp, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
				return s.build(in[1:]...).LogProb(in[0]).Reshape(s.n).Slice(0, i, i+1).Sum()
			}, append([]*tensor.Tensor{x}, s.params...)...)
			if !math.IsInf(lp.Item(), -1) {
				return fmt.Errorf("log-density %v at %v", lp.Item(), v)
			}
			for j, g := range grads {
				for _, d := range g.Float64s() {
					if d != 0 {
						return fmt.Errorf("derivative %v by input %d at %v", d, j, v)
					}
				}
			}
		}
	}
	return nil
}

func entropy(s *subject) error {
	h, ok := dist.Entropy(s.d)
	if !ok {
		return nil
	}
	g, err := gridOf(s.d)
	if err != nil {
		return err
	}
	lp := s.d.LogProb(g.x).Float64s()
	return g.near("entropy", h.Expand(s.d.BatchShape()...).Float64s(), 1e-6, func(_ float64, i int) float64 { return -lp[i] })
}

func moments(s *subject) error {
	g, err := gridOf(s.d)
	if err != nil {
		return err
	}
	mean, ok := dist.Mean(s.d)
	if !ok || !finite(mean) {
		return nil
	}
	m := mean.Expand(s.d.BatchShape()...).Float64s()
	if err := g.near("mean", m, 1e-6, func(x float64, _ int) float64 { return x }); err != nil {
		return err
	}
	variance, ok := dist.Variance(s.d)
	if !ok || !finite(variance) {
		return nil
	}
	return g.near("variance", variance.Expand(s.d.BatchShape()...).Float64s(), 1e-5,
		func(x float64, i int) float64 { return (x - m[i%s.n]) * (x - m[i%s.n]) })
}

func finite(t *tensor.Tensor) bool {
	for _, v := range t.Float64s() {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return false
		}
	}
	return true
}

func cdf(s *subject) error {
	if s.discrete() {
		return nil
	}
	g, err := gridOf(s.d)
	if err != nil {
		return err
	}
	below := make([]float64, len(g.weight)) // by the trapezoidal rule, half of the node's own piece
	sum := make([]float64, s.n)
	for i, w := range g.weight {
		below[i] = sum[i%s.n] + w/2
		sum[i%s.n] += w
	}
	if p, ok := dist.CDF(s.d, g.x); ok {
		if err := near("CDF", p.Float64s(), below, 1e-4); err != nil {
			return err
		}
	}
	for _, p := range []float64{1e-6, 0.01, 0.3, 0.5, 0.9, 0.999} {
		want := tensor.Full(p, s.d.BatchShape()...)
		x, ok := dist.Quantile(s.d, want)
		if !ok {
			return nil
		}
		back, ok := dist.CDF(s.d, x)
		if !ok {
			return fmt.Errorf("a quantile function without a distribution function")
		}
		if err := near(fmt.Sprintf("CDF of the quantile at %v", p), back.Float64s(), want.Float64s(), 1e-9); err != nil {
			return err
		}
	}
	return nil
}

func slope(s *subject) error {
	if s.discrete() {
		return nil
	}
	x, known := s.draw(), true
	_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
		p, ok := dist.CDF(s.d, x[0])
		if known = ok; !ok {
			return x[0].Sum()
		}
		return p.Sum()
	}, x)
	if !known {
		return nil
	}
	return near("slope", g[0].Float64s(), s.d.LogProb(x).Exp().Float64s(), 1e-10)
}
