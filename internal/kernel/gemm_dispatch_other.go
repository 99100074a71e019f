//go:build !amd64

package kernel

// tileSize returns the rows and columns of C that the micro-kernel computes.
func tileSize[T Float](low bool) (rows, columns int) { return 2, 4 }

// multiply computes one tile of a product from a packed strip and those rows of a packed panel that places names.
func multiply[T Float](places []uint16, a, b, c []T, stride, rows int, accumulate bool) {
	multiplyGo(places, a, b, c, stride, accumulate)
}
