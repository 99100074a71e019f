//go:build !amd64

package kernel

func iterate(x *[192]float32, scale, shift float32, rounds int) { iterateGo(x, scale, shift, rounds) }
