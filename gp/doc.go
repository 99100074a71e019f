// Package gp has Gaussian processes: distributions of functions, given by the covariance of their values, a [Kernel].
// What it makes of them are distributions of package dist, for models to sample and observe.
//
//	kernel := gp.Sum(gp.Matern52(scale, length), gp.Linear(slope, 0))
//	ppl.Sample(c, "y", gp.Process(kernel, x, noise), ppl.Obs(y)) // x [n, d], y [n]
//
//	mean, covariance := gp.Predict(kernel, x, y, noise, at) // of the function at other rows
//
// Places are rows of d numbers, [n, d]. Parameters of kernels are numbers or tensors of rank 0, and lengths may be
// vectors of d, one for each column (automatic relevance determination). All of it is differentiable in the
// parameters, and in the places where a function of the kernel is.
//
// A process takes n³ operations. For many rows, [Hilbert] approximates one by a fixed number of functions.
package gp
