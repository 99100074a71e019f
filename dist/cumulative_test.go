package dist_test

import (
	"encoding/csv"
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

var nan = math.NaN()

// withCDF are the families with distribution functions, less their variants.
func withCDF() (fs []families.Family) {
	for _, f := range families.All {
		if _, ok := dist.CDF(f.Build(f.Params[0]...), tensor.Scalar(0.5)); ok && !f.Variant() && f.Bad != nil {
			fs = append(fs, f)
		}
	}
	return fs
}

type exactFunc func(d dist.Distribution, x *tensor.Tensor) (*tensor.Tensor, bool)

var cumulatives = map[string]exactFunc{"CDF": dist.CDF, "LogCDF": dist.LogCDF, "LogSurvival": dist.LogSurvival}

// at is f of the family at a value (the first argument) and parameters, and its derivatives by all of them. The value
// of a discrete distribution has none.
func at(t *testing.T, f exactFunc, family string, args ...float64) (y float64, grads []float64) {
	in := make([]*tensor.Tensor, len(args))
	for i, a := range args {
		in[i] = tensor.Scalar(a)
	}
	u := families.Named(family)
	v, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		for i := range u.Fixed {
			in[1+i] = in[1+i].Detach()
		}
		d := u.Of(in[1:]...)
		x := in[0]
		if d.Support().Discrete() {
			x = x.Detach()
		}
		y, ok := f(d, x)
		require.True(t, ok, family)
		return y.Sum()
	}, in...)
	for _, d := range g {
		grads = append(grads, d.Item())
	}
	return v.Item(), grads
}

// TestTailsGolden compares logarithms of both tails and all their derivatives with values to high precision, far out
// and at extreme parameters.
func TestTailsGolden(t *testing.T) {
	f, err := os.Open("testdata/tails.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 100)
	for _, row := range rows[1:] {
		var args, want []float64
		for _, a := range strings.Fields(row[1]) {
			args = append(args, number(t, a))
		}
		for _, v := range row[2:] {
			want = append(want, number(t, v))
		}
		slopes := (len(want) - 2) / 2 // by the last arguments
		for i, f := range []exactFunc{dist.LogCDF, dist.LogSurvival} {
			y, grads := at(t, f, row[0], args...)
			got := append([]float64{y}, grads[len(grads)-slopes:]...)
			for j, w := range append([]float64{want[i]}, want[2+i*slopes:][:slopes]...) {
				if tolerance := 1e-11*math.Abs(w) + 1e-290; got[j] != w && !(math.Abs(got[j]-w) <= tolerance) {
					t.Errorf("%s at %s, %s %d: got %v, want %v, off by %.2g", row[0], row[1], []string{"LogCDF", "LogSurvival"}[i], j, got[j], w, (got[j]-w)/w)
				}
			}
		}
		cdf, grads := at(t, dist.CDF, row[0], args...)
		for j, g := range grads[len(grads)-slopes:] {
			if w := math.Exp(want[0]) * want[2+j]; want[0] > -600 {
				require.InDelta(t, w, g, 1e-10*math.Abs(w)+1e-290, "derivative %d of the CDF of %s at %s", j, row[0], row[1])
			}
		}
		require.InEpsilon(t, 1+math.Exp(want[0]), 1+cdf, 1e-14, "CDF of %s at %s", row[0], row[1])
		if want[0] > -700 {
			steep := 0.0 // the rounding of x moves log F by its slope
			if slopes == len(args) {
				steep = math.Abs(args[0] * want[2])
			}
			require.InEpsilon(t, math.Exp(want[0]), cdf, 3e-13+4e-16*steep, "CDF of %s at %s", row[0], row[1])
		}
	}
}

// TestCumulativeAtTheEnds: at both infinities the value is exact and nothing moves, whatever the operand.
func TestCumulativeAtTheEnds(t *testing.T) {
	for _, u := range withCDF() {
		family, ordinary := u.Name, u.Numbers()
		zeros := make([]float64, 1+len(ordinary))
		for name, want := range map[string][2]float64{"CDF": {0, 1}, "LogCDF": {-inf, 0}, "LogSurvival": {0, -inf}} {
			for i, x := range []float64{-inf, inf} {
				y, grads := at(t, cumulatives[name], family, append([]float64{x}, ordinary...)...)
				require.Equal(t, want[i], y+0, "%s of %s at %g", name, family, x)
				require.Equal(t, zeros, grads, "%s of %s at %g", name, family, x)
			}
		}
		d := u.Of(scalars(ordinary)...)
		if _, ok := dist.Quantile(d, tensor.Scalar(0.5)); !ok {
			continue
		}
		for _, p := range []float64{0, 1} {
			y, grads := at(t, dist.Quantile, family, append([]float64{p}, ordinary...)...)
			for _, g := range grads {
				require.False(t, math.IsNaN(g) || math.IsInf(g, 0), "quantile of %s at %g: %v", family, p, grads)
			}
			if math.IsInf(y, 0) {
				require.Equal(t, zeros, grads, "quantile of %s at %g", family, p)
			}
		}
	}
}

// TestCumulativeOfWhatIsNotAllowed: no probability comes out of invalid parameters or of NaN, and no derivative either.
func TestCumulativeOfWhatIsNotAllowed(t *testing.T) {
	functions := map[string]exactFunc{"Quantile": dist.Quantile}
	for name, f := range cumulatives {
		functions[name] = f
	}
	for _, u := range withCDF() {
		family, ordinary := u.Name, u.Numbers()
		cases := [][]float64{append([]float64{nan}, ordinary...)}
		for _, bad := range u.Bad {
			cases = append(cases, append([]float64{0.5}, bad...), append([]float64{inf}, bad...))
		}
		for name, f := range functions {
			if _, ok := f(u.Of(scalars(ordinary)...), tensor.Scalar(0.5)); !ok {
				continue
			}
			for _, args := range cases {
				y, ok := f(u.Of(scalars(args[1:])...), tensor.Scalar(args[0]))
				require.True(t, ok)
				require.True(t, math.IsNaN(y.Item()), "%s of %s at %v: %v", name, family, args, y)
			}
		}
	}
	for _, family := range []string{"Normal", "StudentT", "Gamma", "InverseGamma", "Beta", "Uniform", "Poisson"} {
		for name, f := range cumulatives {
			u := families.Named(family)
			for _, bad := range append(slices.Clone(u.Bad), u.Numbers()) {
				x := 0.5
				if slices.Equal(bad, u.Numbers()) {
					x = nan
				}
				_, grads := at(t, f, family, append([]float64{x}, bad...)...)
				require.Equal(t, make([]float64, len(grads)), grads, "%s of %s at %g %v", name, family, x, bad)
			}
		}
	}
}

func scalars(v []float64) []*tensor.Tensor {
	t := make([]*tensor.Tensor, len(v))
	for i := range v {
		t[i] = tensor.Scalar(v[i])
	}
	return t
}

// TestLogCDFEndsOfSupports: at an end of its support a density that is finite there is the one-sided slope.
func TestLogCDFEndsOfSupports(t *testing.T) {
	for _, test := range []struct {
		f     exactFunc
		name  string
		args  []float64
		want  float64
		grads []float64
	}{
		{dist.LogSurvival, "Exponential", []float64{0, 3}, 0, []float64{-3, 0}},
		{dist.LogCDF, "Exponential", []float64{0, 3}, -inf, []float64{0, 0}},
		{dist.LogSurvival, "HalfNormal", []float64{0, 3}, 0, []float64{-math.Sqrt(2/math.Pi) / 3, 0}},
		{dist.LogSurvival, "HalfCauchy", []float64{0, 3}, 0, []float64{-2 / math.Pi / 3, 0}},
		{dist.LogSurvival, "Gamma", []float64{0, 1, 3}, 0, []float64{-3, 0, 0}},
		{dist.LogSurvival, "Gamma", []float64{0, 2, 3}, 0, []float64{0, 0, 0}},
		{dist.LogSurvival, "Beta", []float64{0, 1, 3}, 0, []float64{-3, 0, 0}},
		{dist.LogCDF, "Beta", []float64{1, 3, 1}, 0, []float64{3, 0, 0}},
		{dist.LogSurvival, "Uniform", []float64{-1, -1, 3}, 0, []float64{-0.25, 0.25, 0}},
		{dist.LogCDF, "Uniform", []float64{3, -1, 3}, 0, []float64{0.25, 0, -0.25}},
		{dist.LogCDF, "Uniform", []float64{3.5, -1, 3}, 0, []float64{0, 0, 0}},
		{dist.LogCDF, "Poisson", []float64{0, 0}, 0, []float64{0, -1}},
		{dist.LogCDF, "Poisson", []float64{1, 0}, 0, []float64{0, 0}},
		{dist.LogCDF, "Bernoulli[Probs]", []float64{0.5, 0}, 0, []float64{0, -1}},
		{dist.LogCDF, "Bernoulli[Probs]", []float64{0.5, 1}, -inf, []float64{0, 0}},
		{dist.LogCDF, "Bernoulli[Logits]", []float64{0, inf}, -inf, []float64{0, 0}},
		{dist.LogCDF, "Binomial[Probs]", []float64{0, 4, 0}, 0, []float64{0, 0, -4}},
		{dist.LogSurvival, "Binomial[Probs]", []float64{3, 4, 1}, 0, []float64{0, 0, 4}},
		{dist.LogCDF, "Binomial[Logits]", []float64{3, 4, inf}, -inf, []float64{0, 0, 0}},
		{dist.LogCDF, "Binomial[Logits]", []float64{3, 4, -inf}, 0, []float64{0, 0, 0}},
		{dist.LogCDF, "Categorical[Probs]", []float64{0, 1, 0, 3}, math.Log(0.25), []float64{0, 0.75, -0.25, -0.25}},
		{dist.LogCDF, "Categorical[Probs]", []float64{0, 0, 1, 3}, -inf, []float64{0, 0, 0, 0}},
		{dist.LogCDF, "Categorical[Logits]", []float64{0, inf, 0, 0}, 0, []float64{0, 0, 0, 0}},
		{dist.LogCDF, "Categorical[Logits]", []float64{0.5, -1000, 0, -inf}, -1000, []float64{0, 1, -1, 0}},
	} {
		y, grads := at(t, test.f, test.name, test.args...)
		require.InDelta(t, test.want, y, 1e-15, "%s %v", test.name, test.args)
		require.InDeltaSlice(t, test.grads, grads, 1e-15, "%s %v: %v", test.name, test.args, grads)
	}
}

// TestDiscreteCDFsAddUp: they are the sum of the masses up to x, and constant between two counts.
func TestDiscreteCDFsAddUp(t *testing.T) {
	for _, d := range []dist.Distribution{
		dist.Poisson(vec(0.1, 3, 12)), dist.Binomial[dist.Probs](9, vec(0, 0.1, 0.7)), dist.Binomial[dist.Logits](9, vec(-50, 0.1, 2)),
		dist.Bernoulli[dist.Probs](vec(0, 0.3, 1)), dist.Bernoulli[dist.Logits](vec(-2, 0.3, 60)),
		dist.Categorical[dist.Logits](tensor.Of([]float64{0, 1, 2, 3, -1, 0.5}, 2, 3)), dist.Categorical[dist.Probs](tensor.Of([]float64{0, 1, 2, 3, 1, 0.5}, 2, 3)),
		dist.Mixture(dist.Categorical[dist.Probs](vec(0.3, 0.7)), dist.Poisson(vec(1, 6))),
	} {
		sum := tensor.Zeros(d.BatchShape()...)
		for k := -1.0; k < 12; k++ {
			if k >= 0 {
				sum = sum.Add(d.LogProb(tensor.Scalar(k)).Exp())
			}
			for _, x := range []float64{k, k + 0.5, math.Nextafter(k+1, -inf)} {
				p, ok := dist.CDF(d, tensor.Scalar(x))
				require.True(t, ok)
				require.Equal(t, d.BatchShape(), p.Shape())
				require.InDeltaSlice(t, sum.Float64s(), p.Float64s(), 1e-14, "%v at %g", d, x)
				lower, ok := dist.LogCDF(d, tensor.Scalar(x))
				require.True(t, ok)
				require.InDeltaSlice(t, p.Float64s(), lower.Exp().Float64s(), 1e-14, "%v at %g", d, x)
				upper, ok := dist.LogSurvival(d, tensor.Scalar(x))
				require.True(t, ok)
				require.InDeltaSlice(t, tensor.Sub(1, p).Float64s(), upper.Exp().Float64s(), 1e-14, "%v at %g", d, x)
			}
		}
	}
}
