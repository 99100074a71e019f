package ode

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOrder takes steps of one length and of half of it, through an equation with the time in it whose solution is
// known: y' = y cos t, y(0) = 1 has y = exp(sin t). The error at the end falls by 2⁵, that of the dense output by 2⁴
// at least.
func TestOrder(t *testing.T) {
	s := MustParse("y' = a*y*cos(t)", "a")
	for name, m := range map[string]*method{"DormandPrince": dormandPrince, "Rodas5P": rodas5P} {
		errors := func(h float64) (end, inside float64) {
			w := newSolver(s, m, Options{RelTol: 1, AbsTol: 1})
			w.begin(0, []float64{1}, []float64{1})
			for w.t < 2-h/2 {
				w.rates(w.t, w.z, w.f)
				m.step(w, h)
				for _, x := range []float64{0.25, 0.5, 0.75} {
					m.weights(x, h, w.shares)
					y := make([]float64, 1)
					w.combine(y, w.z, 1, w.shares, w.k)
					inside = max(inside, math.Abs(y[0]-math.Exp(math.Sin(w.t+x*h))))
				}
				w.t += h
				w.z, w.z1 = w.z1, w.z
			}
			return math.Abs(w.z[0] - math.Exp(math.Sin(w.t))), inside
		}
		end, inside := errors(0.1)
		halfEnd, halfInside := errors(0.05)
		require.InDelta(t, 5, math.Log2(end/halfEnd), 0.5, name)
		require.Greater(t, math.Log2(inside/halfInside), 3.8, name)
	}
}

func TestSorted(t *testing.T) {
	require.Equal(t, []int{1, 3, 0, 2}, sorted(nil, []float64{2, 0, 2, 1}))
	require.Equal(t, []int{0, 1}, sorted([]int{5, 5, 5}, []float64{1, 1}))
}
