//go:build !amd64

package kernel

func normalsVector[T Float]([]T, Source) bool { return false }
