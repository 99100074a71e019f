package draws

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of what is worth a warning.
const (
	agreed    = 1.01 // R̂ up to which chains agree, as Vehtari et al. (2021) have it
	farApart  = 1.5  // R̂ of chains that are at different places altogether
	effective = 100  // draws of each chain, by the same
	slowest   = 0.3  // E-BFMI
)

// warnOf adds warnings of what is wrong, likely causes before their consequences.
func (s *Summary) warnOf(d *Draws, found []findings) {
	cut := d.countStat("depth", func(v float64) bool { return d.sampling.MaxDepth > 0 && v >= float64(d.sampling.MaxDepth) })
	if len(s.Rows) > 0 && s.Draws < fewest {
		s.warn("there are too few draws, %d of each chain: R-hat, effective draws and standard errors take %d at least, and some hundreds to be of use", s.Draws, fewest)
	}
	held := s.warnOfRunaways(d, found, cut > 0 && 10*cut >= s.Chains*s.Draws)
	s.warnOfSampler(d, cut, held)
	s.warnOfDraws(found)
	if !d.sampling.Independent {
		s.warnOfMixing()
	}
}

func (s *Summary) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// warnOfRunaways looks for latents whose chains nothing holds: those that reach an end of what numbers can hold, where
// only that stops them, and those that are far apart and still under way, which many trajectories cut off or large
// draws show. It reports whether there are none.
func (s *Summary) warnOfRunaways(d *Draws, found []findings, manyCut bool) (held bool) {
	const most, least, large = math.MaxFloat64 / 100, 0x1p-1022 * 100, 1e30
	var away []string
	for i, r := range s.Rows {
		switch f := found[i]; {
		case d.sampling.Latents != nil && !slices.Contains(d.sampling.Latents, r.Site):
		case f.largest >= most:
			away = append(away, fmt.Sprintf("%s (draws up to %.2g)", r.Name(), f.largest))
		case f.smallest <= least && f.smallest < f.largest:
			away = append(away, fmt.Sprintf("%s (draws down to %.2g)", r.Name(), f.smallest))
		case r.RHat > farApart && !f.stoodStill && (manyCut || f.largest > large):
			away = append(away, fmt.Sprintf("%s (R-hat %.1f, draws up to %s)", r.Name(), r.RHat, number(f.largest)))
		}
	}
	if len(away) > 0 {
		s.warn("the posterior may be improper, so that nothing holds the chains, in %s: give every latent a proper prior, however wide, and look for parameters of which the data tell only a sum or a product. If it is proper, the chains are still far from it", list(away))
	}
	return len(away) == 0
}

// warnOfSampler looks at the sampler's statistics. cut is the number of trajectories that were cut off, and held
// reports whether no chain runs away.
func (s *Summary) warnOfSampler(d *Draws, cut int, held bool) {
	total, before := d.chains*d.n, len(s.Warnings)
	var fine []string
	if n := d.countStat("divergent", func(v float64) bool { return v != 0 }); n > 0 {
		s.warn("%d of %d transitions %s divergent: the posterior has regions of high curvature that the chains do not reach, and the answer may be biased. Raise TargetAccept (0.95, 0.99), reparameterize (ppl.LocScale for a hierarchy), or use stronger priors", n, total, was(n))
	} else if d.hasStat("divergent") {
		fine = append(fine, "no divergences")
	}
	if cut > 0 {
		means := "the chains are slow, not wrong"
		if slices.ContainsFunc(s.Rows, func(r Row) bool { return r.RHat > agreed }) {
			means = "the chains are too slow to agree yet"
		} else if !held || s.Draws < fewest {
			means = "the chains are slow"
		}
		s.warn("%d of %d trajectories %s cut off at depth %d: %s. Rescale or reparameterize, try Metric{Dense: true}, or raise MaxDepth", cut, total, was(cut), d.sampling.MaxDepth, means)
	} else if d.sampling.MaxDepth > 0 && d.hasStat("depth") && d.n > 0 {
		fine = append(fine, fmt.Sprintf("tree depth at most %v of %d", d.stats.Get("depth").Max().Item(), d.sampling.MaxDepth))
	}
	if d.hasStat("energy") && d.n >= fewest {
		var low []string
		least := math.Inf(1)
		for c, v := range EBFMI(d.stats.sites["energy"].chainsOf(0)) {
			least = min(least, v)
			if v < slowest {
				low = append(low, fmt.Sprintf("%d (%s)", c, beside(v, slowest, 2)))
			}
		}
		if len(low) > 0 {
			s.warn("the energies of chain %s are explored slowly (E-BFMI below %v): heavy tails or a hierarchy. Reparameterize, or use priors with lighter tails", list(low), slowest)
		} else if !math.IsNaN(least) {
			fine = append(fine, "E-BFMI at least "+beside(least, slowest, 2))
		}
	}
	for _, site := range slices.Sorted(maps.Keys(d.sampling.Rejected)) {
		at := fmt.Sprintf("site %q", site)
		if site == "" {
			at = "no single site"
		}
		if reason := d.sampling.Reasons[site]; reason != "" {
			at += " (" + reason + ")"
		}
		s.warn("%d proposals %s rejected because the model has no density there, at %s: if that is more than a few, constrain the latents so that its parameters are always valid", d.sampling.Rejected[site], was(d.sampling.Rejected[site]), at)
	}
	if len(s.Warnings) == before {
		s.sampler = strings.Join(fine, ", ")
	}
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func (d *Draws) hasStat(name string) bool { return d.stats != nil && d.stats.Has(name) }

// countStat returns the number of draws for which a statistic of the sampler counts.
func (d *Draws) countStat(name string, counts func(v float64) bool) (n int) {
	if !d.hasStat(name) {
		return 0
	}
	for _, v := range d.stats.Get(name).Float64s() {
		if counts(v) {
			n++
		}
	}
	return n
}

// warnOfDraws looks at the draws themselves.
func (s *Summary) warnOfDraws(found []findings) {
	var broken, constant []string
	for i, r := range s.Rows {
		if found[i].notFinite {
			broken = append(broken, r.Name())
		}
		if found[i].stoodStill {
			constant = append(constant, r.Name())
		}
	}
	if len(broken) > 0 {
		s.warn("%s not finite in some draws: look at the model there", plural(broken, "is", "are"))
	}
	if len(constant) > 0 {
		s.warn("a chain stood still in %s: start elsewhere, or give the model priors that keep it out of flat or broken regions", list(constant))
	}
}

// warnOfMixing looks at R̂ and effective sample sizes. What is the same in all draws needs neither.
func (s *Summary) warnOfMixing() {
	var apart, few []string
	for _, r := range s.Rows {
		if r.RHat > agreed {
			apart = append(apart, fmt.Sprintf("%s (%s)", r.Name(), beside(r.RHat, agreed, 3)))
		}
		if each := min(r.ESSBulk, r.ESSTail) / float64(s.Chains); r.SD > 0 && each < effective {
			few = append(few, fmt.Sprintf("%s (%s)", r.Name(), beside(each, effective, 0)))
		}
	}
	if len(apart) > 0 {
		s.warn("the chains do not agree (R-hat above %v) in %s: run longer; if that does not help, reparameterize, or look for several modes", agreed, list(apart))
	}
	if len(few) > 0 {
		s.warn("there are fewer than %d effective draws a chain in %s: run longer, or reparameterize", effective, list(few))
	}
}

// beside returns v with as many digits, digits at least, as show on which side of a limit it lies.
func beside(v, limit float64, digits int) string {
	for ; ; digits++ {
		text := strconv.FormatFloat(v, 'f', digits, 64)
		if shown, _ := strconv.ParseFloat(text, 64); digits >= 17 || (shown > limit) == (v > limit) && (shown < limit) == (v < limit) {
			return text
		}
	}
}

func plural(names []string, one, many string) string {
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return list(names) + " " + many
}

// list returns the first of names, and how many more there are.
func list(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
