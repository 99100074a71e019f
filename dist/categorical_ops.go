package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// categoricalCall is what the densities know besides their inputs: x, the parameter, and the mask.
type categoricalCall struct {
	extent
	logits bool
}

// categoricalDraw is what the sampler knows besides the parameter.
type categoricalDraw struct {
	shape  tensor.Shape
	from   tensor.Source
	logits bool
}

var (
	opCategorical = lazy[*tensor.Op]{make: func() *tensor.Op {
		return registerCategorical("", categoricalShape, tensor.Kernel{F64: categoricalForward[float64], F32: categoricalForward[float32]})
	}}
	opCategoricalSum = lazy[*tensor.Op]{make: func() *tensor.Op {
		return registerCategorical(".Sum", categoricalSumShape, tensor.Kernel{F64: categoricalSumForward[float64], F32: categoricalSumForward[float32]})
	}}
	opCategoricalSample = lazy[*tensor.Op]{make: func() *tensor.Op {
		return tensor.Register(tensor.Op{Name: "Categorical.Sample", Shape: categoricalSampleShape,
			Forward: tensor.Kernel{F64: categoricalSample[float64], F32: categoricalSample[float32]}})
	}}
)

func registerCategorical(suffix string, shape func(*tensor.Call), forward tensor.Kernel) *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Categorical.LogProb" + suffix, Shape: shape, Uniform: 5, NoGrad: 5, Cases: categoricalCases,
		Stores: 2, InScratch: 2, Scratch: rowEachScratch, Forward: forward,
		VJP: tensor.Kernel{F64: categoricalVJP[float64], F32: categoricalVJP[float32]}})
}

// row is the parameter of one categorical distribution and its norm, in units in which the largest category has 1: for
// logits Σ eˡ = e^largest · (1 + rest), for weights Σ w = largest · (1 + rest).
type row[T tensor.Float] struct {
	p             []T
	logits        bool
	proper        bool // it is a distribution
	largest, rest float64
	logRest       float64 // log(1 + rest)

	shares [shareBlock]float64 // masses of some categories
	from   int                 // the first of them
}

// shareBlock is the number of categories whose masses are computed together.
const shareBlock = 64

func (r *row[T]) read(p []T, logits bool) {
	r.p, r.logits, r.proper, r.rest = p, logits, true, 0
	first := 0
	for i, v := range p {
		if v > p[first] || v != v {
			first = i
		}
		r.proper = r.proper && (logits || v >= 0) && v == v
	}
	r.largest = float64(p[first])
	if logits {
		r.proper = r.proper && r.largest > math.Inf(-1)
	} else {
		r.proper = r.proper && r.largest > 0 && r.largest <= math.MaxFloat64
	}
	r.load(0)
	for i := range p {
		if i != first {
			r.rest += r.share(i)
		}
	}
	r.logRest = math.Log1p(r.rest)
}

// load computes the masses of the categories from the given one on.
func (r *row[T]) load(from int) {
	r.from = from
	p := r.p[from:min(from+shareBlock, len(r.p))]
	shares := r.shares[:len(p)]
	for i, v := range p {
		switch v := float64(v); {
		case v != r.largest && r.logits:
			shares[i] = v - r.largest
		case v != r.largest:
			shares[i] = v / r.largest
		case r.logits: // infinite ones, too
			shares[i] = 0
		default:
			shares[i] = 1
		}
	}
	if r.logits {
		kernel.Exp(shares, shares)
	}
}

// share returns the mass of category k.
func (r *row[T]) share(k int) float64 {
	if k-r.from >= shareBlock || k < r.from {
		r.load(k / shareBlock * shareBlock)
	}
	return r.shares[k-r.from]
}

// has reports whether x is one of the categories.
func (r *row[T]) has(x float64) bool { return x >= 0 && x < float64(len(r.p)) && isWhole(x) }

// logProb returns the log-probability of x.
func (r *row[T]) logProb(x float64) float64 {
	if !r.proper || !r.has(x) {
		return invalid(x, r.largest)
	}
	v := float64(r.p[int(x)])
	switch {
	case v == r.largest:
		return -r.logRest
	case r.logits:
		return v - r.largest - r.logRest
	case v/r.largest > 0x1p-1000:
		return math.Log(v/r.largest) - r.logRest
	}
	return special.Log(v) - special.Log(r.largest) - r.logRest
}

// gradPick returns the derivative of the log-probability of x in its own parameter, apart from the norm's; it is 0
// where the probability is.
func (r *row[T]) gradPick(x float64) float64 {
	if !r.proper || !r.has(x) {
		return 0
	}
	v := float64(r.p[int(x)])
	switch {
	case r.logits && v > math.Inf(-1):
		return 1
	case !r.logits && v > 0:
		return 1 / v
	}
	return 0
}

// gradNorm returns the derivative of the logarithm of the norm in the parameter of category k.
func (r *row[T]) gradNorm(k int) float64 {
	if r.logits {
		return r.share(k) / (1 + r.rest)
	}
	return 1 / (1 + r.rest) / r.largest
}

func categoricalShape(k *tensor.Call) {
	x, p, mask := &k.In[0], &k.In[1], &k.In[2]
	k.Out.Shape = categoricalPlan(k, k.Attr.(categoricalCall).batch, p, x, mask)
}

func categoricalSumShape(k *tensor.Call) {
	categoricalShape(k)
	k.Out.Shape = nil
}

// categoricalPlan plans the broadcast of x, the rows of p and the mask, in the order of the inputs, and returns its
// shape.
func categoricalPlan(k *tensor.Call, batch tensor.Shape, p, x, mask *tensor.Operand) tensor.Shape {
	rows := p.Shape[:len(p.Shape)-1]
	out, ok := tensor.BroadcastShapes(batch, x.Shape, rows, mask.Shape)
	if !ok {
		fail(k.Op.Name, "values of shape %v, categories of shape %v and mask of shape %v do not broadcast over batch shape %v", []int(x.Shape), []int(p.Shape), []int(mask.Shape), []int(batch))
	}
	k.Plan(out, stored(x), rows, stored(mask))
	return out
}

// stored returns the shape of an operand as it is stored: nil if it is uniform.
func stored(o *tensor.Operand) tensor.Shape {
	if o.Stored() == 1 {
		return nil
	}
	return o.Shape
}

// categories returns how many the rows of an operand have.
func categories(p *tensor.Operand) int { return p.Shape[len(p.Shape)-1] }

// effort returns what an element costs, in those of the usual loops, so that to share 128 rows of 10 categories is not
// yet worth its allocations.
func effort(p *tensor.Operand) int { return 4 * categories(p) }

// onePiece reports whether a call is not worth the memory for what shares it out.
func onePiece(k *tensor.Call) bool { return k.Size()*effort(&k.In[1]) <= par.Grain }

// unmaskedWalk calls body for every element between lo and hi that the mask, input 2, lets through, with its place in
// the output and in inputs 0 and 1.
func unmaskedWalk[T tensor.Float](k *tensor.Call, lo, hi int, body func(out, a, b int)) {
	mask := tensor.Values[T](&k.In[2])
	for w := k.Walk(lo, hi); w.Next(); {
		for i := range w.N {
			if mask[w.In[2]+i*w.Step[2]] != 0 {
				body(w.Out+i, w.In[0]+i*w.Step[0], w.In[1]+i*w.Step[1])
			}
		}
	}
}

// rowReader has the row asked for last, because neighboring elements often share one.
type rowReader[T tensor.Float] struct {
	p      []T
	k      int // categories
	logits bool
	at     int
	row    row[T]
}

func readRows[T tensor.Float](o *tensor.Operand, logits bool) rowReader[T] {
	return rowReader[T]{p: tensor.Values[T](o), k: categories(o), logits: logits, at: -1}
}

func (r *rowReader[T]) read(at int) *row[T] {
	if at != r.at {
		r.at = at
		r.row.read(r.p[at*r.k:(at+1)*r.k], r.logits)
	}
	return &r.row
}

// categoricalPiece sets out to the log-probabilities of elements lo to hi, times the scale; it returns their sum if out
// is nil.
func categoricalPiece[T tensor.Float](k *tensor.Call, lo, hi int, out []T) (total float64) {
	if rowEach(k) {
		return rowEachPiece(k, lo, hi, out)
	}
	if out != nil {
		clear(out[lo:hi])
	}
	attr, xs := k.Attr.(categoricalCall), tensor.Values[T](&k.In[0])
	rows := readRows[T](&k.In[1], attr.logits)
	unmaskedWalk[T](k, lo, hi, func(n, i, row int) {
		v := rows.read(row).logProb(float64(xs[i]))
		total += v
		if out != nil {
			out[n] = T(attr.scale * v)
		}
	})
	return total
}

func categoricalForward[T tensor.Float](k *tensor.Call) {
	out := tensor.Values[T](&k.Out)
	if onePiece(k) {
		categoricalPiece(k, 0, k.Size(), out)
		return
	}
	par.Rows(k.Size(), effort(&k.In[1]), func(lo, hi int) { categoricalPiece(k, lo, hi, out) })
}

func categoricalSumForward[T tensor.Float](k *tensor.Call) {
	total := 0.0
	if onePiece(k) {
		total = categoricalPiece[T](k, 0, k.Size(), nil)
	} else {
		total = par.RowSum(k.Size(), effort(&k.In[1]), func(lo, hi int) float64 { return categoricalPiece[T](k, lo, hi, nil) })
	}
	tensor.Values[T](&k.Out)[0] = T(k.Attr.(categoricalCall).scale * total)
}

// categoricalVJP serves both densities: the sum has one adjoint for all elements.
func categoricalVJP[T tensor.Float](k *tensor.Call) {
	attr, p, g := k.Attr.(categoricalCall), &k.In[1], tensor.Grad[T](&k.Out)
	switch {
	case rowEach(k) && onePiece(k):
		rowEachVJP[T](k, 0, k.Size())
		return
	case rowEach(k):
		par.Rows(k.Size(), effort(p), func(lo, hi int) { rowEachVJP[T](k, lo, hi) })
		return
	}
	p.Clear(k.DType)
	to, step := tensor.SinkOf[T](p), 1
	if len(g) != k.Size() {
		step = 0
	}
	rows, xs := readRows[T](p, attr.logits), tensor.Values[T](&k.In[0])
	sum := 0.0 // of the adjoints of the row being read
	flush := func() {
		for i := 0; sum != 0 && i < rows.k; i++ {
			to.Add(rows.at*rows.k+i, -sum*rows.row.gradNorm(i))
		}
		sum = 0
	}
	unmaskedWalk[T](k, 0, k.Size(), func(n, i, at int) {
		x, gn := float64(xs[i]), attr.scale*float64(g[n*step])
		if at != rows.at {
			flush()
		}
		if d := rows.read(at).gradPick(x); d != 0 && gn != 0 {
			to.Add(at*rows.k+int(x), gn*d)
			sum += gn
		}
	})
	flush()
}

func categoricalSampleShape(k *tensor.Call) {
	p, shape := &k.In[0], k.Attr.(categoricalDraw).shape
	rows := p.Shape[:len(p.Shape)-1]
	k.Out.Shape = shape
	k.Plan(shape, rows)
}

// categoricalSample inverts the distribution function. A category without mass never comes up.
func categoricalSample[T tensor.Float](k *tensor.Call) {
	attr, out := k.Attr.(categoricalDraw), tensor.Values[T](&k.Out)
	par.Rows(k.Size(), effort(&k.In[0]), func(lo, hi int) {
		rows := readRows[T](&k.In[0], attr.logits)
		var streams tensor.Streams
		streams.Begin(attr.from)
		for w := k.Walk(lo, hi); w.Next(); {
			for i := range w.N {
				r := streams.Element(w.Out+i, w.N-i)
				out[w.Out+i] = T(rows.read(w.In[0] + i*w.Step[0]).draw(r.Float64()))
			}
		}
	})
}

// draw returns the category that a uniform number falls to.
func (r *row[T]) draw(u float64) int {
	left, last := u*(1+r.rest), 0
	for start := 0; start < len(r.p); start += shareBlock {
		r.share(start) // the masses from there on are at hand then
		for i, m := range r.shares[:min(shareBlock, len(r.p)-start)] {
			if left -= m; left < 0 {
				return start + i
			}
			if m != 0 {
				last = start + i // rounding may leave a little after the last one
			}
		}
	}
	return last
}

var categoricalCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][3]tensor.Shape{{{}, {3}, {}}, {{4}, {4, 3}, {4}}, {{5, 4}, {4, 3}, {}}, {{5}, {3}, {5}}, {{}, {2, 1, 3}, {4}}} {
		for _, logits := range []bool{true, false} {
			p := tensor.Input{Shape: s[1], Low: -2, High: 2}
			if !logits {
				p.Low, p.High = 0.5, 2
			}
			cases = append(cases, tensor.Case{
				In:   []tensor.Input{{Shape: s[0], High: 3, Whole: true}, p, {Shape: s[2], High: 2, Whole: true}},
				Attr: categoricalCall{extent{scale: 1.5}, logits}})
		}
	}
	return cases
}()
