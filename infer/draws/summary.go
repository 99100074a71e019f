package draws

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// Row is the summary of one element of a site.
type Row struct {
	Site  string
	Index []int // in the site; empty for a number

	Mean, SD         float64
	Q5, Median, Q95  float64 // quantiles of 5, 50 and 95 %
	MCSE             float64 // Monte Carlo standard error of the mean
	ESSBulk, ESSTail float64
	RHat             float64 // NaN if all draws are the same
}

// Name is the site with its index, as in theta[2].
func (r Row) Name() string {
	if len(r.Index) == 0 {
		return r.Site
	}
	return r.Site + strings.ReplaceAll(fmt.Sprint(r.Index), " ", ",")
}

// Summary tells what was drawn, and whether the draws can be trusted.
type Summary struct {
	Rows     []Row
	Warnings []string // what is wrong, in words, and what to try
	Chains   int
	Draws    int // of each chain
}

// Summary summarises every element of every site.
func (d *Draws) Summary() Summary {
	s := Summary{Chains: d.chains, Draws: d.n}
	s.Rows = make([]Row, d.elements(d.names))
	kinds := make([]drawsKind, len(s.Rows))
	d.eachElement(d.names, func() func(element, []float64) {
		j := newJudge(d.chains, d.n)
		return func(e element, x []float64) {
			s.Rows[e.number], kinds[e.number] = j.row(x)
			s.Rows[e.number].Site, s.Rows[e.number].Index = e.site, e.index()
		}
	})
	var constant, broken []string
	for i, r := range s.Rows {
		switch kinds[i] {
		case notFinite:
			broken = append(broken, r.Name())
		case stoodStill:
			constant = append(constant, r.Name())
		}
	}
	s.warnOfSampler(d)
	if len(broken) > 0 {
		s.warn("%s not finite in some draws: look at the model there", plural(broken, "is", "are"))
	}
	if len(constant) > 0 {
		s.warn("a chain stood still in %s: start elsewhere, or give the model priors that keep it out of flat or broken regions", list(constant))
	}
	s.warnOfMixing()
	return s
}

// drawsKind says what is wrong with the draws of an element.
type drawsKind uint8

const (
	ordinary   drawsKind = iota
	notFinite            // some of them
	stoodStill           // all those of some chain are the same, and not those of all chains
)

// row is the summary of draws, chain after chain, but for their names.
func (j *judge) row(x []float64) (Row, drawsKind) {
	kind := ordinary
	if !finite(x...) {
		kind = notFinite
	} else if j.n > 1 && !same(x) {
		for c := range j.chains {
			if same(x[c*j.n : (c+1)*j.n]) {
				kind = stoodStill
			}
		}
	}
	j.take(x)
	nan := math.NaN()
	r := Row{
		Mean: j.inUnit(mean(j.all)), SD: j.inUnit(math.Sqrt(variance(j.all))),
		Q5: quantile(j.sorted, 0.05), Median: quantile(j.sorted, 0.5), Q95: quantile(j.sorted, 0.95),
		MCSE: nan, ESSBulk: nan, ESSTail: nan, RHat: nan,
	}
	if kind != notFinite && j.n >= 4 {
		r.MCSE, r.ESSBulk, r.ESSTail, r.RHat = j.mcseMean(), j.essBulk(), j.essTail(), j.rHat()
	}
	return r, kind
}

func (s *Summary) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// warnOfSampler looks at what the sampler told.
func (s *Summary) warnOfSampler(d *Draws) {
	total := d.chains * d.n
	count := func(name string, counts func(v float64) bool) (n int) {
		if d.stats == nil || !d.stats.Has(name) {
			return 0
		}
		for _, v := range d.stats.Get(name).Float64s() {
			if counts(v) {
				n++
			}
		}
		return n
	}
	if n := count("divergent", func(v float64) bool { return v != 0 }); n > 0 {
		s.warn("%d of %d transitions were divergent: the posterior has regions of high curvature that the chains do not reach, and the answer may be biased. Raise TargetAccept (0.95, 0.99), reparameterise (ppl.LocScale for a hierarchy), or use stronger priors", n, total)
	}
	if most := d.sampling.MaxDepth; most > 0 {
		if n := count("depth", func(v float64) bool { return v >= float64(most) }); n > 0 {
			s.warn("%d of %d trajectories were cut off at depth %d: the chains are slow, not wrong. Rescale or reparameterise, try Metric{Dense: true}, or raise MaxDepth", n, total, most)
		}
	}
	if d.stats != nil && d.stats.Has("energy") && d.n > 3 {
		var low []string
		for c, v := range EBFMI(d.stats.sites["energy"].chainsOf(0)) {
			if v < 0.3 {
				low = append(low, fmt.Sprintf("%d (%.2f)", c, v))
			}
		}
		if len(low) > 0 {
			s.warn("the energies of chain %s are explored slowly (E-BFMI below 0.3): heavy tails or a hierarchy. Reparameterise, or use priors with lighter tails", list(low))
		}
	}
	for _, site := range slices.Sorted(maps.Keys(d.sampling.Rejected)) {
		at := fmt.Sprintf("site %q", site)
		if site == "" {
			at = "no single site"
		}
		s.warn("%d proposals were rejected because the model has no density there, at %s: if that is more than a few, constrain the latents so that its parameters are always valid", d.sampling.Rejected[site], at)
	}
}

// warnOfMixing looks at R̂ and effective sample sizes.
func (s *Summary) warnOfMixing() {
	least := 100 * float64(s.Chains)
	var apart, few []string
	for _, r := range s.Rows {
		if r.RHat > 1.01 {
			apart = append(apart, fmt.Sprintf("%s (%.3f)", r.Name(), r.RHat))
		}
		if r.SD > 0 && (r.ESSBulk < least || r.ESSTail < least) {
			few = append(few, fmt.Sprintf("%s (%.0f)", r.Name(), min(r.ESSBulk, r.ESSTail)))
		}
	}
	if len(apart) > 0 {
		s.warn("the chains do not agree (R-hat above 1.01) in %s: run longer; if that does not help, reparameterise, or look for several modes", list(apart))
	}
	if len(few) > 0 {
		s.warn("there are fewer than 100 effective draws a chain in %s: run longer, or reparameterise", list(few))
	}
}

func plural(names []string, one, many string) string {
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return list(names) + " " + many
}

// list is the first of names, and how many more there are.
func list(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// String is a table for a terminal. Of sites with many elements it shows the first and last.
func (s Summary) String() string {
	const most, shown = 20, 8
	var b strings.Builder
	fmt.Fprintf(&b, "chains: %d, draws: %d\n", s.Chains, s.Draws)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "site\tmean\tsd\t5%\tmedian\t95%\tMCSE\tbulk ESS\ttail ESS\tR-hat\t\n")
	for from := 0; from < len(s.Rows); {
		to := from
		for to < len(s.Rows) && s.Rows[to].Site == s.Rows[from].Site {
			to++
		}
		for i := from; i < to; i++ {
			if to-from > most && i == from+shown {
				fmt.Fprintf(w, "… %d more\t\t\t\t\t\t\t\t\t\t\n", to-from-2*shown)
				i = to - shown
			}
			r := s.Rows[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%.0f\t%.0f\t%.3f\t\n", r.Name(), number(r.Mean), number(r.SD), number(r.Q5), number(r.Median), number(r.Q95), number(r.MCSE), r.ESSBulk, r.ESSTail, r.RHat)
		}
		from = to
	}
	w.Flush()
	for _, warning := range s.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s.", warning)
	}
	return strings.TrimRight(b.String(), "\n")
}

// number has four significant digits.
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
