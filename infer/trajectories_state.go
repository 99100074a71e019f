package infer

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// State returns
//
//	the leapfrogs so far, the step size
//	the metric: whether it is Fisher's, its number of blocks, the variances;
//		of each block whether it is optional, its number of elements, these, the covariances
//	in the warm-up: whether a step size is to be found, dual averaging; the number of draws of the window, mean and sum of
//		squares of the draws and of the gradients; where there are blocks, the draws and the gradients
//
// one number after the other.
func (t *trajectories) State() []float64 {
	g := t.metric
	s := []float64{float64(t.leapfrogs), t.eps, number(t.settings.metric.Fisher), float64(len(g.blocks))}
	s = append(s, g.variance...)
	for _, b := range g.blocks {
		s = append(s, number(b.optional), float64(len(b.at)))
		for _, i := range b.at {
			s = append(s, float64(i))
		}
		for i := range b.at {
			for k := range b.at {
				s = append(s, b.covariance.At(i, k))
			}
		}
	}
	w := t.moments
	if w == nil {
		return s
	}
	s = append(s, number(t.searches), t.step.n, t.step.mean, t.step.average, t.step.center, float64(w.n))
	for _, all := range [][]welford{w.draws, w.grads} {
		for _, v := range all {
			s = append(s, v.mean, v.squares)
		}
	}
	for _, rows := range [][][]float64{w.rows, w.slopes} {
		for _, row := range rows {
			s = append(s, row...)
		}
	}
	return s
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// stateReader takes the numbers of a state one after the other.
type stateReader struct {
	left  []float64
	short bool // more was taken than there is
}

// take takes n numbers; nil if there are not as many.
func (r *stateReader) take(n int) []float64 {
	if n > len(r.left) {
		r.short, r.left = true, nil
		return nil
	}
	taken := r.left[:n]
	r.left = r.left[n:]
	return taken
}

// next takes one number; NaN if there is none.
func (r *stateReader) next() float64 {
	if v := r.take(1); v != nil {
		return v[0]
	}
	return math.NaN()
}

// count takes a number that counts; -1 if it does not.
func (r *stateReader) count() int {
	v := r.next()
	if !(v >= 0 && v <= maxCount) || v != math.Trunc(v) {
		return -1
	}
	return int(v)
}

var (
	errOtherMetric = errors.New("it has another Metric")
	errStateLength = errors.New("what the kernel has learned is cut short or too long")
)

// restore makes new trajectories those of a state, after done transitions.
func (t *trajectories) restore(state []float64, done int) error {
	r := &stateReader{left: state}
	t.leapfrogs, t.eps = r.count(), r.next()
	if t.leapfrogs < 0 {
		return errors.New("its leapfrogs are not counted")
	}
	if !(t.eps > 0) || math.IsInf(t.eps, 1) {
		return fmt.Errorf("the step size is %v; it is positive and finite", t.eps)
	}
	if r.next() != number(t.settings.metric.Fisher) {
		return errOtherMetric
	}
	if err := t.metric.restore(r); err != nil {
		return err
	}
	t.step = newDualAveraging(t.settings.targetAccept, t.eps)
	if t.moments != nil {
		t.searches = r.next() != 0
		t.step.n, t.step.mean, t.step.average, t.step.center = r.next(), r.next(), r.next(), r.next()
		t.windows.skip(done)
		if err := t.moments.restore(r); err != nil {
			return err
		}
	}
	if r.short || len(r.left) > 0 {
		return errStateLength
	}
	return nil
}

// restore makes a new metric the one of a state.
func (g *metric) restore(r *stateReader) error {
	if r.count() != len(g.blocks) {
		return errOtherMetric
	}
	variance := r.take(len(g.variance))
	if r.short {
		return errOtherMetric
	}
	for i, v := range variance {
		if !(v > 0) || math.IsInf(v, 1) {
			return fmt.Errorf("the variance of element %d is %v; variances are positive and finite", i, v)
		}
	}
	g.setVariance(variance)
	for i := range g.blocks {
		b := &g.blocks[i]
		n := len(b.at)
		if r.next() != number(b.optional) || r.count() != n {
			return errOtherMetric
		}
		for _, k := range b.at {
			if r.count() != k {
				return errOtherMetric
			}
		}
		values := r.take(n * n)
		if r.short {
			return errOtherMetric
		}
		for k, v := range values {
			if !finite(v) || v != values[k%n*n+k/n] {
				return fmt.Errorf("the covariances of block %d are not finite and symmetric", i)
			}
		}
		b.covariance.CopySym(mat.NewSymDense(n, append([]float64(nil), values...)))
		if !b.factorize() {
			return fmt.Errorf("the covariances of block %d are not positive definite", i)
		}
	}
	return nil
}

// restore makes new moments those of a state.
func (w *moments) restore(r *stateReader) error {
	n := len(w.draws)
	w.n = r.count()
	for _, all := range [][]welford{w.draws, w.grads} {
		for i, v := 0, r.take(2*n); i < n && !r.short; i++ {
			all[i] = welford{v[2*i], v[2*i+1]}
		}
	}
	if w.n < 0 || r.short {
		return errors.New("the warm-up has no moments of its draws")
	}
	if len(w.metric.blocks) == 0 {
		return nil
	}
	if w.n > len(r.left)/(2*n) {
		return fmt.Errorf("the warm-up has %d numbers of %d draws of %d elements and their gradients", len(r.left), w.n, n)
	}
	for _, rows := range []*[][]float64{&w.rows, &w.slopes} {
		for range w.n {
			*rows = append(*rows, append([]float64(nil), r.take(n)...))
		}
	}
	return nil
}
