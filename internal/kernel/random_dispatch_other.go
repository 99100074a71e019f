//go:build !amd64

package kernel

func normalsVector[T Float]([]T, Source) bool { return false }

func firstWordsVector(first, second []uint64, stream, key uint64) bool { return false }
