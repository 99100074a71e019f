package dist_test

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// exact is what is known of a distribution in closed form.
type exact struct{ mean, variance, entropy, cdf, tails, quantile bool }

func exactOf(d dist.Distribution) (e exact) {
	half := tensor.Scalar(0.5)
	_, e.mean = dist.Mean(d)
	_, e.variance = dist.Variance(d)
	_, e.entropy = dist.Entropy(d)
	_, e.cdf = dist.CDF(d, half)
	_, lower := dist.LogCDF(d, half)
	_, upper := dist.LogSurvival(d, half)
	e.tails = lower && upper
	_, e.quantile = dist.Quantile(d, half)
	return e
}

// TestExactResultsByFamily compares with the table in doc.go. Wrappers have what they wrap has, and blocks of values
// have no distribution function.
func TestExactResultsByFamily(t *testing.T) {
	documented, seen := documentedResults(t), map[string]bool{}
	rows := map[string]dist.Distribution{"a foreign type": foreign{dist.Normal(0, 1)}}
	for _, f := range families.All {
		if !f.Variant() {
			rows[f.Name] = f.Build(f.Params[0]...)
		}
	}
	for name, d := range rows {
		want := exactOf(d)
		family, _, _ := strings.Cut(name, "[")
		if columns, has := documented[family]; has {
			require.Equal(t, columns, want.columns(), "the table in doc.go, %s", name)
			seen[family] = true
		}
		require.Equal(t, want.cdf, want.tails, "%s", name)
		batch := d.BatchShape()
		wide := dist.Expand(d, append([]int{2}, batch...)...)
		require.Equal(t, want, exactOf(wide), "%s expanded", name)
		require.Equal(t, want, exactOf(dist.Mask(wide, tensor.Of([]float64{1, 0}).Reshape(append([]int{2}, slices.Repeat([]int{1}, len(batch))...)...))), "%s masked", name)
		require.Equal(t, want, exactOf(dist.ToEvent(d, 0)), "%s with no dimension turned", name)
		block := want
		block.cdf, block.tails, block.quantile = false, false, false
		require.Equal(t, block, exactOf(dist.ToEvent(wide, 1+len(batch))), "%s as one event", name)
	}
	require.Equal(t, exact{}, exactOf(rows["a foreign type"]))
	require.Len(t, seen, len(documented), "the table in doc.go has families that are not listed")
}

// columns are what the table in doc.go says of it.
func (e exact) columns() string {
	words := make([]string, 0, 5)
	for _, has := range []bool{e.mean, e.variance, e.entropy, e.cdf, e.quantile} {
		words = append(words, map[bool]string{true: "yes", false: "-"}[has])
	}
	return strings.Join(words, " ")
}

// documentedResults is the table in doc.go, by family.
func documentedResults(t *testing.T) map[string]string {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	table := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(strings.TrimPrefix(line, "//\t")); len(words) == 6 && (words[5] == "yes" || words[5] == "-") {
			table[words[0]] = strings.Join(words[1:], " ")
		}
	}
	return table
}

// named is a type from elsewhere that knows its exact results but not how to expand.
type named struct {
	foreign
	known *dist.NormalDist
}

func (d named) Mean() (*tensor.Tensor, bool)                        { return d.known.Mean() }
func (d named) Variance() (*tensor.Tensor, bool)                    { return d.known.Variance() }
func (d named) Entropy() (*tensor.Tensor, bool)                     { return d.known.Entropy() }
func (d named) CDF(x *tensor.Tensor) (*tensor.Tensor, bool)         { return d.known.CDF(x) }
func (d named) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool)      { return d.known.LogCDF(x) }
func (d named) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.known.LogSurvival(x) }
func (d named) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool)    { return d.known.Quantile(p) }

func TestExactResultsThroughWrappers(t *testing.T) {
	n := dist.Normal(vec(1, 2), vec(1, 3))
	h := []float64{0.5 * math.Log(2*math.Pi*math.E), 0.5*math.Log(2*math.Pi*math.E) + math.Log(3)}
	value := func(r *tensor.Tensor, ok bool) *tensor.Tensor {
		require.True(t, ok)
		return r
	}
	for name, base := range map[string]dist.Distribution{"family": n, "elsewhere": named{foreign{n}, n}} {
		wide := dist.Expand(base, 3, 2)
		for what, d := range map[string]dist.Distribution{
			"expanded": wide,
			"masked":   dist.Mask(wide, vec(0, 1)),
			"event":    dist.ToEvent(wide, 1),
			"block":    dist.ToEvent(dist.Mask(wide, vec(0, 1)), 2),
		} {
			require.Equal(t, tensor.Shape{3, 2}, value(dist.Mean(d)).Shape(), "%s %s", name, what)
			require.Equal(t, []float64{1, 2, 1, 2, 1, 2}, value(dist.Mean(d)).Float64s(), "%s %s", name, what)
			require.Equal(t, []float64{1, 9, 1, 9, 1, 9}, value(dist.Variance(d)).Float64s(), "%s %s", name, what)
		}
		require.InDeltaSlice(t, []float64{h[0], h[1], h[0], h[1], h[0], h[1]}, value(dist.Entropy(wide)).Float64s(), 1e-14, name)
		masked := value(dist.Entropy(dist.Mask(wide, vec(0, 1)))).Float64s()
		require.InDeltaSlice(t, []float64{0, h[1], 0, h[1], 0, h[1]}, masked, 1e-14, name)
		require.InDeltaSlice(t, []float64{h[0] + h[1], h[0] + h[1], h[0] + h[1]}, value(dist.Entropy(dist.ToEvent(wide, 1))).Float64s(), 1e-14, name)
		require.InDelta(t, 3*h[1], value(dist.Entropy(dist.ToEvent(dist.Mask(wide, vec(0, 1)), 2))).Item(), 1e-14, name)

		for _, d := range []dist.Distribution{wide, dist.Mask(wide, vec(0, 1))} {
			p := value(dist.CDF(d, vec(1, 5)))
			require.Equal(t, tensor.Shape{3, 2}, p.Shape(), name)
			require.InDeltaSlice(t, []float64{0.5, 0.8413447460685429}, p.Float64s()[4:], 1e-15, name)
			require.InDeltaSlice(t, []float64{math.Log(0.5), math.Log(0.8413447460685429)}, value(dist.LogCDF(d, vec(1, 5))).Float64s()[4:], 1e-15, name)
			require.InDeltaSlice(t, []float64{math.Log(0.5), -1.8410216450092634}, value(dist.LogSurvival(d, vec(1, 5))).Float64s()[4:], 1e-14, name)
			require.InDeltaSlice(t, []float64{1, 5}, value(dist.Quantile(d, p)).Float64s()[4:], 1e-14, name)
		}
	}
}

func TestQuantileAtItsEnds(t *testing.T) {
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		d := f.Build(params...)
		if _, ok := dist.Quantile(d, tensor.Scalar(0.5)); !ok {
			return
		}
		quantile := func(p float64) *tensor.Tensor {
			x, ok := dist.Quantile(d, tensor.Scalar(p))
			require.True(t, ok)
			return x
		}
		low, high := quantile(0), quantile(1)
		// A sign decides which end some have, and the ends of a circle are those of Float32.
		other := slices.Contains([]string{"GeneralizedExtremeValue", "GeneralizedPareto", "VonMises"}, f.Name)
		if set, ok := d.Support().(dist.Bounder); ok && !other {
			first, last := set.Bounds()
			require.Equal(t, first.Expand(low.Shape()...).Float64s(), low.Float64s(), "%v", d)
			require.Equal(t, last.Expand(high.Shape()...).Float64s(), high.Float64s(), "%v", d)
		}
		for x, want := range map[*tensor.Tensor]float64{low: 0, high: 1, tensor.Scalar(-inf): 0, tensor.Scalar(inf): 1} {
			p, ok := dist.CDF(d, x)
			require.True(t, ok)
			if x == low && p.Max().Item() > 0 { // of counts, the probability of the first
				require.InDeltaSlice(t, d.LogProb(x).Exp().Float64s(), p.Float64s(), 1e-14, "%v at %v", d, x)
				continue
			}
			require.Equal(t, slices.Repeat([]float64{want}, p.Size()), p.Float64s(), "%v at %v", d, x)
		}
		for _, p := range []float64{-0.1, 1.1, math.NaN()} {
			for _, x := range quantile(p).Float64s() {
				require.True(t, math.IsNaN(x), "the quantile of %v at %v", d, p)
			}
		}
	})
}

// gradsAt are the derivatives by the value and the parameters, at one place.
func gradsAt(f func(in ...*tensor.Tensor) (*tensor.Tensor, bool), at ...float64) []float64 {
	var in []*tensor.Tensor
	for _, v := range at {
		in = append(in, tensor.Scalar(v))
	}
	_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		y, _ := f(in...)
		return y
	}, in...)
	var d []float64
	for _, v := range g {
		d = append(d, v.Item())
	}
	return d
}

func studentTCDF(in ...*tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.CDF(dist.StudentT(in[1], in[2], in[3]), in[0])
}

func inverseGammaCDF(in ...*tensor.Tensor) (*tensor.Tensor, bool) {
	return dist.CDF(dist.InverseGamma(in[1], in[2]), in[0])
}

// TestSlopesOfDistributionFunctionsAtTheirEnds: nothing moves where all mass is on one side.
func TestSlopesOfDistributionFunctionsAtTheirEnds(t *testing.T) {
	for _, x := range []float64{-inf, inf, 1e300, -1e300} {
		require.Equal(t, []float64{0, 0, 0, 0}, gradsAt(studentTCDF, x, 5, 0, 2), "%g", x)
	}
	require.Equal(t, []float64{0, 0, 0, 0}, gradsAt(studentTCDF, 1e295, 5, 0, 1e-10))
	for _, x := range []float64{-inf, -1, 0, 1e-320, inf} {
		require.Equal(t, []float64{0, 0, 0}, gradsAt(inverseGammaCDF, x, 3, 2), "%g", x)
	}
	for _, v := range gradsAt(inverseGammaCDF, 1e300, 1e-3, 1e-3) {
		require.NotZero(t, v)
	}
}

// TestStudentTSlopesByDF: the distribution function turns around its center, exactly so, and in the left tail its
// derivative is a share of it. With many degrees of freedom it is t (t²+1) φ(t) / (4 df²).
func TestStudentTSlopesByDF(t *testing.T) {
	byDF := func(x, df float64) float64 { return gradsAt(studentTCDF, x, df, 0, 1)[1] }
	require.Zero(t, byDF(0, 3))
	for _, df := range []float64{1e-3, 0.3, 1, 39.9, 40.1, 1e4} {
		for _, x := range []float64{1e-3, 0.7, 1.5, 1.6, 30} {
			require.Equal(t, byDF(x, df), -byDF(-x, df))
			require.Positive(t, byDF(x, df))
		}
	}
	for _, df := range []float64{1e9, 1e20, 1e100} {
		for _, x := range []float64{1e-5, 0.3, 1.5, 1.6, 6} {
			want := x * (x*x + 1) * math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / 4 / df / df
			require.InEpsilon(t, want, byDF(x, df), 1e-6, "at %g with %g degrees of freedom", x, df)
		}
	}
}

// TestUnknownDerivativesAreRefused: what would train nothing must not pass for a derivative of 0.
func TestUnknownDerivativesAreRefused(t *testing.T) {
	half := tensor.Scalar(0.5)
	for name, f := range map[string]func(a *tensor.Tensor) (*tensor.Tensor, bool){
		"Binomial.Probs.CDF": func(n *tensor.Tensor) (*tensor.Tensor, bool) {
			return dist.CDF(dist.Binomial[dist.Probs](n, 0.3), half)
		},
		"Poisson.LogSurvival": func(x *tensor.Tensor) (*tensor.Tensor, bool) { return dist.LogSurvival(dist.Poisson(2), x) },
		"Delta.LogCDF":        func(v *tensor.Tensor) (*tensor.Tensor, bool) { return dist.LogCDF(dist.Delta(v), half) },
	} {
		err := recovered(func() {
			tensor.ValueAndGrad(func(a ...*tensor.Tensor) *tensor.Tensor {
				p, _ := f(a[0])
				return p
			}, tensor.Scalar(2))
		})
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "Detach()")
		_, ok := f(tensor.Scalar(2))
		require.True(t, ok)
	}
}
