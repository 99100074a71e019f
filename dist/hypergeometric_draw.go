package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// hypergeometricDraw returns a draw by the rejection method for log-concave masses of L. Devroye, "A simple generator
// for discrete log-concave distributions", 1987: beyond w/p(m) from the mode m the mass is below p(m) e^(w -
// p(m)|x-m|).
func hypergeometricDraw(r *tensor.RNG, population, successes, draws float64) float64 {
	failures := population - successes
	if !(successes >= 0 && failures >= 0 && draws >= 0 && draws <= population) || math.IsInf(population, 1) {
		return math.NaN()
	}
	low, high := max(0, draws-failures), min(successes, draws)
	if low == high {
		return low
	}
	p := draws / population
	mass := func(n, x float64) float64 {
		off := math.FMA(n, p, -x)
		return special.LogPoisson(x, n*p, off) + special.LogPoisson(n-x, n*(1-p), -off) - special.LogPoisson(n, n, 0)
	}
	logMass := func(x float64) float64 {
		return mass(successes, x) + mass(failures, draws-x) - mass(population, draws)
	}
	mode := min(max(math.Floor((draws+1)*((successes+1)/(population+2))), low), high)
	peak := math.Exp(logMass(mode))
	w := 1 + peak/2
	for {
		y := 0.0
		if r.Float64() <= w/(1+w) {
			y = r.Float64() * w / peak
		} else {
			y = (w - math.Log(r.Float64())) / peak
		}
		x := math.Round(y)
		if r.Uint64()&1 == 0 {
			x = -x
		}
		x += mode
		if x < low || x > high {
			continue
		}
		if math.Log(r.Float64())+min(0, w-peak*y) <= logMass(x)-math.Log(peak) {
			return x
		}
	}
}
