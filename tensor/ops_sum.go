package tensor

import "github.com/credence-ppl/credence/internal/par"

// Sum adds over the given dimensions, counted from the end if negative, or over all without any. Float32 is added up in
// Float64.
func (t *Tensor) Sum(dims ...int) *Tensor { return t.reduce(opSum, dims) }

// Mean averages over the given dimensions, or over all without any. The mean of no elements is NaN.
func (t *Tensor) Mean(dims ...int) *Tensor {
	sum := t.Sum(dims...)
	return Div(sum, float64(t.Size())/float64(sum.Size()))
}

// Total returns the sum of scalars, a scalar; 0 without any. Float32 is added up in Float64.
func Total(terms ...*Tensor) *Tensor {
	switch len(terms) {
	case 0:
		return Scalar(0)
	case 1:
		if len(terms[0].shape) == 0 {
			return terms[0]
		}
	}
	return Apply(opTotal, nil, terms...)
}

var opTotal = Register(Op{Name: "Total", Shape: totalShape, Uniform: allInputs, Stores: allInputs, Cases: []Case{{In: make([]Input, 3)}},
	Forward: Kernel{totalForward[float64], totalForward[float32]},
	VJP:     Kernel{totalVJP[float64], totalVJP[float32]}})

const allInputs = ^uint(0)

func totalShape(k *Call) {
	for i := range k.In {
		if len(k.In[i].Shape) > 0 {
			fail("Total", "term %d has shape %v; the terms are scalars", i, []int(k.In[i].Shape))
		}
	}
}

func totalForward[T Float](k *Call) {
	total := 0.0
	for i := range k.In {
		total += float64(Values[T](&k.In[i])[0])
	}
	Values[T](&k.Out)[0] = T(total)
}

func totalVJP[T Float](k *Call) {
	g := Grad[T](&k.Out)[0]
	for i := range k.In {
		switch to := Grad[T](&k.In[i]); {
		case to == nil:
		case k.In[i].fresh:
			to[0] = g
		default:
			to[0] += g
		}
	}
}

var opSum = Register(Op{Name: "Sum", Shape: axisShape, Cases: axisCases,
	Forward: Kernel{sumForward[float64], sumForward[float32]},
	VJP:     Kernel{sumVJP[float64], sumVJP[float32]}})

func sumForward[T Float](k *Call) {
	a := k.Attr.(axis)
	switch out, in := Values[T](&k.Out), Values[T](&k.In[0]); {
	case len(in) <= par.Grain:
		sumRows[T](k, 0, a.outer)
	case len(out) == 1:
		out[0] = T(par.Sum(a.n, func(lo, hi int) float64 { return sum(in[lo:hi]) }))
	default:
		par.Rows(a.outer, a.n*a.inner, func(lo, hi int) { sumRows[T](k, lo, hi) })
	}
}

// sumRows adds up the rows from lo to hi of the outer dimensions.
func sumRows[T Float](k *Call, lo, hi int) {
	a := k.Attr.(axis)
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	for o := lo; o < hi; o++ {
		if a.inner == 1 {
			out[o] = T(sum(in[o*a.n : (o+1)*a.n]))
			continue
		}
		columns := out[o*a.inner : (o+1)*a.inner]
		clear(columns)
		addColumnSums(columns, in[o*a.n*a.inner:], a.n)
	}
}

// sum adds up four sums, because each addition has to wait for the one before.
func sum[T Float](s []T) float64 {
	var a, b, c, d float64
	for ; len(s) >= 4; s = s[4:] {
		a += float64(s[0])
		b += float64(s[1])
		c += float64(s[2])
		d += float64(s[3])
	}
	for _, v := range s {
		a += float64(v)
	}
	return a + b + (c + d)
}

// addColumnSums adds to each of sums the sum of its column, taken in Float64, in a matrix of that many rows.
func addColumnSums[T Float](sums, matrix []T, rows int) {
	var wide [lane]float64
	for at := 0; at < len(sums); at += lane {
		acc := wide[:min(lane, len(sums)-at)]
		clear(acc)
		for r := range rows {
			for i, v := range matrix[r*len(sums)+at:][:len(acc)] {
				acc[i] += float64(v)
			}
		}
		for i, v := range acc {
			sums[at+i] += T(v)
		}
	}
}

func sumVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	gx := Grad[T](&k.In[0])
	switch {
	case a.inner > 1:
		par.Rows(a.outer*a.n, a.inner, func(lo, hi int) { spreadColumns[T](k, lo, hi) })
	case len(gx) <= par.Grain:
		spreadRows[T](k, 0, len(gx))
	default:
		par.For(len(gx), func(lo, hi int) { spreadRows[T](k, lo, hi) })
	}
}

// spreadRows adds the adjoint of a sum to its terms from lo to hi.
func spreadRows[T Float](k *Call, lo, hi int) {
	a := k.Attr.(axis)
	g, gx := Grad[T](&k.Out), Grad[T](&k.In[0])
	for i := lo; i < hi; {
		row := gx[i:min(hi, (i/a.n+1)*a.n)]
		v := g[i/a.n]
		for j := range row {
			row[j] += v
		}
		i += len(row)
	}
}

// spreadColumns adds the adjoints of sums to the rows from lo to hi of their terms.
func spreadColumns[T Float](k *Call, lo, hi int) {
	a := k.Attr.(axis)
	for r := lo; r < hi; r++ {
		row, g := Grad[T](&k.In[0])[r*a.inner:][:a.inner], Grad[T](&k.Out)[r/a.n*a.inner:]
		for i := range row {
			row[i] += g[i]
		}
	}
}
