package infer

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// What a saved sampler holds of a metric, and of what the warm-up has collected for the next one.

type metricState struct {
	Variance    vector   `json:"variance"`
	Covariances []vector `json:"covariances,omitempty"` // of blocks, row by row
}

type momentsState struct {
	N      int    `json:"n"`
	Draws  vector `json:"draws"` // mean and sum of squares of every element
	Grads  vector `json:"gradients"`
	Rows   vector `json:"rows,omitempty"`   // the draws, one after the other
	Slopes vector `json:"slopes,omitempty"` // their gradients
}

func (g *metric) state() metricState {
	saved := metricState{Variance: clone(g.variance)}
	for _, b := range g.blocks {
		n := len(b.at)
		values := make(vector, 0, n*n)
		for r := range n {
			for k := range n {
				values = append(values, b.covariance.At(r, k))
			}
		}
		saved.Covariances = append(saved.Covariances, values)
	}
	return saved
}

// withoutBlock reports whether the state is from when the zero Metric was diagonal for more than 32 elements.
func (saved metricState) withoutBlock(g *metric) bool {
	n := len(g.variance)
	return len(saved.Covariances) == 0 && len(saved.Variance) == n && n > 32 && len(g.blocks) == 1 && g.blocks[0].optional
}

// restore makes a new metric the saved one.
func (g *metric) restore(saved metricState) error {
	if saved.withoutBlock(g) {
		n := len(g.variance)
		values := make(vector, n*n)
		for i, v := range saved.Variance {
			values[i*n+i] = v
		}
		saved.Covariances = []vector{values}
	}
	if len(saved.Variance) != len(g.variance) || len(saved.Covariances) != len(g.blocks) {
		return errors.New("it has another Metric")
	}
	for i, v := range saved.Variance {
		if !(v > 0) || math.IsInf(v, 1) {
			return fmt.Errorf("the variance of element %d is %v; variances are positive and finite", i, v)
		}
	}
	g.setVariance(saved.Variance)
	for i, values := range saved.Covariances {
		b := &g.blocks[i]
		n := len(b.at)
		if len(values) != n*n {
			return errors.New("it has another Metric")
		}
		for k, v := range values {
			if !finite(v) || v != values[k%n*n+k/n] {
				return fmt.Errorf("the covariances of block %d are not finite and symmetric", i)
			}
		}
		b.covariance.CopySym(mat.NewSymDense(n, clone(values)))
		if !b.factorise() {
			return fmt.Errorf("the covariances of block %d are not positive definite", i)
		}
	}
	return nil
}

func (w *moments) state() momentsState {
	saved := momentsState{N: w.n, Draws: flat(w.draws), Grads: flat(w.grads)}
	for i := range w.rows {
		saved.Rows = append(saved.Rows, w.rows[i]...)
		saved.Slopes = append(saved.Slopes, w.slopes[i]...)
	}
	return saved
}

func flat(all []welford) vector {
	v := make(vector, 0, 2*len(all))
	for _, w := range all {
		v = append(v, w.mean, w.squares)
	}
	return v
}

// restore makes new moments the saved ones.
func (w *moments) restore(saved momentsState) error {
	n := len(w.draws)
	if saved.N < 0 || len(saved.Draws) != 2*n || len(saved.Grads) != 2*n {
		return fmt.Errorf("the warm-up has the moments of %d draws of %d elements", saved.N, len(saved.Draws)/2)
	}
	for i := range n {
		w.draws[i] = welford{saved.Draws[2*i], saved.Draws[2*i+1]}
		w.grads[i] = welford{saved.Grads[2*i], saved.Grads[2*i+1]}
	}
	w.n = saved.N
	rows := 0
	if len(w.metric.blocks) > 0 {
		rows = w.n
	}
	for _, v := range []vector{saved.Rows, saved.Slopes} {
		if len(v)/n != rows || len(v)%n != 0 {
			return fmt.Errorf("the warm-up has %d numbers of %d draws of %d elements", len(v), rows, n)
		}
	}
	for at := range rows {
		w.rows = append(w.rows, clone(saved.Rows[at*n:(at+1)*n]))
		w.slopes = append(w.slopes, clone(saved.Slopes[at*n:(at+1)*n]))
	}
	return nil
}

// clone is a vector's own copy.
func clone(v []float64) vector { return append(vector(nil), v...) }
