package kernel

import "unsafe"

// normalsVector fills whole groups, unless the tier is the portable one.
func normalsVector[T Float](out []T, s Source) bool {
	to, groups := unsafe.Pointer(unsafe.SliceData(out)), len(out)/group[T]()
	switch {
	case active == AVX512 && single[T]():
		normalsF32AVX512((*float32)(to), groups, s.N, s.Stream, s.Key)
	case active == AVX512:
		normalsF64AVX512((*float64)(to), groups, s.N, s.Stream, s.Key)
	case active == AVX2 && single[T]():
		normalsF32AVX2((*float32)(to), groups, s.N, s.Stream, s.Key)
	case active == AVX2:
		normalsF64AVX2((*float64)(to), groups, s.N, s.Stream, s.Key)
	default:
		return false
	}
	return true
}

// firstWordsVector sets whole sixteens of words, unless the tier is the portable one.
func firstWordsVector(first, second []uint64, stream, key uint64) bool {
	switch active {
	case AVX512:
		firstWordsF64AVX512(unsafe.SliceData(first), unsafe.SliceData(second), len(first), stream, key)
	case AVX2:
		firstWordsF64AVX2(unsafe.SliceData(first), unsafe.SliceData(second), len(first), stream, key)
	default:
		return false
	}
	return true
}
