package dist

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// OrderStatisticsDist is the distribution of draws in increasing order; see [OrderStatistics].
type OrderStatisticsDist struct {
	base Distribution
	n    int
}

// OrderStatistics returns the distribution of vectors of n independent draws from base, put in increasing order:
//
//	log p(x) = log n! + Σ log p_base(xᵢ),  x₀ < x₁ < … < xₙ₋₁
//
// It is the prior of numbers that only their order tells apart, as the locations of the components of a mixture. base
// is a continuous distribution of numbers, whose support is an interval.
func OrderStatistics(base Distribution, n int) *OrderStatisticsDist {
	refuse := refusal("OrderStatistics")
	switch {
	case base == nil:
		refuse("base", "is nil")
	case n < 1:
		refuse("n", "is %d, and there is no order of less than 1", n)
	case len(base.EventShape()) > 0:
		refuse("base", "draws events of shape %v; only numbers have an order", []int(base.EventShape()))
	}
	if _, _, ok := endsOf(base.Support()); !ok {
		refuse("base", "has values that are %v, not an interval of numbers", base.Support())
	}
	return &OrderStatisticsDist{base, n}
}

// Base returns the distribution that is drawn from.
func (d *OrderStatisticsDist) Base() Distribution { return d.base }

// Expand returns d with another batch shape; see [Expand].
func (d *OrderStatisticsDist) Expand(shape ...int) *OrderStatisticsDist {
	return Expand(d, shape...).(*OrderStatisticsDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *OrderStatisticsDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *OrderStatisticsDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *OrderStatisticsDist) BatchShape() tensor.Shape { return d.base.BatchShape() }
func (d *OrderStatisticsDist) EventShape() tensor.Shape { return tensor.Shape{d.n} }
func (d *OrderStatisticsDist) Validate() error          { return d.CheckParams(nil) }

// HasRSample reports whether draws of the base have derivatives and are not angles, which jump from one end of the
// order to the other as they turn.
func (d *OrderStatisticsDist) HasRSample() bool {
	return d.base.HasRSample() && d.base.Support() != Circular
}

func (d *OrderStatisticsDist) String() string {
	return fmt.Sprintf("OrderStatistics(%v, %d)", d.base, d.n)
}

func (d *OrderStatisticsDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// Support returns that of the vectors whose elements increase within the base's.
func (d *OrderStatisticsDist) Support() Constraint {
	c := d.base.Support()
	switch each := c.(type) {
	case real:
		return OrderedVector
	case interval:
		c = interval{unsqueeze(each.low, 1), unsqueeze(each.high, 1), each.ends}
	default:
		if low, high, _ := endsOf(c); low.Rank()+high.Rank() > 0 {
			c = fromTo(unsqueeze(low, 1), unsqueeze(high, 1))
		}
	}
	return orderedWithin{c}
}

func (d *OrderStatisticsDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return sorted(d.base.Sample(rng, slices.Concat([]int{d.n}, shape)...))
}

func (d *OrderStatisticsDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !d.HasRSample() {
		failRSample("OrderStatistics")
	}
	return sorted(d.base.RSample(rng, slices.Concat([]int{d.n}, shape)...))
}

// sorted returns x with its first dimension as the last one, along which elements increase. Each keeps its derivative.
// Equal ones, which are rounded, come apart by a step to the next number.
func sorted(x *tensor.Tensor) *tensor.Tensor {
	values, n := aside(x).Float64s(), x.Dim(0)
	rows := len(values) / n
	from, steps := make([]int, 0, len(values)), []float64(nil)
	for row := range rows {
		places := make([]int, n)
		for i := range places {
			places[i] = i*rows + row
		}
		slices.SortFunc(places, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
		last := math.Inf(-1)
		for _, at := range places {
			v := values[at]
			if v <= last {
				v = nextAbove(last, x.DType())
			}
			steps, last = append(steps, v-values[at]), v
		}
		from = append(from, places...)
	}
	shape := append(x.Shape()[1:], n)
	return x.Reshape(-1).Take(0, from).Reshape(shape...).Add(tensor.Of(steps).Reshape(shape...).As(x.DType()))
}

// nextAbove returns the least number of the element type above v.
func nextAbove(v float64, t tensor.DType) float64 {
	if t == tensor.Float32 {
		return float64(math.Nextafter32(float32(v), math.MaxFloat32))
	}
	return math.Nextafter(v, math.MaxFloat64)
}

func (d *OrderStatisticsDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

func (d *OrderStatisticsDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	if shape := tensor.RawShape(x); len(shape) == 0 || shape[len(shape)-1] != d.n {
		fail("OrderStatistics.LogProb", "values of shape %v do not end in %d elements", []int(shape), d.n)
	}
	x, mask = spreadValues(d, x), both(mask, d.Unmasked())
	x = fillMasked(d, x, mask)
	falls := tensor.Zeros(x.Shape()[:x.Rank()-1]...)
	if d.n > 1 {
		falls = tensor.LessEqual(tail(x), x.Slice(-1, 0, d.n-1)).Max(-1)
	}
	first := make([]int, x.Rank()) // the order of dimensions with the event before all others
	for i := range first {
		first[i] = i - 1
	}
	first[0] = x.Rank() - 1
	count, _ := math.Lgamma(float64(d.n + 1))
	logProb := tensor.Add(MaskedLogProb(d.base, x.Permute(first...), mask).Sum(0), count)
	logProb = tensor.Where(falls, math.Inf(-1), logProb)
	return whereCounts(mask, logProb, 0)
}

// Unmasked returns the base's; see [Unmasked].
func (d *OrderStatisticsDist) Unmasked() *tensor.Tensor { return Unmasked(d.base) }

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *OrderStatisticsDist) CheckParams(mask *tensor.Tensor) error {
	return CheckParams(d.base, mask)
}

func (d *OrderStatisticsDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &OrderStatisticsDist{Expand(d.base, shape...), d.n}
}

// As returns d in another element type; see [As].
func (d *OrderStatisticsDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	return &OrderStatisticsDist{base, d.n}, err
}

func (d *OrderStatisticsDist) DType() (tensor.DType, bool)     { return DTypeOf(d.base) }
func (d *OrderStatisticsDist) CheckDType(t tensor.DType) error { return checkDType(d.base, t) }

// orderedWithin is the set of vectors whose elements increase and are all in an interval.
type orderedWithin struct{ of Constraint }

func (c orderedWithin) String() string {
	return fmt.Sprintf("increasing along the last dimension, each %v", c.of)
}
func (orderedWithin) EventDim() int          { return 1 }
func (orderedWithin) Discrete() bool         { return false }
func (c orderedWithin) Bijection() Transform { return Compose(Ordered, c.of.Bijection()) }

func (c orderedWithin) Check(x *tensor.Tensor) ([]int, bool) {
	if index, ok := c.of.Check(x); !ok {
		return index, false
	}
	return OrderedVector.Check(x)
}

// Inside has the same steps between all elements on the real line.
func (c orderedWithin) Inside(shape ...int) *tensor.Tensor {
	n := shape[len(shape)-1]
	u := make([]float64, n)
	for i := range u {
		u[i] = (2*float64(i) + 1 - float64(n)) / float64(n)
	}
	return c.of.Bijection().Forward(tensor.Of(u).As(c.of.Inside(shape...).DType())).Expand(shape...)
}
