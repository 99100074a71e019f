package special

import "math"

// Softplus returns log(1 + eˣ), which behaves as eˣ far to the left and as x far to the right. Softplus(-Inf)
// is 0 and Softplus(+Inf) is +Inf.
func Softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// SoftplusInverse returns log(eʸ - 1) for y ≥ 0, the x with Softplus(x) = y.
// SoftplusInverse(0) is -Inf and SoftplusInverse(+Inf) is +Inf; it is NaN for y < 0.
// Around its zero at y = log 2 the error is absolute, about 1e-16.
func SoftplusInverse(y float64) float64 {
	return y + Log1mExp(-y)
}

// Sigmoid returns 1/(1 + e⁻ˣ), the inverse of the log-odds.
// Sigmoid(-Inf) is 0 and Sigmoid(+Inf) is 1.
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// LogSigmoid returns log Sigmoid(x) = -Softplus(-x).
// LogSigmoid(-Inf) is -Inf and LogSigmoid(+Inf) is 0.
func LogSigmoid(x float64) float64 {
	return -Softplus(-x)
}

// Log1mExp returns log(1 - eˣ) for x ≤ 0.
// Log1mExp(0) is -Inf and Log1mExp(-Inf) is 0; it is NaN for x > 0.
//
// The switch at -log 2 keeps the argument of either logarithm away from cancellation: M. Mächler, "Accurately
// computing log(1 - exp(-|a|))", 2012.
func Log1mExp(x float64) float64 {
	if x > -math.Ln2 {
		return Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// LogAddExp returns log(eᵃ + eᵇ) without overflow.
// -Inf is its neutral element, and +Inf in either argument gives +Inf.
func LogAddExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if a == b {
		return a + math.Ln2 // also covers two infinities of one sign, whose difference is NaN
	}
	return a + math.Log1p(math.Exp(b-a))
}

// XLogY returns x·log y, with 0 at x = 0 for every y that is a number, zero and infinity included. It is NaN
// for y < 0 when x ≠ 0.
func XLogY(x, y float64) float64 {
	if x == 0 && !math.IsNaN(y) {
		return 0
	}
	return x * Log(y)
}

// XLog1pY returns x·log(1 + y), with 0 at x = 0 for every y that is a number.
// It is NaN for y < -1 when x ≠ 0.
func XLog1pY(x, y float64) float64 {
	if x == 0 && !math.IsNaN(y) {
		return 0
	}
	return x * math.Log1p(y)
}

// Log returns math.Log made right for subnormal x, which the assembly of math.Log on amd64 reads as if they were
// normalized (go.dev/issue/56600).
func Log(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p52) - 52*math.Ln2
	}
	return math.Log(x)
}

// log 2 in two parts, the first with zeros at its end.
const (
	ln2High = 0x1.62e42feep-1
	ln2Low  = math.Ln2 - ln2High
)

// XMinusLog1p returns x - log(1 + x) for x ≥ -1, which behaves as x²/2 near 0: half the squared distance of 1+x from 1
// in the exponent of the gamma density. It is +Inf at both ends.
//
// Near 0, and where a factor of 2 leads there, it uses log(1+x) = 2·artanh(r), r = x/(2+x), so that x - 2r = x·r
// cancels in closed form and x - log(1+x) = r·(x - 2r²(1/3 + r²/5 + r⁴/7 + …)).
func XMinusLog1p(x float64) float64 {
	switch {
	case x > 0x1p100:
		return x
	case x < -0.7 || x > 1.5:
		return x - math.Log1p(x)
	case x < -0.4: // by log(1+x) = log(1+f) - log 2
		return XMinusLog1p(2*x+1) + ln2Low + (ln2High - 1 - x)
	case x > 0.7: // by log(1+x) = log(1+f) + log 2
		return XMinusLog1p(0.5*x-0.5) - ln2Low + (0.5*x + (0.5 - ln2High))
	}
	r := x / (2 + x)
	r2 := r * r
	if r2 < 0.0028 {
		return r * (x - 2*r2*(1./3+r2*(1./5+r2*(1./7+r2*(1./9+r2*(1./11+r2*(1./13)))))))
	}
	r4 := r2 * r2 // two chains, because each multiplication has to wait for the one before
	even := 1./3 + r4*(1./7+r4*(1./11+r4*(1./15+r4*(1./19+r4*(1./23+r4*(1./27+r4*(1./31)))))))
	odd := 1./5 + r4*(1./9+r4*(1./13+r4*(1./17+r4*(1./21+r4*(1./25+r4*(1./29))))))
	return r * (x - 2*r2*(even+r2*odd))
}
