package draws

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/tensor"
)

//go:embed testdata/golden_loo.json
var goldenLOO []byte

// likelihoodOf stores x [chain][draw][datum].
func likelihoodOf(x [][][]float64) LogLikelihood {
	d := New(len(x), len(x[0]))
	d.Add("y", tensor.Shape{len(x[0][0])}, tensor.Float64, []string{"data"})
	for c := range x {
		for i, v := range x[c] {
			d.Put("y", c, i, tensor.Of(v))
		}
	}
	return LogLikelihood{d}
}

func TestLOOAndWAICAreThoseOfArviZ(t *testing.T) {
	var cases []struct {
		Name   string
		X      [][][]float64
		Points []struct {
			REff, ELPD, WAIC float64
			K                *float64   // nil for infinity
			LogWeights       [3]float64 `json:"log_weights"`
		}
	}
	require.NoError(t, json.Unmarshal(goldenLOO, &cases))
	require.Len(t, cases, 4)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			l := likelihoodOf(c.X)
			loo, waic := l.LOO(), l.WAIC()
			sum := 0.0
			for i, want := range c.Points {
				x := l.sites["y"].chainsOf(i)
				all := slices.Concat(x...)
				r := newReweighter(len(x), len(x[0]))
				logSumExp(all, r.like)
				require.InEpsilon(t, want.REff, r.relativeESS(), 1e-9)

				ratios := slices.Clone(all)
				floats.Scale(-1, ratios)
				w, k := PSIS(ratios, want.REff)
				if want.K == nil {
					require.True(t, math.IsInf(k, 1))
				} else {
					require.InEpsilon(t, *want.K, k, 1e-9)
				}
				require.Equal(t, k, loo.Points[i].K)
				require.InDelta(t, 0, floats.LogSumExp(w), 1e-12)
				for j, at := range []int{0, floats.MinIdx(all), floats.MaxIdx(all)} {
					require.InDelta(t, want.LogWeights[j], w[at], 1e-8)
				}

				require.InDelta(t, want.ELPD, loo.Points[i].Estimate, 1e-8)
				require.Equal(t, []int{i}, loo.Points[i].Index)
				sum += want.ELPD

				// ArviZ divides the variance by the number of draws, credence by one less as the paper does.
				n := float64(len(all))
				lpd := floats.LogSumExp(all) - math.Log(n)
				require.InDelta(t, (want.WAIC-lpd)*n/(n-1), waic.Points[i].Estimate-lpd, 1e-9)
			}
			require.InDelta(t, sum, loo.Estimate, 1e-8)
		})
	}
}

// A normal mean with known variance has posterior and leave-one-out predictions in closed form.
func TestLOOIsExactForANormalMean(t *testing.T) {
	y := []float64{-1.2, -0.3, 0.1, 0.4, 0.9, 1.6, -0.7, 0.2, -1.0, 1.1}
	n := float64(len(y))
	rng := tensor.NewRNG(3)
	const chains, size = 4, 5000
	x := make([][][]float64, chains)
	for c := range x {
		x[c] = make([][]float64, size)
		for i := range x[c] {
			mu := floats.Sum(y)/(n+1) + rng.NormFloat64()/math.Sqrt(n+1) // prior Normal(0, 1)
			for _, v := range y {
				x[c][i] = append(x[c][i], distuv.Normal{Mu: mu, Sigma: 1}.LogProb(v))
			}
		}
	}
	loo := likelihoodOf(x).LOO()
	exact := 0.0
	for i, v := range y {
		without := distuv.Normal{Mu: (floats.Sum(y) - v) / n, Sigma: math.Sqrt(1 + 1/n)}.LogProb(v)
		require.InDelta(t, without, loo.Points[i].Estimate, 0.01)
		exact += without
	}
	require.InDelta(t, exact, loo.Estimate, 0.03)
	require.Empty(t, loo.Warnings)
	require.InDelta(t, loo.Estimate, likelihoodOf(x).WAIC().Estimate, 0.1)
}

func TestELPDWarns(t *testing.T) {
	rng := tensor.NewRNG(1)
	x := make([][][]float64, 2)
	for c := range x {
		for range 500 {
			z := rng.NormFloat64()
			x[c] = append(x[c], []float64{-z * z / 20, -10 * z * z, -1})
		}
	}
	l := likelihoodOf(x)
	loo := l.LOO()
	require.Len(t, loo.Warnings, 1)
	require.Contains(t, loo.Warnings[0], "k-hat is above 0.67 for 1 of 3 data, y[1]: ")
	require.True(t, math.IsNaN(loo.Points[2].K), "all draws predict the datum alike")
	require.Equal(t, -1.0, loo.Points[2].Estimate)
	require.Zero(t, loo.Points[2].Parameters)
	require.Contains(t, l.WAIC().Warnings[0], "the variance of the log-likelihood is above 0.4 for 1 of 3 data, y[1]: ")
	require.Contains(t, loo.String(), "PSIS-LOO: 3 data, 1000 draws\nelpd ")
	require.Contains(t, loo.String(), "\nwarning: k-hat")

	x[0][7][0] = math.Inf(-1)
	require.Contains(t, likelihoodOf(x).LOO().Warnings[0], "the log-likelihood is not finite in some draws for 1 of 3 data, y[0]: ")
}

func TestELPDMinus(t *testing.T) {
	a := ELPD{Method: "WAIC", Points: []ELPDPoint{{Site: "y", Index: []int{0}, Estimate: -1}, {Site: "y", Index: []int{1}, Estimate: -2}}}
	b := ELPD{Method: "WAIC", Points: []ELPDPoint{{Site: "y", Index: []int{0}, Estimate: -2}, {Site: "y", Index: []int{1}, Estimate: -5}}}
	difference, se := a.Minus(b)
	require.Equal(t, 4.0, difference)
	require.InDelta(t, math.Sqrt(2*2), se, 1e-12) // differences 1 and 3 have variance 2
	require.PanicsWithError(t, "draws: the difference of WAIC of 2 data and WAIC of 1; both must be the same method for the same data, at sites of the same names and shapes", func() {
		a.Minus(ELPD{Method: "WAIC", Points: b.Points[:1]})
	})
	require.PanicsWithError(t, "draws: PSIS-LOO of 1 draws; it takes two at least, and some hundreds to be of use", func() {
		likelihoodOf([][][]float64{{{1}}}).LOO()
	})
	require.PanicsWithError(t, `draws: WAIC of site "y" twice; its data would count twice`, func() {
		likelihoodOf([][][]float64{{{1}, {2}}}).WAIC("y", "y")
	})
}

// A site of which masks leave out some elements is told of as one that has only the others.
func TestELPDLeavesMaskedElementsOut(t *testing.T) {
	rng := tensor.NewRNG(6)
	const data, masked = 12, 9
	all, some := make([][][]float64, 2), make([][][]float64, 2)
	for c := range all {
		for range 400 {
			mu := rng.NormFloat64() / 4
			row := make([]float64, data)
			var kept []float64
			for i := range row {
				if i%4 == 1 {
					row[i] = distuv.Normal{Mu: mu, Sigma: 1}.LogProb(float64(i) / 5)
					kept = append(kept, row[i])
				}
			}
			all[c], some[c] = append(all[c], row), append(some[c], kept)
		}
	}
	mask := tensor.Of([]float64{0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0})
	whole, part := likelihoodOf(all), likelihoodOf(some)
	unmasked := whole.LOO()
	require.Len(t, unmasked.Points, data)
	require.Nil(t, whole.Mask("y"))
	whole.SetMask("y", mask)
	require.Equal(t, mask.Float64s(), whole.Mask("y").Float64s())
	for name, f := range map[string]func(LogLikelihood) ELPD{
		"LOO":  func(l LogLikelihood) ELPD { return l.LOO() },
		"WAIC": func(l LogLikelihood) ELPD { return l.WAIC("y") },
		"cut":  func(l LogLikelihood) ELPD { return LogLikelihood{l.Cut(300)}.LOO() },
	} {
		t.Run(name, func(t *testing.T) {
			got, want := f(whole), f(part)
			require.Equal(t, want.Estimate, got.Estimate)
			require.Equal(t, want.SE, got.SE)
			require.Less(t, got.SE, unmasked.SE)
			require.Equal(t, want.Parameters, got.Parameters)
			require.Equal(t, want.Warnings, got.Warnings)
			require.Len(t, got.Points, data-masked)
			require.Equal(t, []int{5}, got.Points[1].Index, "where it is in the site")
			require.Contains(t, got.String(), ": 3 data, ")
		})
	}

	difference, se := whole.LOO().Minus(whole.LOO())
	require.Zero(t, difference)
	require.Zero(t, se)
	require.PanicsWithError(t, "draws: the difference of PSIS-LOO of 3 data and PSIS-LOO of 12; both must be the same method for the same data, at sites of the same names and shapes, and masked alike; y[1] would meet y[0]", func() {
		whole.LOO().Minus(unmasked)
	})

	require.PanicsWithError(t, `draws: site "y" has a mask of shape [5], which does not broadcast to its shape [12]`, func() { whole.SetMask("y", tensor.Zeros(5)) })
	whole.SetMask("y", tensor.Scalar(2))
	require.Nil(t, whole.Mask("y"), "all are data")
	whole.SetMask("y", tensor.Scalar(0))
	require.PanicsWithError(t, `draws: PSIS-LOO without data; there are sites ["y"], of which masked elements are none`, func() { whole.LOO() })
}
