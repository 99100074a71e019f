package dist

import (
	"errors"
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// DiscreteHMMDist is a sequence of values that depend on hidden states; see [DiscreteHMM].
type DiscreteHMMDist struct {
	initial     *CategoricalDist // [batch…]
	transition  *CategoricalDist // [batch…, 1 or steps-1, K]
	observation Distribution     // [batch…, 1 or steps, K]
	batch       tensor.Shape
	steps       int
}

// DiscreteHMM returns the hidden Markov model of steps values: states z, one of K at each step, of which each depends
// on the one before, and values x, of which each depends on its step's state.
//
//	z₁ ~ initial,  zₜ ~ transition[zₜ₋₁],  xₜ ~ observation[zₜ],
//	p(x) = Σ_z p(z₁) p(x₁|z₁) Π p(zₜ|zₜ₋₁) p(xₜ|zₜ)
//
// The sum over all paths is exact, by the forward algorithm, so that samplers that need gradients can use the model.
// The states can be had back from the values: [DiscreteHMMDist.Smooth], [DiscreteHMMDist.Viterbi],
// [DiscreteHMMDist.SampleStates].
//
// initial has K categories and transition, too, one distribution of the next state for each of K states along its last
// batch dimension; observation is any family, whose last batch dimension are the states. What differs by step has a
// batch dimension for that before the last: steps of them for observation, steps-1 for transition. Batches come before
// it, so that a batch of models alike at all steps has a dimension of 1 there. An event is [steps, event…] with the
// event of observation. Steps without a value are those that a mask [steps, 1] of observation leaves out.
//
// TFP's HiddenMarkovModel and Stan's hmm_marginal have the same meaning. Pyro's DiscreteHMM takes a transition before
// its first value already: its initial state is one that nothing was seen of.
func DiscreteHMM(initial, transition *CategoricalDist, observation Distribution, steps int) *DiscreteHMMDist {
	if initial == nil || transition == nil || observation == nil {
		refuseHMM("initial, transition and observation", "are all needed, and one is nil")
	}
	if steps < 1 {
		refuseHMM("steps", "must be at least 1, found %d", steps)
	}
	d := &DiscreteHMMDist{initial, transition, observation, nil, steps}
	k := initial.Categories()
	batches := []tensor.Shape{initial.batch, nil, nil}
	for i, p := range []struct {
		name  string
		shape tensor.Shape
		steps int
	}{{"transition", transition.batch, steps - 1}, {"observation", observation.BatchShape(), steps}} {
		n := len(p.shape)
		if n == 0 || p.shape[n-1] != k {
			refuseHMM(p.name, "of batch shape %v needs the %d states of initial as its last dimension", []int(p.shape), k)
		}
		if n == 1 {
			continue
		}
		if at := p.shape[n-2]; at != 1 && at != p.steps {
			refuseHMM(p.name, "of batch shape %v has %d steps before its last dimension, and %d are needed; what is the same at all has 1 there, with batches before it", []int(p.shape), at, p.steps)
		}
		batches[i+1] = p.shape[:n-2]
	}
	if transition.Categories() != k {
		refuseHMM("transition", "leads to %d states, and initial has %d", transition.Categories(), k)
	}
	var ok bool
	if d.batch, ok = tensor.BroadcastShapes(batches...); !ok {
		refuseHMM("initial, transition and observation", "of batch shapes %v, %v and %v, without steps and states, do not broadcast", []int(batches[0]), []int(batches[1]), []int(batches[2]))
	}
	return d
}

func refuseHMM(param, detail string, args ...any) {
	panic(&ParamError{Dist: "DiscreteHMM", Param: param, Detail: fmt.Sprintf(detail, args...)})
}

// Initial returns the distribution of the first state.
func (d *DiscreteHMMDist) Initial() *CategoricalDist { return d.initial }

// Transition returns those of the next state, the last dimension of their batch shape being the states.
func (d *DiscreteHMMDist) Transition() *CategoricalDist { return d.transition }

// Observation returns those of the values, the last dimension of their batch shape being the states.
func (d *DiscreteHMMDist) Observation() Distribution { return d.observation }

// Expand returns d with another batch shape; see [Expand].
func (d *DiscreteHMMDist) Expand(shape ...int) *DiscreteHMMDist {
	return Expand(d, shape...).(*DiscreteHMMDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *DiscreteHMMDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *DiscreteHMMDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *DiscreteHMMDist) BatchShape() tensor.Shape { return d.batch[:len(d.batch):len(d.batch)] }
func (d *DiscreteHMMDist) EventShape() tensor.Shape {
	return tensor.Join(tensor.Shape{d.steps}, d.observation.EventShape())
}
func (d *DiscreteHMMDist) HasRSample() bool { return false }
func (d *DiscreteHMMDist) Validate() error  { return d.CheckParams(nil) }
func (d *DiscreteHMMDist) String() string {
	return fmt.Sprintf("DiscreteHMM(initial: %v, transition: %v, observation: %v, steps: %d)", d.initial, d.transition, d.observation, d.steps)
}

func (d *DiscreteHMMDist) RSample(*tensor.RNG, ...int) *tensor.Tensor {
	return failRSample("DiscreteHMM")
}

// EnumerateSupport returns nothing: sequences have too many combinations to list.
func (d *DiscreteHMMDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// Support returns sequences of values of the observation.
func (d *DiscreteHMMDist) Support() Constraint {
	return independentConstraint{acrossComponents(d.each().Support(), d.initial.Categories()), 1}
}

// each returns the distributions of the values of all steps in all states.
func (d *DiscreteHMMDist) each() Distribution {
	return Expand(d.observation, tensor.Join(d.batch, tensor.Shape{d.steps, d.initial.Categories()})...)
}

// Sample draws states, and values in every state, of which it keeps one for each step.
func (d *DiscreteHMMDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	initial, transition := d.logits(nil)
	states := d.states(rng, initial, transition, tensor.Zeros(tensor.Join(tensor.Join(shape, d.batch), tensor.Shape{d.steps, d.initial.Categories()})...))
	categories, _ := Categorical[Logits](tensor.Zeros(d.initial.Categories())).EnumerateSupport()
	all, event := d.each().Sample(rng, shape...), len(d.observation.EventShape())
	chosen := tensor.Equal(states.Unsqueeze(-1), categories.As(states.DType()))
	return tensor.Where(unsqueeze(chosen, event), all, 0).Sum(-1 - event)
}

// logits returns the logarithms of the probabilities of the first state and of transitions, of which those that only
// reach masked elements are allowed.
func (d *DiscreteHMMDist) logits(mask *tensor.Tensor) (initial, transition *tensor.Tensor) {
	first, next := d.initial, d.transition
	if mask != nil {
		first, next = behind(first, mask).(*CategoricalDist), behind(next, unsqueeze(mask, 2)).(*CategoricalDist)
	}
	transition = next.Logits()
	if transition.Rank() == 2 {
		transition = transition.Unsqueeze(0)
	}
	return first.Logits(), transition
}

// seen returns the log-densities of the steps of x in each state, [sample…, batch…, steps, K].
func (d *DiscreteHMMDist) seen(x, mask *tensor.Tensor) *tensor.Tensor {
	if mask != nil {
		mask = unsqueeze(mask, 2)
	}
	seen := MaskedLogProb(d.observation, spreadValues(d, x).Unsqueeze(-1-len(d.observation.EventShape())), mask)
	if certain := certainty(d.observation, mask); certain != nil {
		seen = seen.Add(certain)
	}
	return seen
}

func (d *DiscreteHMMDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

// MaskedLogProb returns LogProb where mask is not 0 and 0 elsewhere; see [Fused].
func (d *DiscreteHMMDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	initial, transition := d.logits(mask)
	logProb := tensor.Apply(opHMM.get(), nil, initial, transition, d.seen(x, mask))
	return whereCounts(mask, logProb, 0)
}

// Smooth returns the probabilities of the states given the values x, [sample…, batch…, steps, K]: those of step t given
// all of x, what comes after t included. No derivative flows through them; they are NaN where x is impossible. Those of
// the last step are given all of x up to it, which TFP and Pyro call filtered.
func (d *DiscreteHMMDist) Smooth(x *tensor.Tensor) *tensor.Tensor {
	initial, transition := d.logits(nil)
	return tensor.Apply(opHMMSmooth.get(), nil, initial, transition, d.seen(x, nil))
}

// Viterbi returns the most likely path of states given the values x, [sample…, batch…, steps], as the numbers of the
// states from 0. It is that of all steps together, which need not have the most likely state of each.
func (d *DiscreteHMMDist) Viterbi(x *tensor.Tensor) *tensor.Tensor {
	initial, transition := d.logits(nil)
	return tensor.Apply(opHMMViterbi.get(), nil, initial, transition, d.seen(x, nil))
}

// SampleStates returns a path of states for each of the values x, [sample…, batch…, steps], drawn from their
// distribution given these values. It is NaN where x is impossible. Expand x for several.
func (d *DiscreteHMMDist) SampleStates(rng *tensor.RNG, x *tensor.Tensor) *tensor.Tensor {
	initial, transition := d.logits(nil)
	return d.states(rng, initial, transition, d.seen(x, nil))
}

// states draws paths given log-densities of what was seen.
func (d *DiscreteHMMDist) states(rng *tensor.RNG, initial, transition, seen *tensor.Tensor) *tensor.Tensor {
	return rng.Apply(opHMMSample.get(), rng.Reserve(), initial, transition, seen.As(initial.DType()))
}

// Forecast returns the distribution of the steps values that follow x. What differs by step has no later steps, and is
// an error.
func (d *DiscreteHMMDist) Forecast(x *tensor.Tensor, steps int) *DiscreteHMMDist {
	for _, shape := range []tensor.Shape{d.transition.batch, d.observation.BatchShape()} {
		if n := len(shape); n > 1 && shape[n-2] != 1 {
			fail("DiscreteHMM.Forecast", "distributions of batch shape %v are of %d steps, and those that follow are not known; make a DiscreteHMM of them, which begins with the last of Smooth", []int(shape), shape[n-2])
		}
	}
	now := d.Smooth(x).Slice(-2, d.steps-1, d.steps).Squeeze(-2).Unsqueeze(-1)
	next := d.transition.Probs()
	if next.Rank() > 2 {
		next = next.Squeeze(-3)
	}
	return DiscreteHMM(Categorical[Probs](now.Mul(next).Sum(-2)), d.transition, d.observation, steps)
}

// Mean returns what the observation's would be of a state drawn for each step.
func (d *DiscreteHMMDist) Mean() (*tensor.Tensor, bool) { return Mean(d.marginal()) }

// Variance returns that of the values of each step.
func (d *DiscreteHMMDist) Variance() (*tensor.Tensor, bool) { return Variance(d.marginal()) }

// marginal returns the distribution of the values of each step without the others.
func (d *DiscreteHMMDist) marginal() Distribution {
	p, next := d.initial.Probs(), d.transition.Probs()
	if next.Rank() == 2 {
		next = next.Unsqueeze(0)
	}
	each := make([]*tensor.Tensor, d.steps)
	for t := range each {
		if t > 0 {
			at := min(t, next.Dim(-3)) - 1
			p = p.Unsqueeze(-1).Mul(next.Slice(-3, at, at+1).Squeeze(-3)).Sum(-2)
		}
		each[t] = p.Expand(tensor.Join(d.batch, p.Shape()[p.Rank()-1:])...)
	}
	return Mixture(Categorical[Probs](tensor.Stack(-2, each...)), d.each())
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *DiscreteHMMDist) CheckParams(mask *tensor.Tensor) error {
	wide := mask
	if mask != nil {
		wide = unsqueeze(mask, 2)
	}
	for _, p := range []struct {
		name string
		of   Distribution
		mask *tensor.Tensor
	}{{"initial", d.initial, mask}, {"transition", d.transition, wide}, {"observation", d.observation, wide}} {
		if err := partError("DiscreteHMM", p.name, CheckParams(p.of, p.mask)); err != nil {
			return err
		}
	}
	return nil
}

// partError returns the error of a parameter of a distribution that is a parameter of another, as an error of the
// latter.
func partError(name, part string, err error) error {
	var bad *ParamError
	if !errors.As(err, &bad) {
		return err
	}
	of := *bad
	of.Dist, of.Param = name, fmt.Sprintf("%s: %s: %s", part, bad.Dist, bad.Param)
	return &of
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *DiscreteHMMDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &DiscreteHMMDist{Expand(d.initial, shape...).(*CategoricalDist), d.transition, d.observation, shape, d.steps}
}

// As returns d in another element type; see [As].
func (d *DiscreteHMMDist) As(t tensor.DType) (Distribution, error) {
	initial, err := As(d.initial, t)
	if err != nil {
		return nil, err
	}
	transition, err := As(d.transition, t)
	if err != nil {
		return nil, err
	}
	observation, err := As(d.observation, t)
	if err != nil {
		return nil, err
	}
	return &DiscreteHMMDist{initial.(*CategoricalDist), transition.(*CategoricalDist), observation, d.batch, d.steps}, nil
}

func (d *DiscreteHMMDist) DType() (tensor.DType, bool)     { return DTypeOf(d.observation) }
func (d *DiscreteHMMDist) CheckDType(t tensor.DType) error { return checkDType(d.observation, t) }

// Unmasked returns 1 for sequences of which any step counts; see [Unmasked].
func (d *DiscreteHMMDist) Unmasked() *tensor.Tensor {
	return anyOfLast(Unmasked(d.observation), tensor.Join(d.batch, tensor.Shape{d.steps, d.initial.Categories()}), 2)
}

// CheckSupport checks the steps that count; see [CheckSupport].
func (d *DiscreteHMMDist) CheckSupport(x, mask *tensor.Tensor) error {
	if seen := Unmasked(d.observation); seen != nil {
		steps := anyOfLast(seen, tensor.Join(d.batch, tensor.Shape{d.steps, d.initial.Categories()}), 1)
		x = fillMasked(d.observation, x, steps)
	}
	return checkSupport(d, x, mask)
}

// MissingCure tells of a mask of steps; see [MissingAdviser].
func (d *DiscreteHMMDist) MissingCure() string {
	return "steps without a value are those that a mask [steps, 1] of observation leaves out, before it goes into DiscreteHMM"
}
