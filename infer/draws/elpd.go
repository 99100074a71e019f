package draws

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

// LogLikelihood holds draws of the log-likelihood of every datum, as infer.LogLikelihood makes them: its sites are the
// observed sites of the model, and their elements are data.
type LogLikelihood struct{ *Draws }

// SetMask says which elements of a site are data: those where the mask, which broadcasts to the site's shape, is not 0.
// The others are left out of all results. Nil makes all elements data, as they are at first.
func (l LogLikelihood) SetMask(site string, mask *tensor.Tensor) {
	s := l.site(site)
	s.mask = nil
	if mask == nil {
		return
	}
	if full, ok := tensor.BroadcastShapes(mask.Shape(), s.shape); !ok || !full.Equal(s.shape) {
		fail("site %q has a mask of shape %v, which does not broadcast to its shape %v", site, []int(mask.Shape()), []int(s.shape))
	}
	flags := mask.Expand(s.shape...).Float64s()
	for i, v := range flags {
		if v != 0 {
			flags[i] = 1
		}
	}
	if slices.Contains(flags, 0) {
		s.mask = tensor.Of(flags).Reshape(s.shape...)
	}
}

// Mask returns 1 where the elements of a site are data and 0 elsewhere, in the site's shape; nil if all are data.
func (l LogLikelihood) Mask(site string) *tensor.Tensor { return l.site(site).mask }

// ELPD is an estimate of how well a model predicts data that it has not seen: of the expected log pointwise predictive
// density, Σᵢ log p(yᵢ | the other data).
type ELPD struct {
	Method     string // "PSIS-LOO" or "WAIC"
	Estimate   float64
	SE         float64 // standard error of the estimate, from how much the data differ
	Parameters float64 // effective number of parameters
	Points     []ELPDPoint
	Warnings   []string // what is wrong, in words, and what to try
	Draws      int      // of all chains
}

// ELPDPoint is what one datum adds to an [ELPD].
type ELPDPoint struct {
	Site   string
	Index  []int    // in the site; empty for a number
	Coords []string // as in a [Row]

	Estimate   float64
	Parameters float64
	// shape k̂ of the tail of the importance ratios; NaN from WAIC and for data that all draws predict alike
	K float64
}

// Name returns the site with its index, as in y[2].
func (p ELPDPoint) Name() string { return Row{Site: p.Site, Index: p.Index, Coords: p.Coords}.Name() }

// LOO estimates the ELPD by leave-one-out cross-validation with Pareto smoothed importance sampling (Vehtari, Gelman,
// Gabry 2017, "Practical Bayesian model evaluation using leave-one-out cross-validation and WAIC"). Without names it
// takes the data of all sites; what the model masks is not data.
func (l LogLikelihood) LOO(sites ...string) ELPD {
	e := l.elpd("PSIS-LOO", sites, func() func(p *ELPDPoint, x []float64) {
		r := newReweighter(l.chains, l.n)
		return r.looPoint
	})
	threshold := ParetoThreshold(e.Draws)
	e.warnOf(func(p ELPDPoint) bool { return p.K > threshold && !math.IsInf(p.K, 1) }, fmt.Sprintf("k-hat is above %.2f", threshold),
		"these data change the posterior so much that the draws do not tell what it is without them, and the estimate is too good. Look whether the model is wrong there, make it more robust, or fit it again without them")
	e.warnOf(func(p ELPDPoint) bool { return math.IsInf(p.K, 1) && finite(p.Estimate) }, "k-hat is not known",
		"among the draws that the data without them make likelier there are too few different ones, so that their weights are not smoothed, and nothing tells how good the estimate is. Make more draws, or fit it again without them")
	return e
}

// WAIC estimates the ELPD by the widely applicable information criterion (Watanabe 2010): the mean log-density less the
// variance of the log-likelihood over the draws. [LogLikelihood.LOO] is more robust, and says where it fails. The data
// are chosen as for LOO.
func (l LogLikelihood) WAIC(sites ...string) ELPD {
	e := l.elpd("WAIC", sites, func() func(p *ELPDPoint, x []float64) { return waicPoint })
	e.warnOf(func(p ELPDPoint) bool { return p.Parameters > 0.4 }, "the variance of the log-likelihood is above 0.4",
		"WAIC is not reliable there; use LOO")
	return e
}

// elpd adds up the points of all data. A function that start returns fills in the point of a datum, given its
// log-likelihood in all draws, chain after chain.
func (l LogLikelihood) elpd(method string, sites []string, start func() func(p *ELPDPoint, x []float64)) ELPD {
	if len(sites) == 0 {
		sites = l.names
	}
	for i, name := range sites {
		if slices.Contains(sites[:i], name) {
			fail("%s of site %q twice; its data would count twice", method, name)
		}
	}
	e := ELPD{Method: method, Draws: l.chains * l.n}
	if e.Draws < 2 {
		fail("%s of %d draws; it takes two at least, and some hundreds to be of use", method, e.Draws)
	}
	isDatum := l.data(sites)
	points := make([]ELPDPoint, len(isDatum))
	l.eachElement(sites, func() func(element, []float64) {
		point := start()
		return func(at element, x []float64) {
			if p := &points[at.number]; isDatum[at.number] {
				p.Site, p.Index = at.site, at.index()
				p.Coords = l.coordsOf(p.Site, p.Index)
				point(p, x)
			}
		}
	})
	for i, p := range points {
		if isDatum[i] {
			e.Points = append(e.Points, p)
		}
	}
	if len(e.Points) == 0 {
		fail("%s without data; there are sites %q, of which masked elements are none", method, l.names)
	}
	estimates := make([]float64, len(e.Points))
	for i, p := range e.Points {
		estimates[i] = p.Estimate
		e.Parameters += p.Parameters
	}
	e.Estimate = floats.Sum(estimates)
	e.SE = standardError(estimates)
	e.warnOf(func(p ELPDPoint) bool { return !finite(p.Estimate) }, "the log-likelihood is not finite in some draws",
		"there is no estimate. Look at the model there")
	return e
}

// data returns for every element of some sites whether it is a datum.
func (l LogLikelihood) data(sites []string) []bool {
	var out []bool
	for _, name := range sites {
		if mask := l.Mask(name); mask != nil {
			for _, v := range mask.Float64s() {
				out = append(out, v != 0)
			}
		} else {
			out = append(out, slices.Repeat([]bool{true}, l.sites[name].shape.Size())...)
		}
	}
	return out
}

// reweighter computes the points of PSIS-LOO, one datum after another, in room that it keeps.
type reweighter struct {
	chains, n int
	lags      *lags // of split chains
	weights   smoother
	like      []float64
	split     []float64
	w         []float64
}

func newReweighter(chains, n int) *reweighter {
	return &reweighter{
		chains: chains, n: n, lags: newLags(2*chains, n/2), like: make([]float64, chains*n),
		split: make([]float64, 2*chains*(n/2)), w: make([]float64, chains*n),
	}
}

// looPoint fills in the point of a datum by PSIS-LOO: the log-density that the other data predict for it, and k̂.
func (r *reweighter) looPoint(p *ELPDPoint, x []float64) {
	density, k := r.leaveOut(x)
	total := logSumExp(r.w, r.like)
	floats.Add(r.w, x)
	p.K, p.Estimate = k, logSumExp(r.w, r.like)-total
	p.Parameters = density - p.Estimate
}

// leaveOut sets w to the logarithms of weights that turn the draws into those that the data without a datum have, given
// its log-likelihood. It returns the logarithm of the mean likelihood, and k̂.
func (r *reweighter) leaveOut(x []float64) (density, k float64) {
	density = logSumExp(x, r.like) - math.Log(float64(len(x)))
	for i, v := range x {
		r.w[i] = -v
	}
	return density, r.weights.smooth(r.w, r.relativeESS())
}

// relativeESS returns the number of effective draws for each draw of the mean likelihood, 1 if it is not known.
func (r *reweighter) relativeESS() float64 {
	if !usable(r.n, r.like) {
		return 1
	}
	splitChains(r.split, r.like, r.n)
	return r.lags.ess(r.split) / float64(len(r.like))
}

// logSumExp returns ln Σ exp(x). It replaces each x by exp(x), in units of the largest if that is finite.
func logSumExp(x, each []float64) float64 {
	unit := floats.Max(x)
	if !finite(unit) {
		unit = 0
	}
	for i, v := range x {
		each[i] = v - unit
	}
	kernel.Exp(each, each)
	return unit + math.Log(floats.Sum(each))
}

// waicPoint fills in the point of a datum by WAIC: its log-density less the effective number of parameters.
func waicPoint(p *ELPDPoint, x []float64) {
	p.Parameters, p.K = variance(x), math.NaN()
	p.Estimate = floats.LogSumExp(x) - math.Log(float64(len(x))) - p.Parameters
}

// warnOf warns of the points that are bad.
func (e *ELPD) warnOf(bad func(ELPDPoint) bool, what, cure string) {
	var names []string
	for _, p := range e.Points {
		if bad(p) {
			names = append(names, p.Name())
		}
	}
	if len(names) > 0 {
		e.Warnings = append(e.Warnings, fmt.Sprintf("%s for %d of %d data, %s: %s", what, len(names), len(e.Points), list(names), cure))
	}
}

// Minus returns how much better e predicts than other, an estimate for another model of the same data, and the standard
// error of the difference: data that both find easy or hard do not add to it. Masks must leave both the same data. A
// difference of less than four, or of less than a few standard errors, says little. It panics if the data or the
// methods are not the same: other sites, other shapes, another mask.
func (e ELPD) Minus(other ELPD) (difference, se float64) {
	same := func(a, b ELPDPoint) bool { return a.Site == b.Site && slices.Equal(a.Index, b.Index) }
	if e.Method != other.Method || !slices.EqualFunc(e.Points, other.Points, same) {
		meet := ""
		for i, p := range e.Points[:min(len(e.Points), len(other.Points))] {
			if q := other.Points[i]; !same(p, q) {
				meet = fmt.Sprintf(", and masked alike; %s would meet %s", p.Name(), q.Name())
				break
			}
		}
		fail("the difference of %s of %d data and %s of %d; both must be the same method for the same data, at sites of the same names and shapes%s", e.Method, len(e.Points), other.Method, len(other.Points), meet)
	}
	differences := make([]float64, len(e.Points))
	for i := range e.Points {
		differences[i] = e.Points[i].Estimate - other.Points[i].Estimate
	}
	return floats.Sum(differences), standardError(differences)
}

// standardError returns that of the sum of x.
func standardError(x []float64) float64 { return math.Sqrt(float64(len(x)) * variance(x)) }

// String returns a report for a terminal.
func (e ELPD) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d data, %d draws\n", e.Method, len(e.Points), e.Draws)
	fmt.Fprintf(&b, "elpd        %s ± %s\n", number(e.Estimate), number(e.SE))
	fmt.Fprintf(&b, "parameters  %s (effective)", number(e.Parameters))
	for _, warning := range e.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s.", warning)
	}
	return b.String()
}
