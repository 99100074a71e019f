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

// multiply is one tile of a product from a packed strip and a packed panel, k deep.
func multiply[T Float](k int, a, b, c []T, stride int, accumulate bool) {
	if active == Portable {
		multiplyGo(k, a, b, c, stride, accumulate)
		return
	}
	switch x := any(&c[0]).(type) {
	case *float32:
		y, z := any(&a[0]).(*float32), any(&b[0]).(*float32)
		if active == AVX512 {
			tileF32AVX512(k, y, z, x, stride, accumulate)
		} else {
			tileF32AVX2(k, y, z, x, stride, accumulate)
		}
	case *float64:
		y, z := any(&a[0]).(*float64), any(&b[0]).(*float64)
		if active == AVX512 {
			tileF64AVX512(k, y, z, x, stride, accumulate)
		} else {
			tileF64AVX2(k, y, z, x, stride, accumulate)
		}
	}
}
