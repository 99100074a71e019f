package kernel

import "unsafe"

// transpose copies rows of depth elements, stride apart, to columns step apart, and reports how many of them: as many
// as a function of the tier takes.
func transpose[T Float](to, from []T, rows, step, stride, depth int) int {
	if depth*int(unsafe.Sizeof(T(0))) < 16 {
		return 0
	}
	t, f := unsafe.Pointer(unsafe.SliceData(to)), unsafe.Pointer(unsafe.SliceData(from))
	switch {
	case active == AVX512 && single[T]() && rows >= 16:
		transposeF32AVX512((*float32)(t), (*float32)(f), step, stride, depth)
		return 16
	case active == AVX512 && single[T]() && rows >= 12:
		transposeRestF32AVX512((*float32)(t), (*float32)(f), step, stride, depth)
		return 12
	case active == AVX512 && single[T]() && rows >= 6:
		transposeLowF32AVX512((*float32)(t), (*float32)(f), step, stride, depth)
		return 6
	case active == AVX512 && !single[T]() && rows >= 8:
		transposeF64AVX512((*float64)(t), (*float64)(f), step, stride, depth)
		return 8
	case active == AVX512 && !single[T]() && rows >= 6:
		transposeLowF64AVX512((*float64)(t), (*float64)(f), step, stride, depth)
		return 6
	case active == AVX512 && !single[T]() && rows >= 4:
		transposeRestF64AVX512((*float64)(t), (*float64)(f), step, stride, depth)
		return 4
	case active == AVX2 && single[T]() && rows >= 8:
		transposeF32AVX2((*float32)(t), (*float32)(f), step, stride, depth)
		return 8
	case active == AVX2 && single[T]() && rows >= 6:
		transposeRestF32AVX2((*float32)(t), (*float32)(f), step, stride, depth)
		return 6
	case active == AVX2 && !single[T]() && rows >= 4:
		transposeF64AVX2((*float64)(t), (*float64)(f), step, stride, depth)
		return 4
	case active == AVX2 && !single[T]() && rows >= 2:
		transposeRestF64AVX2((*float64)(t), (*float64)(f), step, stride, depth)
		return 2
	}
	return 0
}

// copyColumns copies as many columns of depth rows, stride apart, as a strip or a panel of the tier has, to rows
// without a gap, and reports whether it has: whether there is a function for this number of columns.
func copyColumns[T Float](to, from []T, columns, stride, depth int) bool {
	t, f := unsafe.Pointer(unsafe.SliceData(to)), unsafe.Pointer(unsafe.SliceData(from))
	vector := 64 / int(unsafe.Sizeof(T(0)))
	switch {
	case active == AVX512 && single[T]() && columns == 6:
		copyLowStripF32AVX512((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX512 && single[T]() && columns == 12:
		copyStripF32AVX512((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX512 && single[T]() && columns == 2*vector:
		copyPanelF32AVX512((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX512 && single[T]() && columns == 4*vector:
		copyWidePanelF32AVX512((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX512 && columns == 6:
		copyLowStripF64AVX512((*float64)(t), (*float64)(f), stride, depth)
	case active == AVX512 && columns == 12:
		copyStripF64AVX512((*float64)(t), (*float64)(f), stride, depth)
	case active == AVX512 && columns == 2*vector:
		copyPanelF64AVX512((*float64)(t), (*float64)(f), stride, depth)
	case active == AVX512 && columns == 4*vector:
		copyWidePanelF64AVX512((*float64)(t), (*float64)(f), stride, depth)
	case active == AVX2 && single[T]() && columns == 6:
		copyStripF32AVX2((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX2 && single[T]() && columns == vector:
		copyPanelF32AVX2((*float32)(t), (*float32)(f), stride, depth)
	case active == AVX2 && columns == 6:
		copyStripF64AVX2((*float64)(t), (*float64)(f), stride, depth)
	case active == AVX2 && columns == vector:
		copyPanelF64AVX2((*float64)(t), (*float64)(f), stride, depth)
	default:
		return false
	}
	return true
}
