package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// PoissonDist is the distribution of a count of independent events.
type PoissonDist struct{ univariate[*PoissonDist] }

// Poisson returns the distribution of a count with mean rate ≥ 0:
//
//	log p(x) = x log rate - rate - log x!,  x = 0, 1, 2, …
func Poisson[R tensor.Like](rate R) *PoissonDist {
	return newUnivariate[PoissonDist](poissonFamily.get(), tensor.To(rate))
}

// Rate returns the mean, as it was given.
func (d *PoissonDist) Rate() *tensor.Tensor { return d.params[0] }

var countInput = tensor.Input{High: 9, Whole: true}

var poissonFamily = lazy[*family]{make: func() *family {
	return define[PoissonDist](family{
		Spec:    Spec{"Poisson", []Param{{"rate", NonNegative, "exponentiate a linear predictor"}}},
		support: func([]*tensor.Tensor) Constraint { return NonNegativeInteger },
		draw: register("Poisson.Sample", func(p *point) poissonSetup { return poissonOf(p[0]) },
			func(r *tensor.RNG, s *poissonSetup) float64 { return s.draw(r) }, sampler{}, []tensor.Input{positiveInput}).apply,
	}, formulasOf{ // it is at most x where event ⌊x⌋ + 1, a gamma variable, comes later than the rate
		inputs:   []tensor.Input{countInput, positiveInput},
		with:     "k = floor(x); a = max(k, 0) + 1; log_rate = log(rate)",
		twins:    poissonTwins,
		logProb:  is("poissonMass(x, rate, rate - x)").d("rate", "where(rate > 0, (x - rate)/rate, -1)"),
		mean:     is("rate"),
		variance: is("rate"),
		cdf:      is("where(x < 0, 0, gammaq(a, rate))").d("rate", "where(x < 0, 0, -exp(poissonMass(k, rate, rate - k)))"),
		logCDF: is("where(x < 0, -inf, gammalogupper(a, rate, log_rate))").
			d("rate", "where(rate < 1e-270, -exp(poissonMass(k, rate, rate - k) - f), -gammaupper(a, rate, log_rate)/rate)"),
		logSurvival: is("where(x < 0, 0, gammaloglower(a, rate, log_rate))"),
		kl: is("where(q_rate == 0, p_rate, q_rate*ratioKL(p_rate - q_rate, p_rate, q_rate))").
			d("q_rate", "where(q_rate == 0, 0, log(q_rate) - log(p_rate))"). // that at 0 is infinite
			d("p_rate", "where(q_rate == 0, 1, (p_rate - q_rate)/p_rate)"),
	})
}}

// poissonSetup is what the draws of a rate have in common.
type poissonSetup struct {
	rate                        float64
	none                        float64 // the probability of 0, of a small rate
	a, b, inverseAlpha, squeeze float64 // of a large one
}

func poissonOf(rate float64) (s poissonSetup) {
	s.rate = rate
	if rate < 10 {
		s.none = math.Exp(-rate)
		return s
	}
	s.b = 0.931 + 2.53*math.Sqrt(rate)
	s.a = -0.059 + 0.02483*s.b
	s.inverseAlpha = 1.1239 + 1.1328/(s.b-3.4)
	s.squeeze = 0.9277 - 3.6224/(s.b-2)
	return s
}

// poissonDraw draws once from a rate.
func poissonDraw(r *tensor.RNG, rate float64) float64 {
	s := poissonOf(rate)
	return s.draw(r)
}

// draw searches from 0 for small rates; else it is the transformed rejection PTRS of W. Hörmann, "The transformed
// rejection method for generating Poisson random variables", 1993.
func (s *poissonSetup) draw(r *tensor.RNG) float64 {
	rate := s.rate
	if !(rate >= 0) || math.IsInf(rate, 1) {
		return math.NaN()
	}
	if rate < 10 {
		x, u, p := 0.0, r.Float64(), s.none
		for u > p && p > 0 {
			u -= p
			x++
			p *= rate / x
		}
		return x
	}
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*s.a/us+s.b)*u + rate + 0.43)
		switch {
		case us >= 0.07 && v <= s.squeeze:
			return x
		case x < 0 || us < 0.013 && v > us:
			continue
		case math.Log(v*s.inverseAlpha/(s.a/(us*us)+s.b)) <= special.LogPoisson(x, rate, rate-x):
			return x
		}
	}
}
