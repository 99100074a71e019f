package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// run is the trace of a model that has no mistakes.
func run(t require.TestingT, m ppl.Model, seed uint64) *ppl.Trace {
	trace, err := ppl.Run(m, seed)
	require.NoError(t, err)
	return trace
}

// chain is x ~ N(0, 1), y ~ N(2x, 0.5).
func chain(c *ppl.Context) {
	x := ppl.Sample(c, "x", dist.Normal(0, 1))
	ppl.Sample(c, "y", dist.Normal(tensor.Mul(x, 2), 0.5))
}

func normal(c *ppl.Context, name string, opts ...ppl.SampleOption) *tensor.Tensor {
	return ppl.Sample(c, name, dist.Normal(0, 1), opts...)
}

// logNormal is the log-density of N(loc, scale²).
func logNormal(x, loc, scale float64) float64 {
	z := (x - loc) / scale
	return -z*z/2 - math.Log(scale) - math.Log(2*math.Pi)/2
}

// sumLogNormal is logNormal summed over values.
func sumLogNormal(x *tensor.Tensor, loc, scale float64) float64 {
	sum := 0.0
	for _, v := range x.Float64s() {
		sum += logNormal(v, loc, scale)
	}
	return sum
}

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

// constant is an initial value.
func constant(v float64) func(*tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor { return scalar(v) }
}

// siteNames are the sites of a trace, in its order.
func siteNames(trace *ppl.Trace) []string {
	names := []string{}
	for name := range trace.Sites() {
		names = append(names, name)
	}
	return names
}

// requireSame says that two traces hold the same sites with the same values.
func requireSame(t require.TestingT, want, got *ppl.Trace) {
	require.Equal(t, siteNames(want), siteNames(got))
	for name, s := range want.Sites() {
		require.Equal(t, s.Value.Shape(), got.Value(name).Shape(), name)
		require.Equal(t, s.Value.Float64s(), got.Value(name).Float64s(), name)
	}
}

// requireMistake says that a model makes a mistake, and that its error has all of the words.
func requireMistake(t *testing.T, m ppl.Model, words ...string) {
	t.Helper()
	trace, err := ppl.Run(m, 1)
	require.Error(t, err)
	require.Nil(t, trace)
	var at *ppl.SiteError
	require.ErrorAs(t, err, &at)
	for _, w := range words {
		require.ErrorContains(t, err, w)
	}
}

// requireNear compares log-probabilities.
func requireNear(t require.TestingT, want float64, got *tensor.Tensor) {
	require.InDelta(t, want, got.Item(), 1e-9*(1+math.Abs(want)))
}

// watch calls see with every site that leaves m, after it is settled.
func watch(m ppl.Model, see func(s *ppl.Site)) ppl.Model {
	return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		next.Apply(s)
		see(s)
	}))
}
