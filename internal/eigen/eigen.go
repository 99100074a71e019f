// Package eigen has the eigenvalues of symmetric matrices.
package eigen

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Symmetric returns the eigenvalues of a symmetric matrix of n rows, the smallest first, and its eigenvectors as the
// columns of another. ok is false if the computation does not come to an end, as with NaN.
func Symmetric(n int, matrix []float64) (values, vectors []float64, ok bool) {
	var e mat.EigenSym
	if !e.Factorize(mat.NewSymDense(n, slices.Clone(matrix)), true) {
		return nil, nil, false
	}
	var v mat.Dense
	e.VectorsTo(&v)
	return e.Values(nil), slices.Clone(v.RawMatrix().Data), true
}
