package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

func vec32(v ...float64) *tensor.Tensor { return vec(v...).As(tensor.Float32) }

// TestFloat32Throughout: where the parameters of rank above 0 are Float32, draws and all results are.
func TestFloat32Throughout(t *testing.T) {
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		single, some := make([]*tensor.Tensor, len(params)), false
		for i, p := range params {
			single[i] = p
			if p.Rank() > 0 && i >= f.Fixed { // counts do not decide
				single[i], some = p.As(tensor.Float32), true
			}
		}
		if !some {
			return
		}
		d := f.Build(single...)
		batch := d.BatchShape()
		for _, d := range []dist.Distribution{d, dist.Expand(foreign{d}, append([]int{3}, batch...)...), dist.Mask(d, tensor.Scalar(1)), dist.ToEvent(d, len(batch))} {
			x := d.Sample(tensor.NewRNG(1))
			results := []*tensor.Tensor{x, d.LogProb(x), dist.LogProbSum(d, x, nil, 2)}
			if d.HasRSample() {
				results = append(results, d.RSample(tensor.NewRNG(1)))
			}
			for _, f := range []func(dist.Distribution) (*tensor.Tensor, bool){dist.Mean, dist.Variance, dist.Entropy} {
				if r, ok := f(d); ok {
					results = append(results, r)
				}
			}
			for _, f := range []exactFunc{dist.CDF, dist.LogCDF, dist.LogSurvival} {
				for _, at := range []*tensor.Tensor{x, tensor.Scalar(0.5)} {
					if r, ok := f(d, at); ok {
						results = append(results, r)
					}
				}
			}
			if kl, ok := dist.KL(d, d); ok {
				results = append(results, kl)
			}
			for i, r := range results {
				require.Equal(t, tensor.Float32, r.DType(), "%v: result %d", d, i)
			}
		}
	})
}

// TestCountsFollow: numbers of trials take the element type of the other parameters, of which they are whole numbers
// whatever it is, and decide only where the others are Go numbers.
func TestCountsFollow(t *testing.T) {
	single, double := vec32(3, 4), vec(3, 4)
	for _, test := range []struct {
		total, p any
		want     tensor.DType
	}{
		{single, tensor.Scalar(0.5), tensor.Float64},
		{double, tensor.Scalar(0.5).As(tensor.Float32), tensor.Float32},
		{double, vec32(0.5, 0.25), tensor.Float32},
		{single, vec(0.5, 0.25), tensor.Float64},
		{tensor.Scalar(3), vec32(0.5, 0.25), tensor.Float32},
		{single, 0.5, tensor.Float32},
		{double, 0.5, tensor.Float64},
		{3, 0.5, tensor.Float64},
	} {
		total, p := tensor.To(3), tensor.To(0.5)
		if v, ok := test.total.(*tensor.Tensor); ok {
			total = v
		}
		if v, ok := test.p.(*tensor.Tensor); ok {
			p = v
		}
		for _, d := range []dist.Distribution{dist.Binomial[dist.Probs](total, p), dist.Binomial[dist.Logits](total, p), newTrials(total, p)} {
			got, ok := dist.DTypeOf(d)
			require.True(t, ok)
			require.Equal(t, test.want, got, "%v", d)
			x := d.Sample(tensor.NewRNG(1))
			require.Equal(t, test.want, x.DType(), "%v", d)
			require.Equal(t, test.want, d.LogProb(x).DType(), "%v", d)
			require.NoError(t, dist.CheckDType(d, x))
		}
	}
	for _, d := range []dist.Distribution{dist.Binomial[dist.Probs](double, 0.5), newTrials(double, tensor.To(0.5))} {
		as, err := dist.As(d, tensor.Float32)
		require.NoError(t, err)
		x := as.Sample(tensor.NewRNG(1))
		require.Equal(t, tensor.Float32, x.DType())
		require.Equal(t, tensor.Float32, as.LogProb(x).DType())
		require.InDeltaSlice(t, d.LogProb(x.As(tensor.Float64)).Float64s(), as.LogProb(x).Float64s(), 1e-6)
	}
	_, err := dist.As(dist.Binomial[dist.Probs](double, vec(0.5, 0.5)), tensor.Float32)
	require.ErrorContains(t, err, "convert them with As(tensor.Float32)")
}

// trials is a binomial distribution from elsewhere, by operations alone.
type trials struct{ dist.Base }

var trialsSpec = &dist.Spec{Name: "Trials", Params: []dist.Param{{Name: "total", Allowed: dist.NonNegativeInteger}, {Name: "p", Allowed: dist.UnitInterval}}}

func newTrials(total, p *tensor.Tensor) dist.Distribution {
	return &trials{dist.NewBase(trialsSpec, total, p)}
}

func (d *trials) WithBase(b dist.Base) dist.Distribution { return &trials{b} }
func (d *trials) Support() dist.Constraint               { return dist.IntegerInterval(0, d.Params()[0]) }

func (d *trials) Sample(_ *tensor.RNG, shape ...int) *tensor.Tensor {
	t, _ := d.DType()
	return tensor.Ones(tensor.Join(shape, d.BatchShape())...).As(t)
}

func (d *trials) LogProb(x *tensor.Tensor) *tensor.Tensor {
	n, p := d.Params()[0], d.Params()[1]
	choices := tensor.Add(n, 1).Lgamma().Sub(tensor.Add(x, 1).Lgamma()).Sub(tensor.Add(n.Sub(x), 1).Lgamma())
	return choices.Add(x.Mul(p.Log())).Add(n.Sub(x).Mul(tensor.Sub(1, p).Log()))
}

// TestMixedTypesAreRefused: which of the two was meant, only the program knows.
func TestMixedTypesAreRefused(t *testing.T) {
	refused := func(f func(), what string, args ...any) {
		err := recovered(f)
		require.ErrorContains(t, err, "As(tensor.Float", append([]any{what}, args...)...)
		require.ErrorContains(t, err, "Float32", append([]any{what}, args...)...)
	}
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		var mixed []*tensor.Tensor
		for i, p := range params {
			if p.Rank() == 0 {
				p = p.Expand(1)
			}
			if i > f.Fixed {
				p = p.As(tensor.Float32)
			}
			mixed = append(mixed, p)
		}
		if len(params) < 2+f.Fixed {
			return // no two of them decide
		}
		refused(func() {
			d := f.Build(mixed...)
			d.LogProb(d.Sample(tensor.NewRNG(1)))
		}, "a draw and its density")
		refused(func() {
			d := f.Build(mixed...)
			d.LogProb(d.Support().Inside(tensor.Join(d.BatchShape(), d.EventShape())...))
		}, "a density")
	})
	refused(func() { dist.Normal(vec32(0, 1), 1).LogProb(vec(0, 1)) }, "a value")
	refused(func() { dist.Normal(vec32(0, 1), 1).LogProbSum(vec(0, 1), nil, 1) }, "a sum")
	refused(func() { dist.Normal(vec32(0, 1), 1).ToEvent(1).LogProb(vec(0, 1)) }, "an event")
	refused(func() { dist.Delta(vec32(0, 1)).LogProb(vec(0, 1)) }, "a point")
	refused(func() { dist.KL(dist.Normal(vec32(0, 1), 1), dist.Normal(vec(0, 1), 1)) }, "a divergence")
	refused(func() { dist.CDF(dist.Normal(vec32(0, 1), 1), vec(0, 1)) }, "a distribution function")
}

// ofNumbers returns the family with Go numbers for parameters; ok is false where it takes tensors.
func ofNumbers(f families.Family, params []*tensor.Tensor) (d dist.Distribution, ok bool) {
	numbers := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		if p.Rank() > 0 {
			return nil, false
		}
		numbers[i] = tensor.To(p.Item())
	}
	return f.Build(numbers...), true
}

func TestAs(t *testing.T) {
	check := func(t *testing.T, d dist.Distribution) {
		as, err := dist.As(d, tensor.Float32)
		require.NoError(t, err, "%v", d)
		x := as.Sample(tensor.NewRNG(1))
		require.Equal(t, tensor.Float32, x.DType(), "%v", d)
		require.Equal(t, tensor.Float32, as.LogProb(x).DType(), "%v", d)
		require.True(t, as.BatchShape().Equal(d.BatchShape()), "%v", d)
		require.True(t, as.EventShape().Equal(d.EventShape()), "%v", d)
	}
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		d, ok := ofNumbers(f, params)
		if _, improper := d.(*dist.ImproperUniformDist); !ok || improper {
			return
		}
		wide := dist.Expand(d, append([]int{2}, d.BatchShape()...)...)
		for _, d := range []dist.Distribution{d, wide, dist.ToEvent(wide, 1), dist.Mask(wide, tensor.Scalar(1))} {
			check(t, d)
		}
	})
	n := dist.Normal(0, 1)
	check(t, dist.Expand(choosy{foreign{n}}, 2))
	check(t, dist.Gamma(tensor.Scalar(2), 1))
	same, err := dist.As(dist.Normal(vec32(1, 2), 1), tensor.Float32)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 2}, same.(*dist.NormalDist).Loc().Float64s())

	for _, test := range []struct {
		d     dist.Distribution
		words string
	}{
		{dist.Normal(vec(1, 2), 1), "Normal has parameters of type Float64 and Float32 is needed; convert them with As(tensor.Float32)"},
		{dist.Normal(vec(1, 2), 1).ToEvent(1), "Normal has parameters of type Float64"},
		{dist.Normal(vec(1, 2), 1).Mask(vec(1, 0)), "Normal has parameters of type Float64"},
		{dist.Categorical[dist.Logits](vec(1, 2)), "Categorical has parameters of type Float64"},
		{dist.Delta(vec(1, 2)), "Delta has parameters of type Float64"},
		{foreign{n}, "Normal has no element type to choose; give it a method As(tensor.DType) (dist.Distribution, error)"},
		{dist.Expand(foreign{n}, 2), "Normal has no element type to choose"},
	} {
		d, err := dist.As(test.d, tensor.Float32)
		require.ErrorContains(t, err, test.words)
		require.Nil(t, d)
	}
}

// choosy is a type from elsewhere that knows how to change its element type.
type choosy struct{ foreign }

func (d choosy) As(t tensor.DType) (dist.Distribution, error) {
	as, err := dist.As(d.Distribution, t)
	return choosy{foreign{as}}, err
}

func TestShapedLike(t *testing.T) {
	w := tensor.Zeros(2, 3).As(tensor.Float32)
	check := func(t *testing.T, d dist.Distribution) {
		whole, err := dist.ShapedLike(d, w)
		require.NoError(t, err, "%v", d)
		require.Empty(t, whole.BatchShape(), "%v", d)
		require.Equal(t, tensor.Shape{2, 3}, whole.EventShape(), "%v", d)
		x := whole.Sample(tensor.NewRNG(1))
		require.Equal(t, tensor.Float32, x.DType(), "%v", d)
		require.Equal(t, tensor.Shape{2, 3}, x.Shape(), "%v", d)
		require.Zero(t, whole.LogProb(x).Rank(), "%v", d)
	}
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		if d, ok := ofNumbers(f, params); ok && len(d.EventShape())+len(d.BatchShape()) == 0 {
			check(t, d)
		}
	})
	check(t, dist.Normal(vec32(0, 1, 2), 1))
	check(t, dist.Normal(tensor.Zeros(2, 3).As(tensor.Float32), 1))
	check(t, dist.Normal(0, 1).Expand(3).ToEvent(1))
	scalar, err := dist.ShapedLike(dist.Normal(0, 1), tensor.Scalar(3))
	require.NoError(t, err)
	require.Empty(t, scalar.EventShape())

	for _, test := range []struct {
		d     dist.Distribution
		words []string
	}{
		{dist.Normal(vec(0, 1, 2), 1), []string{"Normal", "Float64", "Float32"}},
		{dist.Normal(vec32(0, 1), 1), []string{"Normal", "batch shape [2]", "[2 3]"}},
		{dist.Normal(0, 1).Expand(4, 2, 3), []string{"batch shape [4 2 3]", "[2 3]"}},
		{dist.Normal(0, 1).Expand(2).ToEvent(1), []string{"event shape [2]", "[2 3]"}},
		{dist.Normal(0, 1).Expand(1, 2, 3).ToEvent(3), []string{"event shape [1 2 3]", "[2 3]"}},
	} {
		_, err := dist.ShapedLike(test.d, w)
		for _, words := range test.words {
			require.ErrorContains(t, err, words)
		}
	}
}

// What CheckDType refuses is what LogProb refuses, and what DTypeOf says is what draws are.
func TestCheckDType(t *testing.T) {
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		family := f.Build(params...)
		ds := []dist.Distribution{family, dist.Expand(family, append([]int{3}, family.BatchShape()...)...), dist.Mask(family, tensor.Scalar(1))}
		if len(family.BatchShape()) > 0 {
			ds = append(ds, dist.ToEvent(family, 1))
		}
		for _, d := range ds {
			x := d.Support().Inside(tensor.Join(d.BatchShape(), d.EventShape())...)
			_, improper := family.(*dist.ImproperUniformDist)
			if !improper {
				x = d.Sample(tensor.NewRNG(1))
				got, ok := dist.DTypeOf(d)
				require.True(t, ok)
				require.Equal(t, tensor.Float64, got, "%v", d)
			}
			require.NoError(t, dist.CheckDType(d, x), "%v", d)
			other := x.As(tensor.Float32)
			if recovered(func() { d.LogProb(other) }) == nil {
				require.NoError(t, dist.CheckDType(d, other), "%v", d)
			} else if f.Name != "Expand of a foreign type" { // which only its LogProb knows
				require.ErrorContains(t, dist.CheckDType(d, other), "has Float64 parameters; convert one of the two with As, for example the values with As(tensor.Float64)", "%v", d)
			}
		}
	})
	_, ok := dist.DTypeOf(dist.ImproperUniform(dist.Real, nil, nil))
	require.False(t, ok)
	for _, d := range []dist.Distribution{dist.Normal(vec32(0, 1), 1), dist.Normal(0, vec32(1, 1)), dist.Normal(tensor.Scalar(0).As(tensor.Float32), 1), foreign{dist.Normal(vec32(0, 1), 1)}} {
		got, _ := dist.DTypeOf(d)
		require.Equal(t, d.Sample(tensor.NewRNG(1)).DType(), got, "%v", d)
		require.Equal(t, tensor.Float32, got)
	}
	for _, d := range []dist.Distribution{dist.Normal(0, 1), dist.Normal(tensor.Scalar(0).As(tensor.Float32), tensor.Scalar(1))} {
		got, _ := dist.DTypeOf(d)
		require.Equal(t, d.Sample(tensor.NewRNG(1)).DType(), got, "%v", d)
		require.Equal(t, tensor.Float64, got)
	}
	// A value of rank 0 takes the type of the components, too.
	mixture, one := dist.Mixture(dist.Categorical[dist.Probs](vec(0.5, 0.5)), dist.Normal(vec(0, 1), 1)), tensor.Scalar(1).As(tensor.Float32)
	require.NoError(t, dist.CheckDType(mixture, one))
	require.Equal(t, mixture.LogProb(tensor.Scalar(1)).Item(), mixture.LogProb(one).Item())
}

// Masked values are replaced by values of the same element type.
func TestMaskedValuesKeepTheirElementType(t *testing.T) {
	probs := tensor.Of([]float64{0.2, 0.8, 0.5, 0.5}, 2, 2).As(tensor.Float32)
	for _, d := range []dist.Distribution{
		dist.Dirichlet(probs), dist.MultivariateNormal[dist.ScaleTril](probs, tensor.Eye(2).As(tensor.Float32)),
		dist.Normal(probs, 1).ToEvent(1), dist.Mixture(dist.Categorical[dist.Probs](probs), dist.Normal(probs, 1)),
		dist.Expand(foreign{dist.Normal(vec32(0, 1), 1)}, 2),
	} {
		x := d.Sample(tensor.NewRNG(1))
		require.NoError(t, dist.CheckSupport(d, x, vec(1, 0)))
		require.Equal(t, tensor.Float32, dist.MaskedLogProb(d, x, vec(1, 0)).DType(), "%v", d)
	}
	require.NoError(t, dist.CheckParams(dist.Normal(0, vec32(1, -1)), vec(1, 0)))
	require.ErrorContains(t, dist.CheckParams(dist.Normal(0, vec32(1, -1)), vec(0, 1)), "must be positive, found -1 at index [1]")
}
