package kernel

func iterate(x *[192]float32, scale, shift float32, rounds int) {
	switch active {
	case AVX512:
		iterateF32AVX512(&x[0], scale, shift, rounds)
	case AVX2:
		iterateF32AVX2(&x[0], scale, shift, rounds)
	default:
		iterateGo(x, scale, shift, rounds)
	}
}
