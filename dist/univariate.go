package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// family is what makes a distribution of numbers the one it is.
type family struct {
	Spec
	density *pointwise // of a value and the parameters
	support func(p []*tensor.Tensor) Constraint
	cure    string                          // what helps against values outside the support
	wrap    func(u univariate) Distribution // in a type of its own

	// draw makes draws of the given shape, differentiable in the parameters if pathwise.
	draw     func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor
	pathwise bool
	values   []float64 // all there are, of a finite family
	locScale bool      // the last two parameters are a location and a scale

	mean, variance, entropy            *pointwise // of the parameters
	cdf, logCDF, logSurvival, quantile *pointwise // of a value, or a probability, and the parameters
	bySums                             bool       // the distribution functions are sums, which take longer than draws
	kl                                 *pointwise // of the parameters of q and those of p
}

// univariate is a distribution of numbers: everything about it that does not depend on the family.
type univariate struct {
	Base
	family *family
	called called // the name of another family, if it was made by that
}

func (u *univariate) ofFamily() *univariate { return u }

// ofFamily is implemented by the distributions of the families of this package.
type ofFamily interface{ ofFamily() *univariate }

// univariateOf is the univariate in the family's own type Self, with the methods that return one.
type univariateOf[Self any] struct{ univariate }

// typeOf is a pointer to a family's own type.
type typeOf[D any] interface {
	*D
	Distribution
	ofFamily
}

// newUnivariate returns a distribution of a family in its own type.
func newUnivariate[D any, P typeOf[D]](f *family, params ...*tensor.Tensor) P {
	return typed[D, P](univariate{Base: NewBase(&f.Spec, params...), family: f})
}

func typed[D any, P typeOf[D]](u univariate) P {
	d := P(new(D))
	*d.ofFamily() = u
	return d
}

// Expand returns d with another batch shape; see [Expand].
func (u *univariateOf[Self]) Expand(shape ...int) Self {
	return Expand(u.family.wrap(u.univariate), shape...).(Self)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (u *univariateOf[Self]) ToEvent(n int) *IndependentDist {
	return independent(u.family.wrap(u.univariate), n)
}

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (u *univariateOf[Self]) Mask(mask *tensor.Tensor) *MaskedDist {
	return newMasked(u.family.wrap(u.univariate), mask)
}

func (u *univariate) HasRSample() bool    { return u.family.pathwise }
func (u *univariate) Support() Constraint { return u.family.support(u.params) }
func (u *univariate) SupportCure() string { return u.family.cure }

func (u *univariate) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return u.family.draw(rng, u.Stopped().params, u.drawn(shape))
}

// drawn returns the shape of draws, for readers.
func (u *univariate) drawn(shape []int) tensor.Shape {
	if len(shape) == 0 {
		return u.batch
	}
	return tensor.Join(shape, u.batch)
}

func (u *univariate) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !u.family.pathwise {
		failRSample(u.family.Name)
	}
	return u.family.draw(rng, u.params, u.drawn(shape))
}

func (u *univariate) LogProb(x *tensor.Tensor) *tensor.Tensor { return u.MaskedLogProb(x, nil) }

func (u *univariate) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return u.family.density.apply(u.batch, mask, x, u.params...)
}

func (u *univariate) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return u.family.density.applySum(u.batch, mask, scale, x, u.params...)
}

func (u *univariate) EnumerateSupport() (*tensor.Tensor, bool) {
	return enumerate(u.family.values, u.batch)
}

// Mean returns the mean; see [Mean].
func (u *univariate) Mean() (*tensor.Tensor, bool) { return u.moment(u.family.mean) }

// Variance returns the variance; see [Variance].
func (u *univariate) Variance() (*tensor.Tensor, bool) { return u.moment(u.family.variance) }

// Entropy returns the entropy; see [Entropy].
func (u *univariate) Entropy() (*tensor.Tensor, bool) { return u.moment(u.family.entropy) }

// CDF returns the probability of values up to x; see [CDF].
func (u *univariate) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cdf, x)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (u *univariate) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.logCDF, x)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (u *univariate) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.logSurvival, x)
}

// Quantile returns the inverse of CDF; see [Quantile].
func (u *univariate) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.quantile, p)
}

// moment returns f of x and the parameters, if the family has it.
func (u *univariate) moment(f *pointwise, x ...*tensor.Tensor) (*tensor.Tensor, bool) {
	if f == nil {
		return nil, false
	}
	operands := append(x, u.params...)
	if len(x) == 0 || !isInfinite(x[0]) { // where no parameter moves anything
		f.refuse(operands)
	}
	return f.apply(u.batch, nil, operands[0], operands[1:]...), true
}

// isInfinite reports whether x is the constant +Inf or -Inf.
func isInfinite(x *tensor.Tensor) bool {
	return x.Rank() == 0 && !x.NeedsGrad() && math.IsInf(element(x, nil), 0)
}

// WithBase returns the same family with other parameters; see [Parametric].
func (u *univariate) WithBase(b Base) Distribution {
	return u.family.wrap(univariate{Base: b, family: u.family})
}

// WithBatchShape returns the same distribution with another batch shape; see [Expander].
func (u *univariate) WithBatchShape(shape tensor.Shape) Distribution {
	return u.family.wrap(univariate{Base{u.spec, u.params, shape}, u.family, u.called})
}

// Validate checks the parameters.
func (u *univariate) Validate() error { return u.CheckParams(nil) }

// CheckParams checks the parameters by the names that the program gave them; see [CheckParams].
func (u *univariate) CheckParams(mask *tensor.Tensor) error {
	return u.called.checked(mask, u.Base.CheckParams)
}

// String returns the name and the parameters that the program gave.
func (u *univariate) String() string {
	if u.called.as != nil {
		return u.called.as.String()
	}
	return u.Base.String()
}

// CheckDType returns Base's unless values have no derivative, and any type.
func (u *univariate) CheckDType(t tensor.DType) error {
	noGrad, all := u.family.density.formula.noGrad, uint(1)<<(1+len(u.params))-1
	if noGrad&1 != 0 && noGrad != all { // where nothing has one, parameters decide
		return nil
	}
	return u.Base.CheckDType(t)
}

// LocScale has the last two parameters where these are a location and a scale; see [LocScale].
func (u *univariate) LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool) {
	if !u.family.locScale {
		return nil, nil, nil, false
	}
	others := len(u.params) - 2
	return u.params[others], u.params[others+1], func(loc, scale *tensor.Tensor) Distribution {
		return u.WithBase(u.with(append(slices.Clone(u.params[:others]), loc, scale)))
	}, true
}

// enumerate returns values as EnumerateSupport gives them; false if there are none.
func enumerate(values []float64, batch tensor.Shape) (*tensor.Tensor, bool) {
	if values == nil {
		return nil, false
	}
	return listed(tensor.Of(values), batch, nil), true
}

// listed returns a list of values, of the first dimension, with a 1 for each dimension of the batch.
func listed(values *tensor.Tensor, batch, event tensor.Shape) *tensor.Tensor {
	return values.Reshape(slices.Concat([]int{values.Dim(0)}, slices.Repeat([]int{1}, len(batch)), event)...)
}
