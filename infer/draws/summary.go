package draws

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Row is the summary of one element of a site.
type Row struct {
	Site   string
	Index  []int    // in the site; empty for a number
	Coords []string // names of the rows of Index, see [Draws.SetCoords]; "" where there is none, nil without any

	Mean, SD         float64
	Q5, Median, Q95  float64 // quantiles of 5, 50 and 95 %
	MCSE             float64 // Monte Carlo standard error of the mean
	ESSBulk, ESSTail float64
	RHat             float64 // NaN if all draws are the same

	// Histogram tells how many draws lie in each of nine equal parts of their range without the lowest and the highest
	// 1 %. It is 0 if some draws are not finite.
	Histogram [9]int
}

// Name returns the site with its index, as in theta[2], or with the names of its rows, as in theta[Choate].
func (r Row) Name() string {
	if len(r.Index) == 0 {
		return r.Site
	}
	at := make([]string, len(r.Index))
	for i, n := range r.Index {
		if r.Coords != nil && r.Coords[i] != "" {
			at[i] = r.Coords[i]
		} else {
			at[i] = strconv.Itoa(n)
		}
	}
	return r.Site + "[" + strings.Join(at, ",") + "]"
}

// numbered returns the name with its index, also where rows have names.
func (r Row) numbered() string { return Row{Site: r.Site, Index: r.Index}.Name() }

// Summary is a summary of draws with warnings of what speaks against trusting them.
type Summary struct {
	Rows     []Row
	Warnings []string // what is wrong, in words, and what to try
	Chains   int
	Draws    int // of each chain

	sampler string // what speaks for its trajectories, if nothing speaks against them
}

// Row returns the row of an element by its name, such as theta[2], also where rows have names. It panics, listing some
// names, if there is none.
func (s Summary) Row(name string) Row {
	const most = 10
	names := make([]string, 0, most)
	for _, r := range s.Rows {
		if r.Name() == name {
			return r
		}
		if len(names) < most {
			names = append(names, r.Name())
		}
	}
	for _, r := range s.Rows {
		if r.Coords != nil && r.numbered() == name {
			return r
		}
	}
	fail("there is no element %q; there are %d, of which the first are %q", name, len(s.Rows), names)
	return Row{}
}

// Summary summarizes every element of every site.
func (d *Draws) Summary() Summary {
	s := Summary{Chains: d.chains, Draws: d.n}
	s.Rows = make([]Row, d.elements(d.names))
	found := make([]findings, len(s.Rows))
	d.eachElement(d.names, func() func(element, []float64) {
		j := newJudge(d.chains, d.n)
		return func(e element, x []float64) {
			s.Rows[e.number], found[e.number] = j.row(x)
			r := &s.Rows[e.number]
			r.Site, r.Index = e.site, e.index()
			r.Coords = d.coordsOf(r.Site, r.Index)
		}
	})
	s.warnOf(d, found)
	return s
}

// findings are what the draws of an element look like, beside what its row says.
type findings struct {
	notFinite  bool    // some draws
	stoodStill bool    // all those of some chain are the same, and not those of all chains
	largest    float64 // of their sizes
	smallest   float64 // of their sizes, if none is 0 and all have the same sign; else +Inf
}

// row returns the summary of draws, chain after chain, without names.
func (j *judge) row(x []float64) (Row, findings) {
	f := findings{smallest: math.Inf(1)}
	if !finite(x...) {
		f.notFinite = true
	} else if j.n > 1 && !same(x) {
		for c := range j.chains {
			f.stoodStill = f.stoodStill || same(x[c*j.n:(c+1)*j.n])
		}
	}
	j.take(x)
	nan := math.NaN()
	r := Row{
		Mean: j.inUnit(mean(j.all)), SD: j.inUnit(math.Sqrt(variance(j.all))),
		Q5: quantile(j.sorted, 0.05), Median: quantile(j.sorted, 0.5), Q95: quantile(j.sorted, 0.95),
		MCSE: nan, ESSBulk: nan, ESSTail: nan, RHat: nan,
	}
	if f.notFinite || j.n == 0 {
		return r, f
	}
	r.Histogram = histogram(j.sorted)
	low, high := j.sorted[0], j.sorted[len(j.sorted)-1]
	f.largest = max(-low, high)
	if low > 0 || high < 0 {
		f.smallest = min(math.Abs(low), math.Abs(high))
	}
	if j.n >= fewest {
		r.MCSE, r.ESSBulk, r.ESSTail, r.RHat = j.mcseMean(), j.essBulk(), j.essTail(), j.rHat()
	}
	return r, f
}

// Of a site with manyElements tables show the first few and perhaps the last.
const manyElements, fewElements = 20, 8

// String returns a table for a terminal. Of sites with many elements it shows the first and last.
func (s Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "chains: %d, draws: %d\n", s.Chains, s.Draws)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "site\tmean\tsd\t5%\tmedian\t95%\tMCSE\tbulk ESS\ttail ESS\tR-hat\thistogram\t\n")
	for from := 0; from < len(s.Rows); {
		to := from
		for to < len(s.Rows) && s.Rows[to].Site == s.Rows[from].Site {
			to++
		}
		for i := from; i < to; i++ {
			if to-from > manyElements && i == from+fewElements {
				fmt.Fprintf(w, "… %d more\t\t\t\t\t\t\t\t\t\t\t\n", to-from-2*fewElements)
				i = to - fewElements
			}
			r := s.Rows[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%.0f\t%.0f\t%.3f\t%s\t\n", r.Name(), number(r.Mean), number(r.SD), number(r.Q5), number(r.Median), number(r.Q95), number(r.MCSE), r.ESSBulk, r.ESSTail, r.RHat, sparkline(r.Histogram[:]))
		}
		from = to
	}
	w.Flush()
	if s.sampler != "" {
		fmt.Fprintf(&b, "sampler: %s.\n", s.sampler)
	}
	for _, warning := range s.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s.", warning)
	}
	return strings.TrimRight(b.String(), "\n")
}

// number returns v with four significant digits.
func number(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-3 || a >= 1e5) {
		return fmt.Sprintf("%.3g", v)
	}
	digits := 3
	if a := math.Abs(v); a >= 1 {
		digits = max(0, 3-int(math.Log10(a)))
	}
	return fmt.Sprintf("%.*f", digits, v)
}
