package infer

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/tensor"
)

// Metric is how HMC and NUTS learn the scales and correlations of a posterior during warm-up, on the real line. The zero
// Metric is Dense where the condition number of the correlations is above 3, or above 10 for more than 32 elements, and
// Diagonal elsewhere and for more than 128 elements.
type Metric struct {
	// Diagonal learns a variance for each element.
	Diagonal bool

	// Dense learns the correlations among all elements, too. Where latents are correlated, trajectories become much
	// shorter; each step costs the square of their number. The covariances of the draws are shrunk, by as much as they
	// leave to chance (Ledoit & Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"), towards
	// those that minimise the Fisher divergence. Of a normal posterior these are exact from few more draws than elements,
	// so that short warm-ups are enough.
	Dense bool

	// Blocks learns the correlations within each group of sites, and variances for the others.
	Blocks [][]string

	// Fisher learns variances as √(variance of the draws / variance of the gradients), which minimises the Fisher
	// divergence (Seyboldt, Carlson, Carpenter 2026, "Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
	// divergence"). It says nothing about elements of dense blocks.
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
	optional   bool  // without correlations where they are weak
	covariance *mat.SymDense
	factor     *mat.TriDense // covariance = L Lᵀ
	rows       []float64     // the covariance, row by row; nil without correlations, where variances do
	in, out    *mat.VecDense
}

// optionalElements is the number of elements up to which the zero Metric may be dense.
const optionalElements = 128

// worthCondition is the condition number of the correlations of n elements from which on the zero Metric uses them: a
// product with n² numbers for every leapfrog has to be paid by shorter trajectories.
func worthCondition(n int) float64 {
	if n <= 32 {
		return 3
	}
	return 10
}

// newMetric lays the metric out over a target's vector.
func newMetric(m Metric, t *target) (*metric, error) {
	g := &metric{variance: make([]float64, t.layout.size), scale: make([]float64, t.layout.size)}
	for i := range g.variance {
		g.variance[i], g.scale[i] = 1, 1
	}
	for name, v := range m.Initial {
		l, err := t.layout.named("Metric.Initial", name)
		if err != nil {
			return nil, err
		}
		if v == nil {
			return nil, fmt.Errorf("infer: Metric.Initial is nil for site %q; it is variances on the real line, and a site without any begins with 1", name)
		}
		if v.Size() != l.To-l.From && v.Size() != 1 {
			return nil, fmt.Errorf("infer: Metric.Initial has shape %v for site %q, which has shape %v on the real line", []int(v.Shape()), name, []int(l.Real))
		}
		values := v.Expand(l.Real...).Float64s()
		for i, x := range values {
			if !(x > 0) || math.IsInf(x, 1) {
				return nil, fmt.Errorf("infer: Metric.Initial has %v for element %d of site %q; a variance is positive and finite", x, i, name)
			}
			g.variance[l.From+i], g.scale[l.From+i] = x, math.Sqrt(x)
		}
	}
	groups := m.Blocks
	few := !m.Diagonal && !m.Fisher && len(m.Blocks) == 0 && t.layout.size <= optionalElements
	switch {
	case m.Dense && len(m.Blocks) > 0:
		return nil, errors.New("infer: Metric has both Dense and Blocks; Dense is one block of all sites")
	case m.Diagonal && (m.Dense || len(m.Blocks) > 0):
		return nil, errors.New("infer: Metric has Diagonal, which learns no covariances, and Dense or Blocks, which do")
	case m.Dense || few:
		groups = [][]string{t.layout.names()}
	}
	seen := map[string]bool{}
	for _, names := range groups {
		var at []int
		for _, name := range names {
			l, err := t.layout.named("Metric.Blocks", name)
			if err != nil {
				return nil, err
			}
			if seen[name] {
				return nil, fmt.Errorf("infer: Metric.Blocks names site %q twice", name)
			}
			seen[name] = true
			for i := l.From; i < l.To; i++ {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return nil, fmt.Errorf("infer: Metric.Blocks has an empty group")
		}
		b := block{at: at, optional: few, covariance: mat.NewSymDense(len(at), nil), factor: mat.NewTriDense(len(at), mat.Lower, nil),
			in: mat.NewVecDense(len(at), nil), out: mat.NewVecDense(len(at), nil)}
		for i, j := range at {
			b.covariance.SetSym(i, i, g.variance[j])
		}
		b.factorise()
		g.blocks = append(g.blocks, b)
	}
	return g, nil
}

func (b *block) factorise() bool {
	var c mat.Cholesky
	if !c.Factorize(b.covariance) {
		return false
	}
	c.LTo(b.factor)
	b.rows = b.rows[:0]
	plain := true
	for i := range b.at {
		for j := range b.at {
			v := b.covariance.At(i, j)
			plain = plain && (i == j || v == 0)
			b.rows = append(b.rows, v)
		}
	}
	if plain {
		b.rows = nil
	}
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
		if b.rows != nil {
			b.multiply(v, p)
		}
	}
}

// multiply makes v = covariance · p for the block's elements, four rows at a time.
func (b *block) multiply(v, p []float64) {
	n := len(b.at)
	x := b.in.RawVector().Data
	for i, j := range b.at {
		x[i] = p[j]
	}
	i := 0
	for ; i+4 <= n; i += 4 {
		r0, r1, r2, r3 := b.rows[i*n:][:n], b.rows[(i+1)*n:][:n], b.rows[(i+2)*n:][:n], b.rows[(i+3)*n:][:n]
		var s0, s1, s2, s3 float64
		for k, x := range x[:n] {
			s0 += r0[k] * x
			s1 += r1[k] * x
			s2 += r2[k] * x
			s3 += r3[k] * x
		}
		v[b.at[i]], v[b.at[i+1]], v[b.at[i+2]], v[b.at[i+3]] = s0, s1, s2, s3
	}
	for ; i < n; i++ {
		sum := 0.0
		for k, c := range b.rows[i*n:][:n] {
			sum += c * x[k]
		}
		v[b.at[i]] = sum
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
		if b.rows == nil {
			continue
		}
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

// dropCovariances leaves the variances.
func dropCovariances(c *mat.SymDense) {
	for i := range c.SymmetricDim() {
		for j := range i {
			c.SetSym(i, j, 0)
		}
	}
}

// conditionOfCorrelations is the ratio of the largest and the smallest eigenvalue of the correlations. Trajectories over
// a normal distribution are as much longer as its root when the metric has the variances only.
func conditionOfCorrelations(c *mat.SymDense) float64 {
	n := c.SymmetricDim()
	r := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			r.SetSym(i, j, c.At(i, j)/math.Sqrt(c.At(i, i)*c.At(j, j)))
		}
	}
	var e mat.EigenSym
	if !e.Factorize(r, false) {
		return math.NaN()
	}
	values := e.Values(nil) // increasing
	return values[n-1] / values[0]
}
