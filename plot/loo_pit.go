package plot

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// LOOPIT draws whether the data of a site lie where the other data predict them to: the distribution function of
// [draws.LogLikelihood.LOOPIT] less the uniform one, with the band in which it stays 95 % of the time if the model is
// right. A curve that is above zero throughout says that predictions are too large, one below that they are too small;
// one that is first above and then below that they are too narrow.
func LOOPIT(l draws.LogLikelihood, predicted *draws.Draws, site string, observed *tensor.Tensor) (f *Figure, err error) {
	o := options{picture: "LOOPIT"}
	switch {
	case l.Draws == nil || predicted == nil:
		return nil, o.errorf("it takes draws of the log-likelihood and predictions from the same posterior; one of them is nil")
	case observed == nil:
		return nil, o.errorf("there are no observed data")
	}
	defer catch(&err)
	pit := l.LOOPIT(site, predicted, observed)
	switch {
	case len(pit) == 0:
		return nil, o.errorf("site %q has no data; all are masked", site)
	case slices.ContainsFunc(pit, math.IsNaN):
		return nil, o.errorf("log-likelihoods or predictions of site %q are not finite; look at the model there", site)
	}
	p := newPanel("", "probability of a smaller value", "difference from uniform")
	f = &Figure{Title: "LOO-PIT", panels: [][]*panel{{p}}, legend: ecdfLegend(), own: size{560, 360}}
	f.Caption = "If the model is right, the curve stays in the band."
	if !p.ecdf(pit, evenly(min(pointsFor(len(pit)), max(2, len(pit))))) {
		f.Caption = join(f.Caption, "It does not.")
	}
	return f, nil
}

// ecdf draws the distribution function of numbers in (0, 1] less the uniform one, with its band, and reports whether it
// stays there.
func (p *panel) ecdf(x, points []float64) bool {
	b := uniformBand(len(x), points, probability)
	p.band(b)
	p.line(b.difference(x), stroke(blue, 1.2))
	widen(&p.Y, 0.05)
	return b.holds(x)
}

// catch turns a panic of package draws about what does not fit into an error.
func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case *draws.Error:
		*err = r
	default:
		panic(r)
	}
}
