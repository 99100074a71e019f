package gp

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// Process returns the distribution of values [n] at rows x [n, d] of a function with mean 0 and the covariances of the
// kernel, seen with independent normal errors of the scale noise, a number or one for each value. The function itself
// has noise 0 in theory; rounding makes its covariance one that has no factor if places are near to each other, unless
// noise is about a thousandth of its scale. Rows that are the same twice need noise.
//
// Values with another mean are observed less that.
func Process[S tensor.Like](k Kernel, x *tensor.Tensor, noise S) *dist.MultivariateNormalDist {
	covariance := covarianceOf(k, x, tensor.To(noise))
	return dist.MultivariateNormal[dist.Covariance](tensor.ZerosLike(covariance).Index(0, 0), covariance)
}

// covarianceOf returns the covariance of values with errors.
func covarianceOf(k Kernel, x, noise *tensor.Tensor) *tensor.Tensor {
	finite(x)
	if i, found := raw.First(noise, func(v float64) bool { return v >= 0 && !math.IsInf(v, 1) }); i >= 0 {
		panic(&Error{"Process", "noise", "non-negative", found, ""})
	}
	covariance := k.Matrix(x, x)
	return covariance.Add(tensor.Eye(x.Dim(0)).As(covariance.DType()).Mul(noise.Square()))
}

// Predict returns the mean [m] and the covariance [m, m] of the function at rows at [m, d], given the values y [n] at
// rows x [n, d], which were seen with errors of the scale noise (Rasmussen & Williams 2006, "Gaussian processes for
// machine learning", algorithm 2.1). What will be seen there has noise² more on the diagonal.
func Predict[S tensor.Like](k Kernel, x, y *tensor.Tensor, noise S, at *tensor.Tensor) (mean, covariance *tensor.Tensor) {
	if y.Rank() != 1 || y.Dim(0) != x.Dim(0) {
		fail("values of shape %v at places of shape %v; there must be one for each row", []int(y.Shape()), []int(x.Shape()))
	}
	finite(at)
	factor := covarianceOf(k, x, tensor.To(noise)).Cholesky()
	cross := tensor.SolveLower(factor, k.Matrix(x, at))
	known := tensor.SolveLower(factor, y.Unsqueeze(-1))
	return cross.T().MatMul(known).Squeeze(-1), k.Matrix(at, at).Sub(cross.T().MatMul(cross))
}
