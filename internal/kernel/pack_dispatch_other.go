//go:build !amd64

package kernel

func transpose[T Float](to, from []T, rows, step, stride, depth int) int { return 0 }

func copyColumns[T Float](to, from []T, columns, stride, depth int) bool { return false }
