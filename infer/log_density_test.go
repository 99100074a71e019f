package infer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// densityFunc is a log-density over n dimensions.
type densityFunc struct {
	n int
	f func(x, gradient []float64) (float64, error)
}

func (d densityFunc) Dim() int { return d.n }

func (d densityFunc) ValueAndGrad(x, gradient []float64) (float64, error) { return d.f(x, gradient) }

// curved is a density over two dimensions, with the floating-point operations that curvedModel has: no product is
// fused into a sum, on any processor.
var curved = densityFunc{2, func(x, g []float64) (float64, error) {
	a := float64(x[0] * x[0])
	b := x[1] - a
	g[1] = -(2 * b)
	g[0] = (2*b - 1) * (2 * x[0])
	return -(a + float64(b*b)), nil
}}

func curvedModel(c *ppl.Context) {
	x := ppl.Sample(c, "x", dist.ImproperUniform(dist.Real, nil, tensor.Shape{2}))
	at := func(i int) *tensor.Tensor { return x.Slice(0, i, i+1).Reshape() }
	a := at(0).Square()
	ppl.Factor(c, "density", a.Add(at(1).Sub(a).Square()).Neg())
}

// TestPlainDensityIsTheModels: the draws of a density and those of a model that computes the same are the same, bit for
// bit, warm-up and stats included.
func TestPlainDensityIsTheModels(t *testing.T) {
	for name, m := range map[string]MCMC{
		"NUTS":    {Chains: 2, Warmup: 300, Draws: 200, Seed: 1},
		"HMC":     {Kernel: HMC{PathLength: 1}, Chains: 2, Warmup: 100, Draws: 50, Seed: 2},
		"metric":  {Kernel: NUTS{Metric: Metric{Blocks: [][]string{{"x"}}, Initial: map[string]*tensor.Tensor{"x": tensor.Of([]float64{1, 4})}}}, Chains: 2, Warmup: 100, Draws: 50},
		"started": {Init: InitToValues(map[string]*tensor.Tensor{"x": tensor.Of([]float64{1, 2})}, nil), Chains: 2, Warmup: 100, Draws: 50, Thin: 2},
	} {
		want, err := m.Run(context.Background(), curvedModel)
		require.NoError(t, err, name)
		got, err := m.RunDensity(context.Background(), curved)
		require.NoError(t, err, name)
		require.Equal(t, want.Names(), got.Names())
		require.Equal(t, want.Get("x").Float64s(), got.Get("x").Float64s(), name)
		for _, stat := range want.Stats().Names() {
			require.Equal(t, want.Stats().Get(stat).Float64s(), got.Stats().Get(stat).Float64s(), "%s: %s", name, stat)
		}
		require.Equal(t, want.Sampling(), got.Sampling(), name)
	}
}

// TestSchoolsByHand: the density that one would write without a library leads a chain where the model's does, while the
// rounding has not set them apart.
func TestSchoolsByHand(t *testing.T) {
	byHand := densityFunc{10, func(x, g []float64) (float64, error) { return schoolsByHand(x, g), nil }}
	m := MCMC{Kernel: NUTS{StepSize: 0.3}, Chains: 2, Warmup: -1, Draws: 20, Seed: 4}
	m.InitValues = []ppl.Values{{"mu": tensor.Scalar(1), "tau": tensor.Scalar(1), "z": tensor.Zeros(8)}}
	want, err := m.Run(context.Background(), schools)
	require.NoError(t, err)
	m.InitValues = []ppl.Values{{"x": tensor.Of([]float64{1, 0, 0, 0, 0, 0, 0, 0, 0, 0})}}
	got, err := m.RunDensity(context.Background(), byHand)
	require.NoError(t, err)
	for i, name := range []string{"mu", "tau"} {
		x := got.Get("x").Slice(2, i, i+1).Reshape(2, 20)
		if name == "tau" {
			x = x.Exp()
		}
		require.InDeltaSlice(t, want.Get(name).Float64s(), x.Float64s(), 1e-8, name)
	}
}

// TestSamplersOfDensities: rounds, sites and checkpoints are as for models.
func TestSamplersOfDensities(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 60, Draws: 20, Seed: 1}
	whole, err := m.RunDensity(context.Background(), curved)
	require.NoError(t, err)
	s, err := m.DensitySampler(curved)
	require.NoError(t, err)
	n := 0
	for d, err := range s.Rounds(context.Background(), 10, 4) {
		require.NoError(t, err)
		n = d.Draws()
	}
	require.Equal(t, 10, n)
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	loaded, err := m.DensitySampler(curved)
	require.NoError(t, err)
	require.NoError(t, loaded.Load(bytes.NewReader(saved.Bytes())))
	var last *draws.Draws
	for d, err := range loaded.Rounds(context.Background(), 20, 20) {
		require.NoError(t, err)
		last = d
	}
	require.Equal(t, whole.Get("x").Float64s(), last.Get("x").Float64s())

	steeper := densityFunc{2, func(x, g []float64) (float64, error) {
		lp, err := curved.f(x, g)
		return 2 * lp, err
	}}
	other, err := m.DensitySampler(steeper)
	require.NoError(t, err)
	require.ErrorContains(t, other.Load(bytes.NewReader(saved.Bytes())), "belongs to another model or other data: chain 0: the log-density at its position is")
	m.Sites = []string{"y"}
	_, err = m.DensitySampler(curved)
	require.EqualError(t, err, `infer: MCMC.Sites names "y"; the model has ["x"]`)
}

func TestDensitiesThatCannotBeSampled(t *testing.T) {
	of := func(n int, value float64, slope float64, err error) LogDensity {
		return densityFunc{n, func(_, g []float64) (float64, error) {
			for i := range g {
				g[i] = slope
			}
			return value, err
		}}
	}
	for words, d := range map[string]LogDensity{
		"infer: MCMC has no density":                       (*densityFunc)(nil),
		"infer: the density has Dim() 0; it is at least 1": of(0, 0, 0, nil),
		`infer: chain 0: no point to start from in 100 attempts; the last: the log-density is NaN at site "x", which must be`:           of(2, math.NaN(), 0, nil),
		`infer: chain 0: no point to start from in 100 attempts; the last: the log-density is +Inf at site "x"`:                         of(2, math.Inf(1), 0, nil),
		`infer: chain 0: no point to start from in 100 attempts; the last: the derivative with respect to element 0 is NaN at site "x"`: of(2, 0, math.NaN(), nil),
		"infer: chain 0: the file is gone": of(2, 0, 0, errors.New("the file is gone")),
	} {
		_, err := MCMC{}.RunDensity(context.Background(), d)
		require.ErrorContains(t, err, words)
	}
	_, err := MCMC{}.RunDensity(context.Background(), nil)
	require.EqualError(t, err, "infer: MCMC has no density")
	_, err = MCMC{InitValues: []ppl.Values{{"x": tensor.Zeros(3)}}}.RunDensity(context.Background(), curved)
	require.EqualError(t, err, `infer: chain 0: ppl: site "x": the value to start from has shape [3], a draw has [2]`)
}

// TestDensitiesThatFailOnTheWay: an error ends the run and says where, a panic goes through, and points without a
// density are rejected and counted.
func TestDensitiesThatFailOnTheWay(t *testing.T) {
	after := func(calls int64, f func() (float64, error)) LogDensity {
		var n atomic.Int64
		return densityFunc{2, func(x, g []float64) (float64, error) {
			if n.Add(1) > calls {
				return f()
			}
			return curved.f(x, g)
		}}
	}
	m := MCMC{Chains: 1, Warmup: 50, Draws: 50}
	_, err := m.RunDensity(context.Background(), after(100, func() (float64, error) { return 0, errors.New("the file is gone") }))
	require.ErrorContains(t, err, "infer: chain 0: transition ")
	require.ErrorContains(t, err, ": the file is gone")
	func() {
		defer func() { require.Contains(t, fmt.Sprint(recover()), "by mistake") }()
		_, _ = m.RunDensity(context.Background(), after(100, func() (float64, error) { panic("by mistake") }))
		t.Error("the panic was swallowed")
	}()
	half := densityFunc{1, func(x, g []float64) (float64, error) {
		g[0] = -x[0]
		if x[0] < 0 {
			return math.NaN(), nil
		}
		return -x[0] * x[0] / 2, nil
	}}
	d, err := MCMC{Chains: 2, Warmup: 500, Draws: 2000, Seed: 1}.RunDensity(context.Background(), half)
	require.NoError(t, err)
	require.NotZero(t, d.Sampling().Rejected["x"])
	require.Equal(t, "the log-density is not finite", d.Sampling().Reasons["x"])
	x := [][]float64{d.Get("x").Slice(0, 0, 1).Float64s(), d.Get("x").Slice(0, 1, 2).Float64s()}
	require.InDelta(t, math.Sqrt(2/math.Pi), mean(x), 5*draws.MCSEMean(x))
}
