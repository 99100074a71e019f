//go:build !amd64

package kernel

// tileSize are the rows and columns of C that the micro-kernel computes.
func tileSize[T Float]() (rows, columns int) { return 2, 4 }

// multiply is one tile of a product from a packed strip and a packed panel, k deep.
func multiply[T Float](k int, a, b, c []T, stride int, accumulate bool) {
	multiplyGo(k, a, b, c, stride, accumulate)
}
