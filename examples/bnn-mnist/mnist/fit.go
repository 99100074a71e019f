package mnist

// fit returns an image [height, width] as one of 28 × 28: scaled so that its longer side has 28, where each pixel is
// the mean of what it covers, in the middle of the mean shade of its border. An image that has this size already is
// returned as it is. Everything is in whole numbers and exact up to the last rounding.
func fit(image []byte, width, height int) []byte {
	if width == Cols && height == Rows {
		return image
	}
	longer := max(width, height)
	w, h := max((Cols*width+longer/2)/longer, 1), max((Rows*height+longer/2)/longer, 1)

	// A pixel of the image is w × h wide, one of the result width × height.
	var sums [Rows][Cols]uint64
	for y := range height {
		var row [Cols]uint64
		for x, shade := range image[y*width : (y+1)*width] {
			overlaps(x, w, width, func(col, length int) { row[col] += uint64(length) * uint64(shade) })
		}
		overlaps(y, h, height, func(line, length int) {
			for col, sum := range row[:w] {
				sums[line][col] += uint64(length) * sum
			}
		})
	}
	fitted := make([]byte, Pixels)
	if w < Cols || h < Rows {
		around := border(image, width, height)
		for i := range fitted {
			fitted[i] = around
		}
	}
	top, left, area := (Rows-h)/2, (Cols-w)/2, uint64(width)*uint64(height)
	for line := range h {
		for col, sum := range sums[line][:w] {
			fitted[(top+line)*Cols+left+col] = byte((sum + area/2) / area)
		}
	}
	return fitted
}

// overlaps yields the intervals [k·step, (k+1)·step) that the interval [i·length, (i+1)·length) overlaps, and by how
// much.
func overlaps(i, length, step int, yield func(k, overlap int)) {
	from, to := i*length, (i+1)*length
	for k := from / step; k*step < to; k++ {
		yield(k, min(to, (k+1)*step)-max(from, k*step))
	}
}

// border returns the mean shade of an image's outermost pixels.
func border(image []byte, width, height int) byte {
	sum, n := 0, 0
	for y := range height {
		step := max(width-1, 1) // the ends of the row
		if y == 0 || y == height-1 {
			step = 1
		}
		for x := 0; x < width; x += step {
			sum += int(image[y*width+x])
			n++
		}
	}
	return byte((sum + n/2) / n)
}
