package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/eigen"
	"github.com/credence-ppl/credence/tensor"
)

// Adjacency says which sites are neighbors, for [CAR]. It has what the densities need of it worked out, once for all.
type Adjacency struct {
	n                int
	from, to         []int          // the pairs of neighbors
	weights, degrees *tensor.Tensor // of pairs and of sites
	eigenvalues      *tensor.Tensor // of the weights, divided by the roots of both degrees
	vectors          *tensor.Tensor // their eigenvectors, as columns, divided by the roots of degrees
	logDegrees       float64        // the sum of their logarithms
}

// NewAdjacency returns the neighborhood of n sites, from the weights of pairs [n, n], symmetric with zeros on the
// diagonal and no negative ones: as a rule 1 for neighbors and 0 for others. It panics with a *ParamError if they are
// not, or if a site has no neighbors.
//
// Of the weights only those that are not 0 are kept. Eigenvalues and eigenvectors, n × n numbers, are worked out here
// by n³ operations, which a thousand sites take about a second for; densities then take n and the number of pairs
// (Jin, Carlin & Banerjee 2005, "Generalized hierarchical multivariate CAR models for areal data").
func NewAdjacency(weights *tensor.Tensor) *Adjacency {
	refuse := func(detail string, args ...any) {
		panic(&ParamError{Dist: "CAR", Param: "adjacency", Detail: fmt.Sprintf(detail, args...)})
	}
	if weights == nil || weights.Rank() != 2 || weights.Dim(0) != weights.Dim(1) || weights.Dim(0) == 0 {
		refuse("must be a square matrix, found %v", weights)
	}
	n, w := weights.Dim(0), weights.Float64s()
	a := &Adjacency{n: n}
	degrees, pairs := make([]float64, n), []float64(nil)
	for i := range n {
		for j := range n {
			v := w[i*n+j]
			switch {
			case !(v >= 0 && v <= math.MaxFloat64):
				refuse("must have non-negative weights, found %g at [%d, %d]", v, i, j)
			case v != w[j*n+i]:
				refuse("must be symmetric, found %g and %g at [%d, %d] and [%d, %d]", v, w[j*n+i], i, j, j, i)
			case i == j && v != 0:
				refuse("must have zeros on the diagonal, as no site is its own neighbor, found %g at [%d, %d]", v, i, i)
			}
			degrees[i] += v
			if j > i && v > 0 {
				a.from, a.to, pairs = append(a.from, i), append(a.to, j), append(pairs, v)
			}
		}
		if degrees[i] == 0 {
			refuse("has site %d without neighbors; leave it out, and give it a distribution of its own", i)
		}
		a.logDegrees += math.Log(degrees[i])
	}
	scaled := make([]float64, n*n)
	for i := range scaled {
		scaled[i] = w[i] / math.Sqrt(degrees[i/n]*degrees[i%n])
	}
	values, vectors, ok := eigen.Symmetric(n, scaled)
	if !ok {
		refuse("has no eigenvalues that could be found")
	}
	for k, v := range values {
		if 1-math.Abs(v) < 1e-12 { // it is 1 once for all sites that are connected, but for rounding
			values[k] = math.Copysign(1, v)
		}
		for i := range n {
			vectors[i*n+k] /= math.Sqrt(degrees[i])
		}
	}
	a.weights, a.degrees, a.eigenvalues, a.vectors = tensor.Of(pairs), tensor.Of(degrees), tensor.Of(values), tensor.Of(vectors, n, n)
	return a
}

// CARDist is a normal distribution of values at sites, of which each depends on its neighbors; see [CAR].
type CARDist struct {
	Base // of loc, correlation and precision
	of   *Adjacency
}

var carSpec = &Spec{"CAR", []Param{{"loc", independentConstraint{Real, 1}, ""}, {"correlation", interval{tensor.To(-1), one, openLow | openHigh}, ""}, {"conditional_precision", Positive, ""}}}

// CAR returns the conditional autoregressive distribution of values at n sites (Besag 1974, "Spatial interaction and
// the statistical analysis of lattice systems"): given all others, a value is normal around an average of its
// neighbors',
//
//	xᵢ | others ~ Normal(μᵢ + α Σⱼ wᵢⱼ (xⱼ - μⱼ)/dᵢ, (τ dᵢ)^(-½)),  dᵢ = Σⱼ wᵢⱼ,
//
// so that all of them are normal with the mean loc μ [batch…, n] and the precision τ (D - α W), where D has the
// degrees d on its diagonal. The correlation α [batch…] is between -1 and 1; the precision τ [batch…] is positive.
// The quadratic form is a sum of squares, so that nothing cancels near to 1.
//
// NumPyro's CAR has the same arguments; PyMC's are mu, W, alpha and tau.
func CAR[C, P tensor.Like](loc *tensor.Tensor, correlation C, precision P, adjacency *Adjacency) *CARDist {
	if adjacency == nil {
		panic(&ParamError{Dist: "CAR", Param: "adjacency", Detail: "is nil"})
	}
	b := NewBase(carSpec, loc, tensor.To(correlation), tensor.To(precision))
	if n := loc.Dim(-1); n != adjacency.n {
		panic(&ParamError{Dist: "CAR", Param: "loc", Detail: fmt.Sprintf("of shape %v must have %d elements along its last dimension, one for each site", []int(loc.Shape()), adjacency.n)})
	}
	return &CARDist{b, adjacency}
}

// Expand returns d with another batch shape; see [Expand].
func (d *CARDist) Expand(shape ...int) *CARDist { return Expand(d, shape...).(*CARDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *CARDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *CARDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *CARDist) EventShape() tensor.Shape { return tensor.Shape{d.of.n} }
func (d *CARDist) HasRSample() bool         { return true }
func (d *CARDist) Support() Constraint      { return RealVector }

func (d *CARDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		t := d.params[0].DType()
		z, alpha := x.Sub(d.params[0]), d.params[1].As(t)
		// αxᵢxⱼ is |α| times a product with a sign, which completes a square.
		sign := tensor.Where(tensor.Less(alpha, 0), -1.0, 1.0).As(t)
		size := alpha.Mul(sign)
		alone := z.Square().Mul(d.of.degrees.As(t)).Sum(-1)
		pairs := z.Take(-1, d.of.from).Sub(z.Take(-1, d.of.to).Mul(unsqueeze(sign, 1))).Square().Mul(d.of.weights.As(t)).Sum(-1)
		form := tensor.Sub(1, size).Mul(alone).Add(size.Mul(pairs))
		return tensor.Mul(form.Mul(d.params[2].As(t)).Add(d.logVolume()), -0.5)
	})
}

// logVolume returns n log 2π less the logarithm of the determinant of the precision.
func (d *CARDist) logVolume() *tensor.Tensor {
	t, n := d.params[0].DType(), float64(d.of.n)
	eigenvalues := unsqueeze(d.params[1], 1).Mul(d.of.eigenvalues.As(t)).Neg().Log1p().Sum(-1)
	return tensor.Sub(n*2*halfLog2Pi-d.of.logDegrees, eigenvalues.Add(tensor.Mul(d.params[2].As(t).Log(), n)))
}

// spread returns what independent directions of a draw are multiplied by: (τ (1 - α λ))^(-½).
func (d *CARDist) spread() *tensor.Tensor {
	t := d.params[0].DType()
	precision := tensor.Sub(1, unsqueeze(d.params[1], 1).Mul(d.of.eigenvalues.As(t))).Mul(unsqueeze(d.params[2], 1))
	return tensor.Div(1, precision.Sqrt())
}

func (d *CARDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns loc + D^(-½) U ε with the eigenvectors U and normal ε of the scales that their eigenvalues give.
func (d *CARDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	t := d.params[0].DType()
	eps := rng.NormalAt(tensor.Scalar(0).As(t), d.spread(), tensor.Join(tensor.Join(shape, d.batch), d.EventShape())...)
	return d.params[0].Add(eps.MatMul(d.of.vectors.As(t).T()))
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *CARDist) WithBase(b Base) Distribution { return &CARDist{b, d.of} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *CARDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &CARDist{Base{d.spec, d.params, shape}, d.of}
}

// Mean returns loc.
func (d *CARDist) Mean() (*tensor.Tensor, bool) {
	return d.params[0].Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns the diagonal of the inverse of the precision.
func (d *CARDist) Variance() (*tensor.Tensor, bool) {
	squares := d.of.vectors.As(d.params[0].DType()).Square()
	return d.spread().Square().MatMul(squares.T()).Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Entropy returns ½ (n (1 + log 2π) - log |τ (D - α W)|).
func (d *CARDist) Entropy() (*tensor.Tensor, bool) {
	return tensor.Mul(tensor.Add(d.logVolume(), float64(d.of.n)), 0.5).Expand(d.batch...), true
}
