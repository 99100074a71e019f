package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of the density on the unit interval that is proportional to e^(lx): its log-normalizer log((eˡ-1)/l) and
// the derivatives of it, which are the mean, the variance and the third cumulant; the logarithm of its distribution
// function, and its quantile function.
var (
	_ = expr.Define("unitExpNorm", unitExpNorm, "unitExpMean(x)")
	_ = expr.Define("unitExpMean", unitExpMean, "unitExpVariance(x)")
	_ = expr.Define("unitExpVariance", unitExpVariance, "unitExpThird(x)")
	_ = expr.Define("unitExpThird", unitExpThird, "")
	_ = expr.Define("unitExpLogCDF", func(x, l float64) float64 {
		above := 0.0
		if l > 0 {
			above = l * (1 - x)
		}
		return special.Log(x) - above + unitExpNorm(-math.Abs(l)*x) - unitExpNorm(-math.Abs(l))
	}, "exp(-unitExpNorm(-x*y))/x", "x*unitExpMean(x*y) - unitExpMean(y)")
	_ = expr.Define("unitExpQuantile", unitExpQuantile, "exp(unitExpNorm(y) - y*f)", "unitExpGrad(f, y)")
	_ = expr.Define("unitExpGrad", unitExpGrad, "", "")
)

func unitExpNorm(l float64) float64 {
	switch {
	case l > 0:
		return l + unitExpNorm(-l)
	case l == 0:
		return 0
	case l > -0.5:
		return math.Log1p(expTail(-l) / l)
	}
	return math.Log(math.Expm1(l) / l)
}

func unitExpMean(l float64) float64 {
	if math.Abs(l) < 0.5 {
		w := l * l
		return 0.5 + l*(1.0/12-w*(1.0/720-w*(1.0/30240-w*(1.0/1209600-w*(1.0/47900160-w*691/1307674368000)))))
	}
	return -1/math.Expm1(-l) - 1/l
}

func unitExpVariance(l float64) float64 {
	if math.Abs(l) < 0.5 {
		w := l * l
		return 1.0/12 - w*(1.0/240-w*(1.0/6048-w*(1.0/172800-w*(1.0/5322240-w*7601/1307674368000))))
	}
	s := 2 * math.Sinh(l/2)
	return 1/l/l - 1/s/s
}

func unitExpThird(l float64) float64 {
	if math.Abs(l) < 0.5 {
		w := l * l
		return -l * (1.0/120 - w*(1.0/1512-w*(1.0/28800-w*(1.0/665280-w*7601/130767436800))))
	}
	s := 2 * math.Sinh(l/2)
	return 1/s/s/math.Tanh(l/2) - 2/l/l/l
}

// unitExpQuantile returns log(1 + p (eˡ-1))/l, measured from the end where most of the mass is.
func unitExpQuantile(p, l float64) float64 {
	t := p * math.Expm1(l)
	switch {
	case math.Abs(l) < 1e-300 || p == 1:
		return p
	case t < 1:
		return math.Log1p(t) / l
	}
	return 1 + math.Log(p+(1-p)*math.Exp(-l))/l
}

// unitExpGrad returns the derivative of a quantile x with respect to l.
func unitExpGrad(x, l float64) float64 {
	return -x * math.Exp(unitExpNorm(-l*x)) * (x*unitExpMean(l*x) - unitExpMean(l))
}
