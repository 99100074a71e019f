package infer

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// optionalElements is the number of elements up to which the zero Metric may be dense.
const optionalElements = 128

// worthCondition returns the condition number of the correlations of n elements from which on the zero Metric uses
// them: a product with n² numbers for every leapfrog has to be paid by shorter trajectories.
func worthCondition(n int) float64 {
	if n <= 32 {
		return 3
	}
	return 10
}

// dropCovariances leaves nothing but the variances.
func dropCovariances(c *mat.SymDense) {
	for i := range c.SymmetricDim() {
		for j := range i {
			c.SetSym(i, j, 0)
		}
	}
}

// conditionOfCorrelations returns the ratio of the largest and the smallest eigenvalue of the correlations.
// Trajectories over a normal distribution are as much longer as its root when the metric has the variances only.
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
