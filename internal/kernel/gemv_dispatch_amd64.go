package kernel

import "unsafe"

// stripBytes is the largest width of a strip.
const stripBytes = 8 * 32

// dotsVector computes dots over rows of data, unless the tier is the portable one.
func dotsVector[T Float](y, data []T, stride int, x []T) bool {
	if active == Portable {
		return false
	}
	overStrips(len(y), data, stride, len(x), func(data []T, at, n int) {
		if single[T]() {
			rowSumsF32AVX2(first[float32](y), first[float32](data), first[float32](x[at:]), stride, len(y), n)
		} else {
			rowSumsF64AVX2(first[float64](y), first[float64](data), first[float64](x[at:]), stride, len(y), n)
		}
	})
	return true
}

// combineVector computes combineSome over rows of data, unless the tier is the portable one.
func combineVector[T Float](y, data []T, stride int, x []T) bool {
	if active == Portable {
		return false
	}
	overStrips(len(x), data, stride, len(y), func(data []T, at, n int) {
		if single[T]() {
			weightedRowsF32AVX2(first[float32](y[at:]), first[float32](data), first[float32](x), stride, len(x), n)
		} else {
			weightedRowsF64AVX2(first[float64](y[at:]), first[float64](data), first[float64](x), stride, len(x), n)
		}
	})
	return true
}

// overStrips cuts rows of the given width into strips of n columns from at on, and calls body with the data of each.
func overStrips[T Float](rows int, data []T, stride, width int, body func(data []T, at, n int)) {
	if rows == 0 {
		return
	}
	most := stripBytes / int(unsafe.Sizeof(*new(T)))
	for at := 0; at < width; at += most {
		n := min(most, width-at)
		body(data[at:(rows-1)*stride+at+n], at, n)
	}
}

func first[T, S Float](s []S) *T { return (*T)(unsafe.Pointer(unsafe.SliceData(s))) }
