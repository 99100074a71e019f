package gonum_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/gonum"
	"github.com/credence-ppl/credence/tensor"
)

func Example() {
	d, err := gonum.From(distuv.Weibull{K: 2, Lambda: 3})
	fmt.Println(d, err)
	back, _ := gonum.To(d, nil)
	fmt.Printf("%.4f\n", back.(distuv.Weibull).CDF(3))
	// Output:
	// Weibull(scale: 3, concentration: 2) <nil>
	// 0.6321
}

// TestBothWays: log-densities agree with gonum's own, and where there is a way back it ends where it began.
func TestBothWays(t *testing.T) {
	src := tensor.NewRNG(1)
	for _, d := range []distuv.LogProber{
		distuv.Bernoulli{P: 0.3, Src: src}, distuv.Beta{Alpha: 2, Beta: 3, Src: src}, distuv.Binomial{N: 7, P: 0.3, Src: src},
		distuv.NewCategorical([]float64{0.25, 0.25, 0.5}, src), distuv.Exponential{Rate: 3, Src: src}, distuv.Gamma{Alpha: 2, Beta: 3, Src: src},
		distuv.GumbelRight{Mu: 1, Beta: 2, Src: src}, distuv.InverseGamma{Alpha: 2, Beta: 3, Src: src}, distuv.Laplace{Mu: 1, Scale: 2, Src: src},
		distuv.LogNormal{Mu: 1, Sigma: 2, Src: src}, distuv.Logistic{Mu: 1, S: 2}, distuv.Normal{Mu: 1, Sigma: 2, Src: src},
		distuv.Pareto{Xm: 0.2, Alpha: 3, Src: src}, distuv.Poisson{Lambda: 3, Src: src}, distuv.StudentsT{Mu: 1, Sigma: 2, Nu: 3, Src: src},
		distuv.NewTriangle(-1, 4, 2, src), distuv.Uniform{Min: -1, Max: 3, Src: src}, distuv.Weibull{K: 2, Lambda: 3, Src: src},
		distuv.ChiSquared{K: 3}, distuv.Chi{K: 3}, distuv.F{D1: 3, D2: 5},
	} {
		from, err := gonum.From(d)
		require.NoError(t, err)
		x := []float64{0.25, 0.5, 0.75}
		if from.Support().Discrete() {
			x = []float64{0, 1}
		}
		for _, x := range x {
			want := d.LogProb(x)
			if l, ok := d.(distuv.Logistic); ok { // whose LogProb leaves out Mu and S, up to v0.17.0
				want = math.Log(l.Prob(x))
			}
			require.InDelta(t, want, from.LogProb(tensor.Scalar(x)).Item(), 1e-13, "%v at %v", from, x)
		}
		if back, err := gonum.To(from, src); err != nil {
			require.ErrorContains(t, err, "gonum: distuv has no counterpart of Transformed(")
		} else if _, chi := d.(distuv.ChiSquared); !chi { // which is a Gamma
			require.Equal(t, d, back)
		}
	}
	d, err := gonum.From(&distuv.Normal{Mu: 1, Sigma: 2})
	require.NoError(t, err)
	require.Equal(t, "Normal(loc: 1, scale: 2)", d.String())
}

func TestWhatHasNoCounterpart(t *testing.T) {
	for d, words := range map[any]string{
		distuv.AlphaStable{Alpha: 1.5, C: 1}:     "gonum: a distuv.AlphaStable has no counterpart in package dist",
		3:                                        "gonum: a int has no counterpart",
		nil:                                      "gonum: a <nil> has no counterpart",
		distuv.Normal{Mu: 1, Sigma: -1}:          "Normal: scale must be positive, found -1",
		distuv.Weibull{K: math.NaN(), Lambda: 1}: "Weibull: concentration must be positive, found NaN",
	} {
		_, err := gonum.From(d)
		require.ErrorContains(t, err, words)
	}
	for words, d := range map[string]dist.Distribution{
		"gonum: the distribution is nil":                                                nil,
		"gonum: Normal(loc: [2]{0 1}, scale: 1) has batch shape [2] and event shape []": dist.Normal(tensor.Of([]float64{0, 1}), 1),
		"gonum: distuv has no counterpart of Cauchy(loc: 0, scale: 1)":                  dist.Cauchy(0, 1),
		"Normal: scale must be positive":                                                dist.Normal(0, -1),
	} {
		_, err := gonum.To(d, nil)
		require.ErrorContains(t, err, words)
	}
}
