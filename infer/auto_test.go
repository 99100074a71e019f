package infer

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// everything has each kind of site.
func everything(c *ppl.Context, n int) {
	p := ppl.Param(c, "p", constant(1))
	rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
	w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
	ppl.Factor(c, "factor", rate.Neg())
	ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.HalfNormal(rate))
		mean := ppl.Deterministic(c, "mean", z.Mul(p).Add(w.Sum()))
		ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(tensor.Ones(n)))
	}, ppl.SubsampleSize(n))
}

// The guide runs the model, and leaves its latents only.
func TestAutoGuidesHideWhatIsNotLatent(t *testing.T) {
	names := func(guide func(*ppl.Context, int)) (sites []string) {
		trace, err := ppl.Run(ppl.Bind(guide, 3), 1)
		require.NoError(t, err)
		for name := range trace.Sites() {
			sites = append(sites, name)
		}
		return sites
	}
	require.Equal(t, []string{"auto.rate.loc", "auto.rate.scale", "rate_real", "rate", "auto.w.loc", "auto.w.scale", "w", "auto.z.loc", "auto.z.scale", "z_real", "z"},
		names(AutoNormal(everything, AutoOptions{})))
	require.Equal(t, []string{"auto.rate.loc", "rate", "auto.w.loc", "w", "auto.z.loc", "z"}, names(AutoDelta(everything, AutoOptions{})))
}

func TestAutoGuidesAgreeWithTheModel(t *testing.T) {
	scaled := ppl.With(everything, func(m ppl.Model) ppl.Model { return ppl.Scale(m, 0.3) })
	masked := func(c *ppl.Context, n int) {
		ppl.Mask(func(c *ppl.Context) { everything(c, n) }, tensor.Scalar(1))(c)
	}
	for name, model := range map[string]func(*ppl.Context, int){"plain": everything, "scaled": scaled, "masked": masked} {
		for kind, guide := range map[string]func(*ppl.Context, int){"normal": AutoNormal(model, AutoOptions{}), "delta": AutoDelta(model, AutoOptions{})} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				s := NewSVI(model, guide, SVIOptions{Loss: MeanFieldELBO{}})
				train(t, s, 3, 5)
				require.Len(t, param(t, s, "auto.z.loc"), 6, "every row of the plate has its own")
				require.Len(t, param(t, s, "auto.w.loc"), 2)
			})
		}
	}
}

// exactELBO is minus the ELBO of a latent with the given support under the guide x = map(u), u ~ N(m, s), by quadrature
// over u. log is the log-density of data and latent together.
func exactELBO(c dist.Constraint, m, s float64, log func(x float64) float64) float64 {
	const n, width = 4000, 10.0
	h := 2 * width / n
	total := 0.0
	for i := range n + 1 {
		e := -width + h*float64(i)
		x, logDet := dist.ForwardLogDet(c.Bijection(), tensor.Scalar(m+s*e))
		total += h * math.Exp(-e*e/2) / math.Sqrt(2*math.Pi) * (log(x.Item()) + logDet.Item() + e*e/2 + math.Log(s) + math.Log(2*math.Pi)/2)
	}
	return total
}

// AutoNormal's ELBO is that of a normal on the real line, and training makes it the largest there is.
func TestAutoNormalOnConstrainedLatents(t *testing.T) {
	racing.SkipNumbers(t)
	const x, n = 0.7, 10_000
	likelihood := func(z float64) float64 { return -(x-z)*(x-z)/(2*0.3*0.3) - math.Log(0.3) - math.Log(2*math.Pi)/2 }
	for name, c := range map[string]struct {
		prior dist.Distribution
		log   func(z float64) float64
	}{
		"Gamma":      {dist.Gamma(3, 2), func(z float64) float64 { return 3*math.Log(2) - math.Log(2) + 2*math.Log(z) - 2*z }},
		"HalfNormal": {dist.HalfNormal(1.5), func(z float64) float64 { return math.Log(2/math.Pi)/2 - math.Log(1.5) - z*z/(2*1.5*1.5) }},
		"Beta":       {dist.Beta(2, 3), func(z float64) float64 { return math.Log(12) + math.Log(z) + 2*math.Log1p(-z) }},
		"Uniform":    {dist.Uniform(-1, 4), func(z float64) float64 { return -math.Log(5) }},
		"Normal":     {dist.Normal(1, 2), func(z float64) float64 { return logNormalMean(z, 1, 0, 2) }},
	} {
		t.Run(name, func(t *testing.T) {
			model := func(ctx *ppl.Context, _ int) {
				z := ppl.Sample(ctx, "z", c.prior)
				ppl.Sample(ctx, "x", dist.Normal(z, 0.3), ppl.Obs(tensor.Scalar(x)))
			}
			s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{
				Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(1000, 0)}, Loss: TraceELBO{Particles: 10}, Seed: 2})
			train(t, s, 0, 1000)
			m, sd := param(t, s, "auto.z.loc")[0], param(t, s, "auto.z.scale")[0]
			elbo := func(m, sd float64) float64 {
				return exactELBO(c.prior.Support(), m, sd, func(z float64) float64 { return c.log(z) + likelihood(z) })
			}
			e, err := s.Evaluate(0, EvaluateOptions{Particles: n})
			require.NoError(t, err)
			require.InDelta(t, -elbo(m, sd), e.Loss, 4*e.StdErr+1e-9)
			require.Less(t, e.StdErr, 0.02)

			best := elbo(m, sd)
			for _, dm := range []float64{-0.1, 0, 0.1} {
				for _, ds := range []float64{0.9, 1, 1.1} {
					best = max(best, elbo(m+dm*sd, sd*ds))
				}
			}
			require.InDelta(t, best, elbo(m, sd), 0.002, "no better guide nearby")
		})
	}
}

func TestAutoNormalFindsTheNormalPosterior(t *testing.T) {
	mean, variance := meanPosterior()
	s := NewSVI(meanModel, AutoNormal(meanModel, AutoOptions{}), SVIOptions{
		Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(1500, 0)}, Loss: MeanFieldELBO{Particles: 10}, Seed: 3})
	train(t, s, xrows, 1500)
	require.InDelta(t, mean, param(t, s, "auto.z.loc")[0], 0.02)
	require.InDelta(t, math.Sqrt(variance), param(t, s, "auto.z.scale")[0], 0.02)
}

// On the real line the divergence has a closed form, for events too, because the guide is a plain normal there.
func TestAutoNormalIsClosedOnTheRealLine(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "z", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
		normal(c, "w")
	}
	s := NewSVI(model, AutoNormal(model, AutoOptions{InitScale: 0.5}), SVIOptions{Loss: MeanFieldELBO{}})
	e, err := s.Evaluate(0, EvaluateOptions{Particles: 5})
	require.NoError(t, err)
	require.Zero(t, e.StdErr)
}

// The support of the inner latent depends on the outer one: z ~ U(0, 1), w ~ U(0, z), a point observed near w.
func TestAutoNormalWithSupportsThatMove(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Uniform(0, 1))
		w := ppl.Sample(c, "w", dist.Uniform(0, z))
		ppl.Sample(c, "x", dist.Normal(w, 0.1), ppl.Obs(tensor.Scalar(0.4)))
	}
	for kind, guide := range map[string]func(*ppl.Context, int){"normal": AutoNormal(model, AutoOptions{}), "delta": AutoDelta(model, AutoOptions{})} {
		t.Run(kind, func(t *testing.T) {
			s := NewSVI(model, guide, SVIOptions{Optimizer: optim.Adam{LR: 0.02}, Seed: 1})
			train(t, s, 0, 500)
			p := predict(t, model, s.Posterior(), 0, PredictiveOptions{Draws: 200, Sites: []string{"z", "w"}})
			z, w := p.Get("z").Float64s(), p.Get("w").Float64s()
			for i := range z {
				require.Less(t, w[i], z[i])
			}
			require.InDelta(t, 0.4, p.Get("w").Mean().Item(), 0.05)
		})
	}
}

// rowsOf is a latent for every row, near what is observed there, in a plate that looks at some of them.
func rowsOf(option func(batch []int) ppl.PlateOption) func(*ppl.Context, []int) {
	return func(c *ppl.Context, batch []int) {
		ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(z, 0.5), ppl.Obs(xrows.Take(0, ppl.Indices(c, "rows"))))
		}, option(batch))
	}
}

func TestAutoNormalOnLocalLatents(t *testing.T) {
	const steps = 4000
	for name, option := range map[string]func(batch []int) ppl.PlateOption{
		"SubsampleSize": func([]int) ppl.PlateOption { return ppl.SubsampleSize(3) },
		"BatchIndices":  ppl.BatchIndices,
	} {
		t.Run(name, func(t *testing.T) {
			model := rowsOf(option)
			s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{
				Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(steps, 0)}, Loss: MeanFieldELBO{}, Seed: 1})
			batches, err := Batches(len(rows), 3, BatchOptions{Epochs: steps / 4}, func(rows []int) []int { return rows })
			require.NoError(t, err)
			for _, err := range s.Run(context.Background(), batches) {
				require.NoError(t, err)
			}
			variance := 1 / (1 + 1/0.25)
			loc, scale := param(t, s, "auto.z.loc"), param(t, s, "auto.z.scale")
			for i, x := range rows {
				require.InDelta(t, variance*x/0.25, loc[i], 0.1, "row %d", i)
				require.InDelta(t, math.Sqrt(variance), scale[i], 0.1, "row %d", i)
			}
		})
	}
}

// In a batch the loss stands for all rows: its mean over all batches is that of all rows.
func TestAutoNormalIsScaledInBatches(t *testing.T) {
	model := rowsOf(ppl.BatchIndices)
	s := NewSVI(model, AutoNormal(model, AutoOptions{InitScale: 0.4, Init: InitToSample}), SVIOptions{Loss: MeanFieldELBO{}})
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	train(t, s, all, 1)
	evaluate := func(batch []int) Evaluation {
		e, err := s.Evaluate(batch, EvaluateOptions{Particles: 1000})
		require.NoError(t, err)
		return e
	}
	whole := evaluate(all)
	a, b := evaluate(all[:5]), evaluate(all[5:])
	require.InDelta(t, whole.Loss, (a.Loss+b.Loss)/2, 4*(whole.StdErr+a.StdErr+b.StdErr))
	require.InDelta(t, whole.Sites["z"], (a.Sites["z"]+b.Sites["z"])/2, 1e-9, "the divergence is exact")
}

// Nested plates, subsampled both: parameters have all rows and all columns.
func TestAutoNormalInNestedPlates(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Plate(c, "columns", 4, func(c *ppl.Context) {
			ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Gamma(tensor.Full(2, 5), 1).ToEvent(1))
				ppl.Factor(c, "f", z.Sum(-1).Neg())
			}, ppl.SubsampleSize(3))
		}, ppl.SubsampleSize(2))
	}
	for kind, guide := range map[string]func(*ppl.Context, int){"normal": AutoNormal(model, AutoOptions{}), "delta": AutoDelta(model, AutoOptions{})} {
		t.Run(kind, func(t *testing.T) {
			s := NewSVI(model, guide, SVIOptions{})
			train(t, s, 0, 3)
			p, err := s.Param("auto.z.loc")
			require.NoError(t, err)
			require.Equal(t, tensor.Shape{6, 4, 5}, p.Shape())
			z := predict(t, model, s.Posterior(), 0, PredictiveOptions{Draws: 2, Sites: []string{"z"}})
			require.Equal(t, tensor.Shape{1, 2, 6, 4, 5}, z.Get("z").Shape())
			require.Equal(t, []string{"chain", "draw", "rows", "columns", ""}, z.Dims("z"))
		})
	}
}

func TestAutoGuidesInFloat32(t *testing.T) {
	single := func(v ...float32) *tensor.Tensor { return tensor.Of(v) }
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Normal(single(0, 1), 1).ToEvent(1))
		g := ppl.Sample(c, "g", dist.Gamma(single(2, 3), 1).ToEvent(1))
		ppl.Sample(c, "x", dist.Normal(z.Mul(g), 1).ToEvent(1), ppl.Obs(single(1, 2)))
	}
	for kind, guide := range map[string]func(*ppl.Context, int){"normal": AutoNormal(model, AutoOptions{}), "delta": AutoDelta(model, AutoOptions{})} {
		t.Run(kind, func(t *testing.T) {
			s := NewSVI(model, guide, SVIOptions{})
			train(t, s, 0, 5)
			for _, p := range s.store.order {
				require.Equal(t, tensor.Float32, p.real.DType(), p.name)
			}
		})
	}
}

// The maximum of the posterior density, not of its image on the real line.
func TestAutoDeltaFindsTheMode(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		p := ppl.Sample(c, "p", dist.Beta(3, 5))
		g := ppl.Sample(c, "g", dist.Gamma(4, 2))
		z := ppl.Sample(c, "z", dist.Normal(1, 2))
		ppl.Plate(c, "flips", 4, func(c *ppl.Context) {
			ppl.Sample(c, "flip", dist.Bernoulli[dist.Probs](p), ppl.Obs(tensor.Of([]int{1, 1, 1, 0})))
		})
		ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(3)))
		_ = g
	}
	s := NewSVI(model, AutoDelta(model, AutoOptions{}), SVIOptions{Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(1000, 0)}})
	train(t, s, 0, 1000)
	at := predict(t, model, s.Posterior(), 0, PredictiveOptions{Draws: 1, Sites: []string{"p", "g", "z"}})
	require.InDelta(t, 5./10, at.Get("p").Item(), 1e-3) // Beta(6, 6)
	require.InDelta(t, 3./2, at.Get("g").Item(), 1e-3)
	require.InDelta(t, (1./4+3)/(1./4+1), at.Get("z").Item(), 1e-3)
}

func TestAutoInit(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "z", dist.Gamma(2, 1))
		ppl.Plate(c, "rows", 9, func(c *ppl.Context) { ppl.Sample(c, "p", dist.Beta(2, 2)) }, ppl.SubsampleSize(3))
	}
	first := func(o AutoOptions) *SVI[int] {
		s := NewSVI(model, AutoNormal(model, o), SVIOptions{Optimizer: optim.SGD{LR: 1e-300}})
		train(t, s, 0, 1)
		return s
	}
	s := first(AutoOptions{})
	require.InDelta(t, 0.1, param(t, s, "auto.z.scale")[0], 1e-15)
	loc := param(t, s, "auto.z.loc")[0]
	require.InDelta(t, math.Log(1.678), loc, 0.6, "near the prior's median")
	rows := param(t, s, "auto.p.loc")
	require.Len(t, rows, 9)
	for _, v := range rows {
		require.Equal(t, rows[0], v, "rows that nobody has looked at start alike")
	}

	half := func(l Latent, _ *tensor.RNG) *tensor.Tensor {
		return tensor.Full(0.5, tensor.Join(l.Dist.BatchShape(), l.Dist.EventShape())...)
	}
	s = first(AutoOptions{InitScale: 0.3, Init: half})
	require.InDelta(t, 0.3, param(t, s, "auto.z.scale")[0], 1e-15)
	require.InDelta(t, math.Log(0.5), param(t, s, "auto.z.loc")[0], 1e-15)
	require.InDelta(t, 0, param(t, s, "auto.p.loc")[8], 1e-15)
	require.NotEqual(t, loc, param(t, first(AutoOptions{Init: InitToSample}), "auto.z.loc")[0])
}

func TestAutoGuideErrors(t *testing.T) {
	z := latents("z")
	for name, c := range map[string]struct {
		model ppl.Model
		o     AutoOptions
		words string
	}{
		"discrete":        {func(c *ppl.Context) { ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5)) }, AutoOptions{}, `site "z": an automatic guide cannot approximate Bernoulli(probs: 0.5), which is discrete; write a guide for it`},
		"anonymous rows":  {inPlate("p", 9, ppl.BatchSize(3)), AutoOptions{}, `site "z": it is a latent of every row of plate "p", and BatchSize does not say which rows these are; use SubsampleSize or BatchIndices`},
		"negative scale":  {z, AutoOptions{InitScale: -1}, "AutoOptions.InitScale is -1; it must be positive and finite"},
		"infinite scale":  {z, AutoOptions{InitScale: math.Inf(1)}, "AutoOptions.InitScale is +Inf"},
		"init of nothing": {z, AutoOptions{Init: func(Latent, *tensor.RNG) *tensor.Tensor { return nil }}, "the value to start from is nil"},
		"init's shape":    {z, AutoOptions{Init: func(Latent, *tensor.RNG) *tensor.Tensor { return tensor.Zeros(2) }}, "the value to start from has shape [2], a draw has []"},
		"init outside":    {func(c *ppl.Context) { ppl.Sample(c, "z", dist.Gamma(2, 1)) }, AutoOptions{Init: func(Latent, *tensor.RNG) *tensor.Tensor { return tensor.Scalar(-1) }}, "the value to start from: dist: a value of Gamma must be non-negative, found -1"},
		"init on the rim": {func(c *ppl.Context) { ppl.Sample(c, "z", dist.Uniform(0, 1)) }, AutoOptions{Init: func(Latent, *tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }}, "the value to start from, 1, lies on the rim of what is in [0, 1] (+Inf on the real line), which no step can leave; start inside"},
		"Obs(nil)":        {observed(nil), AutoOptions{}, "Obs has no data for it"},
	} {
		t.Run(name, func(t *testing.T) {
			model := func(ctx *ppl.Context, _ int) { c.model(ctx) }
			_, err := NewSVI(model, AutoNormal(model, c.o), SVIOptions{}).Step(0)
			require.ErrorContains(t, err, c.words)
		})
	}
}

// TestAutoEachErrors: guides of the user's own that make a mistake.
func TestAutoEachErrors(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		ppl.Sample(c, "z", dist.Normal(tensor.Zeros(n), 1).ToEvent(1))
		ppl.Sample(c, "w", dist.Gamma(2, 1))
	}
	for words, each := range map[string]func(l AutoLatent){
		`site "z": AutoEach has no function that draws it`:         nil,
		`which is discrete, and it has a density on the real line`: func(l AutoLatent) { l.Draw(dist.Poisson(l.Loc.Exp())) },
	} {
		_, err := NewSVI(model, AutoEach(model, AutoOptions{}, each), SVIOptions{}).Step(2)
		require.ErrorContains(t, err, words)
	}
	for _, guide := range []func(*ppl.Context, int){AutoNormal(model, AutoOptions{}), AutoDelta(model, AutoOptions{})} {
		s := NewSVI(model, guide, SVIOptions{})
		train(t, s, 2, 1)
		for _, n := range []int{1, 3} {
			_, err := s.Step(n)
			require.ErrorContains(t, err, fmt.Sprintf(`in the guide: ppl: site "z": it had shape [2] on the real line in training and has [%d] now; a latent has one shape in every run`, n))
		}
	}
}

// TestAutoEachParamOfAllRows: a parameter without the dimension of the plate is the same for all rows.
func TestAutoEachParamOfAllRows(t *testing.T) {
	model := func(c *ppl.Context, rows []int) {
		ppl.Plate(c, "p", 5, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(tensor.Zeros(2), 1).ToEvent(1)) }, ppl.BatchIndices(rows))
	}
	loss := func(scale ...float64) Evaluation {
		return startLoss(t, 100, model, AutoEach(model, AutoOptions{}, func(l AutoLatent) {
			l.Draw(dist.Normal(l.Loc, l.Param("scale", constant(scale...), ppl.Constrained(dist.Positive))))
		}), []int{3, 1}, SVIOptions{})
	}
	want := startLoss(t, 100, model, AutoNormal(model, AutoOptions{InitScale: 0.3}), []int{3, 1}, SVIOptions{})
	require.InDelta(t, want.Loss, loss(0.3).Loss, 1e-12)
	require.InDelta(t, want.Loss, loss(0.3, 0.3).Loss, 1e-12)
	require.NotEqual(t, want.Loss, loss(0.3, 0.4).Loss)
}

// A plate that is as large as the data says that there are no other rows.
func TestAutoGuidesKnowTheirRows(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		ppl.Plate(c, "rows", n, func(c *ppl.Context) { normal(c, "z") })
	}
	s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{})
	train(t, s, 4, 1)
	_, err := s.Step(3)
	require.ErrorContains(t, err, `site "z": plate "rows" had 4 rows in training and has 3 now; a batch of the rows is what SubsampleSize and BatchIndices say`)
}
