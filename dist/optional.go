package dist

import "github.com/credence-ppl/credence/tensor"

// The interfaces below are optional. Wrappers, package ppl and package infer use them where a distribution implements
// them, whoever wrote it, and have a default where it does not. Mean, Variance, Entropy, CDF, LogCDF, LogSurvival,
// Quantile, As, Unmasked and LocScale are optional too, each by a method with the signature of the function of its name
// less the first argument.

// Fused is implemented by distributions that compute the log-density and its mask in one pass. By default masked
// elements are replaced by others before LogProb; use [MaskedLogProb], which works for all.
type Fused interface {
	// MaskedLogProb is LogProb where mask is not 0 and 0 elsewhere. Masked elements are not computed with: NaN there,
	// in x or in the parameters, leaves values and derivatives finite. A nil mask masks nothing.
	MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor
}

// FusedSum is implemented by distributions that compute the log-density of a whole site in one pass. By default the
// results of [MaskedLogProb] are added up; use [LogProbSum], which works for all.
type FusedSum interface {
	// LogProbSum is scale · Σ MaskedLogProb(x, mask), a scalar.
	LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor
}

// ParamChecker is implemented by distributions whose parameters a mask may excuse; see [CheckParams]. By default all of
// them are checked, by Validate. [Base] implements it.
type ParamChecker interface {
	CheckParams(mask *tensor.Tensor) error
}

// SupportChecker is implemented by distributions that check values other than by their Support; see [CheckSupport].
type SupportChecker interface {
	CheckSupport(x, mask *tensor.Tensor) error
}

// SupportAdviser is implemented by distributions that know what usually helps where values are outside their support.
type SupportAdviser interface {
	// SupportCure completes the error of CheckSupport; it may be empty.
	SupportCure() string
}

// MissingAdviser is implemented by distributions of which some values of an event may be missing, and which a [Mask]
// leaves out whole.
type MissingAdviser interface {
	// MissingCure completes the error of an observed NaN: it tells how to say which values are missing.
	MissingCure() string
}

// Typed is implemented by distributions that know the element types of draws and values. By default a draw tells, and
// values may have any. [Base] implements it.
type Typed interface {
	// DType returns the element type of draws; ok is false where values may have either. See [DTypeOf].
	DType() (t tensor.DType, ok bool)

	// CheckDType returns nil, or an error if LogProb refuses values of rank above 0 and the given type. See [CheckDType].
	CheckDType(t tensor.DType) error
}

// Expander is implemented by distributions that take a larger batch shape without being wrapped in an [ExpandedDist].
type Expander interface {
	// WithBatchShape returns the distribution with another batch shape, to which its own broadcasts. Draws along new
	// dimensions are independent.
	WithBatchShape(shape tensor.Shape) Distribution
}

// Recordable is implemented by constraints that tell by operations which values are not inside, so that a recorded
// program repeats it without allocating. By default Check is asked about every event.
type Recordable interface {
	// Outside is 1 for values of shape [batch…, event…] that are not inside the set and 0 for others, in the shape of the
	// batch.
	Outside(x *tensor.Tensor) *tensor.Tensor
}

// Bounder is implemented by constraints that are intervals of numbers. Distribution functions of [Transformed],
// [Truncated], [OrderStatistics] and [IntoSupport] need to know that a support or a codomain is one, and so does
// whatever takes bounds apart, which differ by element of a batch. By default a set is none. A constraint that embeds
// another as a Constraint has to have the method itself.
type Bounder interface {
	// Bounds returns the ends, which may be infinite and may belong to the set or not. They broadcast with values.
	Bounds() (low, high *tensor.Tensor)
}
