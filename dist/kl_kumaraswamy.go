package dist

import (
	"math"
	"sync"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

func init() {
	expr.Define("kumaraswamyRest", kumaraswamyRest(restValue), "kumaraswamyRestA(x, y)", "kumaraswamyRestB(x, y)")
	expr.Define("kumaraswamyRestA", kumaraswamyRest(restByA), "", "")
	expr.Define("kumaraswamyRestB", kumaraswamyRest(restByB), "", "")
}

var kumaraswamyForms sync.Once

func (*KumaraswamyDist) ownKL() { kumaraswamyForms.Do(func() { ownKL(kumaraswamyBetaKL) }) }

// kumaraswamyBetaKL returns the divergence by the entropy of q and its means of log x and log(1-x): E. Nalisnick, P.
// Smyth, "Stick-breaking variational autoencoders", 2017, whose series for the last of them, cut after ten terms by
// those who use it, is the integral here.
func kumaraswamyBetaKL(q *KumaraswamyDist, p *BetaDist) *tensor.Tensor {
	const euler = 0.57721566490153286061
	entropy, _ := Entropy(q)
	a, b := q.params[0], q.params[1]
	logMean := tensor.Add(tensor.Add(b, 1).Digamma(), euler).Div(a).Neg()
	logRest := kumaraswamyLogRest.get().apply(nil, nil, a, b)
	one, other := p.params[0], p.params[1]
	logBeta := one.Lgamma().Add(other.Lgamma()).Sub(one.Add(other).Lgamma())
	cross := tensor.Sub(one, 1).Mul(logMean).Add(tensor.Sub(other, 1).Mul(logRest)).Sub(logBeta)
	return cross.Add(entropy).Neg()
}

var kumaraswamyLogRest = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("kumaraswamyRest(a, b)").in(domain{valid: "a > 0 && b > 0", outside: "nan"}), 0, "a", "b")}.
		register("Kumaraswamy.MeanLogRest", gammaInputs)
}}

// kumaraswamyRest returns the mean of a function of x = (1 - v^(1/b))^(1/a) for uniform v, by the trapezoidal rule for
// t with v = 1/(1 + e^(-π sinh t)), which converges twice exponentially: H. Takahasi, M. Mori, "Double exponential
// formulas for numerical integration", 1974. It is a function of log x, of w = v^(1/b) and its logarithm.
func kumaraswamyRest(of func(a, b, logX, w, logW float64) float64) func(a, b float64) float64 {
	const step, most = 1.0 / 16, 96
	return func(a, b float64) float64 {
		sum := 0.0
		for i := -most; i <= most; i++ {
			t := step * float64(i)
			s := math.Pi * math.Sinh(t)
			logV := -special.Softplus(-s)
			weight := math.Exp(logV-special.Softplus(s)) * math.Pi * math.Cosh(t) * step
			if weight == 0 {
				continue
			}
			logW := logV / b
			sum += weight * of(a, b, special.Log1mExp(logW)/a, math.Exp(logW), logW)
		}
		return sum
	}
}

// atOne reports whether x is so near to 1 that 1 - x is w/a.
func atOne(a, w float64) bool { return w < 1e-17*min(1, a) }

// restValue returns log(1 - x).
func restValue(a, _, logX, w, logW float64) float64 {
	if atOne(a, w) {
		return logW - math.Log(a)
	}
	return special.Log1mExp(logX)
}

// restByA returns its derivative with respect to a, x·log x / (a (1 - x)).
func restByA(a, _, logX, w, _ float64) float64 {
	if atOne(a, w) {
		return -1 / a
	}
	return logX / math.Expm1(-logX) / a
}

// restByB returns its derivative with respect to b, -x·w·log w / ((1 - x)·a·b·(1 - w)).
func restByB(a, b, logX, w, logW float64) float64 {
	if atOne(a, w) {
		return -logW / b
	}
	return -w * logW / math.Expm1(-logX) / a / b / -math.Expm1(logW)
}
