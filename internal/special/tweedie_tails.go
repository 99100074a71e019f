package special

import "math"

// TweedieTail is the logarithm of a probability on one side of a value, and its derivatives with respect to log λ, to
// α, and to log z.
type TweedieTail struct{ Log, ByLogLambda, ByAlpha, ByLogZ float64 }

// TweedieTails returns both sides of z for a number of Poisson events with mean λ, each of which adds a gamma variable
// of shape α and rate 1: the probabilities of up to z and of more,
//
//	e^-λ + Σ P(n) P(nα, z),  Σ P(n) Q(nα, z),  n = 1, 2, …
//
// Terms rise to the greatest one and fall on both sides of it. Of the side that is nearly all the other one tells.
func TweedieTails(lambda, alpha, z float64) (below, above TweedieTail) {
	switch {
	case !(lambda > 0 && alpha > 0 && z >= 0) || math.IsInf(lambda, 1) || math.IsInf(alpha, 1):
		nan := TweedieTail{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
		return nan, nan
	case math.IsInf(z, 1):
		return TweedieTail{}, TweedieTail{Log: math.Inf(-1)}
	case z == 0:
		below = TweedieTail{Log: -lambda, ByLogLambda: -lambda}
		return below, below.other()
	}
	s := tweedieSide{lambda, alpha, z, Log(z), z > lambda*alpha}
	const most = -0.25 // a side that has nearly all tells too little about the other
	side := s.sum()
	rest := side.other()
	if side.Log > most {
		s.upper = !s.upper
		rest = s.sum()
		s.upper = !s.upper
	}
	if s.upper {
		return rest, side
	}
	return side, rest
}

// other returns the other side.
func (t TweedieTail) other() TweedieTail {
	log := Log1mExp(min(t.Log, 0))
	odds := math.Exp(t.Log - log)
	return TweedieTail{log, -odds * t.ByLogLambda, -odds * t.ByAlpha, -odds * t.ByLogZ}
}

// tweedieSide is one side of z.
type tweedieSide struct {
	lambda, alpha, z, logZ float64
	upper                  bool
}

// term returns the logarithm of that of n events, and its derivatives with respect to α and to log z.
func (s tweedieSide) term(n float64) (log, byAlpha, byLogZ float64) {
	t := GammaTails(n*s.alpha, s.z, s.logZ)
	log, byLogZ = t.LogLower, t.Lower
	if s.upper {
		log, byLogZ = t.LogUpper, -t.Upper
	}
	return LogPoisson(n, s.lambda, s.lambda-n) + log, -n * byLogZ * LogGammaSampleGrad(n*s.alpha, s.logZ), byLogZ
}

// peak returns where the greatest term is, at 1 or later: terms are concave in their logarithms.
func (s tweedieSide) peak() float64 {
	rises := func(n float64) bool {
		a, _, _ := s.term(n)
		b, _, _ := s.term(n + 1)
		return a < b || math.IsInf(a, -1)
	}
	low, high := 0.0, max(1, math.Floor(s.lambda)) // rises at low, falls at high
	for rises(high) && high < 1<<52 {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if n := math.Floor(low + (high-low)/2); rises(n) {
			low = n
		} else {
			high = n
		}
	}
	return high
}

// sum adds up the terms, and none at all on the lower side.
func (s tweedieSide) sum() TweedieTail {
	var log, byAlpha, byLogZ []float64
	var events []float64
	at := func(x []float64) ([]float64, [][]float64) {
		log, events, byAlpha, byLogZ = log[:0], events[:0], byAlpha[:0], byLogZ[:0]
		for _, n := range x {
			l, a, z := s.term(n)
			if math.IsInf(l, -1) {
				a, z = 0, 0
			}
			log, events, byAlpha, byLogZ = append(log, l), append(events, n-s.lambda), append(byAlpha, a), append(byLogZ, z)
		}
		return log, [][]float64{events, byAlpha, byLogZ}
	}
	total := TweedieTail{Log: math.Inf(-1)}
	add := func(log float64, each []float64) {
		if math.IsInf(log, -1) {
			return
		}
		sum := LogAddExp(total.Log, log)
		before, now := math.Exp(total.Log-sum), math.Exp(log-sum)
		total = TweedieTail{sum, before*total.ByLogLambda + now*each[0], before*total.ByAlpha + now*each[1], before*total.ByLogZ + now*each[2]}
	}
	if !s.upper {
		add(-s.lambda, []float64{-s.lambda, 0, 0})
	}
	peak := s.peak()
	breaks := []float64{0, s.z / s.alpha} // which so many events come to in the mean: narrow ones turn there
	add(SumExp{From: peak, To: math.Inf(1), Breaks: breaks, Falls: true, At: at}.Sum())
	if peak > 1 {
		add(SumExp{From: peak - 1, To: 1, Breaks: breaks, Falls: true, At: at}.Sum())
	}
	return total
}
