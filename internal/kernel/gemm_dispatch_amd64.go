package kernel

import "unsafe"

// tileSize returns the rows and columns of C that the micro-kernel of the tier computes; low asks for the one with the
// fewest rows, which leaves out more zeros and is slower otherwise.
func tileSize[T Float](low bool) (rows, columns int) {
	vector := 64 / int(unsafe.Sizeof(T(0)))
	switch {
	case active == AVX512 && low:
		return 6, 4 * vector
	case active == AVX512:
		return 12, 2 * vector
	case active == AVX2:
		return 6, vector
	}
	return 2, 4
}

// multiply computes one tile of a product, of so many rows, from a packed strip and those rows of a packed panel that
// places names.
func multiply[T Float](places []uint16, a, b, c []T, stride, rows int, accumulate bool) {
	if active == Portable {
		multiplyGo(places, a, b, c, stride, accumulate)
		return
	}
	k, at := len(places), unsafe.SliceData(places)
	x, y, z := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b)), unsafe.Pointer(unsafe.SliceData(c))
	switch low := rows == 6; {
	case active == AVX512 && single[T]() && low:
		lowTileF32AVX512(k, at, (*float32)(x), (*float32)(y), (*float32)(z), stride, accumulate)
	case active == AVX512 && low:
		lowTileF64AVX512(k, at, (*float64)(x), (*float64)(y), (*float64)(z), stride, accumulate)
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
