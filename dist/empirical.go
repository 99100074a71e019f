package dist

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// EmpiricalDist is a distribution on values that are given; see [Empirical].
type EmpiricalDist struct {
	values  *tensor.Tensor // [batch…, n, event…]
	weights *CategoricalDist
}

// Empirical returns the distribution that is one of n values, with probabilities that are in proportion to the
// exponentials of logWeights:
//
//	log p(x) = log Σ exp(wᵢ) - log Σ exp(wⱼ),  over all i with vᵢ = x, and over all j
//
// logWeights has shape [batch…, n], and values [batch…, n, event…]. It is what weighted draws stand for, as those of
// importance sampling; with equal weights it is the bootstrap's. Pyro's Empirical(samples, log_weights) is the same.
func Empirical(values, logWeights *tensor.Tensor) *EmpiricalDist {
	refuse := refusal("Empirical")
	switch {
	case values == nil:
		refuse("values", "is nil")
	case logWeights == nil:
		refuse("log weights", "is nil")
	case logWeights.Rank() == 0 || logWeights.Dim(-1) == 0:
		refuse("log weights", "of shape %v need one dimension at least, of the values", []int(logWeights.Shape()))
	case values.Rank() < logWeights.Rank() || !slices.Equal(values.Shape()[:logWeights.Rank()], logWeights.Shape()):
		refuse("values", "of shape %v do not begin with the shape of the log weights, %v", []int(values.Shape()), []int(logWeights.Shape()))
	}
	return &EmpiricalDist{values, Categorical[Logits](logWeights)}
}

// Values returns the values, as they were given.
func (d *EmpiricalDist) Values() *tensor.Tensor { return d.values }

// Weights returns the distribution of which value it is.
func (d *EmpiricalDist) Weights() *CategoricalDist { return d.weights }

// Expand returns d with another batch shape; see [Expand].
func (d *EmpiricalDist) Expand(shape ...int) *ExpandedDist {
	return newExpanded(d, shape)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *EmpiricalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *EmpiricalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *EmpiricalDist) BatchShape() tensor.Shape { return d.weights.BatchShape() }
func (d *EmpiricalDist) EventShape() tensor.Shape {
	return slices.Clip(d.values.Shape()[d.weights.params[0].Rank():])
}
func (d *EmpiricalDist) HasRSample() bool { return false }
func (d *EmpiricalDist) Validate() error  { return d.CheckParams(nil) }

func (d *EmpiricalDist) String() string {
	return fmt.Sprintf("Empirical(values: %v, log weights: %v)", d.values, d.weights.params[0])
}

// n returns how many values there are.
func (d *EmpiricalDist) n() int { return d.weights.Categories() }

// event returns how many dimensions an event has.
func (d *EmpiricalDist) event() int { return len(d.EventShape()) }

// Sample draws which of the values it is.
func (d *EmpiricalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	chosen := aside(d.weights.Sample(rng, shape...)).Float64s()
	batch, event := d.BatchShape().Size(), d.EventShape()
	rows := make([]int, len(chosen))
	for i, k := range chosen {
		if k == k { // of weights that are allowed
			rows[i] = i%batch*d.n() + int(k)
		}
	}
	all := stop(d.values).Reshape(tensor.Join(tensor.Shape{batch * d.n()}, event)...)
	return all.Take(0, rows).Reshape(tensor.Join(tensor.Join(shape, d.BatchShape()), event)...)
}

func (d *EmpiricalDist) RSample(*tensor.RNG, ...int) *tensor.Tensor { return failRSample("Empirical") }

func (d *EmpiricalDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *EmpiricalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	c := &EmpiricalDist{d.values, behind(d.weights, mask).(*CategoricalDist)}
	x = fillMasked(d, x, mask)
	logProb := c.weigh(minLast(tensor.Equal(c.besides(x), c.values.As(x.DType())), c.event()))
	return whereCounts(mask, logProb, 0)
}

// besides returns x with a dimension for the values.
func (d *EmpiricalDist) besides(x *tensor.Tensor) *tensor.Tensor {
	return spreadValues(d, x).Unsqueeze(-1 - d.event())
}

// weigh returns the logarithm of the probability of the values at which picked is 1.
func (d *EmpiricalDist) weigh(picked *tensor.Tensor) *tensor.Tensor {
	logits := d.weights.Logits()
	picked = picked.As(logits.DType())
	return tensor.Where(picked, logits, math.Inf(-1)).LogSumExp(-1)
}

// Support returns the values.
func (d *EmpiricalDist) Support() Constraint { return oneOf{d} }

// EnumerateSupport returns the values in order, each of them once, if there is no batch.
func (d *EmpiricalDist) EnumerateSupport() (*tensor.Tensor, bool) {
	if len(d.BatchShape()) > 0 {
		return nil, false
	}
	all, size := aside(d.values).Float64s(), d.EventShape().Size()
	seen, rows := map[string]bool{}, []int(nil)
	for i := range d.n() {
		if key := fmt.Sprint(all[i*size : (i+1)*size]); !seen[key] {
			seen[key], rows = true, append(rows, i)
		}
	}
	slices.SortFunc(rows, func(i, j int) int { return slices.Compare(all[i*size:(i+1)*size], all[j*size:(j+1)*size]) })
	return d.values.Detach().Take(0, rows), true
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *EmpiricalDist) CheckParams(mask *tensor.Tensor) error {
	weights := d.weights.spec.Params[0]
	weights.Name = "log weights"
	if err := checkParam("Empirical", weights, d.weights.params[0], mask); err != nil {
		return err
	}
	return checkParam("Empirical", Param{"values", independentConstraint{Real, 1 + d.event()}, ""}, d.values, mask)
}

// As returns d in another element type; see [As].
func (d *EmpiricalDist) As(t tensor.DType) (Distribution, error) {
	p, err := convertParams("Empirical", t, d.values, d.weights.params[0])
	if err != nil {
		return nil, err
	}
	return Empirical(p[0], p[1]), nil
}

func (d *EmpiricalDist) DType() (tensor.DType, bool) { return d.values.DType(), true }

// CheckDType returns nil: discrete values have any element type.
func (d *EmpiricalDist) CheckDType(tensor.DType) error { return nil }

// Mean returns the mean of the values by their weights.
func (d *EmpiricalDist) Mean() (*tensor.Tensor, bool) { return d.average(d.values), true }

// Variance returns the mean square of what the values are off the mean.
func (d *EmpiricalDist) Variance() (*tensor.Tensor, bool) {
	off := d.values.Sub(d.average(d.values).Unsqueeze(-1 - d.event()))
	return d.average(off.Square()), true
}

func (d *EmpiricalDist) average(v *tensor.Tensor) *tensor.Tensor {
	weights := unsqueeze(d.weights.Probs(), d.event()).As(v.DType())
	return weights.Mul(v).Sum(-1 - d.event())
}

// CDF returns the weight of values up to x, of numbers; see [CDF].
func (d *EmpiricalDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return ofLog(d.LogCDF(x)) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *EmpiricalDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.cumulative(x, func(x, v *tensor.Tensor) *tensor.Tensor { return tensor.LessEqual(v, x) })
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *EmpiricalDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.cumulative(x, func(x, v *tensor.Tensor) *tensor.Tensor { return tensor.Less(x, v) })
}

func (d *EmpiricalDist) cumulative(x *tensor.Tensor, of func(x, v *tensor.Tensor) *tensor.Tensor) (*tensor.Tensor, bool) {
	if d.event() > 0 {
		return nil, false
	}
	picked := of(d.besides(x), d.values.As(x.DType()))
	y := logShareOfLogs.get().apply(nil, nil, d.weigh(picked), d.weigh(tensor.Sub(1, picked)))
	return d.weights.whereProper(x, y), true
}

// oneOf is the set of the values of an empirical distribution.
type oneOf struct{ d *EmpiricalDist }

func (c oneOf) String() string { return fmt.Sprintf("one of %d values", c.d.n()) }
func (c oneOf) EventDim() int  { return c.d.event() }
func (oneOf) Discrete() bool   { return true }

// Inside returns the first of the values.
func (c oneOf) Inside(shape ...int) *tensor.Tensor {
	at := -1 - c.d.event()
	return c.d.values.Detach().Slice(at, 0, 1).Squeeze(at).Expand(shape...)
}

func (c oneOf) Check(x *tensor.Tensor) ([]int, bool) {
	in := minLast(tensor.Equal(c.d.besides(wide(aside(x))), wide(aside(c.d.values.As(x.DType())))), c.d.event()).Max(-1)
	index, ok := firstBad(in, func(v float64) bool { return v == 1 })
	return append(index, make([]int, c.d.event())...), ok
}

func (c oneOf) Bijection() Transform { return noBijection(c) }
