package plot

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// ESS draws how the effective sample sizes grow with the draws, for the center of the distribution (bulk) and for its
// tails. They grow in proportion where the chains mix. Below 100 for each chain, the broken line, diagnostics cannot be
// trusted (Vehtari et al. 2021). It takes Sites and Limit.
func ESS(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("ESS", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.judged(d, 12)
	if err != nil {
		return nil, err
	}
	const points, enough = 20, 100
	f := &Figure{Title: "Effective sample size", Caption: caption}
	var panels []*panel
	for _, e := range shown {
		p := newPanel(e.name, "draws of all chains", "")
		for i, of := range []struct {
			name  string
			ess   func([][]float64) float64
			shape draw.GlyphDrawer
		}{{"bulk", draws.ESSBulk, draw.CircleGlyph{}}, {"tail", draws.ESSTail, draw.BoxGlyph{}}} {
			xys := growth(e.chains, points, of.ess)
			l := p.line(xys, kind(i))
			s := p.points(xys, l.Color, 1.8, of.shape)
			if len(panels) == 0 {
				f.legend = append(f.legend, entry{of.name, thumbs{l, s}})
			}
		}
		p.horizontal(float64(enough*d.Chains()), stroke(gray, 0.8, 2, 2))
		p.X.Tick.Marker = ticks{whole: true}
		p.Y.Min, p.X.Min = 0, 0
		p.Y.Max *= 1.05
		panels = append(panels, p)
	}
	f.legend = append(f.legend, entry{fmt.Sprintf("%d for each chain", enough), &rule{LineStyle: stroke(gray, 0.8, 2, 2)}})
	f.grid(panels, 3, 260, 180)
	return f, nil
}

// growth returns what a diagnostic finds for the first draws of all chains, for more and more of them.
func growth(chains [][]float64, points int, diagnose func([][]float64) float64) (xys plotter.XYs) {
	n := len(chains[0])
	for i := range points {
		first := n * (i + 1) / points
		part := make([][]float64, len(chains))
		for c, x := range chains {
			part[c] = x[:first]
		}
		if v := diagnose(part); !notFinite(v) {
			xys = append(xys, plotter.XY{X: float64(first * len(chains)), Y: v})
		}
	}
	return xys
}
