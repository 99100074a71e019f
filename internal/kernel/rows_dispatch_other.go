//go:build !amd64

package kernel

func shiftRowsVector[T Float](out []float64, x []T, shift []float64, width int) int { return 0 }
func scaleRowsVector[T Float](out []T, x, scale []float64, width int) int           { return 0 }
