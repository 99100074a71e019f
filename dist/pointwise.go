package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// pointwise is a function of a few numbers as two operations on tensors that broadcast: its value at every element, and
// the scaled sum of these values. A log-density log p(x | a, b) is one, a divergence of two sets of parameters another.
//
// Both compute in Float64 for either element type, except where a dense kernel applies. Their last input is a mask:
// elements where it is 0 are not computed with, contribute 0 and no adjoint.
type pointwise struct {
	value func(out []float64, in *operands)
	grad  func(d, in *operands) // the derivative with respect to each operand

	// open is the interval that value i of a lane lies strictly inside, after rounding too; nil is anywhere.
	open func(in *operands, i int) (low, high float64)

	rests bool // a value that open moves has derivative 0, in either element type

	dense []dense // faster, for some calls

	formula *compiled // instead of value and grad

	noGrad      uint // the operands without a derivative
	each, total *tensor.Op
}

// operands are a lane of each operand, or of the derivative with respect to it.
type operands [maxOperands][]float64

const maxOperands = 8

// extent is what the two operations know besides their inputs: a shape that takes part in broadcasting, what the sum is
// multiplied with, and a number that is added to it before.
type extent struct {
	batch       tensor.Shape
	scale, plus float64
}

// extentOf returns the extent of a call on x, as its attribute. Most calls have the same one: x has the shape of the
// batch.
func extentOf(batch tensor.Shape, x *tensor.Tensor, scale float64) any {
	if scale == 1 && (batch == nil || batch.Equal(tensor.RawShape(x))) {
		return noExtent
	}
	return extent{batch: batch, scale: scale}
}

var noExtent any = extent{scale: 1}

// noMask masks nothing, whatever it meets. Values that are not Go numbers meet one of their own element type, so that
// nothing is converted.
var (
	noMask   = tensor.To(1)
	noMaskOf = [...]*tensor.Tensor{tensor.Float64: noMask.As(tensor.Float64), tensor.Float32: noMask.As(tensor.Float32)}
)

// register enters the value at every element in the table. noGrad are the operands that are never differentiated, and
// cases the ranges of all operands in gradient checks.
func (p pointwise) register(name string, noGrad uint, cases ...[]tensor.Input) *pointwise {
	p.enterEach(p.describe(name, noGrad, cases))
	return &p
}

// registerSum enters the sum.
func (p pointwise) registerSum(name string, noGrad uint, cases ...[]tensor.Input) *pointwise {
	p.enterTotal(p.describe(name, noGrad, cases), len(cases[0]))
	return &p
}

// registerSummed enters both.
func (p pointwise) registerSummed(name string, noGrad uint, cases ...[]tensor.Input) *pointwise {
	op := p.describe(name, noGrad, cases)
	p.enterEach(op)
	p.enterTotal(op, len(cases[0]))
	return &p
}

// describe returns what both operations have in common.
func (p *pointwise) describe(name string, noGrad uint, cases [][]tensor.Input) tensor.Op {
	inputs := len(cases[0])
	op := tensor.Op{Name: name, Waits: true, NoGrad: noGrad | 1<<inputs, Cases: broadcastCases(cases)}
	p.noGrad = noGrad
	if !p.differentiable() {
		p.noGrad = 1<<inputs - 1
	} else {
		op.Stores = 1<<inputs - 1
	}
	return op
}

func (p *pointwise) differentiable() bool { return p.grad != nil || p.formula != nil }

func (p *pointwise) enterEach(op tensor.Op) {
	op.Shape, op.Elementwise, op.Prepare = p.shapeEach, true, p.prepareEach
	op.Forward = tensor.Kernel{F64: eachForward[float64](p), F32: eachForward[float32](p)}
	if p.differentiable() {
		op.VJP = tensor.Kernel{F64: eachVJP[float64](p), F32: eachVJP[float32](p)}
	}
	p.each = tensor.Register(op)
}

func (p *pointwise) enterTotal(op tensor.Op, inputs int) {
	op.Name, op.Shape, op.Uniform, op.Prepare = op.Name+".Sum", p.shapeTotal, 1<<(inputs+1)-1, p.prepareTotal
	op.Forward = tensor.Kernel{F64: totalForward[float64](p), F32: totalForward[float32](p)}
	if p.differentiable() {
		op.VJP = tensor.Kernel{F64: totalVJP[float64](p), F32: totalVJP[float32](p)}
	}
	p.total = tensor.Register(op)
}

func (p *pointwise) shapeEach(k *tensor.Call) {
	k.Out.Shape = broadcast(k)
	k.PlanOperands(k.Out.Shape)
}

func (p *pointwise) shapeTotal(k *tensor.Call) {
	k.PlanOperands(broadcast(k))
}

// broadcast returns the shape of all inputs and the extent together.
func broadcast(k *tensor.Call) tensor.Shape {
	var few [maxOperands + 2]tensor.Shape
	shapes := append(few[:0], k.Attr.(extent).batch)
	for i := range k.In {
		shapes = append(shapes, k.In[i].Shape)
	}
	out, ok := tensor.BroadcastShapes(shapes...)
	if !ok {
		fail(k.Op.Name, "values of shape %v, parameters and mask of shapes %v and batch shape %v do not broadcast",
			[]int(shapes[1]), append([]tensor.Shape(nil), shapes[2:]...), []int(shapes[0]))
	}
	return out
}

func eachForward[T tensor.Float](p *pointwise) func(*tensor.Call) {
	return func(k *tensor.Call) {
		d, quick := denseFor[T](p, k), false
		if k.Size() <= par.Grain {
			quick = eachPiece(p, d, k, 0, k.Size())
		} else {
			quick = par.All(k.Size(), func(lo, hi int) bool { return eachPiece(p, d, k, lo, hi) })
		}
		if quick && d.bounds != nil {
			k.Bound(float64(d.bounds[0]), float64(d.bounds[1]))
		}
		if d != nil && d.eachGrad != nil && len(k.In) == 2 { // and the mask
			k.InPlace(1)
		}
	}
}

// eachPiece makes values lo to hi, with d if it can. It reports whether it could.
func eachPiece[T tensor.Float](p *pointwise, d *denseOf[T], k *tensor.Call, lo, hi int) bool {
	out := tensor.Values[T](&k.Out)
	if d != nil && d.each != nil && d.each(out[lo:hi], cut(k, tensor.Values[T], lo, hi)) {
		return true
	}
	if p.formula != nil {
		formulaEach[T](p.formula, k, lo, hi)
		return false
	}
	l := walk[T](k, lo, hi)
	defer l.free()
	for l.next() {
		p.value(l.v[:l.n], &l.in)
		l.store(out)
		if p.open != nil {
			l.pushInside(out, p.open)
		}
	}
	return false
}

func eachVJP[T tensor.Float](p *pointwise) func(*tensor.Call) {
	return func(k *tensor.Call) {
		if d := denseFor[T](p, k); d != nil {
			if add, ok := gradsFit[T](k); ok && d.eachGrad != nil {
				d.addEachGrad(k, add)
				return
			}
			if d.singles != nil && d.addSingles(k) {
				return
			}
		}
		clearFresh(k)
		if k.Size() <= par.Grain {
			eachPieceVJP[T](p, k, 0, k.Size())
			return
		}
		k.SplitVJP(func(lo, hi int) { eachPieceVJP[T](p, k, lo, hi) })
	}
}

// eachPieceVJP adds the derivatives of values lo to hi.
func eachPieceVJP[T tensor.Float](p *pointwise, k *tensor.Call, lo, hi int) {
	g := tensor.Grad[T](&k.Out)
	if p.formula != nil {
		formulaEachVJP(p.formula, k, g, lo, hi)
		return
	}
	l := walk[T](k, lo, hi)
	defer l.free()
	for l.next() {
		l.load(l.g[:l.n], g[l.w.Out+l.at:])
		if p.rests {
			l.rest(tensor.Values[T](&k.Out), p.open)
		}
		l.collect(p.grad)
	}
}

// uniformly returns the number of elements to compute with, and how often each counts: where everything is uniform, one
// stands for all.
func uniformly(k *tensor.Call) (size int, times float64) {
	for i := range k.In {
		if k.In[i].Stored() != 1 {
			return k.Size(), 1
		}
	}
	return min(k.Size(), 1), float64(k.Size())
}

func totalForward[T tensor.Float](p *pointwise) func(*tensor.Call) {
	return func(k *tensor.Call) {
		of := k.Attr.(extent)
		if d := denseFor[T](p, k); d != nil && d.sum != nil {
			if total := d.total(k); special.Finite(total) {
				tensor.Values[T](&k.Out)[0] = T(of.scale * (total + of.plus))
				return
			}
		}
		if p.formula != nil {
			tensor.Values[T](&k.Out)[0] = T(of.scale * (formulaTotal[T](p.formula, k) + of.plus))
			return
		}
		size, times := uniformly(k)
		total := 0.0
		if size <= par.Grain {
			total = totalPiece[T](p, k, 0, size)
		} else {
			total = par.Sum(size, func(lo, hi int) float64 { return totalPiece[T](p, k, lo, hi) })
		}
		tensor.Values[T](&k.Out)[0] = T(of.scale * (times*total + of.plus))
	}
}

// totalPiece returns the sum of values lo to hi.
func totalPiece[T tensor.Float](p *pointwise, k *tensor.Call, lo, hi int) float64 {
	l := walk[T](k, lo, hi)
	defer l.free()
	total := 0.0
	for l.next() {
		p.value(l.v[:l.n], &l.in)
		for _, v := range l.v[:l.n] {
			total += v
		}
	}
	return total
}

func totalVJP[T tensor.Float](p *pointwise) func(*tensor.Call) {
	return func(k *tensor.Call) {
		if d := denseFor[T](p, k); d != nil && d.sumGrad != nil && special.Finite(float64(tensor.Values[T](&k.Out)[0])) {
			g := T(k.Attr.(extent).scale) * tensor.Grad[T](&k.Out)[0]
			if add, ok := gradsFit[T](k); ok && g != 0 && special.Finite(float64(g)) {
				d.addSumGrad(k, g, add)
				return
			}
		}
		if p.formula != nil {
			formulaTotalVJP[T](p.formula, k)
			return
		}
		clearFresh(k)
		size, times := uniformly(k)
		g := k.Attr.(extent).scale * times * float64(tensor.Grad[T](&k.Out)[0])
		if size <= par.Grain {
			totalPieceVJP[T](p, k, g, 0, size)
			return
		}
		k.SplitVJP(func(lo, hi int) { totalPieceVJP[T](p, k, g, lo, hi) })
	}
}

// totalPieceVJP adds the derivatives of values lo to hi, times g.
func totalPieceVJP[T tensor.Float](p *pointwise, k *tensor.Call, g float64, lo, hi int) {
	l := walk[T](k, lo, hi)
	defer l.free()
	fill(l.g[:min(lane, hi-lo)], g)
	for l.next() {
		l.collect(p.grad)
	}
}

func clearFresh(k *tensor.Call) {
	for i := range k.In {
		k.In[i].Clear(k.DType)
	}
}

// broadcastCases returns calls for the gradient check: each list of operands, whose ranges are given, in every way that
// operands and mask broadcast.
func broadcastCases(operands [][]tensor.Input) []tensor.Case {
	shapes := []struct {
		in   [4]tensor.Shape // of four operands in turn
		mask tensor.Shape
	}{
		{[4]tensor.Shape{{}, {}, {}, {}}, nil},
		{[4]tensor.Shape{{3, 4}, {3, 4}, {3, 4}, {3, 4}}, nil},
		{[4]tensor.Shape{{3, 4}, {}, {4}, {}}, tensor.Shape{3, 4}},
		{[4]tensor.Shape{{4}, {3, 1}, {}, {3, 4}}, tensor.Shape{3, 1}},
		{[4]tensor.Shape{{}, {2, 1, 3}, {5, 1}, {}}, tensor.Shape{3}},
	}
	var cases []tensor.Case
	for _, in := range operands {
		for _, s := range shapes {
			c := tensor.Case{Attr: extent{scale: 1.5, plus: -2}}
			for i, input := range in {
				input.Shape = s.in[i%len(s.in)]
				c.In = append(c.In, input)
			}
			cases = append(cases, tensor.Case{In: append(c.In, tensor.Input{Shape: s.mask, High: 2, Whole: true}), Attr: c.Attr})
		}
	}
	return cases
}

// apply returns the value at every element. A nil mask masks nothing.
func (p *pointwise) apply(batch tensor.Shape, mask, x *tensor.Tensor, more ...*tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(p.each, extentOf(batch, x, 1), few.of(mask, x, more...)...)
}

// applySum returns scale times the sum of the values.
func (p *pointwise) applySum(batch tensor.Shape, mask *tensor.Tensor, scale float64, x *tensor.Tensor, more ...*tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(p.total, extentOf(batch, x, scale), few.of(mask, x, more...)...)
}

// refuse panics where a derivative would be lost because it is not known.
func (p *pointwise) refuse(operands []*tensor.Tensor) {
	for i, x := range operands {
		if p.noGrad&(1<<i) != 0 && x.NeedsGrad() {
			fail(p.each.Name, "its derivative by operand %d, of shape %v, is not available; Detach() the operand if the derivative may be lost", i, []int(x.Shape()))
		}
	}
}

// inputs is room for those of one call: a value, the parameters, a mask.
type inputs [maxOperands + 1]*tensor.Tensor

func (few *inputs) of(mask, x *tensor.Tensor, more ...*tensor.Tensor) []*tensor.Tensor {
	switch {
	case mask != nil:
	case x.IsNumber():
		mask = noMask
	default:
		mask = noMaskOf[x.DType()]
	}
	return append(append(append(few[:0], x), more...), mask)
}
