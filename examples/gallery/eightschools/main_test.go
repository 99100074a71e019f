package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with an exact answer. Given tau, effects and their mean are normal: effect[j] has
// variance tau² + stderr[j]² around mu, and mu is normal before, so that only tau is left to sum over (Gelman et al.
// 2013, "Bayesian data analysis", section 5.4).
func TestPosterior(t *testing.T) {
	judged := gallerytest.Run(t, run)
	neck, post := judged[0], judged[1]
	y, s := data.effect.Float64s(), data.stderr.Float64s()

	// given returns mean and precision of mu given tau, and the log-density of tau.
	given := func(tau float64) (mean, precision, log float64) {
		precision = 1.0 / 25
		for j := range y {
			w := 1 / (tau*tau + s[j]*s[j])
			mean += w * y[j]
			precision += w
			log += math.Log(w) / 2
		}
		mean /= precision
		log += -math.Log(precision)/2 - mean*mean/50 - math.Log1p(tau*tau/25)
		for j := range y {
			log -= (y[j] - mean) * (y[j] - mean) / (tau*tau + s[j]*s[j]) / 2
		}
		return mean, precision, log
	}
	// The grid is in log tau, whose density has another factor tau.
	density := func(p []float64) float64 { _, _, log := given(math.Exp(p[0])); return log + p[0] }
	tau := func(p []float64) float64 { return math.Exp(p[0]) }
	mu := func(p []float64) float64 { m, _, _ := given(math.Exp(p[0])); return m }
	muSquare := func(p []float64) float64 { m, v, _ := given(math.Exp(p[0])); return m*m + 1/v }
	theta := func(j int) func([]float64) float64 {
		return func(p []float64) float64 {
			m, _, _ := given(math.Exp(p[0]))
			shrink := s[j] * s[j] / (s[j]*s[j] + math.Exp(2*p[0]))
			return shrink*m + (1-shrink)*y[j]
		}
	}
	axis := []gallerytest.Axis{{Low: -12, High: 12, N: 20000}}
	want := gallerytest.Grid(t, axis, density, tau, mu, muSquare, theta(0), theta(4))
	gallerytest.Near(t, want[0].Mean, gallerytest.Chains(t, post, "tau"), "tau")
	gallerytest.Agree(t, post, "mu", gallerytest.Moments{Mean: want[1].Mean, SD: math.Sqrt(want[2].Mean - want[1].Mean*want[1].Mean)})
	gallerytest.Near(t, want[3].Mean, gallerytest.Chains(t, post, "theta[0]"), "theta[0]")
	gallerytest.Near(t, want[4].Mean, gallerytest.Chains(t, post, "theta[4]"), "theta[4]")
	require.Empty(t, post.Summary().Warnings)
	require.NotEmpty(t, neck.Summary().Warnings, "the library says what is wrong with the centered way")
}
