package plot

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Khat draws Pareto k̂ of every datum of a PSIS-LOO: how hard it is to tell from the draws what the posterior is
// without it. Data above the threshold of that many draws (Vehtari et al. 2024) are crosses with names: the estimate is
// not reliable there.
func Khat(e draws.ELPD) (*Figure, error) {
	o := options{picture: "Khat"}
	if len(e.Points) == 0 || e.Method == "WAIC" {
		return nil, o.errorf("%q of %d data has no k-hat; LOO has", e.Method, len(e.Points))
	}
	threshold := draws.ParetoThreshold(e.Draws)
	var good, bad plotter.XYs
	var names []string
	unknown := 0
	for i, p := range e.Points {
		at := plotter.XY{X: float64(i), Y: p.K}
		switch {
		case notFinite(p.K):
			unknown++
		case p.K > threshold:
			bad, names = append(bad, at), append(names, p.Name())
		default:
			good = append(good, at)
		}
	}
	if unknown == len(e.Points) {
		return nil, o.errorf("k-hat is not known for any of %d data: their log-likelihoods have too few different values, or are not finite", unknown)
	}
	p := newPanel("", "datum", "Pareto k")
	limit := stroke(gray, 1, 4, 2)
	p.horizontal(threshold, limit)
	f := &Figure{Title: "Pareto k of the data", panels: [][]*panel{{p}}, own: size{640, 400}, legend: []entry{
		{fmt.Sprintf("threshold %.2f", threshold), &plotter.Line{LineStyle: limit}}}}
	if len(good) > 0 {
		f.legend = append(f.legend, entry{"reliable", p.points(good, blue, 2, draw.CircleGlyph{})})
	}
	if len(bad) > 0 {
		f.legend = append(f.legend, entry{"not reliable", p.points(bad, vermilion, 3, cross{})})
		p.add(&nameTags{bad, names})
	}
	f.Caption = fmt.Sprintf("%d of %d data are above the threshold.", len(bad), len(e.Points))
	if unknown > 0 {
		f.Caption = join(f.Caption, fmt.Sprintf("k is not known for %d, which are left out.", unknown))
	}
	p.X.Tick.Marker = ticks{whole: true}
	p.X.Min, p.X.Max = 0, float64(len(e.Points)-1)
	widen(&p.X, 0.03)
	p.Y.Min, p.Y.Max = min(p.Y.Min, 0), max(p.Y.Max, threshold)
	widen(&p.Y, 0.06)
	return f, nil
}
