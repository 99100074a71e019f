package kernel

// The functions of this file work on rows of one length, one after the other, with a number for each row. They compute
// in float64 for either type.

// ShiftRows sets out to x minus the shift of its row. out does not overlap x.
func ShiftRows[T Float](out []float64, x []T, shift []float64) {
	rows, width := len(shift), len(x)/max(1, len(shift))
	out = out[:len(x)]
	for r := shiftRowsVector(out, x, shift, width); r < rows; r++ {
		to := out[r*width:][:width]
		for i, v := range x[r*width:][:width] {
			to[i] = float64(v) - shift[r]
		}
	}
}

// ScaleRows sets out to x times the scale of its row. out does not overlap x.
func ScaleRows[T Float](out []T, x, scale []float64) {
	rows, width := len(scale), len(x)/max(1, len(scale))
	out = out[:len(x)]
	for r := scaleRowsVector(out, x, scale, width); r < rows; r++ {
		to := out[r*width:][:width]
		for i, v := range x[r*width:][:width] {
			to[i] = T(v * scale[r])
		}
	}
}

// SumRows sets sums to the sums of the rows of x.
func SumRows(sums, x []float64) {
	rows, width := len(sums), len(x)/max(1, len(sums))
	clear(sums)
	for at := 0; at < width; at += len(ones) {
		strip := ones[:min(len(ones), width-at)]
		if dotsVector(sums, x[at:], width, strip) {
			continue
		}
		for r := range rows {
			sums[r] += dot(x[r*width+at:][:len(strip)], strip)
		}
	}
}

// ones are a strip of the widest row of weights that adds up.
var ones = func() (w [32]float64) {
	for i := range w {
		w[i] = 1
	}
	return w
}()
