package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
)

// TestPosterior compares the draws with a sum over a grid of the density, with a solution of its own: the classical
// method of Runge and Kutta with 20 steps a day.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	counts := inBed.Float64s()
	rates := func(well, sick, contacts, recovery float64) (float64, float64) {
		infections := contacts * sick * well / 763
		return -infections, infections - recovery*sick
	}
	sick := func(contacts, recovery float64) (all []float64) {
		const steps = 20
		const h = 1.0 / steps
		well, sick := 762.0, 1.0
		for i := 1; i <= steps*len(counts); i++ {
			a1, b1 := rates(well, sick, contacts, recovery)
			a2, b2 := rates(well+h/2*a1, sick+h/2*b1, contacts, recovery)
			a3, b3 := rates(well+h/2*a2, sick+h/2*b2, contacts, recovery)
			a4, b4 := rates(well+h*a3, sick+h*b3, contacts, recovery)
			well, sick = well+h/6*(a1+2*a2+2*a3+a4), sick+h/6*(b1+2*b2+2*b3+b4)
			if i%steps == 0 {
				all = append(all, sick)
			}
		}
		return all
	}
	known := map[[2]float64][]float64{}
	density := func(p []float64) float64 {
		contacts, recovery, k := p[0], p[1], math.Exp(-p[2])
		l := -(contacts-2)*(contacts-2)/2 - (recovery-0.4)*(recovery-0.4)/0.5 - 5/k + p[2]
		key := [2]float64{contacts, recovery}
		if known[key] == nil {
			known[key] = sick(contacts, recovery)
		}
		for i, m := range known[key] {
			a, _ := math.Lgamma(counts[i] + k)
			b, _ := math.Lgamma(k)
			l += a - b + k*math.Log(k/(k+m)) + counts[i]*math.Log(m/(k+m))
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: 1.3, High: 2.4, N: 40}, {Low: 0.3, High: 0.85, N: 40}, {Low: -6, High: 0.7, N: 30}}
	r0 := func(p []float64) float64 { return p[0] / p[1] }
	days := func(p []float64) float64 { return 1 / p[1] }
	spread := func(p []float64) float64 { return math.Exp(p[2]) }
	want := gallerytest.Grid(t, axes, density, gallerytest.Coordinate(0), gallerytest.Coordinate(1), spread, r0, days)
	for i, name := range []string{"contacts", "recovery", "spread", "R0", "days sick"} {
		gallerytest.Agree(t, post, name, want[i])
	}
}
