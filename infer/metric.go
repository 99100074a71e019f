package infer

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/tensor"
)

// Metric is how HMC and NUTS learn the scales and correlations of a posterior during warm-up. The zero Metric is Stan's
// default: a variance for each element, on the real line.
type Metric struct {
	// Dense learns the covariances among all elements. It helps where latents are strongly correlated and few: each
	// leapfrog step costs the square of their number.
	Dense bool

	// Blocks learns the covariances within each group of sites, and variances for the others.
	Blocks [][]string

	// Fisher learns variances as √(variance of the draws / variance of the gradients), which minimises the Fisher
	// divergence (Seyboldt, Carlson, Carpenter 2026, "Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
	// divergence"); elements of dense blocks keep their covariances.
	Fisher bool

	// Initial are variances on the real line, by site, to begin with; sites that are missing begin with 1.
	Initial map[string]*tensor.Tensor
}

// metric is the inverse mass matrix M⁻¹: variances, with some blocks of covariances.
type metric struct {
	variance []float64 // of elements in no block
	scale    []float64 // its root
	blocks   []block
}

// block is the covariance of some elements.
type block struct {
	at         []int // in the vector
	covariance *mat.SymDense
	factor     *mat.TriDense // covariance = L Lᵀ
	in, out    *mat.VecDense
}

// newMetric lays the metric out over a target's vector.
func newMetric(m Metric, t *target) (*metric, error) {
	g := &metric{variance: make([]float64, t.size), scale: make([]float64, t.size)}
	for i := range g.variance {
		g.variance[i], g.scale[i] = 1, 1
	}
	for name, v := range m.Initial {
		l, err := t.latent("Metric.Initial", name)
		if err != nil {
			return nil, err
		}
		if v.Size() != l.to-l.from && v.Size() != 1 {
			return nil, fmt.Errorf("infer: Metric.Initial has shape %v for site %q, which has shape %v on the real line", []int(v.Shape()), name, []int(l.shape))
		}
		values := v.Expand(l.shape...).Float64s()
		for i, x := range values {
			if !(x > 0) || math.IsInf(x, 1) {
				return nil, fmt.Errorf("infer: Metric.Initial has %v for element %d of site %q; a variance is positive and finite", x, i, name)
			}
			g.variance[l.from+i], g.scale[l.from+i] = x, math.Sqrt(x)
		}
	}
	groups := m.Blocks
	if m.Dense {
		if len(m.Blocks) > 0 {
			return nil, fmt.Errorf("infer: Metric has both Dense and Blocks; Dense is one block of all sites")
		}
		groups = [][]string{t.names()}
	}
	seen := map[string]bool{}
	for _, names := range groups {
		var at []int
		for _, name := range names {
			l, err := t.latent("Metric.Blocks", name)
			if err != nil {
				return nil, err
			}
			if seen[name] {
				return nil, fmt.Errorf("infer: Metric.Blocks names site %q twice", name)
			}
			seen[name] = true
			for i := l.from; i < l.to; i++ {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return nil, fmt.Errorf("infer: Metric.Blocks has an empty group")
		}
		b := block{at: at, covariance: mat.NewSymDense(len(at), nil), factor: mat.NewTriDense(len(at), mat.Lower, nil),
			in: mat.NewVecDense(len(at), nil), out: mat.NewVecDense(len(at), nil)}
		for i, j := range at {
			b.covariance.SetSym(i, i, g.variance[j])
		}
		b.factorise()
		g.blocks = append(g.blocks, b)
	}
	return g, nil
}

// latent is the latent of that name, or an error that lists those that there are.
func (t *target) latent(what, name string) (latent, error) {
	i := slices.IndexFunc(t.latents, func(l latent) bool { return l.name == name })
	if i < 0 {
		return latent{}, fmt.Errorf("infer: %s names site %q; the model's latents are %q", what, name, t.names())
	}
	return t.latents[i], nil
}

func (b *block) factorise() bool {
	var c mat.Cholesky
	if !c.Factorize(b.covariance) {
		return false
	}
	c.LTo(b.factor)
	return true
}

func (g *metric) setVariance(v []float64) {
	copy(g.variance, v)
	for i, x := range v {
		g.scale[i] = math.Sqrt(x)
	}
}

// diagonal is the variance of every element.
func (g *metric) diagonal() []float64 {
	v := slices.Clone(g.variance)
	for _, b := range g.blocks {
		for i, j := range b.at {
			v[j] = b.covariance.At(i, i)
		}
	}
	return v
}

// velocity makes v = M⁻¹ p.
func (g *metric) velocity(v, p []float64) {
	for i, s := range g.variance {
		v[i] = s * p[i]
	}
	for i := range g.blocks {
		b := &g.blocks[i]
		for i, j := range b.at {
			b.in.SetVec(i, p[j])
		}
		b.out.MulVec(b.covariance, b.in)
		for i, j := range b.at {
			v[j] = b.out.AtVec(i)
		}
	}
}

// momentum draws p from Normal(0, M).
func (g *metric) momentum(p []float64, rng *tensor.RNG) {
	for i := range p {
		p[i] = rng.NormFloat64()
	}
	for i, s := range g.scale {
		p[i] /= s
	}
	for i := range g.blocks {
		b := &g.blocks[i]
		for i, j := range b.at {
			b.in.SetVec(i, p[j]*g.scale[j])
		}
		// M = L⁻ᵀ L⁻¹ has the root L⁻ᵀ.
		_ = b.out.SolveVec(b.factor.T(), b.in)
		for i, j := range b.at {
			p[j] = b.out.AtVec(i)
		}
	}
}

// moments collects what a window of the warm-up tells about scales.
type moments struct {
	m      Metric
	metric *metric
	n      int
	draws  []welford
	grads  []welford
	rows   [][]float64 // the draws, for blocks
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
	}
}

// learn sets the metric from the window, shrunk towards a small multiple of the identity as Stan does:
//
//	n/(n+5) · estimate + 10⁻³ · 5/(n+5),
//
// and empties the window.
func (w *moments) learn() {
	n := float64(w.n)
	shrink := func(v float64) float64 { return n/(n+5)*v + 1e-3*5/(n+5) }
	g := w.metric
	for i := range g.variance {
		v := shrink(w.draws[i].squares / (n - 1))
		if w.m.Fisher {
			v = math.Sqrt(w.draws[i].squares / w.grads[i].squares)
		}
		if v > 0 && finite(v) {
			g.variance[i], g.scale[i] = v, math.Sqrt(v)
		}
	}
	for i := range g.blocks {
		b := &g.blocks[i]
		size := len(b.at)
		x := mat.NewDense(len(w.rows), size, nil)
		for r, row := range w.rows {
			for i, j := range b.at {
				x.Set(r, i, row[j])
			}
		}
		old := mat.NewSymDense(size, nil)
		old.CopySym(b.covariance)
		stat.CovarianceMatrix(b.covariance, x, nil)
		for i := range size {
			for j := range i + 1 {
				v := n / (n + 5) * b.covariance.At(i, j)
				if i == j {
					v += 1e-3 * 5 / (n + 5)
				}
				b.covariance.SetSym(i, j, v)
			}
		}
		if !b.factorise() {
			b.covariance = old
		}
	}
	w.n, w.rows = 0, nil
	clear(w.draws)
	clear(w.grads)
}
