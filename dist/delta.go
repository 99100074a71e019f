package dist

import (
	"fmt"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// DeltaDist is a point: all mass on one value.
type DeltaDist struct {
	v, logDensity *tensor.Tensor // v broadcasts to batch and event, logDensity to the batch
	batch, event  tensor.Shape
}

// Delta has all its mass on v. Its log-density there is 0, or what WithLogDensity says, and -Inf elsewhere. Draws are
// v, and derivatives flow through them.
func Delta[T tensor.Like](v T) *DeltaDist {
	t := tensor.To(v)
	if t == nil {
		panic(&ParamError{Dist: "Delta", Param: "v", Detail: "is nil"})
	}
	return &DeltaDist{v: t, logDensity: tensor.To(0), batch: t.Shape()}
}

// Value returns the point, as it was given.
func (d *DeltaDist) Value() *tensor.Tensor { return d.v }

// LogDensity returns the log-density at the point.
func (d *DeltaDist) LogDensity() *tensor.Tensor { return d.logDensity }

// WithLogDensity returns d with another log-density at its point, which broadcasts to the batch shape. A guide that
// transforms draws of another distribution keeps its score this way.
func (d *DeltaDist) WithLogDensity(logDensity *tensor.Tensor) *DeltaDist {
	if out, ok := tensor.BroadcastShapes(d.batch, logDensity.Shape()); !ok || !out.Equal(d.batch) {
		panic(&ParamError{Dist: "Delta", Param: "log density", Detail: fmt.Sprintf("of shape %v does not broadcast to batch shape %v", []int(logDensity.Shape()), []int(d.batch))})
	}
	c := *d
	c.logDensity = logDensity
	return &c
}

// ToEvent returns d with its last n batch dimensions as event dimensions, over which the log-density is added up; see
// [ToEvent].
func (d *DeltaDist) ToEvent(n int) *DeltaDist {
	if n < 0 || n > len(d.batch) {
		fail("Delta.ToEvent", "%d dimensions of batch shape %v: it has %d", n, []int(d.batch), len(d.batch))
	}
	if n == 0 {
		return d
	}
	c, cut := *d, len(d.batch)-n
	c.batch, c.event = d.batch[:cut], tensor.Join(d.batch[cut:], d.event)
	if !(d.logDensity.IsNumber() && element(d.logDensity, nil) == 0) {
		c.logDensity = sumLast(d.logDensity.Expand(d.batch...), n)
	}
	return &c
}

// Expand returns d with another batch shape; see [Expand].
func (d *DeltaDist) Expand(shape ...int) *DeltaDist { return Expand(d, shape...).(*DeltaDist) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *DeltaDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *DeltaDist) BatchShape() tensor.Shape { return slices.Clip(d.batch) }
func (d *DeltaDist) EventShape() tensor.Shape { return slices.Clip(d.event) }
func (d *DeltaDist) HasRSample() bool         { return true }
func (d *DeltaDist) Validate() error          { return d.CheckParams(nil) }
func (d *DeltaDist) String() string           { return fmt.Sprintf("Delta(%v)", d.v) }

func (d *DeltaDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.spread(stop(d.v), shape)
}

func (d *DeltaDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.spread(d.v, shape)
}

func (d *DeltaDist) spread(v *tensor.Tensor, shape []int) *tensor.Tensor {
	return v.Expand(tensor.Join(shape, tensor.Join(d.batch, d.event))...)
}

func (d *DeltaDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *DeltaDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return deltaDensity.get().apply(d.batch, mask, d.hits(x), d.logDensity)
}

func (d *DeltaDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return deltaDensity.get().applySum(d.batch, mask, scale, d.hits(x), d.logDensity)
}

// hits returns 0 for events that are the point, and less elsewhere.
func (d *DeltaDist) hits(x *tensor.Tensor) *tensor.Tensor {
	return sumLast(deltaHits.get().apply(tensor.Join(d.batch, d.event), nil, x, d.v), len(d.event))
}

// Support returns the point.
func (d *DeltaDist) Support() Constraint {
	at := discrete{fmt.Sprintf("the point %v", d.v), d.v, d.v, func(float64) bool { return true }}
	if len(d.event) > 0 {
		return independentConstraint{at, len(d.event)}
	}
	return at
}

func (d *DeltaDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

func (d *DeltaDist) CheckParams(mask *tensor.Tensor) error {
	if mask != nil {
		mask = unsqueeze(mask, len(d.event))
	}
	return checkParam("Delta", Param{"v", Real, ""}, d.v, mask)
}

func (d *DeltaDist) WithBatchShape(shape tensor.Shape) Distribution {
	c := *d
	c.batch = shape
	return &c
}

// As returns d in another element type; see [As].
func (d *DeltaDist) As(t tensor.DType) (Distribution, error) {
	p, err := convertParams("Delta", t, d.v, d.logDensity)
	c := *d
	c.v, c.logDensity = p[0], p[1]
	return &c, err
}

// DType returns the element type of the point, unless it is a Go number.
func (d *DeltaDist) DType() (tensor.DType, bool) { return d.v.DType(), !d.v.IsNumber() }

// CheckDType refuses another type than that of the point, unless it is one number.
func (d *DeltaDist) CheckDType(t tensor.DType) error { return sameDType("Delta", t, d.v) }

// Mean returns the point.
func (d *DeltaDist) Mean() (*tensor.Tensor, bool) { return d.spread(d.v, nil), true }

// Variance returns 0.
func (d *DeltaDist) Variance() (*tensor.Tensor, bool) {
	return tensor.ZerosLike(d.spread(d.v, nil)), true
}

// CDF returns 0 below the point and 1 from it on; see [CDF].
func (d *DeltaDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.step(deltaCDF.get(), x) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *DeltaDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.step(deltaLogCDF.get(), x)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *DeltaDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.step(deltaLogSurvival.get(), x)
}

// Quantile returns the point, if that is a number; see [Quantile].
func (d *DeltaDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	if len(d.event) > 0 {
		return nil, false
	}
	return deltaQuantile.get().apply(d.batch, nil, p, d.v), true
}

// step returns one of the steps at the point, if that is a number.
func (d *DeltaDist) step(of *pointwise, x *tensor.Tensor) (*tensor.Tensor, bool) {
	if len(d.event) > 0 {
		return nil, false
	}
	if !isInfinite(x) {
		of.refuse([]*tensor.Tensor{x, d.v})
	}
	return of.apply(d.batch, nil, x, d.v), true
}

// deltaStep returns a function with the given values below the point and from it on.
func deltaStep(name, below, from string) *pointwise {
	return pointwise{formula: compile(
		is("where(x < v, "+below+", "+from+")").in(domain{valid: "x == x && abs(v) < inf", outside: "nan"}), 0b11, "x", "v")}.
		register(name, []tensor.Input{{}, {}})
}

var (
	deltaCDF         = lazy[*pointwise]{make: func() *pointwise { return deltaStep("Delta.CDF", "0", "1") }}
	deltaLogCDF      = lazy[*pointwise]{make: func() *pointwise { return deltaStep("Delta.LogCDF", "-inf", "0") }}
	deltaLogSurvival = lazy[*pointwise]{make: func() *pointwise { return deltaStep("Delta.LogSurvival", "0", "-inf") }}

	deltaQuantile = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("v").in(domain{valid: "0 <= p && p <= 1 && abs(v) < inf", outside: "nan"}), 0b01, "p", "v")}.
			register("Delta.Quantile", []tensor.Input{probability, {}})
	}}

	deltaHits = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("where(x == v, 0, -1)"), 0b11, "x", "v")}.
			register("Delta.LogProb", []tensor.Input{{}, {}})
	}}
	deltaDensity = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("where(hit == 0, logDensity, -inf)"), 0b01, "hit", "logDensity")}.
			registerSummed("Delta.LogDensity", []tensor.Input{{High: 0.5, Whole: true}, {}})
	}}
)

var deltaForms sync.Once

func (*DeltaDist) ownKL() {
	deltaForms.Do(func() { ownMaskedKL(klDelta) })
}

// klDelta returns the log-density of the point less p's there.
func klDelta(q *DeltaDist, p Distribution, mask *tensor.Tensor) *tensor.Tensor {
	kl := tensor.Sub(q.logDensity, MaskedLogProb(p, q.spread(q.v, nil), mask))
	return spreadBatch(whereCounts(mask, kl, 0), q, p)
}
