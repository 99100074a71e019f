package demos

import (
	"fmt"
	"math"
)

// plane is a log-density on the plane that [infer.NUTS] moves over, and the part of the plane that is shown.
type plane struct {
	low, high [2]float64
	at        func(x, gradient []float64) float64
}

// Dim returns 2.
func (plane) Dim() int { return 2 }

// ValueAndGrad returns the log-density and its gradient.
func (p plane) ValueAndGrad(x, gradient []float64) (float64, error) { return p.at(x, gradient), nil }

// planes are the densities that readers choose from.
var planes = map[string]plane{
	// The first coordinate is normal with standard deviation 2, the second, given the first, with 0.6 around a parabola.
	"banana": {[2]float64{-5, -2.5}, [2]float64{5, 6}, func(x, gradient []float64) float64 {
		u := (x[1] - x[0]*x[0]/4) / 0.6
		gradient[0], gradient[1] = -x[0]/4+u/0.6*x[0]/2, -u/0.6
		return -x[0]*x[0]/8 - u*u/2
	}},
	// The second coordinate is normal with standard deviation 3, and the first normal with scale exp(y/2): the
	// funnel of Neal (2003, "Slice sampling", section 8), in the plane.
	"funnel": {[2]float64{-12, -7}, [2]float64{12, 7}, func(x, gradient []float64) float64 {
		precision := math.Exp(-x[1])
		gradient[0] = -x[0] * precision
		gradient[1] = -x[1]/9 - 0.5 + x[0]*x[0]*precision/2
		return -x[1]*x[1]/18 - x[1]/2 - x[0]*x[0]*precision/2
	}},
	// A normal with standard deviations 1 and correlation 0.9.
	"ridge": {[2]float64{-3.5, -3.5}, [2]float64{3.5, 3.5}, func(x, gradient []float64) float64 {
		const rho = 0.9
		u, v := x[0]-rho*x[1], x[1]-rho*x[0]
		gradient[0], gradient[1] = -u/(1-rho*rho), -v/(1-rho*rho)
		return -(x[0]*u + x[1]*v) / (2 * (1 - rho*rho))
	}},
}

// planeNamed returns one of the densities.
func planeNamed(name string) (plane, error) {
	p, ok := planes[name]
	if !ok {
		return p, fmt.Errorf("there is no density %q", name)
	}
	return p, nil
}

// contourAnswer has the log-density on a grid, row by row from the bottom, for its lines of equal height.
type contourAnswer struct {
	Low, High [2]float64
	Columns   int
	Heights   []float64
	Levels    []float64
}

// contours returns what is needed to draw a density.
func contours(q struct{ Density string }) (a contourAnswer, err error) {
	p, err := planeNamed(q.Density)
	if err != nil {
		return a, err
	}
	const n = 81
	a = contourAnswer{Low: p.low, High: p.high, Columns: n}
	highest, gradient := math.Inf(-1), make([]float64, 2)
	for i := range n {
		for j := range n {
			x := []float64{p.low[0] + (p.high[0]-p.low[0])*float64(j)/(n-1), p.low[1] + (p.high[1]-p.low[1])*float64(i)/(n-1)}
			a.Heights = append(a.Heights, max(-1e3, p.at(x, gradient)))
			highest = max(highest, a.Heights[len(a.Heights)-1])
		}
	}
	for _, below := range []float64{0.5, 1.5, 3, 5, 8} {
		a.Levels = append(a.Levels, highest-below)
	}
	return a, nil
}
