package kernel

// The functions of this file carry an adjoint g back through an elementwise function: they multiply it with a
// derivative and add the product to d or, unless accumulate, store it there. A g of 0 gives 0, even where the
// derivative is infinite or NaN.

// Products sets d to g·x, or adds it.
func Products[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !productsVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 { return g * x })
	}
}

// ReLUGrad multiplies with the derivative of ReLU: 1 where x > 0, and 0 elsewhere.
func ReLUGrad[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !reluGradVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 {
			if x > 0 {
				return g
			}
			return 0
		})
	}
}

func carry[T Float](d, g, x []T, accumulate bool, product func(g, x float64) float64) {
	for i, v := range g {
		p := T(0)
		if v != 0 {
			p = T(product(float64(v), float64(x[i])))
		}
		if accumulate {
			p += d[i]
		}
		d[i] = p
	}
}
