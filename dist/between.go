package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// between is a distribution made of another one's draws and of two ends, either of which may be infinite.
type between struct {
	madeOf
	low, high *tensor.Tensor
}

// newBetween returns one of a base whose values are an interval of numbers, or of whole numbers; verb is what is done
// with it.
func newBetween(name, verb string, base Distribution, low, high *tensor.Tensor) between {
	d := between{newMadeOf(name, base, "lie in an interval", 0, []string{"low", "high"}, low, high), low, high}
	if _, _, ok := d.baseEnds(); !ok {
		refusal(name)("base", "has values that are %v, and no interval of numbers to %s", base.Support(), verb)
	}
	return d
}

// Low returns the lower end, as it was given.
func (d *between) Low() *tensor.Tensor { return d.low }

// High returns the upper end, as it was given.
func (d *between) High() *tensor.Tensor { return d.high }

func (d *between) String() string {
	return fmt.Sprintf("%s(%v, low: %v, high: %v)", d.name, d.base, d.low, d.high)
}

// CheckDType asks the base and the ends.
func (d *between) CheckDType(t tensor.DType) error { return d.checkDType(t, d.low, d.high) }

// baseEnds returns the ends of the base's support; ok is false where it is not an interval.
func (d *between) baseEnds() (low, high *tensor.Tensor, ok bool) {
	if d.counts() {
		return wholeEnds(d.base.Support())
	}
	return endsOf(d.base.Support())
}

// ends returns those of the support.
func (d *between) ends() (low, high *tensor.Tensor) {
	low, high, _ = d.baseEnds()
	first, last := d.low, d.high
	if d.counts() {
		first, last = tensor.Add(wholeBelow.get().apply(nil, nil, first), 1), lastWhole.get().apply(nil, nil, last)
	}
	return tensor.Maximum(first.As(low.DType()), low), tensor.Minimum(last.As(high.DType()), high)
}

// lastWhole is the greatest whole number up to x.
var lastWhole = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("floor(x)").in(domain{}), 1, "x")}.register("Truncated.Last", []tensor.Input{{}})
}}

// endsAs returns the ends in the element type of values.
func (d *between) endsAs(x *tensor.Tensor) (low, high *tensor.Tensor) {
	if d.counts() {
		return d.low.As(x.DType()), d.high.As(x.DType())
	}
	return d.low, d.high
}

func (d *between) expanded(shape tensor.Shape) between {
	return between{d.madeOf.expanded(shape), d.low, d.high}
}

func (d *between) as(t tensor.DType) (between, error) {
	made, ends, err := d.madeOf.as(t, d.low, d.high)
	return between{made, ends[0], ends[1]}, err
}

// checkEnds returns what is wrong with the base or, of the numbers they may be, with one of the ends.
func (d *between) checkEnds(mask *tensor.Tensor, allowed Set) error {
	if err := CheckParams(d.base, mask); err != nil {
		return err
	}
	for i, end := range []*tensor.Tensor{d.low, d.high} {
		if err := checkParam(d.name, Param{[]string{"low", "high"}[i], allowed, ""}, end, mask); err != nil {
			return err
		}
	}
	return nil
}
