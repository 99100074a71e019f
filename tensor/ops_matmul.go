package tensor

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// MatMul is the matrix product t·b: [.., m, k] × [k, n] → [.., m, n]. A vector is a row on the left and a column on the
// right: [k] × [k, n] → [n], [.., m, k] × [k] → [.., m]. Products of Float32 are added up in Float32. A product of
// 0 with an infinite or NaN element may count as 0.
func (t *Tensor) MatMul(b *Tensor) *Tensor { return Apply(opMatMul, nil, t, b) }

// Linear is x·wᵀ + b, a dense layer: x [.., d], w [k, d], b [k] → [.., k]. b may be nil.
func Linear(x, w, b *Tensor) *Tensor {
	if b == nil {
		return Apply(opLinear, nil, x, w)
	}
	return Apply(opLinear, nil, x, w, b)
}

var (
	opMatMul = Register(Op{Name: "MatMul", Transposed: 3, Stores: 3, Cases: matMulCases,
		Shape:   matMulShape,
		Forward: Kernel{matMulForward[float64], matMulForward[float32]},
		VJP:     Kernel{matMulVJP[float64], matMulVJP[float32]}})
	opLinear = Register(Op{Name: "Linear", Transposed: 3, Stores: 3, Cases: linearCases,
		Shape:   linearShape,
		Forward: Kernel{linearForward[float64], linearForward[float32]},
		VJP:     Kernel{linearVJP[float64], linearVJP[float32]}})
)

// matrix is row-major data seen as a matrix, or as its transpose if flipped.
type matrix[T Float] struct {
	data          []T
	rows, columns int // of what is seen
	flipped       bool
}

func (m matrix[T]) transpose() matrix[T] {
	return matrix[T]{m.data, m.columns, m.rows, !m.flipped}
}

// stride is the distance between stored rows, at least 1 as the BLAS demands.
func (m matrix[T]) stride() int {
	if m.flipped {
		return max(1, m.rows)
	}
	return max(1, m.columns)
}

func (m matrix[T]) flag() blas.Transpose {
	if m.flipped {
		return blas.Trans
	}
	return blas.NoTrans
}

// product adds a·b to keep·c; keep is 0 or 1. Its blocks, and with them the order of every sum, depend on the shapes
// alone.
func product[T Float](c, a, b matrix[T], keep T) {
	if c.flipped {
		c, a, b = c.transpose(), b.transpose(), a.transpose()
	}
	if c.rows == 0 || c.columns == 0 || a.columns == 0 { // the BLAS demands storage for empty matrices
		if keep == 0 {
			clear(c.data)
		}
		return
	}
	var g gonum.Implementation
	switch cd := any(c.data).(type) {
	case []float64:
		g.Dgemm(a.flag(), b.flag(), c.rows, c.columns, a.columns, 1, any(a.data).([]float64), a.stride(),
			any(b.data).([]float64), b.stride(), float64(keep), cd, c.stride())
	case []float32:
		g.Sgemm(a.flag(), b.flag(), c.rows, c.columns, a.columns, 1, any(a.data).([]float32), a.stride(),
			any(b.data).([]float32), b.stride(), float32(keep), cd, c.stride())
	}
}

// rowsOf is data of shape s as a matrix: the last dimension are its columns, all others its rows.
func rowsOf[T Float](data []T, s Shape, transposed bool) matrix[T] {
	last := len(s) - 1
	return matrix[T]{data, s[:last].Size(), s[last], transposed}
}

// columnsOf is data of shape s as a matrix whose rows are the first dimension.
func columnsOf[T Float](data []T, s Shape, transposed bool) matrix[T] {
	return matrix[T]{data, s[0], s[1:].Size(), transposed}
}

func matMulShape(k *Call) {
	a, b := k.In[0].Shape, k.In[1].Shape
	if len(a) == 0 || len(b) == 0 || len(b) > 2 {
		fail(k.Op.Name, "shapes %v and %v: expected [.., m, k] × [k, n], with vectors [k] on either side",
			[]int(a), []int(b))
	}
	if a[len(a)-1] != b[0] {
		fail(k.Op.Name, "shapes %v and %v: the last dimension of the left, %d, must equal the first of the right, %d",
			[]int(a), []int(b), a[len(a)-1], b[0])
	}
	k.Out.Shape = Join(a[:len(a)-1], b[1:])
}

// factors are the two sides of a product and its result, of values or of adjoints, as pick says. A side nobody wants
// has no data.
func factors[T Float](k *Call, pick func(*Operand) []T) (a, b, c matrix[T]) {
	x, y := &k.In[0], &k.In[1]
	a = rowsOf(pick(x), x.Shape, x.Transposed)
	b = columnsOf(pick(y), y.Shape, y.Transposed)
	return a, b, matrix[T]{data: pick(&k.Out), rows: a.rows, columns: b.columns}
}

func matMulForward[T Float](k *Call) {
	a, b, c := factors(k, Values[T])
	product(c, a, b, 0)
}

// keep is the factor of what is in an adjoint already.
func keep[T Float](o *Operand) T {
	if o.Fresh() {
		return 0
	}
	return 1
}

func matMulVJP[T Float](k *Call) {
	a, b, _ := factors(k, Values[T])
	ga, gb, g := factors(k, Grad[T])
	if ga.data != nil {
		product(ga, g, b.transpose(), keep[T](&k.In[0]))
	}
	if gb.data != nil {
		product(gb, a.transpose(), g, keep[T](&k.In[1]))
	}
}

func linearShape(k *Call) {
	x, w := k.In[0].Shape, k.In[1].Shape
	if len(x) == 0 || len(w) != 2 || x[len(x)-1] != w[1] {
		fail(k.Op.Name, "input %v and weight %v: expected [.., d] and [k, d]", []int(x), []int(w))
	}
	if len(k.In) == 3 && !k.In[2].Shape.Equal(w[:1]) {
		fail(k.Op.Name, "bias %v does not fit weight %v: expected %v", []int(k.In[2].Shape), []int(w), []int(w[:1]))
	}
	k.Out.Shape = Join(x[:len(x)-1], w[:1])
}

// layer are the input, the weight and the output of a Linear, of values or of adjoints, as pick says.
func layer[T Float](k *Call, pick func(*Operand) []T) (x, w, y matrix[T]) {
	x = rowsOf(pick(&k.In[0]), k.In[0].Shape, k.In[0].Transposed)
	w = rowsOf(pick(&k.In[1]), k.In[1].Shape, k.In[1].Transposed)
	return x, w, matrix[T]{data: pick(&k.Out), rows: x.rows, columns: w.rows}
}

func linearForward[T Float](k *Call) {
	x, w, y := layer(k, Values[T])
	if len(k.In) == 2 {
		product(y, x, w.transpose(), 0)
		return
	}
	bias := Values[T](&k.In[2])
	for r := range y.rows {
		copy(y.data[r*y.columns:], bias)
	}
	product(y, x, w.transpose(), 1)
}

func linearVJP[T Float](k *Call) {
	x, w, _ := layer(k, Values[T])
	gx, gw, g := layer(k, Grad[T])
	if gx.data != nil {
		product(gx, g, w, keep[T](&k.In[0]))
	}
	if gw.data != nil {
		product(gw, g.transpose(), x, keep[T](&k.In[1]))
	}
	if len(k.In) == 3 {
		if bias := Grad[T](&k.In[2]); bias != nil {
			addColumnSums(bias, g.data, g.rows)
		}
	}
}

var (
	matMulCases = casesOf([][]Shape{
		{{3, 4}, {4, 2}}, {{2, 3, 4}, {4, 5}}, {{4}, {4, 2}}, {{3, 4}, {4}}, {{4}, {4}}, {{1, 1}, {1, 1}}, {{2, 0}, {0, 3}},
	})
	linearCases = casesOf([][]Shape{
		{{3, 4}, {2, 4}, {2}}, {{2, 3, 4}, {5, 4}, {5}}, {{4}, {2, 4}, {2}}, {{3, 4}, {2, 4}}, {{3, 0}, {2, 0}, {2}},
	})
)

// casesOf are cases with inputs of the given shapes over [-2, 2).
func casesOf(shapes [][]Shape) []Case {
	var cases []Case
	for _, in := range shapes {
		var c Case
		for _, s := range in {
			c.In = append(c.In, Input{Shape: s})
		}
		cases = append(cases, c)
	}
	return cases
}
