package gp

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// Hilbert approximates processes in a box by the sines that are 0 on its sides:
//
//	f(x) ≈ Σⱼ √S(ωⱼ) φⱼ(x) βⱼ,  φⱼ(x) = Π sin(ωⱼ (x + L))/√L,  ωⱼ = jπ/(2L)
//
// with standard normal β and the spectral density S of the kernel. The box goes from -L to L in each column. Places
// should stay well inside, from -L/1.5 to L/1.5 say, so that they notice nothing of the sides, and there must be
// sines enough that S is small at the last of them: short lengths take more. n rows take n·M operations for M sines,
// and n·M² for the density of [Hilbert.Process]. (Solin & Särkkä 2020, "Hilbert space methods for reduced-rank
// Gaussian process regression"; Riutort-Mayol et al. 2023, "Practical Hilbert space approximate Bayesian Gaussian
// processes for probabilistic programming", for the numbers)
type Hilbert struct {
	Boundary []float64 // L, for each column
	Sines    []int     // how many, for each column; M is their product
}

// frequencies returns ω [M, d], in the order of counting with the last column first.
func (h Hilbert) frequencies() []float64 {
	if len(h.Boundary) != len(h.Sines) || len(h.Sines) == 0 {
		fail("a box of %d columns with sines in %d; both must have one for each column", len(h.Boundary), len(h.Sines))
	}
	total, d := 1, len(h.Sines)
	for c, n := range h.Sines {
		if n < 1 || !(h.Boundary[c] > 0) {
			fail("%d sines in a box from %g to %g; there must be at least one, in a box of some size", n, -h.Boundary[c], h.Boundary[c])
		}
		total *= n
	}
	w := make([]float64, total*d)
	for j := range total {
		rest := j
		for c := d - 1; c >= 0; c-- {
			w[j*d+c] = float64(rest%h.Sines[c]+1) * math.Pi / (2 * h.Boundary[c])
			rest /= h.Sines[c]
		}
	}
	return w
}

// Functions returns φ [n, M] at rows x [n, d]. Rows outside of the box are refused, as there φ repeats itself.
func (h Hilbert) Functions(x *tensor.Tensor) *tensor.Tensor {
	w, d := h.frequencies(), len(h.Sines)
	if x.Rank() != 2 || x.Dim(1) != d {
		fail("places of shape %v in a box of %d columns", []int(x.Shape()), d)
	}
	var all *tensor.Tensor
	for c, l := range h.Boundary {
		if i, found := raw.First(x.Slice(1, c, c+1), func(v float64) bool { return math.Abs(v) <= l }); i >= 0 {
			panic(&Error{"Hilbert", fmt.Sprintf("a place in column %d", c), fmt.Sprintf("in its box, from %g to %g", -l, l), found,
				"center the places, and let Boundary be 1.5 times the largest or more"})
		}
		column := make([]float64, len(w)/d)
		for j := range column {
			column[j] = w[j*d+c]
		}
		angle := tensor.Add(x.Slice(1, c, c+1), l).Mul(tensor.Of(column).As(x.DType()))
		sines := tensor.Div(angle.Sin(), math.Sqrt(l))
		if all != nil {
			sines = all.Mul(sines)
		}
		all = sines
	}
	return all
}

// Weights returns √S(ω) [M] of a kernel: the values at rows x are Functions(x) times Weights(k) times β. The kernel
// is one of Matérn's or [SquaredExponential]; the others have no density of frequencies, or none in closed form. A
// sum has the sum of independent functions.
func (h Hilbert) Weights(k Kernel) *tensor.Tensor {
	s, ok := k.(stationary)
	if !ok || s.smoothness == 0 {
		fail("a kernel without a spectral density in closed form; it must be SquaredExponential, Matern12, Matern32 or Matern52")
	}
	d := len(h.Sines)
	w := tensor.Of(h.frequencies()).Reshape(-1, d)
	s.lengths(w)
	squares := w.As(s.length.DType()).Mul(s.length).Square().Sum(1)
	volume := s.length.Log().Sum()
	if s.length.Rank() == 0 {
		volume = tensor.Mul(s.length.Log(), float64(d))
	}
	// The logarithm of S/scale².
	var density *tensor.Tensor
	if dims, nu := float64(d)/2, s.smoothness; math.IsInf(nu, 1) {
		density = tensor.Add(tensor.Mul(squares, -0.5), dims*math.Log(2*math.Pi))
	} else {
		top, _ := math.Lgamma(nu + dims)
		bottom, _ := math.Lgamma(nu)
		norm := float64(d)*math.Ln2 + dims*math.Log(math.Pi) + top - bottom + nu*math.Log(2*nu)
		density = tensor.Add(tensor.Mul(tensor.Add(squares, 2*nu).Log(), -nu-dims), norm)
	}
	return tensor.Mul(density.Add(volume), 0.5).Exp().Mul(s.scale)
}

// Process returns [Process] approximately: the distribution of values at rows x of a function with the kernel, seen
// with errors of the scale noise.
func (h Hilbert) Process(k Kernel, x, noise *tensor.Tensor) *dist.LowRankMultivariateNormalDist {
	factor := h.Functions(x).Mul(h.Weights(k))
	diagonal := noise.Square().As(factor.DType()).Expand(x.Dim(0))
	return dist.LowRankMultivariateNormal(tensor.ZerosLike(diagonal), factor, diagonal)
}
