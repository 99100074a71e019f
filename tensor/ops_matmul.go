package tensor

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
)

// MatMul returns the matrix product t·b: [.., m, k] × [k, n] → [.., m, n]. A vector is a row on the left and a column
// on the right: [k] × [k, n] → [n], [.., m, k] × [k] → [.., m]. Products of Float32 are added up in Float32. Products
// of 0 with an infinite or NaN element are NaN, in derivatives too: unlike a density a product cannot leave masked rows
// out.
func (t *Tensor) MatMul(b *Tensor) *Tensor { return Apply(opMatMul, nil, t, b) }

// Linear returns x·wᵀ + b, a dense layer: x [.., d], w [k, d], b [k] → [.., k]. b may be nil.
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

// matrix returns data seen as rows × columns; the rows of what is stored follow each other.
func matrix[T Float](data []T, rows, columns int, flipped bool) kernel.Matrix[T] {
	stride := columns
	if flipped {
		stride = rows
	}
	return kernel.Matrix[T]{Data: data, Rows: rows, Columns: columns, Stride: stride, Flipped: flipped}
}

// rowsOf returns data of shape s as a matrix: the last dimension are its columns, all others its rows.
func rowsOf[T Float](data []T, s Shape, transposed bool) kernel.Matrix[T] {
	last := len(s) - 1
	return matrix(data, s[:last].Size(), s[last], transposed)
}

// columnsOf returns data of shape s as a matrix whose rows are the first dimension.
func columnsOf[T Float](data []T, s Shape, transposed bool) kernel.Matrix[T] {
	return matrix(data, s[0], s[1:].Size(), transposed)
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

// factors returns the two sides of a product and its result, of values or of adjoints, as pick says. A side that is not
// needed has no data.
func factors[T Float](k *Call, pick func(*Operand) []T) (a, b, c kernel.Matrix[T]) {
	x, y := &k.In[0], &k.In[1]
	a = rowsOf(pick(x), x.Shape, x.Transposed)
	b = columnsOf(pick(y), y.Shape, y.Transposed)
	return a, b, matrix(pick(&k.Out), a.Rows, b.Columns, false)
}

func matMulForward[T Float](k *Call) {
	a, b, c := factors(k, Values[T])
	kernel.Gemm(c, a, b, false)
}

func matMulVJP[T Float](k *Call) {
	a, b, _ := factors(k, Values[T])
	ga, gb, g := factors(k, Grad[T])
	if ga.Data != nil {
		kernel.Gemm(ga, g, b.Transpose(), !k.In[0].Fresh())
	}
	if gb.Data != nil {
		kernel.Gemm(gb, a.Transpose(), g, !k.In[1].Fresh())
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

// layer returns the input, the weight and the output of a Linear, of values or of adjoints, as pick says.
func layer[T Float](k *Call, pick func(*Operand) []T) (x, w, y kernel.Matrix[T]) {
	x = rowsOf(pick(&k.In[0]), k.In[0].Shape, k.In[0].Transposed)
	w = rowsOf(pick(&k.In[1]), k.In[1].Shape, k.In[1].Transposed)
	return x, w, matrix(pick(&k.Out), x.Rows, w.Rows, false)
}

func linearForward[T Float](k *Call) {
	x, w, y := layer(k, Values[T])
	if len(k.In) == 2 {
		kernel.Gemm(y, x, w.Transpose(), false)
		return
	}
	bias := Values[T](&k.In[2])
	par.Rows(y.Rows, y.Columns, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			copy(y.Data[r*y.Columns:], bias)
		}
	})
	kernel.Gemm(y, x, w.Transpose(), true)
}

func linearVJP[T Float](k *Call) {
	x, w, _ := layer(k, Values[T])
	gx, gw, g := layer(k, Grad[T])
	if gx.Data != nil {
		kernel.Gemm(gx, g, w, !k.In[0].Fresh())
	}
	if gw.Data != nil {
		kernel.Gemm(gw, g.Transpose(), x, !k.In[1].Fresh())
	}
	if len(k.In) == 3 {
		if bias := Grad[T](&k.In[2]); bias != nil {
			addBiasGrad(bias, g.Data, g.Rows)
		}
	}
}

// addBiasGrad adds the sum of every column of g, row-major, to bias. As in the products beside it rows are added up in
// T, but only a few of them, and these sums in Float64.
func addBiasGrad[T Float](bias, g []T, rows int) {
	const columns, together = 256, 16
	width := len(bias)
	par.Do(width, columns, func(from, to int) {
		var part [columns]T
		var total [columns]float64
		n := to - from
		for r := 0; r < rows; r += together {
			for i := r; i < min(r+together, rows); i++ {
				kernel.Scaled(part[:n], g[i*width+from:], 1, i > r)
			}
			for c, v := range part[:n] {
				total[c] += float64(v)
			}
		}
		for c, v := range total[:n] {
			bias[from+c] += T(v)
		}
	})
}

var (
	matMulCases = casesOf([][]Shape{
		{{3, 4}, {4, 2}}, {{2, 3, 4}, {4, 5}}, {{4}, {4, 2}}, {{3, 4}, {4}}, {{4}, {4}}, {{1, 1}, {1, 1}}, {{2, 0}, {0, 3}},
	})
	linearCases = casesOf([][]Shape{
		{{3, 4}, {2, 4}, {2}}, {{2, 3, 4}, {5, 4}, {5}}, {{4}, {2, 4}, {2}}, {{3, 4}, {2, 4}}, {{3, 0}, {2, 0}, {2}},
	})
)

// casesOf returns cases with inputs of the given shapes over [-2, 2).
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
