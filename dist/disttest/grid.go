package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Densities are integrated over the real numbers that the support's map starts from, by the trapezoidal rule, which
// converges exponentially fast there because densities vanish at both ends: on a line, or on a plane turned by an
// angle. Discrete distributions are summed over their values.
const (
	reach      = 80.0
	nodes      = 16_001
	planeNodes = 121
	most       = 300_000 // values of a discrete distribution
)

// grid is the support cut into pieces: values [pieces, batch…, event…], and the probability of each piece.
type grid struct {
	x      *tensor.Tensor
	weight []float64 // [pieces, batch]
	axes   []axis    // none if discrete
}

// axis is a direction in which continuous supports are cut.
type axis struct {
	at    func(u []float64, b int) float64 // the coordinate of a point of the real line or plane, of batch element b
	edges []float64                        // where pieces end, one for each node
	piece func(i int) int                  // the node of piece i along this axis
}

// gridOf cuts the support of d, of which drawn tells whether it can be drawn from.
func gridOf(d dist.Distribution, angle float64) (grid, error) {
	if d.Support().Discrete() {
		return lattice(d)
	}
	switch free := freeShape(d); free.Size() {
	case 1:
		return line(d, free), nil
	case 2:
		return plane(d, free, angle), nil
	default:
		return grid{}, inapplicable(fmt.Sprintf("its values have %d free dimensions, and quadrature takes at most 2", free.Size()))
	}
}

func line(d dist.Distribution, free tensor.Shape) grid {
	batch := d.BatchShape()
	ones := make([]int, len(batch)+len(free))
	for i := range ones {
		ones[i] = 1
	}
	real, stretch := make([]float64, nodes), make([]float64, nodes)
	edges := make([]float64, nodes)
	stretched := heavy(d)
	step := 2 * reach / (nodes - 1)
	for i := range real {
		at := reach * (2*float64(i)/(nodes-1) - 1)
		real[i], stretch[i], edges[i] = at, 1, at+step/2
		if stretched {
			real[i], stretch[i], edges[i] = math.Sinh(at/2), math.Cosh(at/2)/2, math.Sinh((at+step/2)/2)
		}
	}
	u := tensor.Of(real).Reshape(append([]int{nodes}, ones...)...).Expand(tensor.Join(tensor.Join(tensor.Shape{nodes}, batch), free)...)
	g := weigh(d, u, func(i int) float64 { return stretch[i] * step })
	g.axes = []axis{{func(u []float64, _ int) float64 { return u[0] }, edges, func(i int) int { return i }}}
	return g
}

// plane returns the plane turned by an angle, and for each element of the batch around the middle of its draws and in
// units of their spread. Nodes are dense in the middle.
func plane(d dist.Distribution, free tensor.Shape, angle float64) grid {
	batch := d.BatchShape()
	size := batch.Size()
	middle, spread := middles(d.Support().Bijection().Inverse(d.Sample(tensor.NewRNG(53), 999)).Float64s(), 2*size)
	half := math.Asinh(reach)
	step := 2 * half / (planeNodes - 1)
	at := make([]float64, planeNodes)
	for i := range at {
		at[i] = half * (2*float64(i)/(planeNodes-1) - 1)
	}
	sin, cos := math.Sincos(angle)
	u := make([]float64, 0, planeNodes*planeNodes*size*2)
	for _, a := range at {
		for _, b := range at {
			x, y := math.Sinh(a), math.Sinh(b)
			for e := range size {
				u = append(u, middle[2*e]+spread[2*e]*(cos*x-sin*y), middle[2*e+1]+spread[2*e+1]*(sin*x+cos*y))
			}
		}
	}
	shape := tensor.Join(tensor.Join(tensor.Shape{planeNodes * planeNodes}, batch), free)
	g := weigh(d, tensor.Of(u).Reshape(shape...), func(i int) float64 {
		return math.Cosh(at[i/planeNodes]) * math.Cosh(at[i%planeNodes]) * step * step
	})
	for i := range g.weight {
		e := i % size
		g.weight[i] *= spread[2*e] * spread[2*e+1]
	}
	edges := make([]float64, planeNodes)
	for i, a := range at {
		edges[i] = math.Sinh(a + step/2)
	}
	g.axes = []axis{
		{func(u []float64, e int) float64 {
			return cos*(u[0]-middle[2*e])/spread[2*e] + sin*(u[1]-middle[2*e+1])/spread[2*e+1]
		}, edges, func(i int) int { return i / planeNodes }},
		{func(u []float64, e int) float64 {
			return -sin*(u[0]-middle[2*e])/spread[2*e] + cos*(u[1]-middle[2*e+1])/spread[2*e+1]
		}, edges, func(i int) int { return i % planeNodes }},
	}
	return g
}

// weigh returns a grid of pieces whose sizes are given.
func weigh(d dist.Distribution, u *tensor.Tensor, size func(i int) float64) grid {
	x, logDet := dist.ForwardLogDet(d.Support().Bijection(), u)
	lp := d.LogProb(x)
	det, weight := logDet.Expand(lp.Shape()...).Float64s(), lp.Float64s()
	batch := len(weight) / u.Dim(0)
	for i := range weight {
		weight[i] = math.Exp(weight[i]+det[i]) * size(i/batch)
	}
	return grid{x: x.Expand(tensor.Join(lp.Shape(), d.EventShape())...), weight: weight}
}

// middles returns the medians of columns, and half the distance between their quartiles, or 1 where there is none.
func middles(v []float64, columns int) (middle, spread []float64) {
	rows := len(v) / columns
	for c := range columns {
		var column []float64
		for r := range rows {
			column = append(column, v[r*columns+c])
		}
		slices.Sort(column)
		middle = append(middle, column[rows/2])
		if s := (column[rows*3/4] - column[rows/4]) / 2; s > 0 {
			spread = append(spread, s)
		} else {
			spread = append(spread, 1)
		}
	}
	return middle, spread
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

// lattice lists the values of a discrete distribution: the whole numbers around its draws, each combination of them if
// events have several, or the values drawn if they are not whole.
func lattice(d dist.Distribution) (grid, error) {
	const draws = 2000
	event := d.EventShape()
	m, n := event.Size(), d.BatchShape().Size()
	drawn := d.Sample(tensor.NewRNG(53), draws).Float64s()
	low, high := slices.Clone(drawn[:m]), slices.Clone(drawn[:m])
	whole := true
	for i, v := range drawn {
		low[i%m], high[i%m] = min(low[i%m], v), max(high[i%m], v)
		whole = whole && v == math.Trunc(v)
	}
	var values []float64
	switch {
	case whole:
		count := 1.0
		for k := range m {
			room := 2*(high[k]-low[k]) + 10
			low[k], high[k] = low[k]-room, high[k]+room
			count *= high[k] - low[k] + 1
		}
		if count > most {
			return grid{}, inapplicable(fmt.Sprintf("its values are too many to be listed, about %.0f", count))
		}
		at := slices.Clone(low)
		for range int(count) {
			values = append(values, at...)
			for k := m - 1; k >= 0; k-- {
				if at[k]++; at[k] <= high[k] {
					break
				}
				at[k] = low[k]
			}
		}
	default:
		seen := map[string]bool{}
		for i := range draws * n {
			e := drawn[i*m : (i+1)*m]
			if key := fmt.Sprint(e); !seen[key] {
				seen[key] = true
				values = append(values, e...)
			}
		}
	}
	pieces := len(values) / m
	shape := tensor.Shape{pieces}
	for range d.BatchShape() {
		shape = append(shape, 1)
	}
	wide := tensor.Join(tensor.Join(tensor.Shape{pieces}, d.BatchShape()), event)
	x := tensor.Of(values).Reshape(tensor.Join(shape, event)...).Expand(wide...)
	return grid{x: x, weight: d.LogProb(x).Exp().Float64s()}, nil
}

// mean returns E[f(x)] for every batch element.
func (g grid) mean(batch int, f func(x []float64, i int) float64) []float64 {
	out, x := make([]float64, batch), g.x.Float64s()
	m := len(x) / len(g.weight)
	for i, w := range g.weight {
		if w > 0 {
			out[i%batch] += w * f(x[i*m:(i+1)*m], i)
		}
	}
	return out
}

// near compares with E[f(x)]. Where the density has a kink the rule converges slowly; what half the nodes would give
// tells how far off it is.
func (g grid) near(what string, got []float64, tolerance float64, f func(x []float64, i int) float64) error {
	batch := len(got)
	want := g.mean(batch, f)
	if len(g.axes) > 0 {
		coarse := grid{g.x, slices.Clone(g.weight), nil}
		for i := range coarse.weight {
			for _, a := range g.axes {
				coarse.weight[i] *= 2 * float64(a.piece(i/batch)%2)
			}
		}
		for i, v := range coarse.mean(batch, f) {
			tolerance = max(tolerance, 2*math.Abs(v-want[i]))
		}
		if tolerance > 0.1 {
			return fmt.Errorf("%s: quadrature is off by up to %g; try other parameters", what, tolerance)
		}
	}
	return near(what, got, want, tolerance)
}
