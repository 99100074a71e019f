package dist

import "github.com/credence-ppl/credence/tensor"

// Distribution is what inference needs to know of a distribution. A draw has shape [sample…, batch…, event…]: the batch
// are independent distributions with parameters of their own, the event is one draw of one of them.
//
// Distributions are immutable and cache nothing, so that goroutines may share one. Mean, Variance, Entropy, CDF,
// LogCDF, LogSurvival and Quantile are functions of this package, because wrappers would hide them as methods.
type Distribution interface {
	// Sample draws; no derivative flows through the draw.
	Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor

	// RSample draws by a differentiable function of the parameters and independent noise (a reparameterized draw). It
	// panics where HasRSample is false.
	RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor
	HasRSample() bool

	// LogProb is the log-density, or log-probability, of x: shape [sample…, batch…]. It is -Inf outside the support and
	// differentiable in x, where x is continuous, and in the parameters.
	LogProb(x *tensor.Tensor) *tensor.Tensor

	// BatchShape and EventShape may be the distribution's own; the caller must not change them.
	BatchShape() tensor.Shape
	EventShape() tensor.Shape

	// Support is where the density is not zero.
	Support() Constraint

	// EnumerateSupport are all values of a finite discrete distribution, [values, 1…, event…] with one 1 for each batch
	// dimension; ok is false for others.
	EnumerateSupport() (values *tensor.Tensor, ok bool)

	// Validate checks the parameters: nil or a *ParamError.
	Validate() error

	// String is the name and the parameters, as in Normal(loc: 0, scale: [3]{1 2 3}).
	String() string
}
