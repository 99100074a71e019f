package dist

import (
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// family is what makes a distribution of numbers, with one or two parameters, the one it is.
type family struct {
	name    string
	params  []param
	density *pointwise // of a value and the parameters
	support func(p []*tensor.Tensor) Constraint
	cure    string // what helps against values outside the support
	wrap    func(u univariate) Distribution

	// draw makes draws of the given shape, differentiable in the parameters if pathwise.
	draw     func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor
	pathwise bool
	values   []float64 // all there are, of a finite family

	mean, variance, entropy *pointwise // of the parameters
	cumulative              *cumulative
	kl                      *pointwise // of the parameters of q and those of p
}

// param is a parameter of a family.
type param struct {
	name    string
	allowed allowed
	cure    string // what helps against values that are not allowed
}

// allowed is the part of a [Constraint] that a parameter needs.
type allowed interface {
	String() string
	EventDim() int
	Check(x *tensor.Tensor) (index []int, ok bool)
	Inside(shape ...int) *tensor.Tensor
}

// univariate is a distribution of numbers: everything about it that does not depend on the family. The parameters
// broadcast to the batch shape.
type univariate struct {
	family *family
	params []*tensor.Tensor
	batch  tensor.Shape
}

func newUnivariate(f *family, params ...*tensor.Tensor) univariate {
	u := univariate{family: f, params: params}
	for i, p := range params {
		if p == nil {
			panic(&ParamError{Dist: f.name, Param: f.params[i].name, Detail: "is nil"})
		}
		batch, ok := tensor.BroadcastShapes(u.batch, tensor.RawShape(p))
		if !ok {
			panic(shapeError(f.name, f.params[0].name, params[0], f.params[i].name, p))
		}
		u.batch = batch
	}
	return u
}

func (u *univariate) self() *univariate { return u }

func (u *univariate) BatchShape() tensor.Shape { return slices.Clone(u.batch) }
func (u *univariate) ownBatch() tensor.Shape   { return u.batch }
func (u *univariate) EventShape() tensor.Shape { return nil }
func (u *univariate) HasRSample() bool         { return u.family.pathwise }
func (u *univariate) Support() Constraint      { return u.family.support(u.params) }
func (u *univariate) supportCure() string      { return u.family.cure }

func (u *univariate) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	p := make([]*tensor.Tensor, len(u.params))
	for i := range p {
		p[i] = stop(u.params[i])
	}
	return u.family.draw(rng, p, u.drawn(shape))
}

// drawn is the shape of draws, for readers.
func (u *univariate) drawn(shape []int) tensor.Shape {
	if len(shape) == 0 {
		return u.batch
	}
	return tensor.Join(shape, u.batch)
}

func (u *univariate) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !u.family.pathwise {
		failRSample(u)
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

// Mean is the mean; see [Mean].
func (u *univariate) Mean() (*tensor.Tensor, bool) { return u.moment(u.family.mean) }

// Variance is the variance; see [Variance].
func (u *univariate) Variance() (*tensor.Tensor, bool) { return u.moment(u.family.variance) }

// Entropy is the entropy; see [Entropy].
func (u *univariate) Entropy() (*tensor.Tensor, bool) { return u.moment(u.family.entropy) }

// CDF is the probability of values up to x; see [CDF].
func (u *univariate) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cumulative.ops.cdf, x)
}

// LogCDF is the logarithm of CDF; see [LogCDF].
func (u *univariate) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cumulative.ops.logCDF, x)
}

// LogSurvival is the logarithm of 1 - CDF; see [LogSurvival].
func (u *univariate) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cumulative.ops.logSurvival, x)
}

// Quantile is the inverse of CDF; see [Quantile].
func (u *univariate) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return u.moment(u.family.cumulative.ops.quantile, p)
}

// moment is f of x and the parameters, if the family has it.
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

func (u *univariate) Validate() error { return u.validate(nil) }

func (u *univariate) validate(mask *tensor.Tensor) error {
	for i, p := range u.family.params {
		if err := checkParam(u.family.name, p, u.params[i], mask); err != nil {
			return err
		}
	}
	return nil
}

func (u *univariate) String() string {
	var b strings.Builder
	b.WriteString(u.family.name)
	for i, p := range u.family.params {
		b.WriteString([]string{"(", ", "}[min(i, 1)] + p.name + ": " + u.params[i].String())
	}
	b.WriteByte(')')
	return b.String()
}

// expand is the same distribution with another batch shape.
func (u *univariate) expand(shape tensor.Shape) Distribution {
	return u.family.wrap(univariate{u.family, u.params, shape})
}

// typed reports whether all parameters have the element type already.
func (u *univariate) typed(t tensor.DType) bool {
	return !slices.ContainsFunc(u.params, func(p *tensor.Tensor) bool { return p.DType() != t || p.IsNumber() })
}

// as is the same distribution with parameters of another element type.
func (u *univariate) as(t tensor.DType) (Distribution, error) {
	p, err := convertParams(u.family.name, t, u.params...)
	return u.family.wrap(univariate{u.family, p, u.batch}), err
}

// enumerate is values as EnumerateSupport gives them; false if there are none.
func enumerate(values []float64, batch tensor.Shape) (*tensor.Tensor, bool) {
	if values == nil {
		return nil, false
	}
	shape := []int{len(values)}
	for range batch {
		shape = append(shape, 1)
	}
	return tensor.Of(values, shape...), true
}
