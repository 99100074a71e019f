package dist

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"unicode"

	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/internal/special"
)

// Twins returns the entries and the functions of the twins of a distribution's family, whose parameters are numbers:
// where the parameters are fixed, and where nothing is.
func Twins(d Distribution) (name, entries, functions string) {
	f, ok := d.(ofFamily)
	if !ok {
		return "", "", ""
	}
	density := f.ofFamily().family.density
	c, name := density.formula, density.each.Name
	if c == nil || c.noGrad == 1<<len(c.names)-1 {
		return "", "", ""
	}
	c.once.Do(c.parse)
	goName := []rune(strings.ReplaceAll(strings.TrimSuffix(name, ".LogProb"), ".", ""))
	goName[0] = unicode.ToLower(goName[0])
	all := uint(1)<<len(c.names) - 1
	add := func(suffix string, l machine.Layout, wanted uint) {
		if wanted &^= c.noGrad; wanted == 0 {
			return
		}
		entries += fmt.Sprintf("{%#b, %#b, %#b, %s},\n", l.Uniform, l.Fixed, wanted, string(goName)+suffix)
		functions += "\n" + machine.TwinOf(string(goName)+suffix, l, len(c.names), c.roots(programKey{what: valueAndSlopeSum, uniform: l.Uniform, wanted: wanted})...)
	}
	add("Prior", machine.Layout{Uniform: all, Fixed: all &^ 1}, 1)
	add("Number", machine.Layout{Uniform: all}, all)
	add("FewPrior", machine.Layout{Uniform: all &^ 1, Fixed: all &^ 1}, 1)
	if name == "Normal.LogProb" {
		for uniform := range all {
			add(fmt.Sprintf("Few%03b", uniform), machine.Layout{Uniform: uniform}, all)
			add(fmt.Sprintf("FewFixed%03b", uniform), machine.Layout{Uniform: uniform, Fixed: 0b100}, 0b011)
		}
	}
	return name, fmt.Sprintf("%sTwins = []twin{\n%s}\n", string(goName), entries), functions
}

// HasTwins reports whether a distribution's family takes the twins that are made for it.
func HasTwins(d Distribution) bool {
	_, entries, _ := Twins(d)
	f := d.(ofFamily).ofFamily().family
	names := regexp.MustCompile(`\w+}`).FindAllString(entries, -1)
	if len(names) != len(f.density.formula.twins) {
		return false
	}
	for i, t := range f.density.formula.twins {
		if made := runtime.FuncForPC(reflect.ValueOf(t.make).Pointer()).Name(); !strings.HasSuffix(made, "."+strings.TrimSuffix(names[i], "}")) {
			return false
		}
	}
	return true
}

// VonMisesShift is the derivative of a draw at z around 0 with respect to the concentration k.
func VonMisesShift(z, k float64) float64 { return vonMisesShift(z, k) }

// InvertNormal returns the quantile of a standard normal variable by invert, and how often that asks for a tail.
func InvertNormal(p float64) (x float64, calls int) {
	tail := tailOf(special.NormalLogCDF, func(x float64) float64 { return special.NormalLogCDF(-x) },
		func(x float64) (log, rise float64) { return -x*x/2 - halfLog2Pi, -x })
	return invert(p, math.Inf(-1), math.Inf(1), 0, func(x float64, upper bool) (log, slope, rise float64) {
		calls++
		return tail(x, upper)
	}), calls
}
