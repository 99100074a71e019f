package draws

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// LOOPIT returns for every datum of a site the probability that a value predicted from the other data is below it: the
// probability integral transform by leave-one-out cross-validation with Pareto smoothed importance sampling (Gelfand,
// Dey, Chang 1992, "Model determination using predictive distributions with implementation via sampling-based methods";
// weights as for [LogLikelihood.LOO]). The probabilities are uniform if the model is right. Too many near 0 and 1 say
// that the predictions are too narrow, too many near 1/2 that they are too wide.
//
// predicted holds draws of the site from the same posterior draws, as infer.Predict makes them, and data its values. Of
// the predictions that equal the datum, as counts may, a part that is drawn uniformly lies below it (Czado, Gneiting,
// Held 2009, "Predictive model assessment for count data"), in a stream of its own, the same in every call. What
// [LogLikelihood.Mask] says is not data is left out. It panics if draws, shapes or the site do not fit.
func (l LogLikelihood) LOOPIT(site string, predicted *Draws, data *tensor.Tensor) []float64 {
	shape, values := l.site(site).shape, predicted.site(site)
	switch {
	case l.chains != predicted.chains || l.n != predicted.n:
		fail("LOOPIT of %d chains of %d draws with predictions of %d of %d; both must be of the same draws", l.chains, l.n, predicted.chains, predicted.n)
	case !values.shape.Equal(shape) || !data.Shape().Equal(shape):
		fail("LOOPIT of site %q: its log-likelihood has shape %v, its predictions %v, and the data %v; all must be the same, so that each datum is a number",
			site, []int(shape), []int(values.shape), []int(data.Shape()))
	case l.chains*l.n < 2:
		fail("LOOPIT of %d draws; it takes two at least, and some hundreds to be of use", l.chains*l.n)
	}
	isDatum, observed := l.data([]string{site}), data.Float64s()
	parts := tensor.NewRNG(0).Split("LOOPIT").Uniform(len(observed)).Float64s()
	out := make([]float64, len(observed))
	l.eachElement([]string{site}, func() func(element, []float64) {
		r, drawn := newReweighter(l.chains, l.n), make([]float64, l.chains*l.n)
		return func(e element, x []float64) {
			r.leaveOut(x)
			total := logSumExp(r.w, r.like)
			values.read(drawn, e.place, 1)
			for i, v := range drawn {
				switch w := math.Exp(r.w[i] - total); {
				case v < observed[e.place]:
					out[e.place] += w
				case v == observed[e.place]:
					out[e.place] += w * parts[e.place]
				case !(v > observed[e.place]):
					out[e.place] = math.NaN()
				}
			}
			out[e.place] = min(out[e.place], 1)
		}
	})
	i := 0
	return slices.DeleteFunc(out, func(float64) bool { i++; return !isDatum[i-1] })
}
