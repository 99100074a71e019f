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
	cure    string                      // what helps against values outside the support
	wrap    func(m member) Distribution // in a type of its own

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

// member is a member of a family: its parameters, and what the family makes of them.
type member struct {
	Base
	family *family
	called called // the name of another family, if it was made by that
}

// univariate is a distribution of numbers in its family's own type Self: everything about it that does not depend on
// the family. It is embedded as it is, so that the methods stand on the page of every family.
type univariate[Self any] struct{ member }

func (u *univariate[Self]) ofFamily() *member { return &u.member }

// ofFamily is implemented by the distributions of the families of this package.
type ofFamily interface{ ofFamily() *member }

// typeOf is a pointer to a family's own type.
type typeOf[D any] interface {
	*D
	Distribution
	ofFamily
}

// newUnivariate returns a distribution of a family in its own type.
func newUnivariate[D any, P typeOf[D]](f *family, params ...*tensor.Tensor) P {
	return typed[D, P](member{Base: NewBase(&f.Spec, params...), family: f})
}

func typed[D any, P typeOf[D]](m member) P {
	d := P(new(D))
	*d.ofFamily() = m
	return d
}

// Expand returns d with another batch shape; see [Expand].
func (u *univariate[Self]) Expand(shape ...int) Self {
	return Expand(u.family.wrap(u.member), shape...).(Self)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (u *univariate[Self]) ToEvent(n int) *IndependentDist {
	return independent(u.family.wrap(u.member), n)
}

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (u *univariate[Self]) Mask(mask *tensor.Tensor) *MaskedDist {
	return newMasked(u.family.wrap(u.member), mask)
}

func (u *univariate[Self]) HasRSample() bool    { return u.family.pathwise }
func (u *univariate[Self]) Support() Constraint { return u.family.support(u.params) }
func (u *univariate[Self]) SupportCure() string { return u.family.cure }

func (u *univariate[Self]) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return u.family.draw(rng, u.Stopped().params, u.drawn(shape))
}

// drawn returns the shape of draws, for readers.
func (u *univariate[Self]) drawn(shape []int) tensor.Shape {
	if len(shape) == 0 {
		return u.batch
	}
	return tensor.Join(shape, u.batch)
}

func (u *univariate[Self]) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !u.family.pathwise {
		failRSample(u.family.Name)
	}
	return u.family.draw(rng, u.params, u.drawn(shape))
}

func (u *univariate[Self]) LogProb(x *tensor.Tensor) *tensor.Tensor { return u.MaskedLogProb(x, nil) }

func (u *univariate[Self]) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return u.family.density.apply(u.batch, mask, x, u.params...)
}

func (u *univariate[Self]) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return u.family.density.applySum(u.batch, mask, scale, x, u.params...)
}

func (u *univariate[Self]) EnumerateSupport() (*tensor.Tensor, bool) {
	return enumerate(u.family.values, u.batch)
}

// Mean returns the mean; see [Mean].
func (u *univariate[Self]) Mean() (*tensor.Tensor, bool) { return u.moment(u.family.mean) }

// Variance returns the variance; see [Variance].
func (u *univariate[Self]) Variance() (*tensor.Tensor, bool) { return u.moment(u.family.variance) }

// Entropy returns the entropy; see [Entropy].
func (u *univariate[Self]) Entropy() (*tensor.Tensor, bool) { return u.moment(u.family.entropy) }

// CDF returns the probability of values up to x; see [CDF].
func (u *univariate[Self]) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cdf, x)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (u *univariate[Self]) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.logCDF, x)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (u *univariate[Self]) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.logSurvival, x)
}

// Quantile returns the inverse of CDF; see [Quantile].
func (u *univariate[Self]) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.quantile, p)
}

// moment returns f of x and the parameters, if the family has it.
func (u *univariate[Self]) moment(f *pointwise, x ...*tensor.Tensor) (*tensor.Tensor, bool) {
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
func (u *univariate[Self]) WithBase(b Base) Distribution {
	return u.family.wrap(member{Base: b, family: u.family})
}

// WithBatchShape returns the same distribution with another batch shape; see [Expander].
func (u *univariate[Self]) WithBatchShape(shape tensor.Shape) Distribution {
	return u.family.wrap(member{Base{u.spec, u.params, shape}, u.family, u.called})
}

// Validate checks the parameters.
func (u *univariate[Self]) Validate() error { return u.CheckParams(nil) }

// CheckParams checks the parameters by the names that the program gave them; see [CheckParams].
func (u *univariate[Self]) CheckParams(mask *tensor.Tensor) error {
	return u.called.checked(mask, u.Base.CheckParams)
}

// String returns the name and the parameters that the program gave.
func (u *univariate[Self]) String() string {
	if u.called.as != nil {
		return u.called.as.String()
	}
	return u.Base.String()
}

// CheckDType returns Base's unless values have no derivative, and any type.
func (u *univariate[Self]) CheckDType(t tensor.DType) error {
	noGrad, all := u.family.density.formula.noGrad, uint(1)<<(1+len(u.params))-1
	if noGrad&1 != 0 && noGrad != all { // where nothing has one, parameters decide
		return nil
	}
	return u.Base.CheckDType(t)
}

// LocScale has the last two parameters where these are a location and a scale; see [LocScale].
func (u *univariate[Self]) LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool) {
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
