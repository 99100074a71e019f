// Package thirdparty has what users of the library may write for themselves, each in one short file, with the tests
// that what the library has must pass too: distributions, one of numbers and one of matrices, a constraint, a
// transform, a divergence, a handler, an automatic guide, and a kernel of MCMC. README.md says which is where.
package thirdparty
