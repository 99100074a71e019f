package main

import "github.com/credence-ppl/credence/internal/kernel"

// iterateVector returns iterate on the tier of the kernels in use, unless that is the portable one.
func iterateVector(x *[192]float32, scale, shift float32, rounds int) bool {
	switch kernel.Active() {
	case kernel.AVX512:
		iterateAVX512(&x[0], scale, shift, rounds)
	case kernel.AVX2:
		iterateAVX2(&x[0], scale, shift, rounds)
		iterateAVX2(&x[96], scale, shift, rounds)
	default:
		return false
	}
	return true
}

// iterateAVX512 returns iterate for 192 elements at x.
//
//go:noescape
func iterateAVX512(x *float32, scale, shift float32, rounds int)

// iterateAVX2 returns iterate for 96 elements at x.
//
//go:noescape
func iterateAVX2(x *float32, scale, shift float32, rounds int)
