package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// binomialDraw searches from 0 where few successes are expected; else it is the transformed rejection BTRS of W.
// Hörmann, "The generation of binomial random variates", 1993.
func binomialDraw(r *tensor.RNG, n, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(n >= 0) || !isWhole(n):
		return math.NaN()
	case p > 0.5:
		return n - binomialDraw(r, n, 1-p)
	case n*p < 10:
		x, u, odds := 0.0, r.Float64(), p/(1-p)
		mass := math.Exp(n * math.Log1p(-p))
		for u > mass && x < n {
			u -= mass
			x++
			mass *= odds * (n - x + 1) / x
		}
		return x
	}
	sd := math.Sqrt(n * p * (1 - p))
	b := 1.15 + 2.53*sd
	a := -0.0873 + 0.0248*b + 0.01*p
	alpha := (2.83 + 5.1/b) * sd
	logMass := func(x float64) float64 { // up to a constant: counts of two kinds, given their sum
		off := math.FMA(n, p, -x)
		return special.LogPoisson(x, n*p, off) + special.LogPoisson(n-x, n*(1-p), -off)
	}
	peak := logMass(math.Floor((n + 1) * p))
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*a/us+b)*u + n*p + 0.5)
		switch {
		case us >= 0.07 && v <= 0.92-4.2/b:
			return x
		case x < 0 || x > n:
			continue
		case math.Log(v*alpha/(a/(us*us)+b)) <= logMass(x)-peak:
			return x
		}
	}
}
