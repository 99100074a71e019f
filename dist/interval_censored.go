package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// IntervalCensoredDist is the distribution of which interval a draw lies in; see [IntervalCensored].
type IntervalCensoredDist struct {
	madeOf
	edges *tensor.Tensor // [batch…, K]
}

// IntervalCensored returns the distribution of how many of the edges, which increase along their last dimension, lie
// below a draw from base. It is 0 for draws up to the first edge, k for those above edge k - 1 and up to edge k, and as
// many as there are edges for those above the last one:
//
//	log p(k) = log(F(eₖ) - F(eₖ₋₁)),  k = 0, …, K,  e₋₁ = -∞, e_K = ∞
//
// All rows may have the same edges, as ages in brackets do, or each row its own: with the times of the last visit
// without and the first one with a symptom as edges [n, 2], an observation of 1 is interval-censored, 0 left-censored
// and 2 right-censored. Derivatives flow to edges, which are then the cutpoints of an ordinal model: of a [Logistic]
// base an ordered logit, of a [Normal] one an ordered probit. base is a distribution of numbers with [LogCDF] and
// [LogSurvival]. Probabilities are differences within the smaller tail, as those of [Truncated] are.
//
// NumPyro's IntervalCensoredDistribution and SciPy's CensoredData take both ends of each interval as the observation,
// in place of edges; in Stan and PyMC the difference of distribution functions is written by hand.
func IntervalCensored(base Distribution, edges *tensor.Tensor) *IntervalCensoredDist {
	d := &IntervalCensoredDist{newMadeOf("IntervalCensored", base, "lie in an interval", 1, []string{"edges"}, edges), edges}
	if edges.Dim(-1) == 0 {
		refusal("IntervalCensored")("edges", "are missing")
	}
	return d
}

// Edges returns what separates the intervals, as it was given.
func (d *IntervalCensoredDist) Edges() *tensor.Tensor { return d.edges }

// Expand returns d with another batch shape; see [Expand].
func (d *IntervalCensoredDist) Expand(shape ...int) *IntervalCensoredDist {
	return Expand(d, shape...).(*IntervalCensoredDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *IntervalCensoredDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *IntervalCensoredDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *IntervalCensoredDist) Validate() error { return d.CheckParams(nil) }

func (d *IntervalCensoredDist) String() string {
	return fmt.Sprintf("IntervalCensored(%v, edges: %v)", d.base, d.edges)
}

// Support returns the whole numbers from 0 to the number of edges.
func (d *IntervalCensoredDist) Support() Constraint { return IntegerInterval(0, d.edges.Dim(-1)) }

func (d *IntervalCensoredDist) SupportCure() string {
	return "a value counts the edges below it, from 0 on, and is not itself on their scale"
}

// EnumerateSupport returns the values of the support.
func (d *IntervalCensoredDist) EnumerateSupport() (*tensor.Tensor, bool) {
	values := make([]float64, d.edges.Dim(-1)+1)
	for k := range values {
		values[k] = float64(k)
	}
	return enumerate(values, d.BatchShape())
}

// Sample counts the edges below draws from base.
func (d *IntervalCensoredDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x := d.base.Sample(rng, shape...).Unsqueeze(-1)
	return tensor.Less(stop(d.edges).As(x.DType()), x).Sum(-1)
}

func (d *IntervalCensoredDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

func (d *IntervalCensoredDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, x, mask)
	whole := lastWhole.get().apply(nil, nil, x)
	allowed := tensor.Equal(x, whole).Mul(tensor.LessEqual(0, x)).Mul(tensor.LessEqual(x, float64(d.edges.Dim(-1))))
	x = tensor.Where(allowed, x, 0)
	base := madeOf{d.name, behind(d.base, mask)}
	logProb := base.logMass(d.edge(tensor.Add(x, -1), mask), d.edge(x, mask))
	if t, ok := DTypeOf(d.base); ok {
		logProb = logProb.As(t)
	}
	logProb = tensor.Where(allowed, tensor.Where(d.increase(mask), logProb, math.NaN()), math.Inf(-1))
	return whereCounts(mask, logProb, 0)
}

// increase returns 1 where edges are finite and increase.
func (d *IntervalCensoredDist) increase(mask *tensor.Tensor) *tensor.Tensor {
	edges := stop(d.edges)
	last := edges.Slice(-1, edges.Dim(-1)-1, edges.Dim(-1))
	next := tensor.Concat(-1, edges.Slice(-1, 1, edges.Dim(-1)), tensor.FullLike(last, math.Inf(1)))
	rise := tensor.Less(edges, next).Mul(tensor.Less(edges.Abs(), math.Inf(1))).Min(-1)
	if mask == nil {
		return rise
	}
	return tensor.Where(mask, rise, 1)
}

// edge returns the upper end of interval x, which is -Inf for -1 and +Inf for the last one.
func (d *IntervalCensoredDist) edge(x, mask *tensor.Tensor) *tensor.Tensor {
	edges := d.edges
	if mask != nil {
		edges = tensor.Where(mask.Unsqueeze(-1), edges, 0)
	}
	k := edges.Dim(-1)
	numbers := make([]float64, k)
	for i := range numbers {
		numbers[i] = float64(i)
	}
	picked := tensor.Equal(x.Unsqueeze(-1), tensor.Of(numbers).As(x.DType())).As(edges.DType())
	picked = tensor.Where(picked, edges, 0).Sum(-1)
	x = x.As(picked.DType())
	return tensor.Where(tensor.Less(x, 0), math.Inf(-1), tensor.Where(tensor.Less(x, float64(k)), picked, math.Inf(1)))
}

// CDF returns the base's at the upper end of the interval; see [CDF].
func (d *IntervalCensoredDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.upTo(CDF, x) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *IntervalCensoredDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.upTo(LogCDF, x)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *IntervalCensoredDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.upTo(LogSurvival, x)
}

func (d *IntervalCensoredDist) upTo(of func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) (*tensor.Tensor, bool) {
	known := tensor.LessEqual(x, x).Mul(d.increase(nil).As(x.DType()))
	y, ok := of(d.base, d.edge(lastWhole.get().apply(nil, nil, tensor.Where(known, x, 0)), nil))
	if !ok {
		return nil, false
	}
	return tensor.Where(known, y, math.NaN()), true
}

// Mean returns the sum of all values by their probabilities.
func (d *IntervalCensoredDist) Mean() (*tensor.Tensor, bool) { return d.weighed(d.all()) }

// Variance returns the sum of squared differences from the mean by their probabilities.
func (d *IntervalCensoredDist) Variance() (*tensor.Tensor, bool) {
	m, ok := d.Mean()
	if !ok {
		return nil, false
	}
	return d.weighed(d.all().Sub(m).Square())
}

// all returns all values, along a first dimension.
func (d *IntervalCensoredDist) all() *tensor.Tensor {
	values, _ := d.EnumerateSupport()
	if t, ok := DTypeOf(d.base); ok {
		values = values.As(t)
	}
	return values
}

// weighed returns the sum of a function of all values by their probabilities.
func (d *IntervalCensoredDist) weighed(f *tensor.Tensor) (*tensor.Tensor, bool) {
	if _, known := LogCDF(d.base, plusInf); !known {
		return nil, false
	}
	x := d.all()
	p := d.logMass(d.edge(tensor.Add(x, -1), nil), d.edge(x, nil)).Exp().As(x.DType())
	mean := p.Mul(f).Sum(0)
	return tensor.Where(d.increase(nil), mean, math.NaN()), true
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *IntervalCensoredDist) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.base, mask); err != nil {
		return err
	}
	if _, known := LogCDF(d.base, plusInf); !known {
		return d.noTails()
	}
	return checkParam(d.name, Param{"edges", OrderedVector, "edges increase along their last dimension, without those at ±Inf"}, d.edges, mask)
}

// CheckDType returns nil: counts have any element type.
func (d *IntervalCensoredDist) CheckDType(tensor.DType) error { return nil }

func (d *IntervalCensoredDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &IntervalCensoredDist{d.expanded(shape), d.edges}
}

// As returns d in another element type; see [As].
func (d *IntervalCensoredDist) As(t tensor.DType) (Distribution, error) {
	made, edges, err := d.as(t, d.edges)
	return &IntervalCensoredDist{made, edges[0]}, err
}
