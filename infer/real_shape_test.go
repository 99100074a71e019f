package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// inside starts a latent that cannot be drawn.
func inside(l Latent, _ *tensor.RNG) *tensor.Tensor {
	return l.Dist.Support().Inside(tensor.Join(l.Dist.BatchShape(), l.Dist.EventShape())...)
}

// TestLatentsOfAnotherShapeOnTheRealLine: guides and NUTS give latents in subsampled plates, and parameters, a vector of the
// size that their set asks for.
func TestLatentsOfAnotherShapeOnTheRealLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   dist.Constraint
		event tensor.Shape
		reals tensor.Shape // of one latent
	}{
		{"simplex", dist.Simplex, tensor.Shape{4}, tensor.Shape{3}},
		{"ordered", dist.OrderedVector, tensor.Shape{4}, tensor.Shape{4}},
		{"correlation factor", dist.CorrCholesky, tensor.Shape{4, 4}, tensor.Shape{6}},
		{"correlation factor of 2", dist.CorrCholesky, tensor.Shape{2, 2}, tensor.Shape{1}},
		{"correlation", dist.Correlation, tensor.Shape{3, 3}, tensor.Shape{3}},
		{"factor", dist.LowerCholesky, tensor.Shape{3, 3}, tensor.Shape{6}},
		{"positive definite", dist.PositiveDefinite, tensor.Shape{2, 2}, tensor.Shape{3}},
		{"rows of simplexes", dist.Simplex, tensor.Shape{2, 4}, tensor.Shape{2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			model := func(c1 *ppl.Context, batch []int) {
				ppl.Param(c1, "p", func(*tensor.RNG) *tensor.Tensor { return c.set.Inside(c.event...) }, ppl.Constrained(c.set))
				ppl.Plate(c1, "columns", 2, func(c1 *ppl.Context) {
					ppl.Plate(c1, "rows", 5, func(c1 *ppl.Context) {
						z := ppl.Sample(c1, "z", dist.ImproperUniform(c.set, nil, c.event))
						at := z.Square()
						for range c.event {
							at = at.Sum(-1)
						}
						ppl.Factor(c1, "f", at.Neg())
					}, ppl.BatchIndices(batch))
				})
			}
			for kind, guide := range map[string]func(*ppl.Context, []int){
				"normal": AutoNormal(model, AutoOptions{Init: inside}), "delta": AutoDelta(model, AutoOptions{Init: inside}),
			} {
				s := NewSVI(model, guide, SVIOptions{Optimizer: optim.Adam{LR: 0.05}})
				for _, batch := range [][]int{{3, 1}, {0, 1, 2}, {4}} {
					_, err := s.Step(batch)
					require.NoError(t, err, kind)
				}
				loc, err := s.Param("auto.z.loc")
				require.NoError(t, err)
				require.Equal(t, tensor.Join(tensor.Shape{5, 2}, c.reals), loc.Shape(), kind)
				p, err := s.Param("p")
				require.NoError(t, err)
				require.Equal(t, c.event, p.Shape())
			}
			whole := func(c1 *ppl.Context) {
				ppl.Plate(c1, "rows", 3, func(c1 *ppl.Context) {
					z := ppl.Sample(c1, "z", dist.ImproperUniform(c.set, nil, c.event))
					at := z.Square()
					for range c.event {
						at = at.Sum(-1)
					}
					ppl.Factor(c1, "f", at.Neg())
				})
			}
			post, err := MCMC{Draws: 10, Warmup: 20, Chains: 2, Seed: 1}.Run(background, whole)
			require.NoError(t, err)
			require.Equal(t, tensor.Join(tensor.Shape{2, 10, 3}, c.event), post.Get("z").Shape())
			require.NoError(t, dist.CheckConstraint(c.set, post.Get("z")))
		})
	}
}

// tilted is a correlation with density ½ (1 + ρ) in every row, by way of its factor.
func tilted(c *ppl.Context) {
	ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
		l := ppl.Sample(c, "l", dist.ImproperUniform(dist.CorrCholesky, nil, tensor.Shape{2, 2}))
		rho := ppl.Deterministic(c, "rho", l.Slice(-2, 1, 2).Slice(-1, 0, 1).Squeeze(-1).Squeeze(-1))
		ppl.Factor(c, "f", rho.Log1p())
	})
}

func TestNUTSOnACorrelationFactor(t *testing.T) {
	post, err := MCMC{Init: inside, Seed: 1}.Run(background, tilted)
	require.NoError(t, err)
	rho := post.Get("rho").Float64s()
	within(t, "rho", rho, 1.0/3, math.Sqrt(2.0/9), 2000)
	square := make([]float64, len(rho))
	for i, v := range rho {
		square[i] = v * v
	}
	within(t, "rho²", square, 1.0/3, math.Sqrt(1.0/5-1.0/9), 2000)
}

// TestAutoNormalOnACorrelationFactor: the loss is the exact one, by quadrature over the one real number of each factor.
func TestAutoNormalOnACorrelationFactor(t *testing.T) {
	model := func(c *ppl.Context, _ int) { tilted(c) }
	s := NewSVI(model, AutoNormal(model, AutoOptions{Init: inside, InitScale: 0.4}), SVIOptions{Optimizer: optim.Adam{LR: 0.05}})
	_, err := s.Step(0)
	require.NoError(t, err)
	loc, err := s.Param("auto.l.loc")
	require.NoError(t, err)
	scale, err := s.Param("auto.l.scale")
	require.NoError(t, err)
	exact := 0.0
	for row := range 2 {
		m, sd := loc.At(row, 0), scale.At(row, 0)
		const n = 4000
		for i := range n {
			e := 16*(float64(i)+0.5)/n - 8
			u := m + sd*e
			// log(1 + ρ) + log dρ/du - log q(u)
			term := math.Log1p(math.Tanh(u)) - 2*math.Log(math.Cosh(u)) + 0.5*e*e + math.Log(sd) + 0.5*math.Log(2*math.Pi)
			exact += term * math.Exp(-0.5*e*e) / math.Sqrt(2*math.Pi) * 16 / n
		}
	}
	e, err := s.Evaluate(0, EvaluateOptions{Particles: 2000})
	require.NoError(t, err)
	require.InDelta(t, -exact, e.Loss, 4*e.StdErr)
	require.Less(t, e.StdErr, 0.05)
}
