package dist_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

var minimax = dist.Define(dist.Family{
	Spec: dist.Spec{Name: "Minimax", Params: []dist.Param{
		{Name: "a", Allowed: dist.Positive}, {Name: "b", Allowed: dist.Positive}}},
	Support:     dist.UnitInterval,
	LogProb:     "log(a) + log(b) + xlogy(a - 1, x) + where(b == 1, 0, (b - 1)*log1mexp(a*log(x)))",
	Mean:        "exp(log(b) + lbeta(1 + 1/a, b))",
	CDF:         "-expm1(b*log1mexp(a*log(x)))",
	LogCDF:      "log1mexp(b*log1mexp(a*log(x)))",
	LogSurvival: "b*log1mexp(a*log(x))",
	Quantile:    "exp(log1mexp(log1p(-p)/b)/a)",
})

// Minimax returns that of Kumaraswamy, on the unit interval, as one might define it oneself.
func Minimax[A, B tensor.Like](a A, b B) dist.Distribution {
	return minimax(tensor.To(a), tensor.To(b))
}

func ExampleDefine() {
	d := Minimax(2, 3)
	x, grad := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return Minimax(in[0], 3).LogProb(tensor.Scalar(0.5))
	}, tensor.Scalar(2))
	mean, _ := dist.Mean(d)
	fmt.Println(d, x, grad[0], mean)
	fmt.Println(d.Sample(tensor.NewRNG(1), 3))
	// Output:
	// Minimax(a: 2, b: 3) 0.523248 0.268951 0.457143
	// [3]{0.72647 0.706271 0.487235}
}

func TestDefine(t *testing.T) {
	disttest.Run(t, minimax, tensor.Of([]float64{0.7, 3}), tensor.Scalar(4.0))
	disttest.Run(t, geometric, tensor.Of([]float64{0.3, 0.9}))
}

// geometric is the number of failures before the first success: a discrete family.
var geometric = dist.Define(dist.Family{
	Spec:        dist.Spec{Name: "Failures", Params: []dist.Param{{Name: "probs", Allowed: dist.UnitInterval}}},
	Support:     dist.NonNegativeInteger,
	LogProb:     "log(probs) + xlog1py(x, -probs)",
	Mean:        "1/probs - 1",
	Variance:    "(1 - probs)/probs^2",
	CDF:         "-expm1((floor(x) + 1)*log1p(-probs))",
	LogCDF:      "log1mexp((floor(x) + 1)*log1p(-probs))",
	LogSurvival: "(floor(x) + 1)*log1p(-probs)",
	Draw:        "floor(log(u)/log1p(-probs))",
	KL: `
		more = 1/q_probs - 1
		log(q_probs) - log(p_probs) + more*(log1p(-q_probs) - log1p(-p_probs))`,
})

// TestDefinedKL holds that divergences are found by family, though all that Define makes have one type.
func TestDefinedKL(t *testing.T) {
	q, p := geometric(tensor.Scalar(0.3)), geometric(tensor.Scalar(0.6))
	kl, ok := dist.KL(q, p)
	require.True(t, ok)
	sum := 0.0
	for i := range 200 {
		x := tensor.Scalar(float64(i))
		sum += math.Exp(q.LogProb(x).Item()) * (q.LogProb(x).Item() - p.LogProb(x).Item())
	}
	require.InDelta(t, sum, kl.Item(), 1e-12)
	_, ok = dist.KL(Minimax(1, 2), Minimax(2, 1))
	require.False(t, ok)
	_, ok = dist.KL(q, Minimax(2, 1))
	require.False(t, ok)
}

func TestDefineErrors(t *testing.T) {
	spec := func(name string, allowed dist.Set) dist.Spec {
		return dist.Spec{Name: name, Params: []dist.Param{{Name: "a", Allowed: allowed}}}
	}
	for _, c := range []struct {
		f    dist.Family
		want string
	}{
		{dist.Family{Spec: spec("None", dist.Real), LogProb: "x", Quantile: "p"}, "tensor: Define: None needs Support, LogProb, and Draw or Quantile"},
		{dist.Family{Spec: spec("Draws", dist.Real), Support: dist.Real, LogProb: "x"}, "tensor: Define: Draws needs Support, LogProb, and Draw or Quantile"},
		{dist.Family{Spec: spec("Simplex", dist.Real), Support: dist.Simplex, LogProb: "x", Quantile: "p"},
			"tensor: Define: the support of Simplex is non-negative and adding up to 1 along the last dimension; it must be one of this package's sets of numbers"},
		{dist.Family{Spec: spec("Row", dist.Simplex), Support: dist.Real, LogProb: "x", Quantile: "p"},
			"tensor: Define: parameter a of Row is non-negative and adding up to 1 along the last dimension; it must be one of this package's sets of numbers"},
		{dist.Family{Spec: spec("Text", dist.Real), Support: dist.Real, LogProb: "x - b", Quantile: "p"},
			"expr: line 1, column 5: b is unknown; the parameters are x, a\n\tx - b\n\t    ^"},
	} {
		require.PanicsWithError(t, c.want, func() { dist.Define(c.f) })
	}
	require.PanicsWithError(t, "tensor: Minimax: it has 2 parameters, and is given 1", func() { minimax(tensor.Scalar(1.0)) })
}
