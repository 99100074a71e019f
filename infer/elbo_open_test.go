package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// tempered counts what is observed by a power.
type tempered struct {
	MeanFieldELBO
	power float64
}

func (e tempered) Terms(p *Particle) []Term {
	terms := e.MeanFieldELBO.Terms(p)
	for i, t := range terms {
		if t.Site.Observed {
			terms[i].Weight *= e.power
		}
	}
	return terms
}

// TestELBOOfTheUsersOwn: a tempered likelihood has the posterior with that power of it, and Scale of what is observed
// is the same.
func TestELBOOfTheUsersOwn(t *testing.T) {
	const power = 0.3
	s := meanSVI(SVIOptions{Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(1000, 0)}, Loss: tempered{MeanFieldELBO{Particles: 4}, power}, Seed: 1})
	train(t, s, xrows, 1000)
	variance := 1 / (1 + power*float64(len(rows))/(noise*noise))
	require.InDelta(t, variance*power*floats.Sum(rows)/(noise*noise), param(t, s, "m")[0], 0.02)
	require.InDelta(t, math.Sqrt(variance), param(t, s, "s")[0], 0.02)

	scaled := func(c *ppl.Context, x *tensor.Tensor) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		ppl.Scale(func(c *ppl.Context) {
			ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(x)) })
		}, power)(c)
	}
	for name, loss := range map[string]ELBO{"trace": TraceELBO{}, "mean field": MeanFieldELBO{}} {
		e, err := NewSVI(scaled, meanGuide, SVIOptions{Loss: loss}).Evaluate(xrows, EvaluateOptions{})
		require.NoError(t, err)
		mine := ELBO(tempered{power: power})
		if name == "trace" {
			mine = temperedTrace{power}
		}
		g, err := meanSVI(SVIOptions{Loss: mine}).Evaluate(xrows, EvaluateOptions{})
		require.NoError(t, err)
		require.InEpsilon(t, e.Loss, g.Loss, 1e-12, name)
		require.InEpsilon(t, e.Sites["x"], g.Sites["x"], 1e-12, name)
	}
}

type temperedTrace struct{ power float64 }

func (temperedTrace) NumParticles() int { return 1 }
func (e temperedTrace) Terms(p *Particle) (terms []Term) {
	for t := range p.LogJoint() {
		if t.Site.Observed {
			t.Weight = e.power
		}
		terms = append(terms, t)
	}
	for t := range p.LogGuide() {
		t.Weight = -1
		terms = append(terms, t)
	}
	return terms
}

// TestWeightedTermsByTheScoreFunction: weights count for draws that are not differentiable, too. Bernoulli z with
// probability q under the guide has the exact gradient by enumeration.
func TestWeightedTermsByTheScoreFunction(t *testing.T) {
	racing.SkipNumbers(t)
	const power, q = 0.3, 0.4
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5))
		ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(2)))
	}
	guide := func(c *ppl.Context, _ int) {
		p := ppl.Param(c, "q", constant(q), ppl.Constrained(dist.UnitInterval))
		ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](p))
	}
	s := NewSVI(model, guide, SVIOptions{Loss: temperedTrace{power}})
	const draws = 20_000
	sum, squares := 0.0, 0.0
	for i := range draws {
		s.tape.Reset()
		params := s.store.on(s.tape)
		e, err := s.estimate(0, 1, tensor.NewRNG(uint64(i)).On(s.tape), params)
		require.NoError(t, err)
		s.tape.Backward(e.surrogate())
		g := s.tape.Grad(params.leaves[0].real).Item()
		sum, squares = sum+g, squares+g*g
	}
	mean := sum / draws
	se := math.Sqrt((squares/draws - mean*mean) / draws)
	// d/dq of -Σ_z q(z) (power log p(x | z) - log q(z)), by dq/du = q (1 - q).
	exact := -q * (1 - q) * (power*(-0.5+2) - math.Log(q) + math.Log(1-q))
	require.InDelta(t, exact, mean, 4*se)
	require.Less(t, se, 0.01)
}

// importance is the bound log mean exp of the log-weights (Burda, Grosse, Salakhutdinov 2016, "Importance weighted
// autoencoders").
type importance struct{ TraceELBO }

func (importance) Combine(sums []float64) (float64, []float64) {
	log := floats.LogSumExp(sums)
	w := make([]float64, len(sums))
	for i, s := range sums {
		w[i] = math.Exp(s - log)
	}
	return log - math.Log(float64(len(sums))), w
}

// TestCombiner: the gradient is that of the objective as a function of the parameters at the same noise, and the bound
// is tighter than the ELBO, with more draws.
func TestCombiner(t *testing.T) {
	racing.SkipNumbers(t)
	s := meanSVI(SVIOptions{Loss: importance{TraceELBO{Particles: 5}}})
	at := func(u []float64, backward bool) (loss float64, gradient []float64) {
		for i, p := range s.store.order {
			p.real = tensor.Scalar(u[i])
		}
		s.tape.Reset()
		params := s.store.on(s.tape)
		e, err := s.estimate(xrows, 5, tensor.NewRNG(7).On(s.tape), params)
		require.NoError(t, err)
		if backward {
			s.tape.Backward(e.surrogate())
			for _, l := range params.leaves {
				gradient = append(gradient, s.tape.Grad(l.real).Item())
			}
		}
		total := 0.0
		for _, v := range e.sites() {
			total += v
		}
		require.False(t, math.IsNaN(total))
		return e.loss(), gradient
	}
	train(t, s, xrows, 1)
	u := []float64{0.2, -1.5}
	_, got := at(u, true)
	want := fd.Gradient(nil, func(u []float64) float64 { loss, _ := at(u, false); return loss }, u, &fd.Settings{Formula: fd.Central})
	require.InDeltaSlice(t, want, got, 1e-6)

	_, variance := meanPosterior()
	evidence := 0.0
	for _, x := range rows {
		evidence -= 0.5*x*x/(noise*noise) + math.Log(noise) + 0.5*math.Log(2*math.Pi)
	}
	mean, _ := meanPosterior()
	evidence += 0.5*math.Log(variance) + 0.5*mean*mean/variance
	last := math.Inf(1)
	for _, k := range []int{1, 10, 1000} {
		e, err := meanSVI(SVIOptions{Loss: importance{TraceELBO{Particles: k}}}).Evaluate(xrows, EvaluateOptions{Particles: 50})
		require.NoError(t, err)
		require.Greater(t, e.Loss, -evidence-4*e.StdErr)
		require.Less(t, e.Loss, last)
		last = e.Loss
	}
	require.InDelta(t, -evidence, last, 0.02)
}

type badCombiner struct{ TraceELBO }

func (badCombiner) Combine(sums []float64) (float64, []float64) { return 0, nil }

type noParticles struct{ TraceELBO }

func (noParticles) NumParticles() int { return 0 }

// termsOf is an objective of one function.
type termsOf func(p *Particle) []Term

func (termsOf) NumParticles() int          { return 1 }
func (f termsOf) Terms(p *Particle) []Term { return f(p) }

// combining is a Combiner of one function.
type combining struct {
	TraceELBO
	combine func(sums []float64) (float64, []float64)
}

func (c combining) Combine(sums []float64) (float64, []float64) { return c.combine(sums) }

func TestELBOErrors(t *testing.T) {
	_, err := meanSVI(SVIOptions{Loss: badCombiner{}}).Step(xrows)
	require.EqualError(t, err, "infer: infer.badCombiner.Combine has 0 derivatives for 1 draws; it returns one for each")
	_, err = meanSVI(SVIOptions{Loss: noParticles{}}).Step(xrows)
	require.ErrorContains(t, err, "infer: 0 particles; it takes at least one")
	for name, c := range map[string]combining{
		"objective":   {combine: func([]float64) (float64, []float64) { return math.NaN(), []float64{1} }},
		"derivatives": {combine: func([]float64) (float64, []float64) { return 0, []float64{math.Inf(1)} }},
	} {
		_, err = meanSVI(SVIOptions{Loss: c}).Step(xrows)
		require.ErrorContains(t, err, "infer: infer.combining.Combine makes the objective ", name)
		require.ErrorContains(t, err, "; all have to be finite", name)
	}

	var first []Term
	for name, terms := range map[string]termsOf{
		"without a site":      func(*Particle) []Term { return []Term{{Weight: 1}} },
		"of a site":           func(p *Particle) []Term { return []Term{{Site: p.Model.Site("z"), Weight: 1}} },
		"of a parameter":      func(p *Particle) []Term { return []Term{{Site: p.Guide.Site("m"), Weight: 1}} },
		"of a made-up site":   func(*Particle) []Term { return []Term{{Site: &ppl.Site{Name: "z"}, Weight: 1}} },
		"divergence of no":    func(p *Particle) []Term { kl, _ := p.Divergence(Term{}); return []Term{kl} },
		"of another particle": func(p *Particle) []Term { first = append(first, TraceELBO{}.Terms(p)...); return first[:1] },
	} {
		s := meanSVI(SVIOptions{Loss: terms})
		if name == "of another particle" {
			train(t, s, xrows, 1)
		}
		_, err = s.Step(xrows)
		require.EqualError(t, err, "infer: infer.termsOf has a term that is none of the particle's; its LogJoint, LogGuide and Divergence make terms, and those of one particle serve no other", name)
	}
	_, err = meanSVI(SVIOptions{Loss: termsOf(func(p *Particle) []Term {
		for term := range p.LogGuide() {
			_, ok := p.Divergence(term)
			require.False(t, ok, "the guide's term has no divergence from itself")
		}
		return nil
	})}).Step(xrows)
	require.NoError(t, err)
	discrete := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5)) }
	_, err = NewSVI(discrete, discrete, SVIOptions{Loss: importance{}}).Step(0)
	require.EqualError(t, err, `infer: site "z": infer.importance combines draws, and a draw of Bernoulli(probs: 0.5) is not a differentiable function of the parameters; take TraceELBO`)
}
