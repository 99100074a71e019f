package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var (
	nan     = math.NaN()
	present = tensor.Of([]bool{true, false, true, false})
)

// inRows is a model in a plate of four rows.
func inRows(m ppl.Model) ppl.Model {
	return func(c *ppl.Context) { ppl.Plate(c, "rows", 4, m) }
}

func TestMask(t *testing.T) {
	trace := run(t, inRows(ppl.Mask(func(c *ppl.Context) { normal(c, "x") }, present)), 1)
	s := trace.Site("x")
	x := s.Value.Float64s()
	lp := s.LogProb().Float64s()
	require.Equal(t, []float64{0, 0}, []float64{lp[1], lp[3]})
	requireNear(t, logNormal(x[0], 0, 1)+logNormal(x[2], 0, 1), trace.LogProb())
	require.Equal(t, run(t, inRows(func(c *ppl.Context) { normal(c, "x") }), 1).Value("x").Float64s(), x, "masked rows are drawn all the same")
}

// NaN and values outside the support, in data and in parameters, do no harm where they are masked, neither to the
// log-probability nor to its derivative.
func TestMaskedNaN(t *testing.T) {
	observed := tensor.Of([]float64{1, nan, 2, math.Inf(1)})
	loc := tensor.Of([]float64{0.5, 0.5, nan, nan})
	scale := tensor.Of([]float64{1, nan, 1, -1})
	mask := tensor.Of([]int{1, 0, 0, 0})

	tape := tensor.NewTape()
	w := tape.Leaf(scalar(1), true)
	trace, err := ppl.RunWith(inRows(ppl.Mask(func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(w.Mul(loc), scale), ppl.Obs(observed))
	}, mask)), ppl.RunOptions{RNG: tensor.NewRNG(1).On(tape)})
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0, 0}, trace.Site("y").LogProb().Detach().Float64s()[1:])
	total := trace.LogProb()
	requireNear(t, logNormal(1, 0.5, 1), total.Detach())
	tape.Backward(total)
	require.InDelta(t, (1-0.5)*0.5, tape.Grad(w).Item(), 1e-12, "d/dw log N(1 | 0.5 w, 1)")
}

// The latents of rows that are masked exist, and do not count.
func TestMaskedLatentWithNaN(t *testing.T) {
	loc := tensor.Of([]float64{0, nan, 1, nan})
	trace := run(t, inRows(ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(loc, 1)) }, present)), 1)
	x := trace.Value("x").Float64s()
	requireNear(t, logNormal(x[0], 0, 1)+logNormal(x[2], 1, 1), trace.LogProb())
}

func TestMasksIntersect(t *testing.T) {
	other := tensor.Of([]int{1, 1, 0, 0})
	x := func(c *ppl.Context) { normal(c, "x") }
	trace := run(t, inRows(ppl.Mask(ppl.Mask(x, present), other)), 1)
	require.Equal(t, []float64{1, 0, 0, 0}, trace.Site("x").Mask.Float64s())
}

func TestMaskBroadcasts(t *testing.T) {
	for _, mask := range []*tensor.Tensor{scalar(0), tensor.Zeros(1), tensor.Zeros(4)} {
		trace := run(t, inRows(ppl.Mask(func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(tensor.Zeros(4, 2), 1).ToEvent(1))
			ppl.Deterministic(c, "free", tensor.Zeros(7))
			ppl.Param(c, "w", gaussian)
		}, mask)), 1)
		require.Zero(t, trace.LogProb().Item())
		require.Nil(t, trace.Site("free").Mask)
		require.Nil(t, trace.Site("w").Mask)
	}
}

func TestMaskOfNothing(t *testing.T) {
	require.Nil(t, run(t, ppl.Mask(chain, nil), 1).Site("x").Mask)
}

// Masks are structure: a site that is hidden from handlers has its mask all the same.
func TestMaskReachesHiddenSites(t *testing.T) {
	model := inRows(func(c *ppl.Context) {
		ppl.Deterministic(c, "y", normal(c, "x", ppl.Obs(tensor.Of([]float64{1, nan, 1, nan}))))
	})
	run(t, ppl.Mask(ppl.Block(model, "x"), present), 1)
}
