//go:build !amd64

package kernel

func uniformsVector[T Float]([]T, Source) bool { return false }
func normalsVector[T Float]([]T, Source) bool  { return false }
