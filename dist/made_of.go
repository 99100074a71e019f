package dist

import (
	"fmt"
	"math"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// madeOf is what distributions of numbers have in common that are made of another one's draws.
type madeOf struct {
	name string
	base Distribution // of the whole batch
}

// refusal returns the function that panics with what is wrong with a parameter of a constructor.
func refusal(name string) func(param, detail string, args ...any) {
	return func(param, detail string, args ...any) {
		panic(&ParamError{Dist: name, Param: param, Detail: fmt.Sprintf(detail, args...)})
	}
}

// newMadeOf returns base in the element type and at the batch shape that it has together with the parameters of the
// given names, of which the last own dimensions are not of the batch. Only numbers have what the reason says.
func newMadeOf(name string, base Distribution, reason string, own int, names []string, params ...*tensor.Tensor) madeOf {
	refuse := refusal(name)
	if base == nil {
		refuse("base", "is nil")
	}
	for i, p := range params {
		if p == nil {
			refuse(names[i], "is nil")
		}
	}
	if len(base.EventShape()) > 0 {
		refuse("base", "draws events of shape %v; only numbers %s", []int(base.EventShape()), reason)
	}
	shapes, all := []tensor.Shape{base.BatchShape()}, []string(nil)
	out := madeOf{name, base}
	for i, p := range params {
		if p.Rank() < own {
			refuse(names[i], "%s", lacksDimensions(own, p.Shape()))
		}
		if t, fixed := DTypeOf(base); p.Rank() > 0 && fixed && t != p.DType() && !base.Support().Discrete() {
			as, err := As(out.base, p.DType())
			if err != nil {
				refuse(names[i], "has another element type than base: %v", err)
			}
			out.base = as
		}
		shape := p.Shape()[:p.Rank()-own]
		shapes, all = append(shapes, shape), append(all, fmt.Sprint([]int(shape)))
	}
	batch, ok := tensor.BroadcastShapes(shapes...)
	if !ok {
		refuse(strings.Join(names, " and "), "of shape %s does not broadcast with base of batch shape %v", strings.Join(all, " and "), []int(base.BatchShape()))
	}
	out.base = Expand(out.base, batch...)
	return out
}

// Base returns the distribution whose draws it is made of.
func (d *madeOf) Base() Distribution { return d.base }

func (d *madeOf) BatchShape() tensor.Shape { return d.base.BatchShape() }
func (d *madeOf) EventShape() tensor.Shape { return nil }
func (d *madeOf) HasRSample() bool         { return false }

func (d *madeOf) RSample(*tensor.RNG, ...int) *tensor.Tensor { return failRSample(d.name) }

func (d *madeOf) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }
func (d *madeOf) DType() (tensor.DType, bool)              { return DTypeOf(d.base) }

// Unmasked returns the base's; see [Unmasked].
func (d *madeOf) Unmasked() *tensor.Tensor { return Unmasked(d.base) }

// checkDType returns an error if values of the given type do not go with the base or a parameter of rank above 0.
func (d *madeOf) checkDType(t tensor.DType, params ...*tensor.Tensor) error {
	if d.counts() {
		return nil
	}
	if err := checkDType(d.base, t); err != nil {
		return err
	}
	return sameDType(d.name, t, params...)
}

// expanded returns d with another batch shape.
func (d *madeOf) expanded(shape tensor.Shape) madeOf {
	return madeOf{d.name, Expand(d.base, shape...)}
}

// as returns d and the parameters in another element type.
func (d *madeOf) as(t tensor.DType, params ...*tensor.Tensor) (madeOf, []*tensor.Tensor, error) {
	base, err := As(d.base, t)
	if err != nil {
		return *d, params, err
	}
	params, err = convertParams(d.name, t, params...)
	return madeOf{d.name, base}, params, err
}

// counts reports whether the base's draws are whole numbers.
func (d *madeOf) counts() bool { return d.base.Support().Discrete() }

// values returns x, if they are counts of whatever element type, in that of the base.
func (d *madeOf) values(x *tensor.Tensor) *tensor.Tensor {
	if t, known := DTypeOf(d.base); known && x.Rank() > 0 && d.counts() {
		return x.As(t)
	}
	return x
}

// noTails returns the error of a base that lacks what the probability of an interval is made of.
func (d *madeOf) noTails() *ParamError {
	return &ParamError{Dist: d.name, Param: "base", Detail: fmt.Sprintf("%v has no distribution function, which tells the probability of the interval; write its density with ImproperUniform and Factor", d.base)}
}

// tail returns LogCDF or LogSurvival of the base.
func (d *madeOf) tail(of func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) *tensor.Tensor {
	y, known := of(d.base, x)
	if !known {
		panic(d.noTails())
	}
	return y
}

// logMass returns the logarithm of the base's probability of values above low and up to high, which are differences of
// logarithms and computed in Float64 where the base can be.
func (d *madeOf) logMass(low, high *tensor.Tensor) *tensor.Tensor {
	base := &madeOf{d.name, withParams(d.base, wide)}
	t, _ := DTypeOf(base.base)
	low, high = low.As(t), high.As(t)
	return logDifference.get().apply(nil, nil, base.tail(LogCDF, low), base.tail(LogSurvival, low), base.tail(LogCDF, high), base.tail(LogSurvival, high))
}

// before returns where an interval begins to which low belongs and nothing below it.
func (d *madeOf) before(low *tensor.Tensor) *tensor.Tensor {
	if d.counts() {
		return wholeBelow.get().apply(nil, nil, low)
	}
	return low
}

// wholeBelow is the greatest whole number below x.
var wholeBelow = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("-floor(-x) - 1").in(domain{}), 1, "x")}.
		register("Truncated.Before", []tensor.Input{{}})
}}

// logDifference is log(F(high) - F(low)), of logarithms of F and 1 - F at low and at high.
var logDifference = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("where(belowHigh <= above, logSub(belowHigh, below), logSub(above, aboveHigh))").
			in(domain{valid: "below + above + belowHigh + aboveHigh < inf", outside: "nan"}), 0, "below", "above", "belowHigh", "aboveHigh")}.
		register("Truncated.LogMass", []tensor.Input{{Low: -3, High: -2}, {Low: -0.1, High: -0.05}, {Low: -1, High: -0.5}, {Low: -0.9, High: -0.5}},
			[]tensor.Input{{Low: -0.9, High: -0.5}, {Low: -1, High: -0.5}, {Low: -0.1, High: -0.05}, {Low: -3, High: -2}})
}}

// wholeEnds returns the ends of a set that is an interval of whole numbers; ok is false for others.
func wholeEnds(c Constraint) (low, high *tensor.Tensor, ok bool) {
	d, ok := c.(discrete)
	if !ok || d.element(0.5) {
		return nil, nil, false
	}
	return d.low, d.high, true
}

// wholeFromTo returns the set of whole numbers from low to high, which may be infinite.
func wholeFromTo(low, high *tensor.Tensor) Constraint {
	name := ""
	if low.Rank() == 0 && isInfinite(high) {
		name = fmt.Sprintf("a whole number from %v on", low)
	}
	return discrete{name, low, high, isWhole}
}

// withParams returns d with other parameters if it is [Parametric].
func withParams(d Distribution, f func(p *tensor.Tensor) *tensor.Tensor) Distribution {
	p, ok := d.(Parametric)
	if !ok {
		return d
	}
	b := p.self()
	params := make([]*tensor.Tensor, len(b.params))
	for i, v := range b.params {
		params[i] = f(v)
	}
	return p.WithBase(b.with(params))
}

func wide(p *tensor.Tensor) *tensor.Tensor { return p.As(tensor.Float64) }

func anyInfinite(t *tensor.Tensor) bool {
	_, none := firstBad(t, func(v float64) bool { return !math.IsInf(v, 0) })
	return !none
}
