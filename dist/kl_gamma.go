package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// gammaKL is the divergence between gamma distributions. With m for the means a/rate it is
//
//	∫₀¹ (1-s) (a_p-a_q)² (ψ′(y) - 1/y) ds + a_p (m_q/m_p - 1 - log(m_q/m_p)),  y = a_q + s(a_p-a_q)
//
// in which no term is negative.
var gammaKL = pointwise{
	value: lanes4(func(a, rate, a2, rate2 float64) float64 {
		if !(a > 0 && rate > 0 && a2 > 0 && rate2 > 0) {
			return invalidKL(a, rate, a2, rate2)
		}
		d := a2 - a
		shape := 0.0
		if d != 0 {
			shape = bregman([]float64{a}, []float64{a2}, func(r, s float64) float64 { return d * d * excess(r*a+s*a2) })
		}
		return shape + a2*meansKL(a, rate, a2, rate2)
	}),
	grad: grads4(func(a, rate, a2, rate2 float64) (da, drate, da2, drate2 float64) {
		if !(a > 0 && rate > 0 && a2 > 0 && rate2 > 0) {
			return 0, 0, 0, 0
		}
		d, t := a2-a, (rate2-rate)/rate
		drate = d - a*t
		return t - d/a - d*excess(a), drate / rate, digammaRise(a, a2, d) - logRise(rate, rate2), -drate / rate2
	}),
}.registerSummed("Gamma.KL", 0, []tensor.Input{positiveInput, positiveInput, positiveInput, positiveInput})

// meansKL returns r - 1 - log r for the ratio r = (a/rate) / (a2/rate2) of the means.
func meansKL(a, rate, a2, rate2 float64) float64 {
	u, v := (a-a2)/a2, (rate2-rate)/rate
	t := u + v + u*v
	if t < -0.5 {
		return t - (special.Log(a) - special.Log(a2) + special.Log(rate2) - special.Log(rate))
	}
	return special.XMinusLog1p(t)
}

// betaKL is the divergence between beta distributions. The curvature of log B(a, b) along (u, v) is that of x log x,
// which comes to a square, plus the excesses of log Γ over it.
var betaKL = pointwise{
	value: lanes4(func(a, b, a2, b2 float64) float64 {
		if !(a > 0 && b > 0 && a2 > 0 && b2 > 0) {
			return invalidKL(a, b, a2, b2)
		}
		u, v := a2-a, b2-b
		if u == 0 && v == 0 {
			return 0
		}
		return bregman([]float64{a, b}, []float64{a2, b2}, func(r, s float64) float64 {
			x, y := r*a+s*a2, r*b+s*b2
			n := x + y
			cross := u*(y/n) - v*(x/n)
			return cross*cross*n/x/y + u*u*excess(x) + v*v*excess(y) - (u+v)*(u+v)*excess(n)
		})
	}),
	grad: grads4(func(a, b, a2, b2 float64) (da, db, da2, db2 float64) {
		if !(a > 0 && b > 0 && a2 > 0 && b2 > 0) {
			return 0, 0, 0, 0
		}
		u, v, n := a2-a, b2-b, a+b
		w := u + v
		both, sum := w*excess(n), digammaRise(n, a2+b2, w)
		return both - u*excess(a) + (w/n - u/a), both - v*excess(b) + (w/n - v/b), digammaRise(a, a2, u) - sum, digammaRise(b, b2, v) - sum
	}),
}.registerSummed("Beta.KL", 0, []tensor.Input{positiveInput, positiveInput, positiveInput, positiveInput})
