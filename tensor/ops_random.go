package tensor

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
)

// Normal returns a tensor of standard normal numbers.
func (r *RNG) Normal(shape ...int) *Tensor { return r.NormalAt(number(0), number(1), shape...) }

// NormalLike returns standard normal numbers with the shape and element type of t.
func (r *RNG) NormalLike(t *Tensor) *Tensor {
	like := &Tensor{dtype: t.dtype}
	return r.NormalAt(FullLike(like, 0), FullLike(like, 1), t.shape...)
}

// NormalAt returns loc + scale · ε with ε standard normal, differentiable in loc and scale, which broadcast to the
// shape. ε is not stored: the derivative makes the same numbers again.
func (r *RNG) NormalAt(loc, scale *Tensor, shape ...int) *Tensor {
	return r.drawAt(opNormal, loc, scale, shape)
}

// NoiseOf returns Σ ε² if x was drawn by [RNG.NormalAt] (loc, scale) on this tape. It is not ok for other tensors, for
// draws where neighboring elements share a parameter, for values that are not finite, and in a [Program], where they
// may become so.
func NoiseOf(x, loc, scale *Tensor) (squares float64, ok bool) {
	k := x.maker("NoiseOf")
	if k == nil {
		return 0, false
	}
	return k.squares, k.Op == opNormal && k.In[0].is(loc) && k.In[1].is(scale) && !math.IsNaN(k.squares)
}

// InputOf returns input i of the recorded call of op that made x, if its first inputs are these. It is not ok for other
// tensors, and in a [Program], where the input changes.
func InputOf(x *Tensor, op *Op, i int, first ...*Tensor) (input *Tensor, ok bool) {
	k := x.maker("InputOf")
	if k == nil || k.Op != op {
		return nil, false
	}
	for j, y := range first {
		if !k.In[j].is(y) {
			return nil, false
		}
	}
	o := &k.In[i]
	return &Tensor{shape: o.Shape, data: o.v, dtype: k.DType, transposed: o.Transposed, tape: x.tape, gen: x.gen, node: o.node, origin: o.origin}, true
}

// maker returns the recorded call that made x; nil for other tensors, and in a [Program].
func (x *Tensor) maker(what string) *Call {
	if x.tape == nil || x.tape.program || x.node == 0 {
		return nil
	}
	x.live(what)
	made := x.tape.nodes[x.node].call
	if made == 0 {
		return nil
	}
	return x.tape.calls.at(int(made - 1))
}

// is reports whether an operand is x.
func (o *Operand) is(x *Tensor) bool { return o.v == x.data && o.node == x.node }

// Uniform returns a tensor of numbers uniform over (0, 1).
func (r *RNG) Uniform(shape ...int) *Tensor { return r.UniformAt(number(0), number(1), shape...) }

// UniformAt returns low + (high - low) · u with u uniform over (0, 1), differentiable in low and high, which broadcast
// to the shape.
func (r *RNG) UniformAt(low, high *Tensor, shape ...int) *Tensor {
	return r.drawAt(opUniform, low, high, shape)
}

func (r *RNG) drawAt(op *Op, a, b *Tensor, shape []int) *Tensor {
	s := checkShape(op.Name, shape)
	return r.Apply(op, drawAttr{s, r.advance(s.Size())}, a, b)
}

// drawAttr is what a random operation knows: its shape and where its numbers start.
type drawAttr struct {
	shape Shape
	from  Source
}

var (
	opNormal = Register(Op{Name: "Normal", Shape: drawShape, Draws: true, Waits: true, Uniform: 3, Stores: 3, InPlace: 1, Cases: drawCases,
		Forward: Kernel{normalForward[float64], normalForward[float32]},
		VJP:     piecesVJP(normalVJP[float64], normalVJP[float32])})
	opUniform = Register(Op{Name: "Uniform", Shape: drawShape, Draws: true, Waits: true, Uniform: 3, Stores: 3, Cases: drawCases,
		Forward: pieces(uniformForward[float64], uniformForward[float32]),
		VJP:     piecesVJP(uniformVJP[float64], uniformVJP[float32])})
)

// drawShape computes the Shape of operations that broadcast their inputs to the shape asked for.
func drawShape(k *Call) {
	shape := k.Attr.(drawAttr).shape
	for i := range k.In {
		if out, ok := BroadcastShapes(k.In[i].Shape, shape); !ok || !out.Equal(shape) {
			fail(k.Op.Name, "parameter of shape %v does not broadcast to the draw's shape %v",
				[]int(k.In[i].Shape), []int(shape))
		}
	}
	k.Out.Shape = shape
	k.PlanOperands(shape)
}

// noisy covers a call with pieces, a vector of which fits into the cache nearest to the processor. They start where
// kernels can.
const noisy = 2048

func eachNoisy(lo, hi int, body func(at, n int)) {
	for at := lo; at < hi; at += noisy {
		body(at, min(noisy, hi-at))
	}
}

// normalForward leaves Σ ε² for [NoiseOf], or NaN where it does not know whether every element is finite.
func normalForward[T Float](k *Call) {
	if k.plan.size <= par.Grain {
		k.squares = normalPiece[T](k, 0, k.plan.size)
	} else {
		k.squares = par.Sum(k.plan.size, func(lo, hi int) float64 { return normalPiece[T](k, lo, hi) })
	}
	if !math.IsNaN(k.squares) {
		k.Bound(-math.MaxFloat64, math.MaxFloat64)
	}
}

func normalPiece[T Float](k *Call, lo, hi int) (squares float64) {
	from := k.Attr.(drawAttr).from.kernel()
	out, loc, scale := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	eachNoisy(lo, hi, func(at, n int) {
		kernel.Normals(out[at:at+n], from, at)
		for w := k.Walk(at, at+n); w.Next(); {
			o, l, s := out[w.Out:w.Out+w.N], loc[w.In[0]:], scale[w.In[1]:]
			sum, finite := 0.0, false
			switch w.Step[0] + w.Step[1] {
			case 2:
				sum, finite = kernel.LocScale(o, l, s)
			case 0:
				kernel.Affine(o, o, s[0], l[0])
			default:
				for i, eps := range o {
					o[i] = l[i*w.Step[0]] + s[i*w.Step[1]]*eps
				}
			}
			if !finite {
				sum = math.NaN()
			}
			squares += sum
		}
	})
	return squares
}

func normalVJP[T Float](k *Call, lo, hi int) {
	from := k.Attr.(drawAttr).from.kernel()
	g := Grad[T](&k.Out)
	scale := SinkOf[T](&k.In[1])
	var eps [noisy]T
	eachNoisy(lo, hi, func(at, n int) {
		if scale.Wanted() {
			kernel.Normals(eps[:n], from, at)
		}
		for w := k.Walk(at, at+n); w.Next(); {
			g, eps := g[w.Out:w.Out+w.N], eps[w.Out-at:]
			carry(k, &w, 0, []T{1}, 0)
			if scale.Wanted() {
				addProducts(scale, &w, 1, g, eps)
			}
		}
	})
}

// addProducts adds terms times factors to the adjoint of input i, over one run.
func addProducts[T Float](to Sink[T], w *Walk, i int, terms, factors []T) {
	if w.Step[i] == 0 {
		to.Add(w.In[i], dot(terms, factors, 1))
	} else {
		to.addProducts(w.In[i], terms, factors)
	}
}

func uniformForward[T Float](k *Call, lo, hi int) {
	from := k.Attr.(drawAttr).from.kernel()
	out, low, high := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	eachNoisy(lo, hi, func(at, n int) {
		kernel.Uniforms(out[at:at+n], from, at)
		for w := k.Walk(at, at+n); w.Next(); {
			o, a, b := out[w.Out:w.Out+w.N], low[w.In[0]:], high[w.In[1]:]
			for i, u := range o {
				a, b := float64(a[i*w.Step[0]]), float64(b[i*w.Step[1]])
				o[i] = T(a + (b-a)*float64(u))
			}
		}
	})
}

func uniformVJP[T Float](k *Call, lo, hi int) {
	from := k.Attr.(drawAttr).from.kernel()
	g := Grad[T](&k.Out)
	low, high := SinkOf[T](&k.In[0]), SinkOf[T](&k.In[1])
	var u, rest [noisy]T
	eachNoisy(lo, hi, func(at, n int) {
		kernel.Uniforms(u[:n], from, at)
		kernel.Affine(rest[:n], u[:n], -1, 1)
		for w := k.Walk(at, at+n); w.Next(); {
			g, u, rest := g[w.Out:w.Out+w.N], u[w.Out-at:], rest[w.Out-at:]
			if low.Wanted() {
				addProducts(low, &w, 0, g, rest)
			}
			if high.Wanted() {
				addProducts(high, &w, 1, g, u)
			}
		}
	})
}

var drawCases = func() []Case {
	var cases []Case
	for _, s := range [][3]Shape{{{3, 4}, {3, 4}, {3, 4}}, {{}, {}, {5}}, {{4}, {3, 1}, {3, 4}}, {{}, {7}, {2, 7}}} {
		cases = append(cases, Case{In: []Input{{Shape: s[0]}, {Shape: s[1]}}, Attr: drawAttr{s[2], Source{key: 5}}})
	}
	return cases
}()
