package kernel

// Rows are computed by vectors that reach beyond their ends, so that the functions below leave the last ones, behind
// which there is nothing more, undone. They return how many they have done.

func shiftRowsVector[T Float](out []float64, x []T, shift []float64, width int) int {
	n := wholeRows(len(shift), width)
	switch {
	case n <= 0:
		return 0
	case active == AVX512 && single[T]():
		shiftRowsF32AVX512(first[float64](out), first[float32](x), first[float64](shift), width, n)
	case active == AVX512:
		shiftRowsF64AVX512(first[float64](out), first[float64](x), first[float64](shift), width, n)
	case single[T]():
		shiftRowsF32AVX2(first[float64](out), first[float32](x), first[float64](shift), width, n)
	default:
		shiftRowsF64AVX2(first[float64](out), first[float64](x), first[float64](shift), width, n)
	}
	return n
}

func scaleRowsVector[T Float](out []T, x, scale []float64, width int) int {
	n := wholeRows(len(scale), width)
	switch {
	case n <= 0:
		return 0
	case active == AVX512 && single[T]():
		scaleRowsF32AVX512(first[float32](out), first[float64](x), first[float64](scale), width, n)
	case active == AVX512:
		scaleRowsF64AVX512(first[float64](out), first[float64](x), first[float64](scale), width, n)
	case single[T]():
		scaleRowsF32AVX2(first[float32](out), first[float64](x), first[float64](scale), width, n)
	default:
		scaleRowsF64AVX2(first[float64](out), first[float64](x), first[float64](scale), width, n)
	}
	return n
}

// wholeRows returns how many of the rows have a vector's end within the last one.
func wholeRows(rows, width int) int {
	vector := 4
	if active == AVX512 {
		vector = 8
	}
	if active == Portable || width == 0 {
		return 0
	}
	beyond := (width+vector-1)/vector*vector - width
	return rows - (beyond+width-1)/width
}
