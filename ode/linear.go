package ode

import "math"

// linear solves systems of equations with one matrix, by its LU factors with partial pivoting.
type linear struct {
	n   int
	lu  []float64
	row []int // which row of the matrix is in each row of the factors
	to  []float64
}

func newLinear(n int) linear {
	return linear{n, make([]float64, n*n), make([]int, n), make([]float64, n)}
}

// factor replaces lu, which has the matrix, by its factors. It reports whether there is an inverse.
func (l *linear) factor() bool {
	n, a := l.n, l.lu
	for i := range l.row {
		l.row[i] = i
	}
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r*n+c]) > math.Abs(a[p*n+c]) {
				p = r
			}
		}
		if v := a[p*n+c]; v == 0 || v-v != 0 {
			return false
		}
		if p != c {
			l.row[p], l.row[c] = l.row[c], l.row[p]
			for j := range n {
				a[p*n+j], a[c*n+j] = a[c*n+j], a[p*n+j]
			}
		}
		for r := c + 1; r < n; r++ {
			f := a[r*n+c] / a[c*n+c]
			a[r*n+c] = f
			if f == 0 {
				continue
			}
			for j := c + 1; j < n; j++ {
				a[r*n+j] -= f * a[c*n+j]
			}
		}
	}
	return true
}

// solve replaces b by the x of A x = b.
func (l *linear) solve(b []float64) {
	n, a, x := l.n, l.lu, l.to
	for i, r := range l.row {
		x[i] = b[r]
		for j := range i {
			x[i] -= a[i*n+j] * x[j]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			x[i] -= a[i*n+j] * x[j]
		}
		x[i] /= a[i*n+i]
	}
	copy(b, x)
}

// solveTransposed replaces b by the x of Aᵀ x = b.
func (l *linear) solveTransposed(b []float64) {
	n, a, x := l.n, l.lu, l.to
	copy(x, b)
	for i := range n {
		for j := range i {
			x[i] -= a[j*n+i] * x[j]
		}
		x[i] /= a[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			x[i] -= a[j*n+i] * x[j]
		}
	}
	for i, r := range l.row {
		b[r] = x[i]
	}
}
