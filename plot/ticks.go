package plot

import (
	"math"
	"slices"
	"strconv"

	gonum "gonum.org/v1/plot"
)

// ticks marks at most so many round numbers, integers only if they are whole.
type ticks struct {
	most  int
	whole bool
}

// Ticks returns multiples of 1, 2 or 5 times a power of ten, all with as many digits as tell them apart.
func (t ticks) Ticks(low, high float64) []gonum.Tick {
	largest := math.Max(math.Abs(low), math.Abs(high))
	unit := math.Pow(10, math.Floor(math.Log10((high-low)/float64(t.most))))
	const close = 1e-9 // as a part of the numbers, so that labels with as many digits would be too long
	if !(unit > 0) || math.IsInf(unit, 0) || high-low < close*largest {
		return []gonum.Tick{{Value: low, Label: label(low, 'g', 4)}}
	}
	if t.whole {
		unit = max(1, unit)
	}
	step := unit
	for _, m := range []float64{1, 2, 5, 10, 20} {
		step = m * unit
		if math.Floor(high/step+1e-9)-math.Ceil(low/step-1e-9) < float64(t.most) {
			break
		}
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	format := byte('f')
	if digits > 4 || largest >= 1e6 {
		format, digits = 'g', max(1, 1+int(math.Ceil(math.Log10(largest/step)-1e-9)))
	}
	var all []gonum.Tick
	for i := math.Ceil(low/step - 1e-9); i <= math.Floor(high/step+1e-9); i++ {
		all = append(all, gonum.Tick{Value: i * step, Label: label(i*step, format, digits)})
	}
	return all
}

// label returns a number as it stands at an axis.
func label(v float64, format byte, digits int) string {
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.FormatFloat(v, format, digits, 64)
}

// names marks the places 0, 1, … by names, or every so many of them.
type names struct {
	names []string
	every int
}

// shortened returns names with the middle of those taken out that are too long for an axis.
func shortened(all []string) []string {
	const most, first, last = 32, 20, 11
	out := slices.Clone(all)
	for i, name := range out {
		if r := []rune(name); len(r) > most {
			out[i] = string(r[:first]) + "…" + string(r[len(r)-last:])
		}
	}
	return out
}

// Ticks returns the names between low and high.
func (n names) Ticks(low, high float64) (all []gonum.Tick) {
	for i := 0; i < len(n.names); i += n.every {
		if v := float64(i); v >= low && v <= high {
			all = append(all, gonum.Tick{Value: v, Label: n.names[i]})
		}
	}
	return all
}
