// Package gonum converts distributions between package dist and [distuv] of gonum. It is a package of its own, so that
// programs that do without do not link distuv.
package gonum

import (
	"fmt"
	"math/rand/v2"
	"reflect"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// From returns the distribution of package dist that a value of distuv, or a pointer to one, is. Parameters mean the
// same in both packages, though not in the same order: Weibull has its shape K first there, and the degrees of freedom
// of StudentsT come last. F and Chi are transforms of [dist.BetaPrime] and [dist.Chi2]. It is an error for AlphaStable,
// which has no density in closed form, and for what is not of distuv; the parameters are checked.
func From(d any) (dist.Distribution, error) {
	if p := reflect.ValueOf(d); p.Kind() == reflect.Pointer && !p.IsNil() {
		d = p.Elem().Interface()
	}
	out := from(d)
	if out == nil {
		return nil, fmt.Errorf("gonum: a %T has no counterpart in package dist; embed dist.Base in a type with its LogProb and Rand", d)
	}
	if err := out.Validate(); err != nil {
		return nil, fmt.Errorf("gonum: %+v: %w", d, err)
	}
	return out, nil
}

// from returns nil for what is not known.
func from(d any) dist.Distribution {
	switch d := d.(type) {
	case distuv.Bernoulli:
		return dist.Bernoulli[dist.Probs](d.P)
	case distuv.Beta:
		return dist.Beta(d.Alpha, d.Beta)
	case distuv.Binomial:
		return dist.Binomial[dist.Probs](d.N, d.P)
	case distuv.Categorical:
		weights := make([]float64, d.Len())
		for i := range weights {
			weights[i] = d.Prob(float64(i))
		}
		return dist.Categorical[dist.Probs](tensor.Of(weights))
	case distuv.Chi:
		return dist.Transformed(dist.Chi2(d.K), dist.Power(0.5))
	case distuv.ChiSquared:
		return dist.Chi2(d.K)
	case distuv.Exponential:
		return dist.Exponential(d.Rate)
	case distuv.F:
		return dist.Transformed(dist.BetaPrime(d.D1/2, d.D2/2), dist.Affine(0, d.D2/d.D1))
	case distuv.Gamma:
		return dist.Gamma(d.Alpha, d.Beta)
	case distuv.GumbelRight:
		return dist.Gumbel(d.Mu, d.Beta)
	case distuv.InverseGamma:
		return dist.InverseGamma(d.Alpha, d.Beta)
	case distuv.Laplace:
		return dist.Laplace(d.Mu, d.Scale)
	case distuv.LogNormal:
		return dist.LogNormal(d.Mu, d.Sigma)
	case distuv.Logistic:
		return dist.Logistic(d.Mu, d.S)
	case distuv.Normal:
		return dist.Normal(d.Mu, d.Sigma)
	case distuv.Pareto:
		return dist.Pareto(d.Xm, d.Alpha)
	case distuv.Poisson:
		return dist.Poisson(d.Lambda)
	case distuv.StudentsT:
		return dist.StudentT(d.Nu, d.Mu, d.Sigma)
	case distuv.Triangle:
		return dist.Triangular(d.Quantile(0), d.Quantile(1), d.Mode())
	case distuv.Uniform:
		return dist.Uniform(d.Min, d.Max)
	case distuv.Weibull:
		return dist.Weibull(d.Lambda, d.K)
	}
	return nil
}

// To returns the value of distuv, such as a distuv.Normal, that a distribution of package dist is. It draws from src,
// or from the global generator if src is nil. The distribution is one, not a batch, of numbers. It is an error for
// families that distuv lacks.
func To(d dist.Distribution, src rand.Source) (distuv.LogProber, error) {
	if d == nil {
		return nil, fmt.Errorf("gonum: the distribution is nil")
	}
	if batch, event := d.BatchShape(), d.EventShape(); len(batch)+len(event) > 0 {
		return nil, fmt.Errorf("gonum: %v has batch shape %v and event shape %v, and distuv has distributions of one number", d, []int(batch), []int(event))
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	out := to(d, src)
	if out == nil {
		return nil, fmt.Errorf("gonum: distuv has no counterpart of %v; its LogProb and Sample are methods of the distribution itself", d)
	}
	return out, nil
}

// to returns nil for what distuv lacks.
func to(d dist.Distribution, src rand.Source) distuv.LogProber {
	p := func(i int) float64 {
		return d.(interface{ Params() []*tensor.Tensor }).Params()[i].Item()
	}
	switch d := d.(type) {
	case *dist.BernoulliDist:
		return distuv.Bernoulli{P: d.Probs().Item(), Src: src}
	case *dist.BetaDist:
		return distuv.Beta{Alpha: p(0), Beta: p(1), Src: src}
	case *dist.BinomialDist:
		return distuv.Binomial{N: d.Total().Item(), P: d.Probs().Item(), Src: src}
	case *dist.CategoricalDist:
		return distuv.NewCategorical(d.Probs().Float64s(), src)
	case *dist.ExponentialDist:
		return distuv.Exponential{Rate: p(0), Src: src}
	case *dist.GammaDist:
		return distuv.Gamma{Alpha: p(0), Beta: p(1), Src: src}
	case *dist.GumbelDist:
		return distuv.GumbelRight{Mu: p(0), Beta: p(1), Src: src}
	case *dist.InverseGammaDist:
		return distuv.InverseGamma{Alpha: p(0), Beta: p(1), Src: src}
	case *dist.LaplaceDist:
		return distuv.Laplace{Mu: p(0), Scale: p(1), Src: src}
	case *dist.LogNormalDist:
		return distuv.LogNormal{Mu: p(0), Sigma: p(1), Src: src}
	case *dist.LogisticDist:
		return distuv.Logistic{Mu: p(0), S: p(1)} // which has no draws, and in v0.17.0 a LogProb for 0 and 1 alone
	case *dist.NormalDist:
		return distuv.Normal{Mu: p(0), Sigma: p(1), Src: src}
	case *dist.ParetoDist:
		return distuv.Pareto{Xm: p(0), Alpha: p(1), Src: src}
	case *dist.PoissonDist:
		return distuv.Poisson{Lambda: p(0), Src: src}
	case *dist.StudentTDist:
		return distuv.StudentsT{Nu: p(0), Mu: p(1), Sigma: p(2), Src: src}
	case *dist.TriangularDist:
		return distuv.NewTriangle(p(0), p(1), p(2), src)
	case *dist.UniformDist:
		return distuv.Uniform{Min: p(0), Max: p(1), Src: src}
	case *dist.WeibullDist:
		return distuv.Weibull{Lambda: p(0), K: p(1), Src: src}
	}
	return nil
}
