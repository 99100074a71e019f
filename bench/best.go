package main

import (
	"math"
	"slices"
	"strings"
)

// cpuUnit is the unit of the time that processors spend.
const cpuUnit = "ms CPU"

// bestName is the system whose times are those of the fastest peer that does the same work.
const bestName = "best"

// scipyName is the system without derivatives.
const scipyName = "scipy"

// addBest makes the row of the fastest peer from the rows of a case, which begin with the given one.
func (r *results) addBest(from int) {
	var best row
	for _, x := range r.rows[from:] {
		switch {
		case x.System == credence || x.System == beforeName || x.System == scipyName:
		case best.System == "":
			best = x
			best.System = bestName
		default:
			best.Min, best.Median = min(best.Min, x.Min), min(best.Median, x.Median)
		}
	}
	if best.System != "" {
		r.rows = append(r.rows, best)
	}
}

// addMeans makes the rows of the geometric means over the densities of each size.
func (r *results) addMeans() {
	from := len(r.rows)
	for _, size := range densitySizes {
		var of []row // sums of logarithms, by system
		cases := 0
		for _, x := range r.rows[:from] {
			if x.Unit != cpuUnit || !strings.HasSuffix(x.Case, "-"+size.name) {
				continue
			}
			i := slices.IndexFunc(of, func(y row) bool { return y.System == x.System })
			if i < 0 {
				i, of = len(of), append(of, row{Case: "logprob-mean-" + size.name, System: x.System, Unit: x.Unit})
			}
			of[i].Min += math.Log(x.Min)
			of[i].Median += math.Log(x.Median)
			if i == 0 {
				cases++
			}
		}
		for _, x := range of {
			x.Min, x.Median = math.Exp(x.Min/float64(cases)), math.Exp(x.Median/float64(cases))
			r.rows = append(r.rows, x)
		}
	}
	if len(r.rows) > from {
		r.print(from)
	}
}
