package dist

// The functions below turn functions of numbers into functions of lanes.

func lanes1(f func(a float64) float64) func(out []float64, in *operands) {
	return func(out []float64, in *operands) {
		for i, a := range in[0] {
			out[i] = f(a)
		}
	}
}

func lanes2(f func(a, b float64) float64) func(out []float64, in *operands) {
	return func(out []float64, in *operands) {
		b := in[1]
		for i, a := range in[0] {
			out[i] = f(a, b[i])
		}
	}
}

func lanes3(f func(a, b, c float64) float64) func(out []float64, in *operands) {
	return func(out []float64, in *operands) {
		b, c := in[1], in[2]
		for i, a := range in[0] {
			out[i] = f(a, b[i], c[i])
		}
	}
}

func lanes4(f func(a, b, c, d float64) float64) func(out []float64, in *operands) {
	return func(out []float64, in *operands) {
		b, c, d := in[1], in[2], in[3]
		for i, a := range in[0] {
			out[i] = f(a, b[i], c[i], d[i])
		}
	}
}

func grads1(f func(a float64) (da float64)) func(d, in *operands) {
	return func(d, in *operands) {
		for i, a := range in[0] {
			d[0][i] = f(a)
		}
	}
}

func grads2(f func(a, b float64) (da, db float64)) func(d, in *operands) {
	return func(d, in *operands) {
		for i, a := range in[0] {
			d[0][i], d[1][i] = f(a, in[1][i])
		}
	}
}

func grads3(f func(a, b, c float64) (da, db, dc float64)) func(d, in *operands) {
	return func(d, in *operands) {
		for i, a := range in[0] {
			d[0][i], d[1][i], d[2][i] = f(a, in[1][i], in[2][i])
		}
	}
}

func grads4(f func(a, b, c, d float64) (da, db, dc, dd float64)) func(d, in *operands) {
	return func(d, in *operands) {
		for i, a := range in[0] {
			d[0][i], d[1][i], d[2][i], d[3][i] = f(a, in[1][i], in[2][i], in[3][i])
		}
	}
}
