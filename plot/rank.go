package plot

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

// Rank draws for every element and chain whether the ranks of its draws among those of all chains are uniform, as they
// are for chains that have found the same distribution: the distribution function of the ranks less the uniform one. If
// all agree, 99 % of the time no chain leaves the band, which is made for the effective draws of the chains (Säilynoja,
// Bürkner, Vehtari 2022, "Graphical test for discrete uniformity and its applications in goodness-of-fit evaluation and
// multiple sample comparison"). Of a single chain the halves are compared. It takes Sites and Limit.
func Rank(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Rank", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.judged(d, 12)
	if err != nil {
		return nil, err
	}
	f := &Figure{Title: "Ranks", legend: chainLegend(d.Chains())}
	if d.Chains() == 1 {
		f.legend = []entry{{"first half", &plotter.Line{LineStyle: kind(0)}}, {"second half", &plotter.Line{LineStyle: kind(1)}}}
		caption = join("There is one chain, of which the halves are compared.", caption)
	}
	f.legend = append(f.legend, entry{"band of 99 %", &plotter.Polygon{Color: bandColor}})
	f.Caption = join("Chains agree where the curves stay in the band: below it there are too few small draws, above it too many.", caption)
	var panels []*panel
	for i, e := range shown {
		p := newPanel(e.name, "", "")
		if i >= len(shown)-3 {
			p.X.Label.Text = "rank"
		}
		chains := e.chains
		if len(chains) == 1 {
			half := len(chains[0]) / 2
			chains = [][]float64{chains[0][:half], chains[0][len(chains[0])-half:]}
		}
		b := p.rankBand(chains)
		for c, r := range ranks(chains) {
			p.line(b.difference(r), kind(c))
		}
		panels = append(panels, p)
	}
	f.grid(panels, 3, 260, 180)
	return f, nil
}

// rankBand draws the band of the ranks of chains, which has as many points as it can have, or a hundred.
func (p *panel) rankBand(chains [][]float64) band {
	var effective []float64 // of each chain by itself
	for _, x := range chains {
		if ess := draws.ESSBulk([][]float64{x}); !notFinite(ess) {
			effective = append(effective, ess)
		}
	}
	n := len(chains[0])
	if len(effective) > 0 { // a chain that got stuck does not widen the band, and so leaves it
		n = min(n, max(2, int(quantile(effective, 0.5))))
	}
	points := evenly(min(pointsFor(n), n*len(chains)-1))
	// Chains are nearly independent of each other, so that each may leave its band so much more rarely.
	b := sharedBand(n, len(chains), points, math.Pow(0.99, 1/float64(len(chains))))
	p.band(b)
	return b
}

// ranks returns for every chain its draws' ranks among all, scaled to (0, 1]. Equal draws share the mean of their
// ranks.
func ranks(chains [][]float64) [][]float64 {
	type place struct {
		v        float64
		chain, i int
	}
	var order []place
	out := make([][]float64, len(chains))
	for c, x := range chains {
		out[c] = make([]float64, len(x))
		for i, v := range x {
			order = append(order, place{v, c, i})
		}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Compare(a.v, b.v) })
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && order[to].v == order[from].v {
			to++
		}
		for _, p := range order[from:to] {
			out[p.chain][p.i] = float64(from+to+1) / 2 / float64(len(order))
		}
		from = to
	}
	return out
}
