package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// GaussianStateSpaceDist is a sequence of vectors that depend linearly on hidden ones; see [GaussianStateSpace].
type GaussianStateSpaceDist struct {
	initial *MultivariateNormalDist // [batch…]
	params  [4]*tensor.Tensor       // those of stateSpaceParams
	seen    *tensor.Tensor          // [batch…, steps, m]; nil if all are
	batch   tensor.Shape
	steps   int
}

var stateSpaceParams = [4]Param{
	{"transition", independentConstraint{Real, 2}, ""}, {"transition_scale", independentConstraint{Real, 2}, ""},
	{"observation", independentConstraint{Real, 2}, ""}, {"observation_scale", independentConstraint{Real, 2}, ""}}

// GaussianStateSpace returns the linear Gaussian model of steps values y, vectors of m numbers, of which each depends
// on its step's state x, a vector of k numbers that depends on the one before:
//
//	x₁ ~ initial,  xₜ₊₁ = F xₜ + G ηₜ,  yₜ = H xₜ + E εₜ
//
// with independent standard normal η and ε, the transition F [k, k] and its scale G [k, r], the observation H [m, k]
// and its scale E [m, q]. The covariances of the noise are G Gᵀ and E Eᵀ, so that a scale is a factor of a covariance,
// lower triangular or not; G may leave states without noise, as structural models and autoregressive ones do. An event
// is [steps, m].
//
// The density is exact, by a square-root form of Kalman's filter. The states can be had back from the values:
// [GaussianStateSpaceDist.Smooth], [GaussianStateSpaceDist.SampleStates], and values that follow:
// [GaussianStateSpaceDist.Forecast]. Some values may be missing: [GaussianStateSpaceDist.Observed].
//
// What differs by step has a dimension for that before its matrices: steps of them for H and E, steps-1 for F and G.
// Batches come before it, so that a batch of matrices alike at all steps has a dimension of 1 there.
//
// TFP's LinearGaussianStateSpaceModel has distributions for the noises, which may have means. Pyro's GaussianHMM does,
// too; it takes a transition before its first value already, and its matrices are multiplied by rows from the left, so
// that they are the transposes of these. NumPyro's GaussianStateSpace is a distribution of the states.
func GaussianStateSpace(initial *MultivariateNormalDist, transition, transitionScale, observation, observationScale *tensor.Tensor, steps int) *GaussianStateSpaceDist {
	d := &GaussianStateSpaceDist{initial, [4]*tensor.Tensor{transition, transitionScale, observation, observationScale}, nil, nil, steps}
	if initial == nil {
		refuseStateSpace("initial", "is nil")
	}
	if steps < 1 {
		refuseStateSpace("steps", "must be at least 1, found %d", steps)
	}
	d.batch = initial.batch
	for i, p := range d.params {
		name := stateSpaceParams[i].Name
		if p == nil || p.Rank() < 2 {
			refuseStateSpace(name, "needs matrices as its last two dimensions, found %v", p)
		}
	}
	k, m := initial.EventShape()[0], observation.Dim(-2)
	for i, want := range [4][2]int{{k, k}, {k, transitionScale.Dim(-1)}, {m, k}, {m, observationScale.Dim(-1)}} {
		p, name, most := d.params[i], stateSpaceParams[i].Name, steps
		if i < 2 {
			most--
		}
		if p.Dim(-2) != want[0] || p.Dim(-1) != want[1] || want[1] == 0 {
			refuseStateSpace(name, "of shape %v must end in %d × %d matrices: the state has %d elements, and a value %d", []int(p.Shape()), want[0], max(1, want[1]), k, m)
		}
		if p.Rank() == 2 {
			continue
		}
		if at := p.Dim(-3); at != 1 && at != most {
			refuseStateSpace(name, "of shape %v has %d steps before its matrices, and %d are needed; what is the same at all has 1 there, with batches before it", []int(p.Shape()), at, most)
		}
		batch, ok := tensor.BroadcastShapes(d.batch, p.Shape()[:p.Rank()-3])
		if !ok {
			refuseStateSpace(name, "of shape %v does not broadcast with the batch shape %v of the others", []int(p.Shape()), []int(d.batch))
		}
		d.batch = batch
	}
	return d
}

func refuseStateSpace(param, detail string, args ...any) {
	panic(&ParamError{Dist: "GaussianStateSpace", Param: param, Detail: fmt.Sprintf(detail, args...)})
}

// Observed returns d of which only those values are seen where mask [batch…, steps, m], or what broadcasts to it, is
// not 0. The others are summed out, whatever stands in their places, NaN included; draws have them.
func (d *GaussianStateSpaceDist) Observed(mask *tensor.Tensor) *GaussianStateSpaceDist {
	shape, ok := tensor.BroadcastShapes(mask.Shape(), tensor.Join(d.batch, d.EventShape()))
	if !ok || !d.EventShape().Equal(shape[len(shape)-2:]) {
		fail("GaussianStateSpace.Observed", "a mask of shape %v does not broadcast with batch shape %v and event shape %v, which are the steps and the values of each", []int(mask.Shape()), []int(d.batch), []int(d.EventShape()))
	}
	c := *d
	c.batch, c.seen = shape[:len(shape)-2], both(d.seen, mask).Expand(shape...)
	return &c
}

// Initial returns the distribution of the first state.
func (d *GaussianStateSpaceDist) Initial() *MultivariateNormalDist { return d.initial }

// Expand returns d with another batch shape; see [Expand].
func (d *GaussianStateSpaceDist) Expand(shape ...int) *GaussianStateSpaceDist {
	return Expand(d, shape...).(*GaussianStateSpaceDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *GaussianStateSpaceDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask]. [GaussianStateSpaceDist.Observed] masks values.
func (d *GaussianStateSpaceDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *GaussianStateSpaceDist) BatchShape() tensor.Shape {
	return d.batch[:len(d.batch):len(d.batch)]
}
func (d *GaussianStateSpaceDist) EventShape() tensor.Shape {
	return tensor.Shape{d.steps, d.params[2].Dim(-2)}
}
func (d *GaussianStateSpaceDist) HasRSample() bool    { return true }
func (d *GaussianStateSpaceDist) Support() Constraint { return independentConstraint{Real, 2} }
func (d *GaussianStateSpaceDist) Validate() error     { return d.CheckParams(nil) }

// EnumerateSupport returns nothing: the values cannot be listed.
func (d *GaussianStateSpaceDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

func (d *GaussianStateSpaceDist) String() string {
	text := fmt.Sprintf("GaussianStateSpace(initial: %v", d.initial)
	for i, p := range stateSpaceParams {
		text += fmt.Sprintf(", %s: %v", p.Name, d.params[i])
	}
	return fmt.Sprintf("%s, steps: %d)", text, d.steps)
}

// inputs returns the parameters as the operations take them, of which those that only reach masked elements are
// allowed.
func (d *GaussianStateSpaceDist) inputs(mask *tensor.Tensor) [8]*tensor.Tensor {
	initial := d.initial
	if mask != nil {
		initial = behind(initial, mask).(*MultivariateNormalDist)
	}
	in := [8]*tensor.Tensor{initial.Loc(), initial.ScaleTril()}
	for i, p := range d.params {
		if p.Rank() == 2 {
			p = p.Unsqueeze(0)
		} else if mask != nil {
			p = tensor.Where(unsqueeze(mask, 3), p, 0)
		}
		in[2+i] = p
	}
	if in[7] = d.seen; d.seen == nil {
		in[7] = tensor.Ones(1, 1)
	}
	return in
}

func (d *GaussianStateSpaceDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

// MaskedLogProb returns LogProb where mask is not 0 and 0 elsewhere; see [Fused].
func (d *GaussianStateSpaceDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	in := d.inputs(mask)
	in[6] = spreadValues(d, fillMasked(d, x, mask))
	logProb := tensor.Apply(opStateSpace.get(), nil, in[:]...)
	return whereCounts(mask, logProb, 0)
}

func (d *GaussianStateSpaceDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns the values of states that noise moves, and its own.
func (d *GaussianStateSpaceDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	_, x := d.draw(rng, shape)
	return x
}

// draw returns states [shape…, batch…, steps, k] and their values.
func (d *GaussianStateSpaceDist) draw(rng *tensor.RNG, shape []int) (states, x *tensor.Tensor) {
	full, t := tensor.Join(shape, d.batch), d.initial.params[0].DType()
	noise := func(scale *tensor.Tensor, steps int) *tensor.Tensor {
		zero := tensor.Scalar(0).As(t)
		eps := rng.NormalAt(zero, tensor.Scalar(1).As(t), tensor.Join(full, tensor.Shape{steps, scale.Dim(-1)})...)
		return timesRows(scale, eps)
	}
	first := Expand(d.initial, d.batch...).RSample(rng, shape...)
	states = d.follow(first, noise(d.params[1], d.steps-1))
	return states, timesRows(d.params[2], states).Add(noise(d.params[3], d.steps))
}

// follow returns the states that begin with the first and are moved by noise [batch…, steps-1, k]; none if it is nil.
func (d *GaussianStateSpaceDist) follow(first, noise *tensor.Tensor) *tensor.Tensor {
	states := make([]*tensor.Tensor, d.steps)
	for t := range states {
		if t == 0 {
			states[t] = first
			continue
		}
		states[t] = timesRows(stepOf(d.params[0], t-1), states[t-1])
		if noise != nil {
			states[t] = states[t].Add(noise.Index(-2, t-1))
		}
	}
	return tensor.Stack(-2, states...)
}

// stepOf returns the matrix of a step.
func stepOf(p *tensor.Tensor, t int) *tensor.Tensor {
	if p.Rank() == 2 {
		return p
	}
	return p.Index(-3, min(t, p.Dim(-3)-1))
}

// Mean returns the values without noise.
func (d *GaussianStateSpaceDist) Mean() (*tensor.Tensor, bool) {
	first, _ := Expand(d.initial, d.batch...).(*MultivariateNormalDist).Mean()
	return timesRows(d.params[2], d.follow(first, nil)), true
}

// Variance returns that of every element of the values.
func (d *GaussianStateSpaceDist) Variance() (*tensor.Tensor, bool) {
	factor := d.initial.lower().Expand(tensor.Join(d.batch, d.initial.factor.Shape()[d.initial.factor.Rank()-2:])...)
	values := make([]*tensor.Tensor, d.steps)
	covariance := matrixProduct(factor, transposed(factor))
	for t := range values {
		if t > 0 {
			move, scale := stepOf(d.params[0], t-1), stepOf(d.params[1], t-1)
			covariance = matrixProduct(matrixProduct(move, covariance), transposed(move)).Add(matrixProduct(scale, transposed(scale)))
		}
		observe, scale := stepOf(d.params[2], t), stepOf(d.params[3], t)
		values[t] = matrixProduct(observe, covariance).Mul(observe).Sum(-1).Add(scale.Square().Sum(-1))
	}
	return tensor.Stack(-2, values...), true
}

// Entropy returns half the number of values that are seen less the log-density of the mean.
func (d *GaussianStateSpaceDist) Entropy() (*tensor.Tensor, bool) {
	mean, _ := d.Mean()
	n := tensor.To(float64(d.EventShape().Size()))
	if d.seen != nil {
		n = tensor.Where(d.seen, 1, 0).Sum(-2, -1)
	}
	return tensor.Mul(n, 0.5).Sub(d.LogProb(mean)), true
}

// Smooth returns the means [sample…, batch…, steps, k] and the covariances [sample…, batch…, steps, k, k] of the states
// given the values x: those of step t given all of x, what comes after t included. No derivative flows through them.
func (d *GaussianStateSpaceDist) Smooth(x *tensor.Tensor) (mean, covariance *tensor.Tensor) {
	in := d.inputs(nil)
	in[6] = spreadValues(d, x)
	return meanAnd(tensor.Apply(opStateSpaceSmooth.get(), nil, in[:]...), d.initial.EventShape()[0])
}

// meanAnd takes a mean and a matrix apart.
func meanAnd(both *tensor.Tensor, n int) (mean, matrix *tensor.Tensor) {
	shape := both.Shape()
	matrix = both.Slice(-1, n, n+n*n).Reshape(tensor.Join(shape[:len(shape)-1], tensor.Shape{n, n})...)
	return both.Slice(-1, 0, n), matrix
}

// SampleStates returns states for each of the values x, [sample…, batch…, steps, k], drawn from their distribution
// given these values: a draw of states and values together, whose states move by the difference that the values make to
// what is expected of them (Durbin & Koopman 2002, "A simple and efficient simulation smoother"). Expand x for several.
func (d *GaussianStateSpaceDist) SampleStates(rng *tensor.RNG, x *tensor.Tensor) *tensor.Tensor {
	x = spreadValues(d, x)
	shape := x.Shape()[:x.Rank()-2-len(d.batch)]
	states, other := d.draw(rng, shape)
	given, _ := d.Smooth(x)
	drawn, _ := d.Smooth(other)
	return stop(states).Add(given.Sub(drawn))
}

// Forecast returns the distribution of the steps values that follow x. Matrices that differ by step have no later
// steps, and are an error.
func (d *GaussianStateSpaceDist) Forecast(x *tensor.Tensor, steps int) *GaussianStateSpaceDist {
	for i, p := range d.params {
		if p.Rank() > 2 && p.Dim(-3) != 1 {
			fail("GaussianStateSpace.Forecast", "%s of shape %v is of %d steps, and those that follow are not known", stateSpaceParams[i].Name, []int(p.Shape()), p.Dim(-3))
		}
	}
	in := d.inputs(nil)
	in[6] = spreadValues(d, x)
	mean, factor := meanAnd(tensor.Apply(opStateSpacePredict.get(), nil, in[:]...), d.initial.EventShape()[0])
	return GaussianStateSpace(MultivariateNormal[ScaleTril](mean, factor), d.params[0], d.params[1], d.params[2], d.params[3], steps)
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *GaussianStateSpaceDist) CheckParams(mask *tensor.Tensor) error {
	if err := partError("GaussianStateSpace", "initial", CheckParams(d.initial, mask)); err != nil {
		return err
	}
	for i, p := range d.params {
		of := mask
		if mask != nil {
			of = unsqueeze(mask, 1) // for the steps
		}
		if p.Rank() == 2 {
			of = nil
		}
		if err := checkParam("GaussianStateSpace", stateSpaceParams[i], p, of); err != nil {
			return err
		}
	}
	return nil
}

// CheckSupport checks the values that are seen; see [CheckSupport].
func (d *GaussianStateSpaceDist) CheckSupport(x, mask *tensor.Tensor) error {
	seen := d.seen
	if mask != nil {
		seen = both(seen, unsqueeze(mask, 2))
	}
	if seen != nil {
		x = tensor.Where(seen, x, 0)
	}
	if index, ok := Real.Check(x); !ok {
		return &ValueError{Dist: "GaussianStateSpace", Constraint: Real.String(), Value: element(x, index), Index: index,
			Cure: d.MissingCure()}
	}
	return nil
}

// MissingCure names Observed; see [MissingAdviser].
func (d *GaussianStateSpaceDist) MissingCure() string {
	return "say which values are missing with Observed, which sums them out"
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *GaussianStateSpaceDist) WithBatchShape(shape tensor.Shape) Distribution {
	c := *d
	c.batch = shape
	return &c
}

// As returns d in another element type; see [As].
func (d *GaussianStateSpaceDist) As(t tensor.DType) (Distribution, error) {
	initial, err := As(d.initial, t)
	if err != nil {
		return nil, err
	}
	params, err := convertParams("GaussianStateSpace", t, d.params[:]...)
	if err != nil {
		return nil, err
	}
	c := *d
	c.initial, c.params = initial.(*MultivariateNormalDist), [4]*tensor.Tensor(params)
	return &c, nil
}

func (d *GaussianStateSpaceDist) DType() (tensor.DType, bool)     { return d.initial.DType() }
func (d *GaussianStateSpaceDist) CheckDType(t tensor.DType) error { return d.initial.CheckDType(t) }
