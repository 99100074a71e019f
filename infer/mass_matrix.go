package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/tensor"
)

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

// newBlock returns a block of some elements, with given variances.
func newBlock(at []int, optional bool, variance []float64) block {
	n := len(at)
	b := block{at: at, optional: optional, covariance: mat.NewSymDense(n, nil), factor: mat.NewTriDense(n, mat.Lower, nil), in: mat.NewVecDense(n, nil), out: mat.NewVecDense(n, nil)}
	for i, j := range at {
		b.covariance.SetSym(i, i, variance[j])
	}
	b.factorize()
	return b
}

// factorize follows a new covariance, and reports whether that is positive definite.
func (b *block) factorize() bool {
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

// diagonal returns the variance of every element.
func (g *metric) diagonal() []float64 {
	v := slices.Clone(g.variance)
	for _, b := range g.blocks {
		for i, j := range b.at {
			v[j] = b.covariance.At(i, i)
		}
	}
	return v
}

// velocity sets v = M⁻¹ p.
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

// multiply sets v = covariance · p for the block's elements, four rows at a time.
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
