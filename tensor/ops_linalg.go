package tensor

import "math"

// Cholesky returns the lower factor L of symmetric positive-definite matrices [batch…, n, n]: t = L Lᵀ. It reads the
// lower triangles only, and its derivative is by them. A matrix that is not positive definite has a factor of NaN.
//
// Derivative: Murray 2016, "Differentiation of the Cholesky decomposition" (arXiv:1602.07527), equation 10.
func (t *Tensor) Cholesky() *Tensor { return Apply(opCholesky, 0.0, t) }

// SolveLower returns L⁻¹b for lower triangular matrices L [batch…, n, n], of which it reads the lower triangles only,
// and b [batch…, n, m] of the same batch. A 0 on a diagonal gives infinities or NaN.
func SolveLower(l, b *Tensor) *Tensor { return Apply(opSolveLower, nil, l, b) }

// Diag returns the diagonals [batch…, n] of matrices [batch…, n, n].
func (t *Tensor) Diag() *Tensor {
	t.some()
	n := squareOf("Diag", t.shape)
	flat := t.Reshape(append(t.shape[:len(t.shape)-2:len(t.shape)-2], n*n)...)
	index := make([]int, n)
	for i := range index {
		index[i] = i * (n + 1)
	}
	return flat.Take(-1, index)
}

// Eye returns the n × n identity matrix.
func Eye(n int) *Tensor {
	v := make([]float64, n*n)
	for i := range n {
		v[i*(n+1)] = 1
	}
	return Of(v).Reshape(n, n)
}

// squareOf returns the extent of the matrices that the last two dimensions are.
func squareOf(op string, s Shape) int {
	if len(s) < 2 || s[len(s)-1] != s[len(s)-2] {
		fail(op, "shape %v does not end in square matrices", []int(s))
	}
	return s[len(s)-1]
}

// The attribute of opCholesky is added to the diagonal: its Cases are positive definite that way.
var (
	opCholesky = Register(Op{Name: "Cholesky", Shape: choleskyShape, Scratch: func(k *Call) int { return 2 * k.In[0].Shape.Size() },
		Cases:   []Case{{In: []Input{{Shape: Shape{3, 3}}}, Attr: 6.0}, {In: []Input{{Shape: Shape{2, 4, 4}}}, Attr: 8.0}, {In: []Input{{Shape: Shape{1, 1}}}, Attr: 3.0}},
		Forward: Kernel{choleskyForward[float64], choleskyForward[float32]},
		VJP:     Kernel{choleskyVJP[float64], choleskyVJP[float32]}})

	opSolveLower = Register(Op{Name: "SolveLower", Shape: solveShape, Scratch: func(k *Call) int { return k.In[1].Shape.Size() },
		Cases: []Case{
			{In: []Input{{Shape: Shape{3, 3}, Low: 0.5, High: 2}, {Shape: Shape{3, 2}}}},
			{In: []Input{{Shape: Shape{2, 2, 2}, Low: 0.5, High: 2}, {Shape: Shape{2, 2, 3}}}},
		},
		Forward: Kernel{solveForward[float64], solveForward[float32]},
		VJP:     Kernel{solveVJP[float64], solveVJP[float32]}})
)

func choleskyShape(k *Call) {
	squareOf("Cholesky", k.In[0].Shape)
	k.Out.Shape = k.In[0].Shape
}

func choleskyForward[T Float](k *Call) {
	n := squareOf("Cholesky", k.In[0].Shape)
	out, in, jitter := Values[T](&k.Out), Values[T](&k.In[0]), k.Attr.(float64)
	for at := 0; at < len(in); at += n * n {
		a, l := in[at:at+n*n], out[at:at+n*n]
		clear(l)
		for i := range n {
			for j := range i + 1 {
				sum := float64(a[i*n+j])
				if i == j {
					sum += jitter
				}
				for m := range j {
					sum -= float64(l[i*n+m]) * float64(l[j*n+m])
				}
				if i == j {
					l[i*n+i] = T(math.Sqrt(sum)) // NaN below 0
					if !(sum > 0) {
						l[i*n+i] = T(math.NaN())
					}
				} else {
					l[i*n+j] = T(sum / float64(l[j*n+j]))
				}
			}
		}
	}
}

func choleskyVJP[T Float](k *Call) {
	n := squareOf("Cholesky", k.In[0].Shape)
	l, g, to := Values[T](&k.Out), Grad[T](&k.Out), Grad[T](&k.In[0])
	scratch := Scratch[T](k)
	p := scratch[:n*n]
	for at := 0; at < len(l); at += n * n {
		l, g, to := l[at:at+n*n], g[at:at+n*n], to[at:at+n*n]
		// P is the lower triangle of Lᵀ L̄ with its diagonal halved.
		for i := range n {
			for j := range n {
				sum := 0.0
				if j <= i {
					for m := i; m < n; m++ {
						sum += float64(l[m*n+i]) * float64(g[m*n+j])
					}
					if i == j {
						sum /= 2
					}
				}
				p[i*n+j] = T(sum)
			}
		}
		// S = L⁻ᵀ P L⁻¹: first the columns, from the last row up, then the rows, from the last column back.
		for j := range n {
			for i := n - 1; i >= 0; i-- {
				sum := float64(p[i*n+j])
				for m := i + 1; m < n; m++ {
					sum -= float64(l[m*n+i]) * float64(p[m*n+j])
				}
				p[i*n+j] = T(sum / float64(l[i*n+i]))
			}
		}
		for i := range n {
			for j := n - 1; j >= 0; j-- {
				sum := float64(p[i*n+j])
				for m := j + 1; m < n; m++ {
					sum -= float64(p[i*n+m]) * float64(l[m*n+j])
				}
				p[i*n+j] = T(sum / float64(l[j*n+j]))
			}
		}
		for i := range n {
			for j := range i {
				to[i*n+j] += p[i*n+j] + p[j*n+i]
			}
			to[i*n+i] += p[i*n+i]
		}
	}
}

func solveShape(k *Call) {
	l, b := k.In[0].Shape, k.In[1].Shape
	n := squareOf("SolveLower", l)
	if len(b) != len(l) || b[len(b)-2] != n || !l[:len(l)-2].Equal(b[:len(b)-2]) {
		fail("SolveLower", "a matrix of shape %v and a right side of shape %v; they must have the same batch and number of rows", []int(l), []int(b))
	}
	k.Out.Shape = b
}

func solveForward[T Float](k *Call) {
	n, m := squareOf("SolveLower", k.In[0].Shape), k.Out.Shape[len(k.Out.Shape)-1]
	out, l, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	copy(out, b)
	for at := range l {
		if at%(n*n) != 0 {
			continue
		}
		l, x := l[at:at+n*n], out[at/(n*n)*n*m:][:n*m]
		for i := range n {
			row := x[i*m : (i+1)*m]
			for j := range i {
				subtract(row, x[j*m:(j+1)*m], l[i*n+j])
			}
			for c := range row {
				row[c] /= l[i*n+i]
			}
		}
	}
}

// subtract makes row -= c · other.
func subtract[T Float](row, other []T, c T) {
	for i, v := range other {
		row[i] -= c * v
	}
}

// solveVJP: b̄ = L⁻ᵀ x̄, and L̄ is the lower triangle of -b̄ xᵀ.
func solveVJP[T Float](k *Call) {
	n, m := squareOf("SolveLower", k.In[0].Shape), k.Out.Shape[len(k.Out.Shape)-1]
	l, x, g := Values[T](&k.In[0]), Values[T](&k.Out), Grad[T](&k.Out)
	toL, toB, bar := Grad[T](&k.In[0]), Grad[T](&k.In[1]), Scratch[T](k)
	copy(bar, g)
	for at := range l {
		if at%(n*n) != 0 {
			continue
		}
		l, from := l[at:at+n*n], at/(n*n)*n*m
		x, bar := x[from:from+n*m], bar[from:from+n*m]
		for i := n - 1; i >= 0; i-- {
			row := bar[i*m : (i+1)*m]
			for j := i + 1; j < n; j++ {
				subtract(row, bar[j*m:(j+1)*m], l[j*n+i])
			}
			for c := range row {
				row[c] /= l[i*n+i]
			}
		}
		if toL != nil {
			for i := range n {
				for j := range i + 1 {
					toL[at+i*n+j] -= T(dot(bar[i*m:(i+1)*m], x[j*m:(j+1)*m], 1))
				}
			}
		}
	}
	if toB != nil {
		for i, v := range bar {
			toB[i] += v
		}
	}
}
