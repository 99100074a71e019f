package infer_test

import (
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

// TestLatentsOfAnotherShapeOnTheRealLine: guides and NUTS give latents in subsampled plates, and parameters, a vector
// of the size that their set asks for.
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
