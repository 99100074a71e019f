package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// dirichletCall is what the density of Dirichlet knows besides its inputs: x, the concentration, and the mask.
type dirichletCall struct {
	batch tensor.Shape
	slack float64 // how far elements of x may add up to something else than 1
}

var opDirichlet = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Dirichlet.LogProb", Shape: dirichletShape, Uniform: 4, NoGrad: 4, Cases: dirichletCases,
		Forward: tensor.Kernel{F64: dirichletForward[float64], F32: dirichletForward[float32]},
		VJP:     tensor.Kernel{F64: dirichletVJP[float64], F32: dirichletVJP[float32]}})
}}

func (d *DirichletDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

// MaskedLogProb returns LogProb where mask is not 0; see [MaskedLogProb].
func (d *DirichletDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opDirichlet.get(), dirichletCall{d.batch, sumSlack(x.DType())}, few.of(mask, x, d.params[0])...)
}

func dirichletShape(k *tensor.Call) {
	x, a, mask := &k.In[0], &k.In[1], &k.In[2]
	n := a.Shape[len(a.Shape)-1]
	if len(x.Shape) == 0 || x.Shape[len(x.Shape)-1] != n {
		fail(k.Op.Name, "values of shape %v do not end in %d elements, as the concentration of shape %v does", []int(x.Shape), n, []int(a.Shape))
	}
	xRows, aRows := x.Shape[:len(x.Shape)-1], a.Shape[:len(a.Shape)-1]
	out, ok := tensor.BroadcastShapes(k.Attr.(dirichletCall).batch, xRows, aRows, mask.Shape)
	if !ok {
		fail(k.Op.Name, "values of shape %v, a concentration of shape %v and a mask of shape %v do not broadcast over batch shape %v",
			[]int(x.Shape), []int(a.Shape), []int(mask.Shape), []int(k.Attr.(dirichletCall).batch))
	}
	k.Out.Shape = out
	k.Plan(out, xRows, aRows, stored(mask))
}

func dirichletForward[T tensor.Float](k *tensor.Call) {
	out, slack := tensor.Values[T](&k.Out), k.Attr.(dirichletCall).slack
	par.Rows(k.Size(), effort(&k.In[1]), func(lo, hi int) {
		clear(out[lo:hi])
		p := newDirichletPoint[T](k)
		unmaskedWalk[T](k, lo, hi, func(n, i, j int) {
			p.read(i, j)
			out[n] = T(p.logProb(slack))
		})
	})
}

// dirichletVJP adds 0 where the density is: outside the support, and where the density is infinite.
func dirichletVJP[T tensor.Float](k *tensor.Call) {
	g, toX, toA := tensor.Grad[T](&k.Out), tensor.SinkOf[T](&k.In[0]), tensor.SinkOf[T](&k.In[1])
	slack := k.Attr.(dirichletCall).slack
	body := func(lo, hi int) {
		p := newDirichletPoint[T](k)
		unmaskedWalk[T](k, lo, hi, func(n, i, j int) {
			gn := float64(g[n])
			if gn == 0 {
				return
			}
			p.read(i, j)
			if !p.regular(slack) {
				return
			}
			p.prepare()
			for c := range p.a {
				dx, da := p.grad(c)
				if toX.Wanted() {
					toX.Add(i*len(p.x)+c, gn*dx)
				}
				if toA.Wanted() {
					toA.Add(j*len(p.a)+c, gn*da)
				}
			}
		})
	}
	if ownRows(k, 0, toX.Wanted()) && ownRows(k, 1, toA.Wanted()) {
		par.Rows(k.Size(), effort(&k.In[1]), body)
	} else {
		body(0, k.Size())
	}
}

// ownRows reports whether no two elements of the output add to the same row of an input's adjoint, so that pieces may
// run at the same time.
func ownRows(k *tensor.Call, i int, wanted bool) bool {
	in := &k.In[i]
	return !wanted || in.Stored() == k.Size()*categories(in)
}

// dirichletPoint is a vector x and the concentration α of one Dirichlet distribution, with their sums.
//
// A Dirichlet variable is what Gamma(αₖ, 1) variables are to their sum, A = Σ αₖ. With G(α, z) = log z^α e^-z / Γ(α)
// for the log-density of the logarithm of such a variable, which has a form without cancellation, and any positive
// multiple z of x,
//
//	log p(x) = Σ (G(αₖ, zₖ) - log xₖ) - G(A, Σ zₖ).
//
// With Σ zₖ = A all terms are of the size of their logarithms. As x counts by its ratios only, it does not matter that
// its elements add up to 1 but for rounding, which otherwise would count A times.
type dirichletPoint[T tensor.Float] struct {
	xs, as     []T // all rows
	x, a       []float64
	total, low float64 // A and what it lacks by rounding
	over       float64 // Σ x - 1
	inverse    float64 // 1 / Σ x
	logSum     float64 // log Σ x
	slope      float64 // of all log-densities by their concentrations: ψ(A) - log Σ x, or log A - ψ(A) for a large A
}

func newDirichletPoint[T tensor.Float](k *tensor.Call) dirichletPoint[T] {
	n := categories(&k.In[1])
	wide := make([]float64, 2*n)
	return dirichletPoint[T]{xs: tensor.Values[T](&k.In[0]), as: tensor.Values[T](&k.In[1]), x: wide[:n], a: wide[n:]}
}

// read takes row i of the values and row j of the concentrations.
func (p *dirichletPoint[T]) read(i, j int) {
	n := len(p.x)
	for c, v := range p.xs[i*n : (i+1)*n] {
		p.x[c] = float64(v)
	}
	for c, v := range p.as[j*n : (j+1)*n] {
		p.a[c] = float64(v)
	}
	p.total, p.low = exactSum(0, p.a)
	over, low := exactSum(-1, p.x)
	p.over = over + low
	p.inverse = 1 / (1 + p.over)
	p.logSum = 0
	if p.over != 0 {
		p.logSum = math.Log1p(p.over)
	}
}

// valid reports whether x is in the support and all concentrations are allowed.
func (p *dirichletPoint[T]) valid(slack float64) bool {
	ok := math.Abs(p.over) <= slack && p.total <= math.MaxFloat64
	for c, a := range p.a {
		ok = ok && a > 0 && p.x[c] >= 0
	}
	return ok
}

// regular reports whether the density is finite and not 0.
func (p *dirichletPoint[T]) regular(slack float64) bool {
	ok := p.valid(slack)
	for c, x := range p.x {
		ok = ok && (x > 0 || p.a[c] == 1)
	}
	return ok
}

// exactSum returns start + Σ v and what that lacks by rounding: T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot
// product" (2005), algorithms 3.1 and 4.4.
func exactSum(start float64, v []float64) (sum, low float64) {
	sum = start
	for _, v := range v {
		t := sum + v
		part := t - sum
		low += (sum - (t - part)) + (v - part)
		sum = t
	}
	return sum, low
}

func (p *dirichletPoint[T]) logProb(slack float64) float64 {
	if !p.valid(slack) {
		return min(invalid(p.a...), invalid(p.x...)) // NaN if either is
	}
	for c, x := range p.x {
		if x == 0 && p.a[c] > 1 {
			return math.Inf(-1)
		}
	}
	sum := 0.0
	if p.total < special.Large {
		sum = special.Lgamma(p.total) - (p.total-float64(len(p.a)))*p.logSum
		for c, a := range p.a {
			sum += special.XLogY(a-1, p.x[c]) - special.Lgamma(a)
		}
		return sum
	}
	sum = float64(len(p.a))*p.logSum - special.LogGammaKernel(p.total, p.total, 0)
	logTotal := math.Log(p.total) - p.logSum
	for c, a := range p.a {
		x := p.x[c]
		z, off := p.scaled(c)
		if a < special.Large {
			sum += special.XLogY(a-1, x) + a*logTotal - z - special.Lgamma(a)
		} else {
			sum += special.LogGammaKernel(a, z, off) - special.Log(x)
		}
	}
	return sum
}

// scaled returns z = A·xₖ/Σx and z - αₖ.
func (p *dirichletPoint[T]) scaled(c int) (z, off float64) {
	x, a := p.x[c], p.a[c]
	off = math.FMA(x, p.total, -a) + (x*p.low - a*p.over)
	return p.total * x * p.inverse, off * p.inverse
}

// prepare works out what the derivatives have in common.
func (p *dirichletPoint[T]) prepare() {
	if p.total < special.Large {
		p.slope = special.Digamma(p.total) - p.logSum
	} else {
		p.slope = special.LogMinusDigamma(p.total)
	}
}

// grad returns the derivative by xₖ and αₖ where the density is finite. That by αₖ is 0 at xₖ = 0, where αₖ is 1.
func (p *dirichletPoint[T]) grad(c int) (dx, da float64) {
	x, a := p.x[c], p.a[c]
	all := (p.total - float64(len(p.a))) * p.inverse
	if p.total < special.Large {
		if a != 1 {
			dx = (a - 1) / x
		}
		if x > 0 {
			da = special.Log(x) + p.slope - special.Digamma(a)
		}
		return dx - all, da
	}
	z, off := p.scaled(c)
	switch {
	case a >= special.Large:
		dx = (float64(len(p.a))*x*p.inverse - 1 - off) / x
	case a == 1:
		dx = -all
	default:
		dx = (a-1)/x - all
	}
	if x > 0 {
		da = special.LogGammaKernelSlope(a, z, off) - p.slope
	}
	return dx, da
}

// dirichletCases have points anywhere: their density is that of their ratios.
var dirichletCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range divergenceShapes {
		for _, high := range []float64{3, 20} {
			cases = append(cases, tensor.Case{
				In:   []tensor.Input{{Shape: s[0], Low: 0.1, High: 0.9}, {Shape: s[1], Low: 0.5, High: high}, {Shape: s[2], High: 2, Whole: true}},
				Attr: dirichletCall{slack: math.Inf(1)}})
		}
	}
	return cases
}()
