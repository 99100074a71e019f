package dist

import "math"

// small is a matrix of few elements, or the transpose of one, or a part.
type small struct {
	v           []float64
	rows, cols  int
	down, right int // how far it is to the next row and column
}

func smallOf(v []float64, rows, cols int) small { return small{v, rows, cols, cols, 1} }

func (a small) t() small                { return small{a.v, a.cols, a.rows, a.right, a.down} }
func (a small) at(i, j int) float64     { return a.v[i*a.down+j*a.right] }
func (a small) set(i, j int, v float64) { a.v[i*a.down+j*a.right] = v }
func (a small) part(i, j, m, n int) small {
	return small{a.v[i*a.down+j*a.right:], m, n, a.down, a.right}
}
func (a small) product(b, c small) small { a.zero(); return a.add(b, c, 1) }

func (a small) zero() {
	for i := range a.rows {
		for j := range a.cols {
			a.set(i, j, 0)
		}
	}
}

// plus makes a += factor · b, and returns it.
func (a small) plus(b small, factor float64) small {
	for i := range a.rows {
		for j := range a.cols {
			a.v[i*a.down+j*a.right] += factor * b.at(i, j)
		}
	}
	return a
}

// add makes a += factor · b c, and returns it.
func (a small) add(b, c small, factor float64) small {
	for i := range a.rows {
		for k := range b.cols {
			f, to, from := factor*b.v[i*b.down+k*b.right], i*a.down, k*c.down
			if a.right == 1 && c.right == 1 {
				row := a.v[to:][:a.cols]
				for j, v := range c.v[from:][:len(row)] {
					row[j] += f * v
				}
				continue
			}
			for range a.cols {
				a.v[to] += f * c.v[from]
				to, from = to+a.right, from+c.right
			}
		}
	}
	return a
}

// triangle makes a lower triangular without changing a aᵀ, by reflections of its columns (Householder 1958), and the
// diagonal not negative. room has as many elements as a row.
func (a small) triangle(room []float64) {
	for i := range min(a.rows, a.cols) {
		largest := 0.0
		for j := i; j < a.cols; j++ {
			largest = max(largest, math.Abs(a.at(i, j)))
		}
		if largest == 0 {
			continue
		}
		norm := 0.0
		for j := i; j < a.cols; j++ {
			room[j] = a.at(i, j) / largest
			norm += room[j] * room[j]
		}
		length := math.Copysign(math.Sqrt(norm), room[i])
		room[i] += length
		scale := length * room[i] // half of the reflected vector's square
		for r := i; r < a.rows; r++ {
			dot := 0.0
			for j := i; j < a.cols; j++ {
				dot += a.at(r, j) * room[j]
			}
			dot /= scale
			for j := i; j < a.cols; j++ {
				a.v[r*a.down+j*a.right] -= dot * room[j]
			}
		}
		for j := i + 1; j < a.cols; j++ {
			a.set(i, j, 0)
		}
		if a.at(i, i) < 0 {
			for r := i; r < a.rows; r++ {
				a.set(r, i, -a.at(r, i))
			}
		}
	}
}

// solve makes b = a⁻¹ b for a lower triangle, and returns it.
func (a small) solve(b small) small {
	for j := range b.cols {
		for i := range a.rows {
			sum := b.at(i, j)
			for k := range i {
				sum -= a.at(i, k) * b.at(k, j)
			}
			b.set(i, j, sum/a.at(i, i))
		}
	}
	return b
}

// solveUpper does so for an upper triangle.
func (a small) solveUpper(b small) small {
	for j := range b.cols {
		for i := a.rows - 1; i >= 0; i-- {
			sum := b.at(i, j)
			for k := i + 1; k < a.rows; k++ {
				sum -= a.at(i, k) * b.at(k, j)
			}
			b.set(i, j, sum/a.at(i, i))
		}
	}
	return b
}
