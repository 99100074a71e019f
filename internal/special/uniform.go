package special

import "math"

// Both incomplete functions become the normal distribution function as their parameters grow. With a size m, a
// skewed deviation u of the variable from its mean and θ the deviation that makes the exponent exact, the
// density is proportional to exp(-mθ²/2), and the lower tail is
//
//	½ erfc(-θ√(m/2)) - exp(-mθ²/2)/√(2πm) · S(m,θ),   S′ - mθS = m(1 - f(θ)/G),   f = θ/u,
//
// with G the quotient of gamma functions that Stirling's formula leaves over. See N. M. Temme, "The asymptotic
// expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979), and DLMF 8.12 and 8.18(ii).
// Power series of both sides of the differential equation give a recurrence for the coefficients of S, stable
// downwards: A. Gil, J. Segura, N. M. Temme, SIAM J. Sci. Comput. 34 (2012).

// uniformTail returns the smaller tail. half is mθ²/2, stirling is log G and coef holds the Taylor coefficients of f.
// The density is √(m/2π)/G·exp(-half): that of log x for the gamma distribution, of the log-odds for the beta.
func uniformTail(m, theta, half, stirling float64, coef []float64) tail {
	s := uniformSum(m, theta, coef) / math.Sqrt(2*math.Pi*m)
	share := erfcx(math.Sqrt(half)) / 2
	if theta < 0 {
		share -= s
	} else {
		share += s
	}
	return tail{math.Log(share) - half, math.Sqrt(m/(2*math.Pi)) * math.Exp(-stirling) / share, theta >= 0}
}

// uniformSum returns S(m,θ). The coefficients r_n of G·S obey r_{n-1} = f_n + (n+1) r_{n+1}/m for n ≥ 1, and n
// = 0 gives G = 1 + r_1/m.
func uniformSum(m, theta float64, coef []float64) float64 {
	sum, r, above := 0.0, 0.0, 0.0 // r is r_n, above is r_{n+1}
	for n := len(coef) - 1; n >= 1; n-- {
		r, above = coef[n]+float64(n+1)*above/m, r
		sum = sum*theta + r
	}
	return sum / (1 + above/m)
}
