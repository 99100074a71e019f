package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// pole is a lower end of 0 at which the density is infinite. Draws do not come nearer to it than 1/x is a number, so
// that the derivative of their log-density is one.
const pole = math.SmallestNonzeroFloat64

// inside returns v, or the number nearest to it strictly between low and high.
func inside[T tensor.Float](v T, low, high float64) T {
	switch least, most := leastAbove[T](low), largestBelow[T](high); {
	case v < least:
		return least
	case v > most:
		return most
	}
	return v
}

// leastAbove returns the least number above low, or away from its pole, and largestBelow the largest one below high.
func leastAbove[T tensor.Float](low float64) T {
	if low == pole {
		return leastNormal[T]()
	}
	if v := T(low); float64(v) > low {
		return v
	}
	return next(T(low), T(math.Inf(1)))
}

func largestBelow[T tensor.Float](high float64) T {
	if v := T(high); float64(v) < high {
		return v
	}
	return next(T(high), T(math.Inf(-1)))
}

// leastNormal returns the smallest positive number with all its digits.
func leastNormal[T tensor.Float]() T {
	if _, single := any(T(0)).(float32); single {
		return 0x1p-126
	}
	least := 0x1p-1022
	return T(least)
}

// next returns the number after v in the direction of to.
func next[T tensor.Float](v, to T) T {
	if single, ok := any(v).(float32); ok {
		return T(math.Nextafter32(single, float32(to)))
	}
	return T(math.Nextafter(float64(v), float64(to)))
}

// keptPositive is x, or what is nearest to it with a reciprocal.
var keptPositive = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("x").in(domain{low: "pole()", high: "inf", rests: true}), 0, "x")}.
		register("KeptPositive", []tensor.Input{positiveInput})
}}

// Formulas have them for either element type.
func init() {
	expr.Abbreviate("pole", number(pole))
	expr.Abbreviate("round64", "x", "x")
	expr.Define("above64", leastAbove[float64], "0")
	expr.Define("below64", largestBelow[float64], "0")
	expr.Define("round32", func(x float64) float64 { return float64(float32(x)) }, "1")
	expr.Define("above32", func(low float64) float64 { return float64(leastAbove[float32](low)) }, "0")
	expr.Define("below32", func(high float64) float64 { return float64(largestBelow[float32](high)) }, "0")
}
