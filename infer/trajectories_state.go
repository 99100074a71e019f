package infer

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// trajectoriesState is what the kernels of a saved sampler have learned.
type trajectoriesState struct {
	Leapfrogs   int          `json:"leapfrogs"`
	StepSize    float64      `json:"step_size"`
	Metric      *metricKind  `json:"metric,omitempty"`
	Variance    vector       `json:"variance"`
	Covariances []vector     `json:"covariances,omitempty"` // of blocks, row by row
	Warmup      *warmupState `json:"adaptation,omitempty"`  // nil after the warm-up
}

// metricKind is what decides how a metric is learned.
type metricKind struct {
	Diagonal bool       `json:"diagonal,omitempty"`
	Dense    bool       `json:"dense,omitempty"`
	Fisher   bool       `json:"fisher,omitempty"`
	Blocks   [][]string `json:"blocks,omitempty"`
}

func (m Metric) kind() *metricKind { return &metricKind{m.Diagonal, m.Dense, m.Fisher, m.Blocks} }

// fits reports whether a metric is learned in the same way. Nothing is known of one that is nil.
func (k *metricKind) fits(m Metric) bool {
	return k == nil || k.Diagonal == m.Diagonal && k.Dense == m.Dense && k.Fisher == m.Fisher && slices.EqualFunc(k.Blocks, m.Blocks, slices.Equal)
}

// warmupState is what a chain has learned that its metric and step size do not tell.
type warmupState struct {
	Searches bool    `json:"searches,omitempty"`
	Steps    float64 `json:"steps"` // that dual averaging has seen, and the rest of it
	Mean     float64 `json:"mean"`
	Average  float64 `json:"average"`
	Center   float64 `json:"center"`
	Moments  struct {
		N      int    `json:"n"`
		Draws  vector `json:"draws"` // mean and sum of squares of every element
		Grads  vector `json:"gradients"`
		Rows   vector `json:"rows,omitempty"`   // the draws, one after the other
		Slopes vector `json:"slopes,omitempty"` // their gradients
	} `json:"moments"`
}

// vector is numbers. In JSON it is the base64 of their bits, which keeps what is not finite; versions 1 and 2 of saved
// samplers have lists.
type vector []float64

// MarshalJSON writes the bits.
func (v vector) MarshalJSON() ([]byte, error) {
	bits := make([]byte, 0, 8*len(v))
	for _, x := range v {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(x))
	}
	return json.Marshal(bits)
}

// UnmarshalJSON reads bits or a list.
func (v *vector) UnmarshalJSON(text []byte) error {
	if text[0] == '[' {
		return json.Unmarshal(text, (*[]float64)(v))
	}
	var bits []byte
	if err := json.Unmarshal(text, &bits); err != nil {
		return err
	}
	if len(bits)%8 != 0 {
		return fmt.Errorf("%d bytes are not numbers of 8 bytes", len(bits))
	}
	*v = make(vector, len(bits)/8)
	_, err := binary.Decode(bits, binary.LittleEndian, *v)
	return err
}

// State returns what the chain has learned.
func (t *trajectories) State() any {
	saved := trajectoriesState{Leapfrogs: t.leapfrogs, StepSize: t.eps, Metric: t.settings.metric.kind(), Variance: t.metric.variance}
	for _, b := range t.metric.blocks {
		values := make(vector, 0, len(b.at)*len(b.at))
		for r := range b.at {
			for k := range b.at {
				values = append(values, b.covariance.At(r, k))
			}
		}
		saved.Covariances = append(saved.Covariances, values)
	}
	if m := t.moments; m != nil {
		w := &warmupState{Searches: t.searches, Steps: t.step.n, Mean: t.step.mean, Average: t.step.average, Center: t.step.center}
		w.Moments.N, w.Moments.Draws, w.Moments.Grads = m.n, flat(m.draws), flat(m.grads)
		w.Moments.Rows, w.Moments.Slopes = slices.Concat(m.rows...), slices.Concat(m.slopes...)
		saved.Warmup = w
	}
	return saved
}

func flat(all []welford) (v vector) {
	for _, w := range all {
		v = append(v, w.mean, w.squares)
	}
	return v
}

var errOtherMetric = errors.New("it has another Metric")

// restore makes new trajectories those of a state, after done transitions.
func (t *trajectories) restore(text []byte, done int) error {
	var saved trajectoriesState
	if err := json.Unmarshal(text, &saved); err != nil {
		return err
	}
	switch w := saved.Warmup; {
	case !saved.Metric.fits(t.settings.metric):
		return errOtherMetric
	case saved.Leapfrogs < 0 || saved.Leapfrogs > maxCount:
		return fmt.Errorf("it has counted to %d leapfrogs", saved.Leapfrogs)
	case !(saved.StepSize > 0) || math.IsInf(saved.StepSize, 1):
		return fmt.Errorf("the step size is %v; it is positive and finite", saved.StepSize)
	case (w != nil) != (t.moments != nil):
		return fmt.Errorf("it has made %d transitions with a warm-up of %d, and does not have what it learned", done, t.warmup)
	}
	t.leapfrogs, t.eps, t.step = saved.Leapfrogs, saved.StepSize, newDualAveraging(t.settings.targetAccept, saved.StepSize)
	if err := t.metric.restore(saved.Variance, saved.Covariances); err != nil {
		return err
	}
	w := saved.Warmup
	if w == nil {
		return nil
	}
	t.searches = w.Searches
	t.step.n, t.step.mean, t.step.average, t.step.center = w.Steps, w.Mean, w.Average, w.Center
	t.windows.skip(done)
	return t.moments.restore(w)
}

// restore makes a new metric the saved one.
func (g *metric) restore(variance vector, covariances []vector) error {
	n := len(g.variance)
	if len(covariances) == 0 && len(variance) == n && n > 32 && len(g.blocks) == 1 && g.blocks[0].optional {
		// It is from when the zero Metric was diagonal for more than 32 elements.
		values := make(vector, n*n)
		for i, v := range variance {
			values[i*n+i] = v
		}
		covariances = []vector{values}
	}
	if len(variance) != n || len(covariances) != len(g.blocks) {
		return errOtherMetric
	}
	for i, v := range variance {
		if !(v > 0) || math.IsInf(v, 1) {
			return fmt.Errorf("the variance of element %d is %v; variances are positive and finite", i, v)
		}
	}
	g.setVariance(variance)
	for i, values := range covariances {
		b := &g.blocks[i]
		n := len(b.at)
		if len(values) != n*n {
			return errOtherMetric
		}
		for k, v := range values {
			if !finite(v) || v != values[k%n*n+k/n] {
				return fmt.Errorf("the covariances of block %d are not finite and symmetric", i)
			}
		}
		b.covariance.CopySym(mat.NewSymDense(n, values))
		if !b.factorize() {
			return fmt.Errorf("the covariances of block %d are not positive definite", i)
		}
	}
	return nil
}

// restore makes new moments the saved ones.
func (w *moments) restore(warmup *warmupState) error {
	saved, n, rows := warmup.Moments, len(w.draws), 0
	if saved.N < 0 || len(saved.Draws) != 2*n || len(saved.Grads) != 2*n {
		return fmt.Errorf("the warm-up has the moments of %d draws of %d elements", saved.N, len(saved.Draws)/2)
	}
	for i := range n {
		w.draws[i] = welford{saved.Draws[2*i], saved.Draws[2*i+1]}
		w.grads[i] = welford{saved.Grads[2*i], saved.Grads[2*i+1]}
	}
	if w.n = saved.N; len(w.metric.blocks) > 0 {
		rows = w.n
	}
	for _, v := range []vector{saved.Rows, saved.Slopes} {
		if len(v)/n != rows || len(v)%n != 0 {
			return fmt.Errorf("the warm-up has %d numbers of %d draws of %d elements", len(v), rows, n)
		}
	}
	w.rows, w.slopes = slices.Collect(slices.Chunk([]float64(saved.Rows), n)), slices.Collect(slices.Chunk([]float64(saved.Slopes), n))
	return nil
}
