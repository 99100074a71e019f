package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/tensor"
)

// at returns the height of a curve, interpolated, 0 outside of it.
func at(xys plotter.XYs, x float64) float64 {
	for i := 1; i < len(xys); i++ {
		if a, b := xys[i-1], xys[i]; a.X <= x && x <= b.X && b.X > a.X {
			return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
		}
	}
	return 0
}

func area(xys plotter.XYs) (sum float64) {
	for i := 1; i < len(xys); i++ {
		sum += (xys[i].X - xys[i-1].X) * (xys[i].Y + xys[i-1].Y) / 2
	}
	return sum
}

// The estimate is near the density that the draws are from, inside and at a bound of the support.
func TestDensity(t *testing.T) {
	rng := tensor.NewRNG(3)
	x := rng.Normal(20000).Float64s()
	curve := density(x)
	require.InDelta(t, 1, area(curve), 0.003)
	for _, z := range []float64{-2, -1, 0, 0.5, 1.5} {
		require.InDelta(t, math.Exp(-z*z/2)/math.Sqrt(2*math.Pi), at(curve, z), 0.02, z)
	}
	require.Less(t, curve[0].Y, 0.002, "it fades out")
	require.Less(t, curve[len(curve)-1].Y, 0.002)

	for i, v := range rng.Uniform(20000).Float64s() {
		x[i] = -math.Log1p(-v)
	}
	curve = density(x)
	require.InDelta(t, 1, area(curve), 0.01)
	require.InDelta(t, 0, curve[0].X, 1e-3, "it ends at the bound")
	for _, v := range []float64{0.01, 0.5, 2} {
		require.InDelta(t, math.Exp(-v), at(curve, v), 0.07, v)
	}
	for i, v := range x {
		x[i] = 5 - v
	}
	mirrored := density(x)
	require.InDelta(t, at(curve, 0.5), at(mirrored, 4.5), 1e-3)
}

func TestDensityOfUnusualDraws(t *testing.T) {
	require.Equal(t, plotter.XYs{{X: 0.5}, {X: 0.5, Y: 1}, {X: 0.5}}, density([]float64{0.5, 0.5}), "a spike")
	require.InDelta(t, 1, area(density([]float64{0.1, 0.2})), 0.01)
	few := density(tensor.NewRNG(2).Uniform(50).Float64s())
	require.Less(t, few[0].Y, 0.01, "so few draws do not tell that there is a bound")
	far := append(tensor.NewRNG(1).Normal(1000).Float64s(), 1e9)
	curve := density(far)
	require.Less(t, curve[len(curve)-1].X, 30.0, "what is far away does not squeeze the rest")
	require.InDelta(t, 0.4, at(curve, 0), 0.05)

	counts := density([]float64{0, 1, 1, 3})
	require.Equal(t, plotter.XYs{{X: -0.5}, {X: -0.5, Y: 0.25}, {X: 0.5, Y: 0.25}, {X: 0.5, Y: 0.5}, {X: 1.5, Y: 0.5},
		{X: 1.5}, {X: 2.5}, {X: 2.5, Y: 0.25}, {X: 3.5, Y: 0.25}, {X: 3.5}}, counts)
	many := make([]float64, 1000)
	for i := range many {
		many[i] = float64(i)
	}
	require.InDelta(t, 1, area(density(many)), 1e-9)
	require.Less(t, len(density(many)), 130)
}
