package special

import "math"

// Tweedie returns, for a number of Poisson events with mean λ, each of which adds a gamma variable of shape α, the
// logarithm of the density of log y at the y that is the mean of the sum, Σ P(n)·y·p(y | n) over n ≥ 1 with y = λα for
// scale 1; and its derivatives, with respect to log λ and to α. With D(n) = λ/n - 1 - log(λ/n) and the error S of
// Stirling's formula it is
//
//	½ log α - log 2π + log Σ exp(-n (1+α) D(n) - S(n) - S(nα))
//
// in which nothing cancels. Terms are added on both sides of the greatest one, as far as they count: P. K. Dunn, G. K.
// Smyth, "Series evaluation of Tweedie exponential dispersion model densities", 2005. As n is on the scale σ =
// √(λ/(1+α)), every (σ/2)th one is enough where that is many: they are the trapezoidal rule for a bell, which is off by
// e^(-8π²).
func Tweedie(lambda, alpha float64) (log, byLogLambda, byAlpha float64) {
	if !(lambda > 0 && alpha > 0 && lambda < math.Inf(1) && alpha < math.Inf(1)) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	const negligible = 45
	step := 1.0
	if sigma := math.Sqrt(lambda / (1 + alpha)); sigma > 10 {
		step = math.Floor(sigma / 2)
	}
	term := func(n float64) (log, d float64) {
		d = deviance((lambda-n)/n, lambda, n)
		return -n*(1+alpha)*d - stirlingRest(n) - stirlingRest(n*alpha), d
	}
	peak := max(1, math.Round(lambda))
	most, _ := term(peak)
	for _, way := range []float64{step, -step} {
		for n := peak + way; n >= 1; n += way {
			next, _ := term(n)
			if !(next > most) {
				break
			}
			peak, most = n, next
		}
	}
	var total, excess, bend float64
	add := func(n float64) bool {
		t, d := term(n)
		w := math.Exp(t - most)
		total += w
		excess += w * (n - lambda)
		bend += w * n * (LogMinusDigamma(n*alpha) - d)
		return t > most-negligible
	}
	add(peak)
	for _, way := range []float64{step, -step} {
		for n := peak + way; n >= 1 && n != n-way && add(n); n += way {
		}
	}
	const log2Pi = 1.8378770664093454836
	return 0.5*Log(alpha) - log2Pi + most + Log(step*total), (1 + alpha) * (excess / total), bend / total
}

// stirlingRest returns StirlingError for any x > 0.
func stirlingRest(x float64) float64 {
	if x >= 10 {
		return StirlingError(x)
	}
	return Lgamma(x) - ((x-0.5)*Log(x) - x + halfLog2Pi)
}
