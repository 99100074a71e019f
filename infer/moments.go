package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// moments collects what a window of the warm-up tells about scales and correlations.
type moments struct {
	m      Metric
	metric *metric
	n      int
	draws  []welford
	grads  []welford
	rows   [][]float64 // the draws, for blocks
	slopes [][]float64 // their gradients
}

// welford is a running mean and sum of squared deviations (Welford 1962).
type welford struct{ mean, squares float64 }

func (w *welford) add(x, n float64) {
	d := x - w.mean
	w.mean += d / n
	w.squares += d * (x - w.mean)
}

func newMoments(m Metric, g *metric) *moments {
	return &moments{m: m, metric: g, draws: make([]welford, len(g.variance)), grads: make([]welford, len(g.variance))}
}

func (w *moments) add(x, gradient []float64) {
	w.n++
	n := float64(w.n)
	for i, v := range x {
		w.draws[i].add(v, n)
		w.grads[i].add(gradient[i], n)
	}
	if len(w.metric.blocks) > 0 {
		w.rows = append(w.rows, slices.Clone(x))
		w.slopes = append(w.slopes, slices.Clone(gradient))
	}
}

// learn sets the metric from the window, and empties it. Elements that did not move in the window keep their variance.
// Stan adds a thousandth of 5/(n+5) to every variance; that depends on the units of a latent, and slows chains down
// where a posterior is narrow.
func (w *moments) learn() {
	n := float64(w.n)
	g := w.metric
	for i := range g.variance {
		v := w.draws[i].squares / (n - 1)
		if w.m.Fisher {
			v = math.Sqrt(w.draws[i].squares / w.grads[i].squares)
		}
		if v > 0 && finite(v) {
			g.variance[i], g.scale[i] = v, math.Sqrt(v)
		}
	}
	for i := range g.blocks {
		b := &g.blocks[i]
		old := b.covariance
		learned, ok := learnCovariance(w.columns(w.rows, b.at), w.columns(w.slopes, b.at))
		if !ok {
			continue
		}
		if b.optional && !(conditionOfCorrelations(learned) > worthCondition(len(b.at))) {
			dropCovariances(learned)
		}
		if b.covariance = learned; !b.factorize() {
			b.covariance = old
			continue
		}
		for i, j := range b.at {
			g.variance[j] = b.covariance.At(i, i)
			g.scale[j] = math.Sqrt(g.variance[j])
		}
	}
	w.n, w.rows, w.slopes = 0, nil, nil
	clear(w.draws)
	clear(w.grads)
}

// columns returns the values of some elements, one row for each, less their means.
func (w *moments) columns(rows [][]float64, at []int) *mat.Dense {
	x := mat.NewDense(len(at), len(rows), nil)
	for i, j := range at {
		values := x.RawRowView(i)
		mean := 0.0
		for k, row := range rows {
			values[k] = row[j]
			mean += (row[j] - mean) / float64(k+1)
		}
		for k := range values {
			values[k] -= mean
		}
	}
	return x
}
