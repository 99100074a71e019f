package kernel

import "unsafe"

// tileSize are the rows and columns of C that the micro-kernel of the tier computes.
func tileSize[T Float]() (rows, columns int) {
	vector := 2 * 64 / int(unsafe.Sizeof(T(0)))
	switch active {
	case AVX512:
		return 12, vector
	case AVX2:
		return 6, vector / 2
	}
	return 2, 4
}

// multiply is one tile of a product from a packed strip and those rows of a packed panel that places names.
func multiply[T Float](places []uint16, a, b, c []T, stride int, accumulate bool) {
	if active == Portable {
		multiplyGo(places, a, b, c, stride, accumulate)
		return
	}
	k, at := len(places), unsafe.SliceData(places)
	x, y, z := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b)), unsafe.Pointer(unsafe.SliceData(c))
	switch {
	case active == AVX512 && single[T]():
		tileF32AVX512(k, at, (*float32)(x), (*float32)(y), (*float32)(z), stride, accumulate)
	case active == AVX512:
		tileF64AVX512(k, at, (*float64)(x), (*float64)(y), (*float64)(z), stride, accumulate)
	case single[T]():
		tileF32AVX2(k, at, (*float32)(x), (*float32)(y), (*float32)(z), stride, accumulate)
	default:
		tileF64AVX2(k, at, (*float64)(x), (*float64)(y), (*float64)(z), stride, accumulate)
	}
}
