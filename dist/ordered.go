package dist

import (
	"fmt"
	"math"
	"reflect"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// OrderedDist is a distribution of categories in an order, such as ratings; see [OrderedLogistic] and [OrderedProbit].
type OrderedDist struct {
	Base  // of a predictor and of cutpoints [batch…, K-1]
	noise *orderedNoise
}

// orderedNoise is what is added to the predictor.
type orderedNoise struct {
	spec                     *Spec
	mass                     *pointwise // of x, the cutpoints below and above it, and the predictor
	cdf, logCDF, logSurvival *pointwise // of a cutpoint and the predictor
}

// newOrderedNoise returns the noise of a distribution, from formulas of low, high or cut, and predictor.
func newOrderedNoise(name string, mass, cdf, logCDF, logSurvival formula) *orderedNoise {
	enter := func(what string, f formula) *pointwise {
		f = f.in(domain{valid: "abs(predictor) < inf", outside: "nan", finite: true})
		return pointwise{formula: compile(f, 0, "cut", "predictor")}.register(name+"."+what, locScaleInputs)
	}
	mass = mass.in(domain{valid: "low < high && x == floor(x) && abs(predictor) < inf", outside: "-inf", finite: true})
	return &orderedNoise{
		spec: &Spec{name, []Param{{"predictor", Real, ""}, {"cutpoints", OrderedVector,
			"draw them from dist.OrderStatistics, or keep parameters in order by ppl.Constrained(dist.OrderedVector)"}}},
		mass: pointwise{formula: compile(mass, 1, "x", "low", "high", "predictor")}.registerSummed(name+".LogProb",
			[]tensor.Input{{High: 3, Whole: true}, {Low: -2, High: -0.5}, {Low: 0.5, High: 2}, {}}),
		cdf: enter("CDF", cdf), logCDF: enter("LogCDF", logCDF), logSurvival: enter("LogSurvival", logSurvival),
	}
}

// newOrdered returns the distribution of how many cutpoints are below the predictor with the noise.
func newOrdered(noise *orderedNoise, predictor, cutpoints *tensor.Tensor) *OrderedDist {
	if cutpoints == nil || cutpoints.Rank() == 0 || cutpoints.Dim(-1) == 0 {
		panic(&ParamError{Dist: noise.spec.Name, Param: "cutpoints", Detail: fmt.Sprintf("need what separates the categories, one less than there are, as their last dimension, found %v; the order is %s(predictor, cutpoints)", cutpoints, noise.spec.Name)})
	}
	return &OrderedDist{NewBase(noise.spec, predictor, cutpoints), noise}
}

// Predictor returns the predictor, as it was given.
func (d *OrderedDist) Predictor() *tensor.Tensor { return d.params[0] }

// Cutpoints returns the cutpoints, as they were given.
func (d *OrderedDist) Cutpoints() *tensor.Tensor { return d.params[1] }

// Categories returns how many there are.
func (d *OrderedDist) Categories() int { return d.params[1].Dim(-1) + 1 }

// Expand returns d with another batch shape; see [Expand].
func (d *OrderedDist) Expand(shape ...int) *OrderedDist { return Expand(d, shape...).(*OrderedDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *OrderedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *OrderedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// Categorical returns the same distribution without an order, by the logarithms of the probabilities of all categories.
func (d *OrderedDist) Categorical() *CategoricalDist {
	c := d.params[1]
	end := tensor.ZerosLike(c.Slice(-1, 0, 1))
	low, high := tensor.Concat(-1, tensor.Add(end, math.Inf(-1)), c), tensor.Concat(-1, c, tensor.Add(end, math.Inf(1)))
	logits := Categorical[Logits](d.noise.mass.apply(nil, nil, zero, low, high, d.predictor().Unsqueeze(-1)))
	return logits.Expand(d.batch...)
}

// Sample draws categories.
func (d *OrderedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.WithBase(d.Stopped()).(*OrderedDist).Categorical().Sample(rng, shape...)
}

func (d *OrderedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *OrderedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return d.noise.mass.apply(d.batch, mask, x, d.cutpoint(x, -1), d.cutpoint(x, 0), d.predictor())
}

func (d *OrderedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return d.noise.mass.applySum(d.batch, mask, scale, x, d.cutpoint(x, -1), d.cutpoint(x, 0), d.predictor())
}

// predictor returns the predictor. A scalar takes the element type of the cutpoints, because it meets single ones.
func (d *OrderedDist) predictor() *tensor.Tensor {
	if p := d.params[0]; p.Rank() > 0 {
		return p
	}
	return d.params[0].As(d.params[1].DType())
}

// cutpoint returns the cutpoint above category x, or above another one that many steps on.
func (d *OrderedDist) cutpoint(x *tensor.Tensor, step int) *tensor.Tensor {
	return tensor.Apply(opCutpoint.get(), step, x, d.params[1])
}

func (d *OrderedDist) Support() Constraint { return IntegerInterval(0, d.Categories()-1) }

func (d *OrderedDist) SupportCure() string {
	return fmt.Sprintf("there are %d categories, counted from 0: one more than cutpoints", d.Categories())
}

func (d *OrderedDist) EnumerateSupport() (*tensor.Tensor, bool) {
	return enumerate(counted(d.Categories()), d.batch)
}

// CDF returns the probability of categories up to x; see [CDF].
func (d *OrderedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.upTo(d.noise.cdf, x) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *OrderedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.upTo(d.noise.logCDF, x)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *OrderedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.upTo(d.noise.logSurvival, x)
}

func (d *OrderedDist) upTo(f *pointwise, x *tensor.Tensor) (*tensor.Tensor, bool) {
	return f.apply(d.batch, nil, d.cutpoint(x, 0), d.predictor()), true
}

// Entropy returns -Σ p log p.
func (d *OrderedDist) Entropy() (*tensor.Tensor, bool) { return d.Categorical().Entropy() }

// WithBase returns the same with other parameters; see [Parametric].
func (d *OrderedDist) WithBase(b Base) Distribution { return &OrderedDist{b, d.noise} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *OrderedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &OrderedDist{Base{d.spec, d.params, shape}, d.noise}
}

// CheckDType takes categories of any type.
func (d *OrderedDist) CheckDType(tensor.DType) error { return nil }

// Divergences are those of categories.
var orderedForms sync.Once

func (*OrderedDist) ownKL() {
	orderedForms.Do(func() {
		of, categorical := reflect.TypeFor[*OrderedDist](), reflect.TypeFor[*CategoricalDist]()
		plain := func(d Distribution, mask *tensor.Tensor) *CategoricalDist {
			if o, ok := behind(d, mask).(*OrderedDist); ok {
				return o.Categorical()
			}
			return d.(*CategoricalDist)
		}
		form := closedForm{each: func(q, p Distribution, mask *tensor.Tensor) *tensor.Tensor {
			return categoricalKL(plain(q, mask), plain(p, mask), mask)
		}}
		for _, p := range []pair{{of, of}, {of, categorical}, {categorical, of}} {
			pairs.enter(p, form, true)
		}
	})
}
