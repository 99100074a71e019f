// Package thirdparty has what users of the library may write for themselves, each in one short file, with the tests that
// what the library has must pass too: distributions, one of numbers and one of matrices, a constraint with its transform,
// and a divergence.
package thirdparty
