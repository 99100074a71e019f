package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// laidOut has latents of several supports, one of which depends on another latent, and sites that are none.
func laidOut(c *ppl.Context) {
	ppl.Param(c, "p", constant(1))
	top := ppl.Sample(c, "top", dist.Gamma(2, 1))
	ppl.Sample(c, "below", dist.Uniform(0, top))
	ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
		ppl.Sample(c, "shares", dist.Dirichlet(tensor.Ones(3).As(tensor.Float32)))
		ppl.Sample(c, "x", dist.Normal(top, 1), ppl.Obs(tensor.Of([]float64{1, 2})))
	})
	ppl.Factor(c, "f", top.Neg())
}

func TestLayoutOfAModel(t *testing.T) {
	l, err := NewLayout(ppl.Substitute(func(c *ppl.Context) { laidOut(c); normal(c, "set") }, ppl.Values{"set": tensor.Scalar(1)}))
	require.NoError(t, err)
	require.Equal(t, 6, l.Len())
	slots := l.Slots()
	require.Equal(t, []string{"top", "below", "shares"}, []string{slots[0].Name, slots[1].Name, slots[2].Name})
	s, ok := l.Slot("shares")
	require.True(t, ok)
	require.Equal(t, []int{2, 6}, []int{s.From, s.To})
	require.Equal(t, []tensor.Shape{{2, 2}, {2}, {3}}, []tensor.Shape{s.Real, s.Batch, s.Event})
	require.Equal(t, tensor.Float32, s.DType)
	require.Equal(t, "rows", s.Plates[0].Name)
	require.Equal(t, dist.Simplex, s.Support)
	_, ok = l.Slot("x")
	require.False(t, ok)
	slots[0].Name = "other"
	require.Equal(t, "top", l.Slots()[0].Name, "a layout does not change")
}

// TestLayoutUnpack compares values, determinant and the way back with closed forms.
func TestLayoutUnpack(t *testing.T) {
	l, err := NewLayout(laidOut)
	require.NoError(t, err)
	tape := tensor.NewTape()
	x := tape.Leaf(tensor.Of([]float64{0.3, -0.4, 0.1, 0.2, -0.3, 0.5}), true)
	trace, logDet, err := l.Unpack(laidOut, x)
	require.NoError(t, err)
	top := math.Exp(0.3)
	sigmoid := 1 / (1 + math.Exp(0.4))
	require.InEpsilon(t, top, trace.Value("top").Detach().Item(), 1e-15)
	require.InEpsilon(t, top*sigmoid, trace.Value("below").Detach().Item(), 1e-15)
	shares := trace.Value("shares").Detach()
	require.Equal(t, tensor.Float32, shares.DType())
	require.NoError(t, dist.CheckConstraint(dist.Simplex, shares))
	want := 0.3 + math.Log(top*sigmoid*(1-sigmoid))
	for row := range 2 {
		// Of a simplex by stick-breaking: log z₁ (1 - z₁) + log (1 - z₁) z₂ (1 - z₂) with z₂ the share of the rest.
		a, b, c := shares.At(row, 0), shares.At(row, 1), shares.At(row, 2)
		want += math.Log(a*(1-a)) + math.Log(b*c/(b+c))
	}
	require.InEpsilon(t, want, logDet.Detach().Item(), 1e-6)

	// Both the support of below and its image move with the first element: d/dx₀ of log p + log |det| there is 0.
	tape.Backward(trace.Site("below").LogProbSum().Add(tensor.To(0)))
	require.InDelta(t, -1, tape.Grad(x).At(0), 1e-12)

	back, err := l.Pack(trace)
	require.NoError(t, err)
	for i, v := range x.Detach().Float64s() {
		require.InDelta(t, v, back.Detach().Float64s()[i], 1e-6)
	}
}

func TestLayoutErrors(t *testing.T) {
	_, err := NewLayout(nil)
	require.EqualError(t, err, "infer: NewLayout has no model")
	_, err = NewLayout(func(c *ppl.Context) { ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5)) })
	require.ErrorContains(t, err, `site "z": Bernoulli(probs: 0.5) is discrete, and has no place on the real line`)

	l, err := NewLayout(latents("z", "w"))
	require.NoError(t, err)
	two := tensor.Zeros(2)
	_, _, err = l.Unpack(nil, two)
	require.ErrorContains(t, err, "infer: Layout.Unpack takes a model and a vector of 2 elements")
	_, _, err = l.Unpack(latents("z", "w"), tensor.Zeros(3))
	require.ErrorContains(t, err, "infer: Layout.Unpack takes a model and a vector of 2 elements, and has")
	_, _, err = l.Unpack(latents("z", "v"), two)
	require.ErrorContains(t, err, `site "v": the model's latents were [z w] in its first run, and now this one comes after 1 of them; they must be the same in every run`)
	_, _, err = l.Unpack(latents("z"), two)
	require.ErrorContains(t, err, "the model's latents were [z w] in its first run, and only the first 1 of them in a later one")

	l2, err := NewLayout(latents("z"))
	require.NoError(t, err)
	_, _, err = l2.Unpack(observed(nil), tensor.Zeros(1))
	require.ErrorContains(t, err, `site "x": Obs has no data for it, and Unpack draws nothing; give the data`)
	_, _, err = l2.Unpack(inPlate("p", 9, ppl.SubsampleSize(1)), tensor.Zeros(1))
	require.ErrorContains(t, err, `site "p": its rows are drawn at random, and Unpack draws nothing; leave SubsampleSize out, or say which rows with BatchIndices`)

	trace, err := ppl.Run(latents("z"), 1)
	require.NoError(t, err)
	_, err = l.Pack(trace)
	require.EqualError(t, err, `infer: Layout.Pack: the trace has no latent "w"; the layout has ["z" "w"]`)
	trace, err = ppl.Run(func(c *ppl.Context) {
		normal(c, "z")
		ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
	}, 1)
	require.NoError(t, err)
	_, err = l.Pack(trace)
	require.ErrorContains(t, err, `site "w": the value has shape [3], which is [3] on the real line; the layout has [] there`)
}
