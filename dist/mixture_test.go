package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestMixture(t *testing.T) {
	weights := dist.Categorical[dist.Probs](vec(1, 3))
	d := dist.Mixture(weights, dist.Normal(vec(-1, 2), vec(0.5, 1)))
	density := func(x, m, s float64) float64 {
		return math.Exp(-0.5*(x-m)*(x-m)/s/s) / s / math.Sqrt(2*math.Pi)
	}
	x := vec(-40, -1, 0, 2.5)
	for i, v := range x.Float64s() {
		want := math.Log(0.25*density(v, -1, 0.5) + 0.75*density(v, 2, 1))
		if i == 0 { // both densities of numbers underflow
			want = math.Log(0.75) - 0.5*42*42 - 0.5*math.Log(2*math.Pi)
		}
		require.InDelta(t, want, d.LogProb(x).Float64s()[i], 1e-12)
	}
	mean, ok := dist.Mean(d)
	require.True(t, ok)
	require.InDelta(t, 1.25, mean.Item(), 1e-15)
	variance, ok := dist.Variance(d)
	require.True(t, ok)
	require.InDelta(t, 0.25*0.25+0.75+0.25*0.75*9, variance.Item(), 1e-14)

	const n = 100_000
	draws := d.Sample(tensor.NewRNG(1), n).Float64s()
	var sum, squares float64
	for _, v := range draws {
		sum += v
		squares += (v - 1.25) * (v - 1.25)
	}
	require.InDelta(t, 1.25, sum/n, 4*math.Sqrt(variance.Item()/n))
	require.InEpsilon(t, variance.Item(), squares/n, 0.02)
}

// TestMixtureShapes: batches of weights and components broadcast, events stay whole.
func TestMixtureShapes(t *testing.T) {
	weights := dist.Categorical[dist.Logits](tensor.Zeros(4, 1, 3))
	d := dist.Mixture(weights, dist.Normal(tensor.Zeros(2, 3, 5), 1).ToEvent(1))
	require.Equal(t, tensor.Shape{4, 2}, d.BatchShape())
	require.Equal(t, tensor.Shape{5}, d.EventShape())
	x := d.Sample(tensor.NewRNG(1), 6)
	require.Equal(t, tensor.Shape{6, 4, 2, 5}, x.Shape())
	require.Equal(t, tensor.Shape{6, 4, 2}, d.LogProb(x).Shape())
	want := dist.Normal(0, 1).Expand(5).ToEvent(1).LogProb(x)
	for i, v := range d.LogProb(x).Float64s() {
		require.InDelta(t, want.Float64s()[i], v, 1e-12)
	}
	wide := dist.Expand(d, 3, 4, 2)
	require.Equal(t, tensor.Shape{3, 4, 2}, wide.LogProb(tensor.Zeros(5)).Shape())
}

func TestMixtureMistakes(t *testing.T) {
	weights := dist.Categorical[dist.Logits](tensor.Zeros(3))
	require.ErrorContains(t, recovered(func() { dist.Mixture(weights, dist.Normal(0, 1)) }), "3 categories")
	require.ErrorContains(t, recovered(func() { dist.Mixture(nil, dist.Normal(0, 1)) }), "nil")
	require.ErrorContains(t, dist.Mixture(weights, dist.Normal(0, vec(1, -1, 1))).Validate(), "scale")
	rows := dist.Categorical[dist.Logits](tensor.Zeros(4, 3))
	require.ErrorContains(t, recovered(func() { dist.Mixture(rows, dist.Normal(tensor.Zeros(5, 3), 1)) }), "components of batch shape [5 3] do not broadcast with weights of batch shape [4]")
}

// mixtureOf mixes components with equal weights.
func mixtureOf(components dist.Distribution, k int) *dist.MixtureDist {
	return dist.Mixture(dist.Categorical[dist.Logits](tensor.Zeros(k)), components)
}

// TestMixtureSupports: the dimension of the components is none of the support's.
func TestMixtureSupports(t *testing.T) {
	totals := tensor.Of([]float64{10, 3, 5}, 3, 1) // one a row, the same for both components
	low, high := tensor.Of([]float64{0, 1, -2}, 3, 1), tensor.Of([]float64{2, 3, 5}, 3, 1)
	for name, test := range map[string]struct {
		d       dist.Distribution
		in, out *tensor.Tensor
		index   []int
	}{
		"binomials with totals by row": {mixtureOf(dist.Binomial[dist.Probs](totals, vec(0.2, 0.7)), 2), vec(10, 3, 5), vec(10, 3, 6), []int{2}},
		"whole totals by row":          {mixtureOf(dist.Binomial[dist.Probs](totals.Expand(3, 2), vec(0.2, 0.7)), 2), vec(10, 3, 5), vec(10, 4, 5), []int{1}},
		"more values than rows":        {mixtureOf(dist.Binomial[dist.Probs](totals, vec(0.2, 0.7)), 2), tensor.Of([]float64{1, 2, 3, 10, 3, 5}, 2, 3), tensor.Of([]float64{1, 2, 3, 11, 3, 5}, 2, 3), []int{1, 0}},
		"uniforms with bounds by row":  {mixtureOf(dist.Uniform(low, high).Expand(3, 2), 2), vec(2, 1, -1.5), vec(2, 0.9, 3), []int{1}},
		"totals by component":          {mixtureOf(dist.Binomial[dist.Probs](vec(2, 5), 0.3).Expand(3, 2), 2), vec(5, 0, 2), vec(2, 5.5, 0), []int{1}},
		"bounds by component":          {mixtureOf(dist.Uniform(vec(0, 2), vec(1, 3)), 2), vec(0.5, 2.5, 3), vec(0.5, 1.5, 4), []int{1}},
		"events":                       {mixtureOf(dist.Uniform(vec(0, 2).Unsqueeze(-1), vec(1, 3).Unsqueeze(-1)).Expand(2, 2).ToEvent(1), 2), tensor.Of([]float64{0.5, 0.6, 2.5, 3}, 2, 2), tensor.Of([]float64{0.5, 0.6, 0.5, 3}, 2, 2), []int{1, 0}},
		"points":                       {mixtureOf(dist.Delta(vec(0, 7)), 2), vec(7, 0), vec(7, 3), []int{1}},
		"mixtures of mixtures":         {mixtureOf(mixtureOf(dist.Uniform(tensor.Of([]float64{0, 2, 4, 6}, 2, 2), tensor.Of([]float64{1, 3, 5, 7}, 2, 2)), 2), 2), vec(0.5, 2.5, 4.5, 6.5), vec(0.5, 2.5, 3.5, 6.5), []int{2}},
		"masked and expanded":          {dist.Mask(mixtureOf(dist.Binomial[dist.Probs](totals, vec(0.2, 0.7)), 2).Expand(4, 3), vec(1, 1, 1)), tensor.Of([]float64{10, 3, 5}).Expand(4, 3), tensor.Of([]float64{10, 3, 6}).Expand(4, 3), []int{0, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, len(test.d.EventShape()), test.d.Support().EventDim())
			require.NoError(t, dist.CheckSupport(test.d, test.in, nil))
			require.NoError(t, dist.CheckConstraint(dist.Real, test.d.LogProb(test.in)))
			var bad *dist.ValueError
			require.ErrorAs(t, dist.CheckSupport(test.d, test.out, nil), &bad)
			require.Equal(t, test.index, bad.Index[:len(test.index)])
			require.True(t, math.IsInf(test.d.LogProb(test.out).Min().Item(), -1))
			draws := test.d.Sample(tensor.NewRNG(1), 20)
			require.NoError(t, dist.CheckSupport(test.d, draws, nil))
			inside := test.d.Support().Inside(draws.Shape()...)
			require.NoError(t, dist.CheckSupport(test.d, inside, nil))
			require.Equal(t, draws.Shape(), inside.Shape())
		})
	}
}

// TestMixtureOnTheRealLine: equal supports have the map of one component, with derivatives to the bounds; others have
// none.
func TestMixtureOnTheRealLine(t *testing.T) {
	d := mixtureOf(dist.Uniform(tensor.Of([]float64{0, 1, -2}, 3, 1), tensor.Of([]float64{2, 3, 5}, 3, 1)).Expand(3, 4), 4)
	x := vec(0.1, 2, 3)
	u := d.Support().Bijection().Inverse(x)
	require.Equal(t, tensor.Shape{3}, u.Shape())
	back, logDet := dist.ForwardLogDet(d.Support().Bijection(), u)
	require.InDeltaSlice(t, x.Float64s(), back.Float64s(), 1e-14)
	require.Equal(t, tensor.Shape{3}, logDet.Shape())
	_, g := tensor.ValueAndGrad(func(high ...*tensor.Tensor) *tensor.Tensor {
		return mixtureOf(dist.Uniform(0, high[0]).Expand(2), 2).Support().Bijection().Forward(tensor.Scalar(0))
	}, tensor.Scalar(3))
	require.Equal(t, 0.5, g[0].Item())

	apart := mixtureOf(dist.Uniform(vec(0, 2), vec(1, 3)), 2).Support()
	f := func() { apart.Bijection() }
	require.ErrorContains(t, recovered(f), "the components of a mixture have different supports")
	require.ErrorContains(t, recovered(f), "observe the mixture, or give all components the same support")
	require.Equal(t, "in the support of a component: in [[2]{0 2}, [2]{1 3}]", apart.String())
}

// TestMixtureDerivativesOutsideAComponent: where one component has no density, derivatives are those of the others.
func TestMixtureDerivativesOutsideAComponent(t *testing.T) {
	_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return dist.Mixture(dist.Categorical[dist.Logits](in[1]), dist.Uniform(vec(0, 2), in[2])).LogProb(in[0]).Sum()
	}, vec(0.5, 2.5), vec(0, 0), vec(1, 3))
	require.Equal(t, []float64{0, 0}, g[0].Float64s())
	require.Equal(t, []float64{0, 0}, g[1].Float64s())
	require.Equal(t, []float64{-1, -1}, g[2].Float64s())

	// All components, or a weight, may be 0.
	for _, x := range []float64{5, 0.5, math.Inf(1), 1e300} {
		_, g = tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return dist.Mixture(dist.Categorical[dist.Probs](in[1]), dist.Uniform(0, in[2])).LogProb(in[0])
		}, tensor.Scalar(x), vec(0, 1), vec(1, 3))
		for _, d := range g {
			require.NoError(t, dist.CheckConstraint(dist.Real, d), "%v", g)
		}
	}
}

// TestMixtureBehindAMask: nothing that a mask hides matters, in the value, the weights or the components.
func TestMixtureBehindAMask(t *testing.T) {
	nan := math.NaN()
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		lp, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			var sum *tensor.Tensor
			for _, weights := range []*dist.CategoricalDist{dist.Categorical[dist.Probs](in[1]), dist.Categorical[dist.Logits](in[1])} {
				d := dist.Mixture(weights, dist.Normal(in[2], 1))
				require.NoError(t, dist.CheckParams(d, vec(0, 1)))
				each := dist.LogProbSum(d, in[0], vec(0, 1), 2).Add(d.Mask(vec(0, 1)).LogProb(in[0]).Sum())
				if sum == nil {
					sum = each
				} else {
					sum = sum.Add(each)
				}
			}
			return sum
		}, vec(nan, 1).As(dtype), tensor.Of([]float64{nan, -1, 2, 2}, 2, 2).As(dtype), tensor.Of([]float64{nan, 5, 1, 1}, 2, 2).As(dtype))
		require.InDelta(t, 6*normalAt(0, 0), lp.Item(), 1e-5)
		for i := range g {
			require.NoError(t, dist.CheckConstraint(dist.Real, g[i]))
		}
	}
}

// TestMixtureOfAnInvalidComponent: a parameter that is not allowed makes its own row NaN, and no other.
func TestMixtureOfAnInvalidComponent(t *testing.T) {
	weights := dist.Categorical[dist.Probs](vec(1, 1))
	scale := tensor.Of([]float64{1, 2, 1, -1}, 2, 2)
	got := dist.Mixture(weights, dist.Normal(0, scale)).LogProb(vec(0.5, 0.5)).Float64s()
	want := dist.Mixture(weights, dist.Normal(0, vec(1, 2))).LogProb(tensor.Scalar(0.5)).Item()
	require.Equal(t, want, got[0])
	require.True(t, math.IsNaN(got[1]))
}

func TestMixtureEnumerates(t *testing.T) {
	d := mixtureOf(dist.Bernoulli[dist.Probs](tensor.Of([]float64{0.1, 0.9, 0.5, 0.3}, 2, 2)), 2)
	values, ok := d.EnumerateSupport()
	require.True(t, ok)
	require.Equal(t, tensor.Shape{2, 1}, values.Shape())
	require.InDeltaSlice(t, []float64{0.5, 0.6, 0.5, 0.4}, d.LogProb(values).Exp().Float64s(), 1e-15)
	_, ok = mixtureOf(dist.Normal(0, 1).Expand(2), 2).EnumerateSupport()
	require.False(t, ok)
}
