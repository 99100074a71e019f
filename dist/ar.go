package dist

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// ARDist is a sequence of numbers each of which depends linearly on those before; see [AR] and [GaussianRandomWalk].
type ARDist struct {
	Base                 // of constant, coefficients and scale, or of drift and scale
	initial Distribution // of the first values: of one, for each of them, or of a vector of all
	order   int
	steps   int
}

var (
	arSpec   = &Spec{"AR", []Param{{"constant", Real, ""}, {"coefficients", independentConstraint{Real, 1}, ""}, {"scale", Positive, scaleCure}}}
	walkSpec = &Spec{"GaussianRandomWalk", []Param{{"drift", Real, ""}, {"scale", Positive, scaleCure}}}
)

// AR returns the autoregressive process of order p, the number of coefficients φ [batch…, p]: vectors of steps numbers
// of which each is normal around a linear function of the p before it,
//
//	xₜ ~ Normal(c + φ₁ xₜ₋₁ + … + φₚ xₜ₋ₚ, σ),  t > p,
//
// with the constant c and the scale σ [batch…]. The first p have a distribution of their own: each of them that of
// initial, or all of them together if its events are vectors of p. A stationary process of order 1 begins with
// Normal(c/(1-φ), σ/√(1-φ²)).
//
// PyMC's AR has initial as init_dist; its steps do not count the first p values, and with constant=True the first of
// its coefficients rho is c. NumPyro and Stan have loops for it, which often take the first values as given:
// ImproperUniform(Real, nil, nil) here.
func AR[C, S tensor.Like](initial Distribution, constant C, coefficients *tensor.Tensor, scale S, steps int) *ARDist {
	b := NewBase(arSpec, tensor.To(constant), coefficients, tensor.To(scale))
	return newAR(b, initial, coefficients.Dim(-1), steps)
}

// GaussianRandomWalk returns the process that begins with a draw from initial and moves by independent normal steps:
// vectors of steps numbers with
//
//	x₁ ~ initial,  xₜ ~ Normal(xₜ₋₁ + drift, scale),  t > 1,
//
// with drift and scale [batch…].
//
// NumPyro's GaussianRandomWalk(scale, num_steps) has drift 0 and begins with Normal(0, scale). PyMC's has mu for the
// drift and init_dist for initial; its steps are one less than there are values.
func GaussianRandomWalk[D, S tensor.Like](initial Distribution, drift D, scale S, steps int) *ARDist {
	return newAR(NewBase(walkSpec, tensor.To(drift), tensor.To(scale)), initial, 1, steps)
}

func newAR(b Base, initial Distribution, order, steps int) *ARDist {
	refuse := func(param, detail string, args ...any) {
		panic(&ParamError{Dist: b.spec.Name, Param: param, Detail: fmt.Sprintf(detail, args...)})
	}
	if order < 1 {
		refuse("coefficients", "of shape %v has none along its last dimension", []int(b.params[1].Shape()))
	}
	if steps <= order {
		refuse("steps", "must be more than the %d values that initial draws, found %d", order, steps)
	}
	if initial == nil {
		refuse("initial", "is nil")
	}
	event := initial.EventShape()
	if len(event) > 0 && !event.Equal(tensor.Shape{order}) {
		refuse("initial", "draws events of shape %v; it must draw numbers, or vectors of the first %d", []int(event), order)
	}
	if c, ok := initial.Support().(independentConstraint); initial.Support() != Real && !(ok && c == RealVector) {
		refuse("initial", "is %v, whose values are %v; those of the process are real", initial, initial.Support())
	}
	if t, decided := commonType(b.params); decided {
		as, err := As(initial, t)
		if err != nil {
			refuse("initial", "has another element type than the other parameters: %v", err)
		}
		initial = as
	}
	batch, ok := tensor.BroadcastShapes(b.batch, initial.BatchShape())
	if !ok {
		refuse("initial", "of batch shape %v does not broadcast with the other parameters, of batch shape %v", []int(initial.BatchShape()), []int(b.batch))
	}
	b.batch = batch
	return &ARDist{b, Expand(initial, batch...), order, steps}
}

// Initial returns the distribution of the first values.
func (d *ARDist) Initial() Distribution { return d.initial }

// Expand returns d with another batch shape; see [Expand].
func (d *ARDist) Expand(shape ...int) *ARDist { return Expand(d, shape...).(*ARDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ARDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ARDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *ARDist) EventShape() tensor.Shape { return tensor.Shape{d.steps} }
func (d *ARDist) HasRSample() bool         { return d.initial.HasRSample() }
func (d *ARDist) Support() Constraint      { return RealVector }
func (d *ARDist) Validate() error          { return d.CheckParams(nil) }

func (d *ARDist) String() string {
	name, params, _ := strings.Cut(d.Base.String(), "(")
	return fmt.Sprintf("%s(initial: %v, %s, steps: %d)", name, d.initial, strings.TrimSuffix(params, ")"), d.steps)
}

// constant and scale are as parameters of a batch with one more dimension, for the steps.
func (d *ARDist) constant() *tensor.Tensor { return unsqueeze(d.params[0], 1) }
func (d *ARDist) scale() *tensor.Tensor    { return unsqueeze(d.params[len(d.params)-1], 1) }

// coefficients returns φ, or nil for a walk, whose only one is 1.
func (d *ARDist) coefficients() *tensor.Tensor {
	if d.spec == walkSpec {
		return nil
	}
	return d.params[1]
}

func (d *ARDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

// MaskedLogProb returns LogProb where mask is not 0 and 0 elsewhere; see [Fused].
func (d *ARDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	d = behind(d, mask).(*ARDist)
	logProb := OnSupport(d, fillMasked(d, x, mask), func(x *tensor.Tensor) *tensor.Tensor { return d.logProb(x, mask) })
	return whereCounts(mask, logProb, 0)
}

func (d *ARDist) logProb(x, mask *tensor.Tensor) *tensor.Tensor {
	loc := d.constant()
	for k := range d.order {
		before := x.Slice(-1, d.order-1-k, d.steps-1-k)
		if c := d.coefficients(); c != nil {
			before = before.Mul(c.Slice(-1, k, k+1))
		}
		loc = loc.Add(before)
	}
	logProb := Normal(loc, d.scale()).LogProb(x.Slice(-1, d.order, d.steps)).Sum(-1)
	if len(d.initial.EventShape()) > 0 {
		return logProb.Add(MaskedLogProb(d.initial, x.Slice(-1, 0, d.order), mask))
	}
	for k := range d.order {
		logProb = logProb.Add(MaskedLogProb(d.initial, x.Slice(-1, k, k+1).Squeeze(-1), mask))
	}
	return logProb
}

func (d *ARDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.draw(rng, shape, d.initial.Sample))
}

// RSample returns the values that independent normal noise makes, from the first on.
func (d *ARDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.draw(rng, shape, d.initial.RSample)
}

func (d *ARDist) draw(rng *tensor.RNG, shape []int, initial func(*tensor.RNG, ...int) *tensor.Tensor) *tensor.Tensor {
	first := d.first(func() *tensor.Tensor { return initial(rng, shape...) })
	rest := tensor.Join(tensor.Join(shape, d.batch), tensor.Shape{d.steps - d.order})
	t, _ := d.DType()
	return d.follow(first, rng.NormalAt(d.constant().As(t), d.scale().As(t), rest...))
}

// first returns the vectors of the first values, each of which or all of which together are as given.
func (d *ARDist) first(of func() *tensor.Tensor) *tensor.Tensor {
	if len(d.initial.EventShape()) > 0 {
		return of()
	}
	each := make([]*tensor.Tensor, d.order)
	for k := range each {
		each[k] = of()
	}
	return tensor.Stack(-1, each...)
}

// follow returns the values that begin with the first and go on by innovations, the part of a value that does not come
// from those before.
func (d *ARDist) follow(first, innovations *tensor.Tensor) *tensor.Tensor {
	all := tensor.Concat(-1, first, innovations)
	if d.coefficients() == nil {
		return all.CumSum(-1)
	}
	return tensor.Apply(opARFollow.get(), nil, all, d.coefficients())
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *ARDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.Base.CheckParams(mask); err != nil {
		return err
	}
	return CheckParams(d.initial, mask)
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *ARDist) WithBase(b Base) Distribution { return newAR(b, d.initial, d.order, d.steps) }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *ARDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &ARDist{Base{d.spec, d.params, shape}, Expand(d.initial, shape...), d.order, d.steps}
}

// As returns d in another element type; see [As].
func (d *ARDist) As(t tensor.DType) (Distribution, error) {
	params, err := convertParams(d.spec.Name, t, d.params...)
	if err != nil {
		return nil, err
	}
	initial, err := As(d.initial, t)
	if err != nil {
		return nil, err
	}
	return newAR(d.with(params), initial, d.order, d.steps), nil
}

// DType returns the element type of the parameters, or if they are Go numbers, of the first values.
func (d *ARDist) DType() (tensor.DType, bool) {
	if t, decided := commonType(d.params); decided {
		return t, true
	}
	return DTypeOf(d.initial)
}

// Mean returns the values without noise.
func (d *ARDist) Mean() (*tensor.Tensor, bool) {
	m, ok := Mean(d.initial)
	if !ok {
		return nil, false
	}
	return d.follow(d.first(func() *tensor.Tensor { return m }), d.everyStep(d.constant())), true
}

// Variance adds up what every innovation before contributes, the variance of it times the square of its effect; ok is
// false where the first values are of a vector of several, which may not be independent.
func (d *ARDist) Variance() (*tensor.Tensor, bool) {
	v, ok := Variance(d.initial)
	if !ok || len(d.initial.EventShape()) > 0 && d.order > 1 {
		return nil, false
	}
	variances := tensor.Concat(-1, d.first(func() *tensor.Tensor { return v }), d.everyStep(d.scale().Square()))
	if d.coefficients() == nil {
		return variances.CumSum(-1), true
	}
	t, _ := d.DType()
	units := tensor.Eye(d.steps).As(t).Expand(tensor.Join(d.batch, tensor.Shape{d.steps, d.steps})...)
	c := d.coefficients()
	effects := tensor.Apply(opARFollow.get(), nil, units, c.Unsqueeze(-2)) // of innovation i on value j at [i, j]
	return effects.Square().Mul(variances.Unsqueeze(-1)).Sum(-2), true
}

// everyStep returns v for every value but the first.
func (d *ARDist) everyStep(v *tensor.Tensor) *tensor.Tensor {
	t, _ := d.DType()
	return v.As(t).Expand(tensor.Join(d.batch, tensor.Shape{d.steps - d.order})...)
}

// Entropy returns that of the first values and that of every innovation.
func (d *ARDist) Entropy() (*tensor.Tensor, bool) {
	h, ok := Entropy(d.initial)
	if !ok {
		return nil, false
	}
	if len(d.initial.EventShape()) == 0 {
		h = tensor.Mul(h, float64(d.order))
	}
	t, _ := d.DType()
	each := tensor.Add(d.params[len(d.params)-1].As(t).Log(), 0.5+halfLog2Pi)
	return h.Add(tensor.Mul(each, float64(d.steps-d.order))).Expand(d.batch...), true
}

// MissingCure names a family of which values may be missing; see [MissingAdviser].
func (d *ARDist) MissingCure() string {
	return "where values are missing, write the process as a GaussianStateSpace, whose Observed sums them out"
}
