package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// foreign hides all optional methods, as a type from elsewhere has none.
type foreign struct{ dist.Distribution }

// normalAt is log N(x; loc, 1), by hand.
func normalAt(x, loc float64) float64 { return -0.5*(x-loc)*(x-loc) - 0.5*math.Log(2*math.Pi) }

func TestWrapperShapes(t *testing.T) {
	n := dist.Normal(tensor.Zeros(2, 3), 1)
	mask := tensor.Ones(4, 2, 3)
	for name, test := range map[string]struct {
		d            dist.Distribution
		batch, event tensor.Shape
	}{
		"one event dimension":       {n.ToEvent(1), tensor.Shape{2}, tensor.Shape{3}},
		"all":                       {n.ToEvent(2), tensor.Shape{}, tensor.Shape{2, 3}},
		"none":                      {n.ToEvent(0), tensor.Shape{2, 3}, tensor.Shape{}},
		"one by one":                {n.ToEvent(1).ToEvent(1), tensor.Shape{}, tensor.Shape{2, 3}},
		"expanded":                  {n.Expand(4, 2, 3), tensor.Shape{4, 2, 3}, tensor.Shape{}},
		"expanded events":           {n.ToEvent(1).Expand(4, 2), tensor.Shape{4, 2}, tensor.Shape{3}},
		"events of the expanded":    {n.Expand(4, 2, 3).ToEvent(2), tensor.Shape{4}, tensor.Shape{2, 3}},
		"a larger mask":             {n.Mask(mask), tensor.Shape{4, 2, 3}, tensor.Shape{}},
		"a smaller mask":            {n.Mask(tensor.Ones(3)), tensor.Shape{2, 3}, tensor.Shape{}},
		"events of the masked":      {n.Mask(mask).ToEvent(1), tensor.Shape{4, 2}, tensor.Shape{3}},
		"masked events":             {n.ToEvent(1).Mask(tensor.Ones(2)), tensor.Shape{2}, tensor.Shape{3}},
		"expanded masked events":    {n.ToEvent(1).Mask(tensor.Ones(2)).Expand(5, 2), tensor.Shape{5, 2}, tensor.Shape{3}},
		"foreign expanded":          {dist.Expand(foreign{n}, 4, 2, 3), tensor.Shape{4, 2, 3}, tensor.Shape{}},
		"foreign expanded twice":    {dist.Expand(dist.Expand(foreign{n}, 4, 2, 3), 5, 4, 2, 3), tensor.Shape{5, 4, 2, 3}, tensor.Shape{}},
		"foreign events, expanded":  {dist.Expand(foreign{n.ToEvent(1)}, 4, 2), tensor.Shape{4, 2}, tensor.Shape{3}},
		"foreign, of several kinds": {dist.ToEvent(dist.Mask(dist.Expand(foreign{n}, 4, 2, 3), mask), 2), tensor.Shape{4}, tensor.Shape{2, 3}},
		"Categorical events":        {dist.Categorical[dist.Logits](tensor.Zeros(2, 3, 5)).ToEvent(1), tensor.Shape{2}, tensor.Shape{3}},
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, test.d.BatchShape().Equal(test.batch), test.d.BatchShape())
			require.True(t, test.d.EventShape().Equal(test.event), test.d.EventShape())
			x := test.d.Sample(tensor.NewRNG(1), 7)
			draw := tensor.Join(tensor.Shape{7}, tensor.Join(test.batch, test.event))
			require.True(t, x.Shape().Equal(draw), x.Shape())
			require.True(t, test.d.LogProb(x).Shape().Equal(tensor.Join(tensor.Shape{7}, test.batch)))
			if test.d.HasRSample() {
				require.Equal(t, x.Float64s(), test.d.RSample(tensor.NewRNG(1), 7).Float64s())
			}
			require.Equal(t, len(test.event), test.d.Support().EventDim())
			require.NoError(t, dist.CheckSupport(test.d, x, nil))
			require.NoError(t, test.d.Validate())
		})
	}
}

func TestIndependentAddsUp(t *testing.T) {
	loc := tensor.Of([]float64{0, 1, 2, 3, 4, 5}, 2, 3)
	x := tensor.Of([]float64{0.5, 1, 1, 3, 5, 7}, 2, 3)
	rows := []float64{normalAt(0.5, 0) + normalAt(1, 1) + normalAt(1, 2), normalAt(3, 3) + normalAt(5, 4) + normalAt(7, 5)}
	n := dist.Normal(loc, 1)
	for name, d := range map[string]dist.Distribution{"fused": n.ToEvent(1), "foreign": dist.ToEvent(foreign{n}, 1)} {
		require.InDeltaSlice(t, rows, d.LogProb(x).Float64s(), 1e-14, name)
		require.InDeltaSlice(t, []float64{0, rows[1]}, dist.MaskedLogProb(d, x, vec(0, 1)).Float64s(), 1e-14, name)
		require.InDelta(t, 3*rows[1], dist.LogProbSum(d, x, vec(0, 1), 3).Item(), 1e-13, name)
		require.InDelta(t, 3*(rows[0]+rows[1]), dist.LogProbSum(d, x, nil, 3).Item(), 1e-13, name)
	}
	require.InDelta(t, rows[0]+rows[1], n.ToEvent(2).LogProb(x).Item(), 1e-14)
}

// TestMasksMeet: an element counts where no mask leaves it out.
func TestMasksMeet(t *testing.T) {
	n := dist.Normal(vec(0, 1, 2), 1)
	x := vec(1, 1, 1)
	a, c := normalAt(1, 0), normalAt(1, 2)
	for name, base := range map[string]dist.Distribution{"fused": n, "foreign": foreign{n}} {
		d := dist.Mask(base, vec(1, 0, 1))
		require.InDeltaSlice(t, []float64{a, 0, c}, d.LogProb(x).Float64s(), 1e-15, name)
		require.InDeltaSlice(t, []float64{0, 0, c}, dist.Mask(d, vec(0, 1, 1)).LogProb(x).Float64s(), 1e-15, name)
		require.InDeltaSlice(t, []float64{0, 0, c}, dist.MaskedLogProb(d, x, vec(0, 1, 1)).Float64s(), 1e-15, name)
		require.InDelta(t, 2*c, dist.LogProbSum(d, x, vec(0, 1, 1), 2).Item(), 1e-15, name)
		require.InDelta(t, a+c, dist.ToEvent(d, 1).LogProb(x).Item(), 1e-15, name)
		require.Zero(t, dist.Mask(d, tensor.Scalar(0)).LogProb(x).Sum().Item(), name)

		require.NotZero(t, d.Sample(tensor.NewRNG(1)).At(1), "draws are not masked")
	}
}

// TestNestedWrappers has three masks, two kinds of events and an expansion, with the sum and its derivative by hand.
func TestNestedWrappers(t *testing.T) {
	x := tensor.Of([]float64{1, 2, 3, 4}, 2, 2)
	for name, wrap := range map[string]func(n *dist.NormalDist) dist.Distribution{
		"fused":   func(n *dist.NormalDist) dist.Distribution { return n },
		"foreign": func(n *dist.NormalDist) dist.Distribution { return foreign{n} },
	} {
		sum, g := tensor.ValueAndGrad(func(loc ...*tensor.Tensor) *tensor.Tensor {
			d := dist.Mask(wrap(dist.Normal(loc[0], 1)), vec(1, 0))               // the first column
			d = dist.Mask(dist.Expand(dist.ToEvent(d, 1), 3, 2), vec(1, 1))       // [3, 2] rows of 2
			return dist.LogProbSum(dist.ToEvent(d, 1), x, vec(1, 0, 1), 10).Sum() // two of the three blocks
		}, vec(0.5, 7))
		require.InDelta(t, 20*(normalAt(1, 0.5)+normalAt(3, 0.5)), sum.Item(), 1e-12, name)
		require.InDeltaSlice(t, []float64{20 * (0.5 + 2.5), 0}, g[0].Float64s(), 1e-12, name)
	}
}

// TestExpandedDrawsInPlace stretches dimensions of a type that cannot expand itself, whose elements lie far apart.
func TestExpandedDrawsInPlace(t *testing.T) {
	loc := tensor.Of([]float64{0, 100, 200, 300, 400, 500}, 2, 1, 3, 1)
	wide := []int{5, 2, 4, 3, 2}
	for name, base := range map[string]struct {
		d     dist.Distribution
		shape []int
	}{
		"numbers": {foreign{dist.Normal(loc, 1e-3)}, wide},
		"events":  {foreign{dist.Normal(loc, 1e-3).ToEvent(2)}, []int{5, 2, 4}},
	} {
		d := dist.Expand(base.d, base.shape...)
		require.IsType(t, &dist.ExpandedDist{}, d)
		x := d.RSample(tensor.NewRNG(1), 3)
		if name == "numbers" {
			require.Equal(t, tensor.Join(tensor.Shape{3}, wide), x.Shape())
		}
		off := tensor.Sub(x, loc).Float64s()
		seen := map[float64]bool{}
		for i, v := range off {
			require.InDelta(t, 0, v, 0.01, "element %d is a draw of another", i)
			seen[x.Float64s()[i]] = true
		}
		require.Len(t, seen, len(off), "%s: draws repeat", name)
	}
}

// TestExpandedCountsEveryElement: one value is observed once for every element of the batch.
func TestExpandedCountsEveryElement(t *testing.T) {
	n := dist.Normal(0, 1)
	for name, d := range map[string]dist.Distribution{"family": n.Expand(2, 3), "foreign": dist.Expand(foreign{n}, 2, 3), "masked": n.Expand(2, 3).Mask(tensor.Scalar(1))} {
		require.InDelta(t, 6*normalAt(2, 0), dist.LogProbSum(d, tensor.Scalar(2), nil, 1).Item(), 1e-14, name)
		require.Equal(t, tensor.Shape{2, 3}, d.LogProb(tensor.Scalar(2)).Shape(), name)
		require.InDelta(t, 2*normalAt(2, 0), dist.LogProbSum(d, tensor.Scalar(2), vec(0, 1, 0), 1).Item(), 1e-14, name)
	}
}

// counted is a distribution with a fused density that counts its uses.
type counted struct {
	foreign
	sums *int
}

func (d counted) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return dist.MaskedLogProb(d.Distribution, x, mask)
}

func (d counted) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	*d.sums++
	return dist.LogProbSum(d.Distribution, x, mask, scale)
}

// TestWrappersForwardTheFusedSum: a site costs one pass however it is wrapped.
func TestWrappersForwardTheFusedSum(t *testing.T) {
	sums := 0
	base := counted{foreign{dist.Normal(vec(0, 1), 1)}, &sums}
	all := dist.ToEvent(dist.Mask(dist.Expand(base, 3, 2), vec(1, 0)), 2)
	require.InDelta(t, 3*2*normalAt(1, 0), dist.LogProbSum(all, tensor.Ones(3, 2), nil, 2).Item(), 1e-14)
	require.Equal(t, 1, sums)
}

func TestWrappersEnumerate(t *testing.T) {
	b := dist.Bernoulli[dist.Probs](vec(0.5, 0.25))
	for _, d := range []dist.Distribution{b.Expand(3, 2), dist.Expand(foreign{b}, 3, 2), b.Mask(tensor.Ones(3, 2)), b.Expand(3, 2).ToEvent(0)} {
		values, ok := d.EnumerateSupport()
		require.True(t, ok, "%v", d)
		require.Equal(t, tensor.Shape{2, 1, 1}, values.Shape(), "%v", d)
		require.Equal(t, []float64{0, 1}, values.Float64s())
	}
	for _, d := range []dist.Distribution{b.ToEvent(1), b.Mask(vec(1, 1)).ToEvent(1), dist.Expand(foreign{dist.Normal(0, 1)}, 2)} {
		_, ok := d.EnumerateSupport()
		require.False(t, ok, "%v", d)
	}
}

func TestWrapperMistakes(t *testing.T) {
	n := dist.Normal(tensor.Zeros(2, 3), 1)
	wrapped := dist.Expand(foreign{n}, 4, 2, 3)
	for _, test := range []struct {
		f     func()
		words []string
	}{
		{func() { n.Expand(3, 3) }, []string{"Normal.Expand", "[2 3]", "[3 3]"}},
		{func() { n.Expand(3) }, []string{"Normal.Expand", "[2 3]", "[3]"}},
		{func() { n.Expand(-1, 2, 3) }, []string{"Normal.Expand", "[-1 2 3]", "negative"}},
		{func() { n.ToEvent(1).Expand(4, 3) }, []string{"Normal.Expand", "[2]", "[4 3]"}},
		{func() { n.Mask(tensor.Ones(3)).Expand(2) }, []string{"Normal.Expand", "[2 3]", "[2]"}},
		{func() { dist.Expand(foreign{n}, 2) }, []string{"Normal.Expand", "[2 3]", "[2]"}},
		{func() { dist.Expand(wrapped, 2, 3) }, []string{"Normal.Expand", "[4 2 3]", "[2 3]"}},
		{func() { n.ToEvent(1).ToEvent(2) }, []string{"Normal.ToEvent", "2 dimensions of batch shape [2]"}},
		{func() { n.ToEvent(-1) }, []string{"Normal.ToEvent", "-1 dimensions"}},
		{func() { dist.Delta(vec(1, 2)).ToEvent(2) }, []string{"Delta.ToEvent", "2 dimensions of batch shape [2]"}},
		{func() { n.ToEvent(1).Mask(tensor.Ones(3)) }, []string{"Normal.Mask", "[3]", "[2]"}},
		{func() { n.Mask(nil) }, []string{"Normal.Mask", "nil"}},
		{func() { wrapped.LogProb(tensor.Zeros(5, 3)) }, []string{"Normal.LogProb", "[5 3]", "[4 2 3]"}},
		{func() { dist.CheckSupport(wrapped, vec(1, 2), nil) }, []string{"Normal.LogProb", "[2]", "[4 2 3]"}},
		{func() { n.ToEvent(1).LogProb(vec(1, 2)) }, []string{"Normal.LogProb", "[2]", "[2 3]"}},
		{func() { dist.Delta(vec(1, 2)).LogProb(vec(1, 2, 3)) }, []string{"Delta.LogProb", "[3]", "[2]"}},
		{func() { dist.Delta((*tensor.Tensor)(nil)) }, []string{"Delta", "v is nil"}},
	} {
		err := recovered(test.f)
		require.Error(t, err, "%v", test.words)
		for _, w := range test.words {
			require.ErrorContains(t, err, w)
		}
	}
}

// TestMasksExcuseInFloat32: what stands in for a masked value or parameter has their element type.
func TestMasksExcuseInFloat32(t *testing.T) {
	nan := math.NaN()
	for _, d := range []dist.Distribution{
		dist.Normal(vec32(nan, 1), vec32(-1, 1)), dist.Gamma(vec32(nan, 1), 1), dist.Beta(vec32(nan, 1), vec32(0, 1)), dist.Uniform(vec32(nan, 1), 2),
		dist.Binomial[dist.Probs](vec32(nan, 1), 0.5), dist.Bernoulli[dist.Logits](vec32(nan, 1)), dist.Delta(vec32(nan, 1)),
		dist.Categorical[dist.Probs](vec32(nan, 1, 1, 1).Reshape(2, 2)), dist.Dirichlet(vec32(nan, 1, 1, 1).Reshape(2, 2)),
		dist.MultivariateNormal[dist.ScaleTril](vec32(nan, 0, 0, 0).Reshape(2, 2), tensor.Eye(2).As(tensor.Float32)),
	} {
		require.Error(t, d.Validate())
		require.NoError(t, dist.CheckParams(d, vec(0, 1)), "%v", d)
		require.NoError(t, dist.CheckSupport(d, tensor.Full(nan, tensor.Join(d.BatchShape(), d.EventShape())...).As(tensor.Float32), vec(0, 0)), "%v", d)
	}
}

func TestWrappersOfNothing(t *testing.T) {
	for words, f := range map[string]func(){
		"tensor: Expand: the distribution is nil":  func() { dist.Expand(nil, 2) },
		"tensor: ToEvent: the distribution is nil": func() { dist.ToEvent(nil, 1) },
		"tensor: Mask: the distribution is nil":    func() { dist.Mask(nil, tensor.Ones(2)) },
	} {
		require.PanicsWithError(t, words, f)
	}
}
