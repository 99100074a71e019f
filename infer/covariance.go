package infer

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// learnCovariance estimates a covariance from draws and gradients of the log-density, [elements, draws] and centered.
// It shrinks the covariance of the draws toward what draws and gradients say together, by as much as the draws alone
// leave to chance:
//
//	(1 - λ) cov(draws) + λ F,  F = cov(draws) # cov(gradients)⁻¹
//
// F, a geometric mean, minimizes the Fisher divergence from the posterior to a normal distribution (Seyboldt, Carlson,
// Carpenter 2026). It is the covariance of a normal posterior exactly, from few more draws than elements and wherever
// they came from, so that nothing is lost by λ = 1 there. Elsewhere it is smaller than the covariance, in every
// direction (that is the Cramér-Rao bound), and a long window ends with λ near 0. λ is Ledoit's and Wolf's, and
// measured in units of F, in which an error costs what it makes trajectories longer.
//
// The result does not depend on the units of the elements. It is not ok where an element has stood still.
func learnCovariance(draws, gradients *mat.Dense) (covariance *mat.SymDense, ok bool) {
	elements, n := draws.Dims()
	covariance = mat.NewSymDense(elements, nil)
	covariance.SymOuterK(1/float64(n-1), draws)
	for i := range elements {
		if v := covariance.At(i, i); !(v > 0) || !finite(v) {
			return nil, false
		}
	}
	f, ok := fisherMetric(covariance, gradients)
	if !ok {
		// The gradients tell nothing: toward independence.
		f = diagonalRoot(covariance)
	}
	var white mat.Dense
	white.Mul(f.inverse, draws)
	lambda := chanceOfCovariances(&white)
	covariance.ScaleSym(1-lambda, covariance)
	covariance.SymRankK(covariance, lambda, f.root)
	return covariance, true
}

// chanceOfCovariances returns the λ that minimizes the expected squared error of (1 - λ) S + λ I, where S is the
// covariance of draws, [elements, draws]: the variance of S over its squared distance from I (Ledoit & Wolf 2004, "A
// well-conditioned estimator for large-dimensional covariance matrices"). Neighboring draws of a chain are alike; the
// variance is therefore that of five successive parts.
func chanceOfCovariances(draws *mat.Dense) float64 {
	const parts = 5
	elements, n := draws.Dims()
	minus := mat.NewSymDense(elements, nil) // -S
	minus.SymOuterK(-1/float64(n), draws)
	chance := 0.0
	difference := mat.NewSymDense(elements, nil)
	for p := range parts {
		from, to := p*n/parts, (p+1)*n/parts
		difference.SymRankK(minus, 1/float64(to-from), draws.Slice(0, elements, from, to))
		chance += squares(difference) / (parts * (parts - 1))
	}
	for i := range elements {
		minus.SetSym(i, i, minus.At(i, i)+1)
	}
	return min(1, chance/squares(minus))
}

// squares returns the sum of squares of all elements.
func squares(c *mat.SymDense) float64 {
	norm := mat.Norm(c, 2)
	return norm * norm
}

// root is a matrix with its inverse.
type root struct{ root, inverse *mat.Dense }

// diagonalRoot returns the root of the variances.
func diagonalRoot(c *mat.SymDense) root {
	n := c.SymmetricDim()
	r := root{mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)}
	for i := range n {
		sd := math.Sqrt(c.At(i, i))
		r.root.Set(i, i, sd)
		r.inverse.Set(i, i, 1/sd)
	}
	return r
}

// fisherMetric returns the root of C # G⁻¹ = L⁻ᵀ (Lᵀ C L)^½ L⁻¹, where C is the covariance of draws and G = L Lᵀ that
// of gradients, [elements, draws]; not ok where the gradients do not vary. Elements are measured in the units in which
// their draws and gradients have equal variances. In these, both covariances get a little independence, so that fewer
// draws than elements have an F, too: a thousandth where there are as many, and much less where there are more, so that
// small variances along some directions are not lost.
func fisherMetric(c *mat.SymDense, gradients *mat.Dense) (r root, ok bool) {
	n, k := gradients.Dims()
	g := mat.NewSymDense(n, nil)
	g.SymOuterK(1/float64(k-1), gradients)
	unit := make([]float64, n)
	for i := range unit {
		unit[i] = math.Sqrt(math.Sqrt(c.At(i, i) / g.At(i, i)))
		if !(unit[i] > 0) || math.IsInf(unit[i], 1) {
			return r, false
		}
	}
	independence := 1e-3 * math.Pow(float64(n)/float64(k), 4)
	draws := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			draws.SetSym(i, j, c.At(i, j)/(unit[i]*unit[j]))
			g.SetSym(i, j, g.At(i, j)*unit[i]*unit[j])
		}
		draws.SetSym(i, i, draws.At(i, i)+independence)
		g.SetSym(i, i, g.At(i, i)+independence)
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(g) {
		return r, false
	}
	var lower mat.TriDense
	cholesky.LTo(&lower)
	l := mat.DenseCopyOf(&lower)
	var product mat.Dense
	product.Mul(draws, l)
	product.Mul(l.T(), &product)
	both := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			both.SetSym(i, j, product.At(i, j))
		}
	}
	var e mat.EigenSym
	if !e.Factorize(both, true) {
		return r, false
	}
	// The root is L⁻ᵀ Q v^¼, its inverse v^-¼ Qᵀ Lᵀ.
	r = root{new(mat.Dense), new(mat.Dense)}
	e.VectorsTo(r.root)
	r.inverse.Mul(r.root.T(), l.T())
	for j, v := range e.Values(nil) {
		if !(v > 0) {
			return r, false
		}
		v = math.Sqrt(math.Sqrt(v))
		for i := range n {
			r.root.Set(i, j, r.root.At(i, j)*v)
			r.inverse.Set(j, i, r.inverse.At(j, i)/(v*unit[i]))
		}
	}
	var solved mat.Dense
	if solved.Solve(lower.T(), r.root) != nil {
		return r, false
	}
	for i := range n {
		for j := range n {
			r.root.Set(i, j, solved.At(i, j)*unit[i])
		}
	}
	return r, true
}
