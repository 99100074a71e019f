package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// pointwise is a formula as two operations on tensors that broadcast: its value at every element, and the scaled sum of
// these values. A log-density log p(x | a, b) is one, a divergence of two sets of parameters another.
//
// Both compute in Float64 for either element type, except where a dense kernel applies. Their last input is a mask:
// elements where it is 0 are not computed with, contribute 0 and no adjoint.
type pointwise struct {
	formula *compiled

	dense []dense // faster, for some calls

	each, total *tensor.Op
}

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

// compile returns f as a function of operands with the given names. noGrad are those that are never differentiated.
func compile(f formula, noGrad uint, names ...string) *compiled {
	return &compiled{formula: f, names: names, noGrad: noGrad}
}

// register enters the value at every element in the table. The cases are the ranges of all operands in gradient checks.
func (p pointwise) register(name string, cases ...[]tensor.Input) *pointwise {
	p.enterEach(p.describe(name, cases))
	return &p
}

// registerSum enters the sum.
func (p pointwise) registerSum(name string, cases ...[]tensor.Input) *pointwise {
	p.enterTotal(p.describe(name, cases))
	return &p
}

// registerSummed enters both.
func (p pointwise) registerSummed(name string, cases ...[]tensor.Input) *pointwise {
	op := p.describe(name, cases)
	p.enterEach(op)
	p.enterTotal(op)
	return &p
}

// describe returns what both operations have in common.
func (p *pointwise) describe(name string, cases [][]tensor.Input) tensor.Op {
	inputs := len(p.formula.names)
	op := tensor.Op{Name: name, Waits: true, NoGrad: 1 << inputs, Cases: broadcastCases(cases)}
	if p.differentiable() {
		op.NoGrad |= p.formula.noGrad
		op.Stores = 1<<inputs - 1
	}
	return op
}

func (p *pointwise) differentiable() bool { return p.formula.noGrad != 1<<len(p.formula.names)-1 }

func (p *pointwise) enterEach(op tensor.Op) {
	op.Shape, op.Elementwise, op.Prepare = p.shapeEach, true, p.prepareEach
	op.Forward = tensor.Kernel{F64: eachForward[float64](p), F32: eachForward[float32](p)}
	if p.differentiable() {
		op.VJP = tensor.Kernel{F64: eachVJP[float64](p), F32: eachVJP[float32](p)}
	}
	p.each = tensor.Register(op)
}

func (p *pointwise) enterTotal(op tensor.Op) {
	op.Name, op.Shape, op.Uniform, op.Prepare = op.Name+".Sum", p.shapeTotal, 1<<(len(p.formula.names)+1)-1, p.prepareTotal
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
	formulaEach[T](p.formula, k, lo, hi)
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
		g := tensor.Grad[T](&k.Out)
		if k.Size() <= par.Grain {
			formulaEachVJP(p.formula, k, g, 0, k.Size())
			return
		}
		k.SplitVJP(func(lo, hi int) { formulaEachVJP(p.formula, k, g, lo, hi) })
	}
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
		tensor.Values[T](&k.Out)[0] = T(of.scale * (formulaTotal[T](p.formula, k) + of.plus))
	}
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
		formulaTotalVJP[T](p.formula, k)
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
		if p.formula.noGrad&(1<<i) != 0 && x.NeedsGrad() {
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
