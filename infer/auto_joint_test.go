package infer

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

type guideOf[D any] func(model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D)

func jointGuides[D any]() map[string]guideOf[D] {
	return map[string]guideOf[D]{"multivariate normal": AutoMultivariateNormal[D], "low rank": AutoLowRankMultivariateNormal[D]}
}

// startLoss is the loss of a guide that no step has moved, by a number of particles.
func startLoss[D any](t *testing.T, particles int, model func(*ppl.Context, D), guide func(*ppl.Context, D), data D, o SVIOptions) Evaluation {
	t.Helper()
	e, err := NewSVI(model, guide, o).Evaluate(data, EvaluateOptions{Particles: particles})
	require.NoError(t, err)
	return e
}

// TestJointGuidesBeginAsAutoNormal: at their start all have independent normals of scale InitScale, so that the losses
// are those of AutoNormal, with plates, supports that depend on latents, other shapes on the real line and Float32.
func TestJointGuidesBeginAsAutoNormal(t *testing.T) {
	racing.SkipNumbers(t)
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Gamma(2, 1))
		w := ppl.Sample(c, "w", dist.Uniform(0, z))
		ppl.Plate(c, "columns", 2, func(c *ppl.Context) {
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
				p := ppl.Sample(c, "p", dist.Dirichlet(tensor.Of([]float64{2, 3, 4}).As(tensor.Float32)))
				x := ppl.Sample(c, "x", dist.Normal(w, 1))
				ppl.Sample(c, "y", dist.Normal(x.Add(p.As(tensor.Float64).Sum(-1)), 0.5), ppl.Obs(tensor.Ones(3, 2)))
			})
		})
		l := ppl.Sample(c, "l", dist.ImproperUniform(dist.CorrCholesky, nil, tensor.Shape{3, 3}))
		ppl.Factor(c, "f", l.Square().Sum().Neg())
	}
	o := AutoOptions{InitScale: 0.4, Init: func(l Latent, _ *tensor.RNG) *tensor.Tensor { return insideOf(l.Dist) }}
	want := startLoss(t, 2000, model, AutoNormal(model, o), 0, SVIOptions{})
	for name, guide := range jointGuides[int]() {
		for loss, elbo := range map[string]ELBO{"trace": TraceELBO{}, "mean field": MeanFieldELBO{}} {
			got := startLoss(t, 2000, model, guide(model, o), 0, SVIOptions{Loss: elbo})
			require.InDelta(t, want.Loss, got.Loss, 4*(want.StdErr+got.StdErr), "%s, %s", name, loss)
			require.Less(t, got.StdErr, 0.1)
		}
	}
}

// TestJointGuidesUnderScaleAndMask: a scale of the whole model scales the loss, and a mask that leaves nothing out does
// nothing.
func TestJointGuidesUnderScaleAndMask(t *testing.T) {
	model := func(c *ppl.Context, x *tensor.Tensor) {
		z := ppl.Sample(c, "z", dist.Gamma(2, 1))
		ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Normal(z, 1))
			ppl.Sample(c, "x", dist.Normal(w, 1), ppl.Obs(x))
		})
	}
	x := tensor.Of([]float64{1, 2, 3, 4})
	scaled := func(m ppl.Model) ppl.Model { return ppl.Scale(m, 0.3) }
	masked := func(m ppl.Model) ppl.Model { return ppl.Mask(m, tensor.Scalar(1)) }
	for name, guide := range jointGuides[*tensor.Tensor]() {
		plain := startLoss(t, 100, model, guide(model, AutoOptions{}), x, SVIOptions{})
		inner := ppl.With(model, scaled)
		require.InEpsilon(t, 0.3*plain.Loss, startLoss(t, 100, inner, guide(inner, AutoOptions{}), x, SVIOptions{}).Loss, 1e-12, name)
		require.InEpsilon(t, 0.3*plain.Loss, startLoss(t, 100, inner, ppl.With(guide(model, AutoOptions{}), scaled), x, SVIOptions{}).Loss, 1e-12, name)
		inner = ppl.With(model, masked)
		require.InEpsilon(t, plain.Loss, startLoss(t, 100, inner, guide(inner, AutoOptions{}), x, SVIOptions{}).Loss, 1e-12, name)

		// What is observed may be masked.
		part := func(c *ppl.Context, x *tensor.Tensor) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
				ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(x)) }, tensor.Of([]float64{1, 0, 0, 1}))(c)
			})
		}
		two := func(c *ppl.Context, x *tensor.Tensor) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(x.Take(0, []int{0, 3})))
			})
		}
		require.InEpsilon(t, startLoss(t, 100, two, guide(two, AutoOptions{}), x, SVIOptions{}).Loss, startLoss(t, 100, part, guide(part, AutoOptions{}), x, SVIOptions{}).Loss, 1e-12, name)
	}
}

// TestJointGuidesKnowTheirRows: all rows in another order are the same rows.
func TestJointGuidesKnowTheirRows(t *testing.T) {
	x := tensor.Of([]float64{-3, 0, 2, 5})
	model := func(c *ppl.Context, rows []int) {
		ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
			ppl.Sample(c, "x", dist.Normal(w.Sum(-1), 1), ppl.Obs(x.Take(0, rows)))
		}, ppl.BatchIndices(rows))
	}
	start := func(l Latent, _ *tensor.RNG) *tensor.Tensor {
		return tensor.Of([]float64{0, 1, 2, 3, 4, 5, 6, 7}, 4, 2)
	}
	guides := jointGuides[[]int]()
	guides["normal"] = AutoNormal[[]int]
	for name, guide := range guides {
		s := NewSVI(model, guide(model, AutoOptions{Init: start}), SVIOptions{})
		sorted, err := s.Evaluate([]int{0, 1, 2, 3}, EvaluateOptions{})
		require.NoError(t, err)
		train(t, s, []int{2, 0, 3, 1}, 1)
		loc := param(t, s, "auto.w.loc")
		require.InDelta(t, 2, loc[0], 0.1, "%s: the row that came first has the first start", name)
		require.InDelta(t, 0, loc[4], 0.1)
		if name == "normal" {
			continue // draws by place
		}
		a, err := s.Evaluate([]int{0, 1, 2, 3}, EvaluateOptions{})
		require.NoError(t, err)
		b, err := s.Evaluate([]int{2, 0, 3, 1}, EvaluateOptions{})
		require.NoError(t, err)
		require.InEpsilon(t, a.Loss, b.Loss, 1e-12, name)
		require.NotEqual(t, sorted.Loss, a.Loss)
	}
}

func TestJointGuidesPredictForNewRows(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
		ppl.Plate(c, "rows", n, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(mu, 1e-3))
			ppl.Deterministic(c, "d", z.Sub(mu))
		})
		last := ppl.Sample(c, "last", dist.Normal(mu, 1))
		ppl.Deterministic(c, "e", last.Sub(mu))
	}
	for name, guide := range jointGuides[int]() {
		s := NewSVI(model, guide(model, AutoOptions{}), SVIOptions{})
		train(t, s, 3, 1)
		_, err := Predict(context.Background(), model, s.Posterior(), 5, PredictiveOptions{Draws: 2})
		require.ErrorContains(t, err, `site "z": plate "rows" had 3 rows in training and has 5 now; a batch of the rows is what SubsampleSize and BatchIndices say, and to predict for new rows Fresh names the plate`, name)
		_, err = s.Step(2)
		require.ErrorContains(t, err, `site "z": plate "rows" had 3 rows in training and has 2 now`, name)
		p := predict(t, model, s.Posterior(), 5, PredictiveOptions{Draws: 50, Fresh: []string{"rows"}, Sites: []string{"d", "e"}})
		require.Equal(t, tensor.Shape{1, 50, 5}, p.Get("d").Shape())
		require.Less(t, p.Get("d").Abs().Mean().Item(), 2e-3, "new rows are drawn from the model")
		old := predict(t, model, s.Posterior(), 3, PredictiveOptions{Draws: 50, Sites: []string{"e"}})
		require.Equal(t, old.Get("e").Float64s(), p.Get("e").Float64s(), "latents in no fresh plate are the guide's")

		// Another process that loads the parameters knows the rows by them, once it has met the data of training.
		var file bytes.Buffer
		require.NoError(t, s.Save(&file))
		loaded := NewSVI(model, guide(model, AutoOptions{}), SVIOptions{})
		require.NoError(t, loaded.Load(&file))
		_, err = loaded.Evaluate(3, EvaluateOptions{})
		require.NoError(t, err)
		q := predict(t, model, loaded.Posterior(), 5, PredictiveOptions{Draws: 50, Fresh: []string{"rows"}, Sites: []string{"d", "e"}})
		require.Equal(t, p.Get("e").Float64s(), q.Get("e").Float64s(), name)
	}
}

// TestAJointGuideOfOtherData: a guide that has met its latents trains with the same ones, wherever its parameters are.
func TestAJointGuideOfOtherData(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		ppl.Sample(c, "a", dist.Normal(0, 1))
		if n > 1 {
			ppl.Sample(c, "b", dist.Normal(0, 1))
		}
	}
	for name, guide := range jointGuides[int]() {
		g := guide(model, AutoOptions{})
		train(t, NewSVI(model, g, SVIOptions{}), 2, 1)
		_, err := NewSVI(model, g, SVIOptions{}).Step(1)
		require.ErrorContains(t, err, `site "b": the model had this latent in the guide's first run, and does not have it now; a guide of all latents together needs the same ones in every run`, name)
	}
}

// TestJointGuidePredictsAtOnce: before training and right after Load, a guide runs the model, which has a parameter, to
// find where its own parameters start.
func TestJointGuidePredictsAtOnce(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		s := ppl.Param(c, "s", constant(1), ppl.Constrained(dist.Interval(0.5, 2)))
		z := ppl.Sample(c, "z", dist.Normal(0, s))
		ppl.Deterministic(c, "d", z)
	}
	for name, guide := range jointGuides[int]() {
		o := PredictiveOptions{Draws: 20}
		untrained := predict(t, model, NewSVI(model, guide(model, AutoOptions{}), SVIOptions{}).Posterior(), 0, o)
		require.Equal(t, tensor.Shape{1, 20}, untrained.Get("d").Shape(), name)

		s := NewSVI(model, guide(model, AutoOptions{}), SVIOptions{})
		train(t, s, 0, 2)
		loaded := NewSVI(model, guide(model, AutoOptions{}), SVIOptions{})
		load(t, loaded, saved(t, s))
		require.Equal(t, predict(t, model, s.Posterior(), 0, o).Get("d").Float64s(), predict(t, model, loaded.Posterior(), 0, o).Get("d").Float64s(), name)
	}
}

// TestJointGuideServesSeveralTrainings: a guide does not remember the data.
func TestJointGuideServesSeveralTrainings(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		ppl.Plate(c, "rows", n, func(c *ppl.Context) { normal(c, "z") })
	}
	for _, guide := range jointGuides[int]() {
		g := guide(model, AutoOptions{})
		for _, n := range []int{3, 5} {
			s := NewSVI(model, g, SVIOptions{})
			train(t, s, n, 2)
			require.Len(t, param(t, s, "auto.z.loc"), n)
		}
	}
}

func TestJointGuideErrors(t *testing.T) {
	n := 0
	comes := func(c *ppl.Context) {
		n++
		normal(c, "z")
		if n > 4 { // runs to learn the names, the starts, and of the first step
			normal(c, "w")
		}
	}
	k := 0
	goes := func(c *ppl.Context) {
		normal(c, "z")
		if k++; k < 5 {
			normal(c, "w")
		}
	}
	for name, c := range map[string]struct {
		model ppl.Model
		o     AutoOptions
		words string
	}{
		"subsampled":      {inPlate("p", 9, ppl.SubsampleSize(3)), AutoOptions{}, `in the guide: ppl: site "z": it is a latent of every row of plate "p", of which a run looks at 3 of 9; a guide of all latents together has the rows of a plate in one vector, and would learn as if these were all; leave the batch option out, or use AutoNormal`},
		"anonymous":       {inPlate("p", 3, ppl.BatchSize(3)), AutoOptions{}, `BatchSize does not say which rows these are`},
		"discrete":        {func(c *ppl.Context) { ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5)) }, AutoOptions{}, `site "z": an automatic guide cannot approximate Bernoulli(probs: 0.5), which is discrete`},
		"negative scale":  {latents("z"), AutoOptions{InitScale: -1}, "AutoOptions.InitScale is -1; it must be positive and finite"},
		"init":            {latents("z"), AutoOptions{Init: func(Latent, *tensor.RNG) *tensor.Tensor { return nil }}, `site "z": the value to start from is nil`},
		"masked":          {ppl.Mask(latents("z"), tensor.Scalar(0)), AutoOptions{}, `site "z": a mask leaves it out, or a part of it, and the one density of all latents together has no parts; mask what is observed, or use AutoNormal`},
		"scales":          {func(c *ppl.Context) { normal(c, "z"); ppl.Scale(latents("w"), 2)(c) }, AutoOptions{}, `site "w": its scale is 2, and that of site "z" is 1; the one density of all latents together has one scale: wrap the whole model in Scale, or use AutoNormal`},
		"latent comes":    {comes, AutoOptions{}, `site "w": the model's latents were [z] in the guide's first run, and now this one comes after 1 of them; a guide of all latents together needs the same ones in every run`},
		"latent goes":     {goes, AutoOptions{}, `site "w": the model's latents were [z w] in the guide's first run, and now only the first 1 of them`},
		"model's mistake": {func(c *ppl.Context) { normal(c, "z"); ppl.Sample(c, "x", dist.Normal(0, -1)) }, AutoOptions{}, "infer: in the model: "},
	} {
		t.Run(name, func(t *testing.T) {
			model := func(ctx *ppl.Context, _ int) { c.model(ctx) }
			for _, guide := range jointGuides[int]() {
				n, k = 0, 0
				s := NewSVI(model, guide(model, c.o), SVIOptions{})
				var err error
				for range 3 {
					if _, err = s.Step(0); err != nil {
						break
					}
				}
				require.ErrorContains(t, err, c.words)
			}
		})
	}
	z := func(c *ppl.Context, _ int) { normal(c, "z") }
	outside := func(c *ppl.Context, _ int) {
		ppl.Plate(c, "p", 2, func(c *ppl.Context) { AutoMultivariateNormal(z, AutoOptions{})(c, 0) })
	}
	_, err := ppl.Run(ppl.Bind(outside, 0), 1)
	require.ErrorContains(t, err, `the guide runs in plate "p", and draws one vector for all latents; call it outside, and let the model have the plate`)
	wrong := AutoJoint(z, AutoOptions{}, func(*ppl.Context, Joint) dist.Distribution { return dist.Normal(0, 1) })
	_, err = ppl.Run(ppl.Bind(wrong, 0), 1)
	require.ErrorContains(t, err, `site "auto.latents": the guide of all latents together has batch shape [] and event shape []; it must have event shape [1], as the latents have so many elements, and no batch`)
	wrong = AutoJoint(z, AutoOptions{}, func(c *ppl.Context, j Joint) dist.Distribution {
		j.Param(c, "p", constant(1, 2))
		return nil
	})
	_, err = ppl.Run(ppl.Bind(wrong, 0), 1)
	require.ErrorContains(t, err, `site "auto.p": the parameter has shape [2], and the latents [z] have 1 elements now`)

	_, err = ppl.Run(ppl.Bind(AutoJoint(z, AutoOptions{}, nil), 0), 1)
	require.ErrorContains(t, err, "AutoJoint has no function that makes the distribution of all latents")
	wrong = AutoJoint(z, AutoOptions{}, func(c *ppl.Context, j Joint) dist.Distribution { return dist.Poisson(j.Loc.Exp()).ToEvent(1) })
	_, err = ppl.Run(ppl.Bind(wrong, 0), 1)
	require.ErrorContains(t, err, `site "auto.latents": the guide draws it from Poisson(rate: `)
	require.ErrorContains(t, err, `.ToEvent(1), which is discrete, and it has a density on the real line`)

	for _, rank := range []int{-1, 2} {
		_, err = ppl.Run(ppl.Bind(AutoLowRankMultivariateNormal(z, AutoOptions{Rank: rank}), 0), 1)
		require.ErrorContains(t, err, "for latents of 1 elements; it is between 1 and their number, and 0 means its root")
	}

	none := func(c *ppl.Context, _ int) { ppl.Factor(c, "f", tensor.Scalar(1)) }
	require.InDelta(t, -1, startLoss(t, 100, none, AutoMultivariateNormal(none, AutoOptions{}), 0, SVIOptions{}).Loss, 1e-15, "a model without latents is no mistake")
	empty := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(tensor.Zeros(0), 1).ToEvent(1)) }
	require.Zero(t, startLoss(t, 100, empty, AutoMultivariateNormal(empty, AutoOptions{}), 0, SVIOptions{}).Loss, "nor is one whose latents have no elements")
}

// TestJointGuideOfTheUsersOwn has a scale mixture with a random choice of its own, the density of which is known.
func TestJointGuideOfTheUsersOwn(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "z", dist.Normal(0, 1))
		ppl.Sample(c, "w", dist.Normal(0, 1))
	}
	guide := AutoJoint(model, AutoOptions{Init: InitToValues(ppl.Values{"z": tensor.Scalar(0), "w": tensor.Scalar(0)}, nil)},
		func(c *ppl.Context, j Joint) dist.Distribution {
			s := ppl.Sample(c, "s", dist.Uniform(1, 2), ppl.Auxiliary())
			return dist.Normal(j.Loc, s).ToEvent(1)
		})
	for _, scale := range []float64{1, 0.25} {
		scaled := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Scale(m, scale) })
		e := startLoss(t, 2000, scaled, ppl.With(guide, func(m ppl.Model) ppl.Model { return ppl.Scale(m, scale) }), 0, SVIOptions{})
		// E[½ (s² - 1) - log s] of both, with s uniform in [1, 2], whose own density is 1: E s² = 7/3, E log s = 2 log 2 - 1.
		require.InDelta(t, scale*2*(0.5*(7./3-1)-(2*math.Ln2-1)), e.Loss, 4*e.StdErr)
	}
}
