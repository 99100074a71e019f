package disttest

import (
	"math"
	"slices"
	"sort"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// grid is the density of a continuous distribution of numbers, tabulated along the real line that its support's constraint maps. Nodes
// lie where the draws are, and thin out double exponentially towards both ends: the trapezoidal rule over them converges
// fast for smooth densities (H. Takahasi, M. Mori, "Double exponential formulas for numerical integration", 1974).
type grid struct {
	support       dist.Constraint
	batch         tensor.Shape
	center, scale []float64      // of each batch element
	u, x          *tensor.Tensor // [nodes, batch…]
	weight        []float64      // of each node and batch element: step times du/dv times |dx/du|
}

const (
	gridStep  = 1.0 / 64
	gridReach = 3.6
)

func newGrid(s dist.Constraint, sample *tensor.Tensor, batch tensor.Shape) *grid {
	g := &grid{support: s, batch: batch}
	n := batch.Size()
	drawn := s.ToReal(sample).Float64s()
	for j := range n {
		var column []float64
		for i := j; i < len(drawn); i += n {
			column = append(column, drawn[i])
		}
		slices.Sort(column)
		at := func(q float64) float64 { return column[int(q*float64(len(column)-1))] }
		g.center = append(g.center, at(0.5))
		g.scale = append(g.scale, math.Max((at(0.9)-at(0.1))/2, math.SmallestNonzeroFloat64))
	}
	var u []float64
	nodes := 0
	for v := -gridReach; v <= gridReach; v += gridStep {
		nodes++
		w := math.Pi / 2 * math.Sinh(v)
		du := math.Pi / 2 * math.Cosh(v) * math.Cosh(w) / 4 * gridStep
		for j := range n {
			u = append(u, g.center[j]+g.scale[j]*math.Sinh(w)/4)
			g.weight = append(g.weight, g.scale[j]*du)
		}
	}
	g.u = shaped(u, tensor.Join(tensor.Shape{nodes}, batch))
	x, logDet := s.FromReal(g.u)
	g.x = x
	back, det := s.ToReal(x).Float64s(), logDet.Float64s()
	for i, v := range u {
		if math.Abs(back[i]-v) > 1e-3*math.Max(1, math.Abs(v)) {
			g.weight[i] = 0 // beyond what numbers can hold
		} else {
			g.weight[i] *= math.Exp(det[i])
		}
	}
	return g
}

// width is the smallest spread of the draws along the real line.
func (g *grid) width() float64 { return slices.Min(g.scale) }

// integrate is ∫ f p dx for each batch element, for f given at the nodes; nil is 1.
func (g *grid) integrate(d dist.Distribution, f []float64) []float64 {
	total := make([]float64, len(g.center))
	for i, lp := range d.LogProb(g.x).Float64s() {
		if g.weight[i] == 0 {
			continue
		}
		term := g.weight[i] * math.Exp(lp)
		if f != nil {
			term *= f[i]
		}
		total[i%len(total)] += term
	}
	return total
}

// cdf is the distribution function of batch element j by the grid: at its nodes along the real line.
func (g *grid) cdf(d dist.Distribution, j int) func(u float64) float64 {
	n := len(g.center)
	lp, us := d.LogProb(g.x).Float64s(), g.u.Float64s()
	var at, mass []float64
	total, before := 0.0, 0.0
	for i := j; i < len(us); i += n {
		term := 0.0
		if g.weight[i] != 0 {
			term = g.weight[i] * math.Exp(lp[i])
		}
		total += (before + term) / 2
		before = term
		at, mass = append(at, us[i]), append(mass, total)
	}
	return func(u float64) float64 {
		i := sort.SearchFloat64s(at, u)
		switch {
		case i == 0:
			return 0
		case i == len(at):
			return 1
		}
		f := (u - at[i-1]) / (at[i] - at[i-1])
		return mass[i-1] + f*(mass[i]-mass[i-1])
	}
}

// normalised checks that the density integrates to 1.
func (c *check) normalised() {
	if values, ok := c.d.EnumerateSupport(); ok {
		shape := slices.Concat(tensor.Shape{values.Dim(0)}, c.batch, c.event)
		total := c.d.LogProb(values.Expand(shape...)).Exp().Sum(0)
		c.near("the sum of all probabilities", total, tensor.Ones(c.batch...), 1e-12)
		return
	}
	if !c.continuous() {
		return
	}
	c.grid = newGrid(c.d.Support(), c.sample, c.batch)
	for j, total := range c.grid.integrate(c.d, nil) {
		if !(math.Abs(total-1) < 1e-5) {
			c.errorf("the density of batch element %d integrates to %v", j, total)
		}
	}
}
