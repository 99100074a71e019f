//go:build !amd64

package kernel

func dotsVector[T Float](y, data []T, stride int, x []T) bool    { return false }
func combineVector[T Float](y, data []T, stride int, x []T) bool { return false }
