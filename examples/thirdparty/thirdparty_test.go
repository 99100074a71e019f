package thirdparty_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

func vec(v ...float64) *tensor.Tensor { return tensor.Of(v) }

// lawful requires that a distribution breaks no law of the public contract, and that the laws that do not apply to it
// are those named.
func lawful(t *testing.T, build disttest.Build, skipped []string, params ...*tensor.Tensor) {
	t.Helper()
	report := disttest.Run(t, build, params...)
	for law, why := range report.Skipped {
		require.True(t, slices.Contains(skipped, law), "%q is skipped: %s", law, why)
	}
}

// replayed requires that the sum of log-densities of d at x as a recorded program agrees with a fresh run at other
// values, and does not allocate.
func replayed(t *testing.T, d dist.Distribution, x, y []float64) {
	t.Helper()
	shape := tensor.Join(d.BatchShape(), d.EventShape())
	f := func(x *tensor.Tensor) *tensor.Tensor { return dist.LogProbSum(d, x.Reshape(shape...), nil, 1) }
	p, dynamic := tensor.Record(x, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return f(x), nil })
	require.Empty(t, dynamic)
	want, grad := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return f(in[0]) }, vec(y...))
	got := make([]float64, len(y))
	require.InDelta(t, want.Item(), p.ValueAndGrad(y, got), 1e-12)
	require.InDeltaSlice(t, grad[0].Float64s(), got, 1e-12)
	require.Zero(t, testing.AllocsPerRun(100, func() { p.ValueAndGrad(y, got) }))
}
