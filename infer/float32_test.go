package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func f32(v ...float64) *tensor.Tensor { return tensor.Of(v).As(tensor.Float32) }

// float32Model has latents of many supports in Float32, and one in Float64; its posterior is its prior but for w, which
// is conjugate: w | y ~ N(y/2, ½).
func float32Model(c *ppl.Context) {
	w := ppl.Sample(c, "w", dist.Normal(f32(0, 0, 0), 1).ToEvent(1))
	ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
		ppl.Sample(c, "scalar in a plate", dist.Normal(tensor.Scalar(0).As(tensor.Float32), 1))
		ppl.Sample(c, "y", dist.Normal(w.Mul(f32(1, 1, 1)), 1), ppl.Obs(f32(1, 2, 3)))
	})
	s := ppl.Sample(c, "positive", dist.HalfNormal(f32(1, 2)).ToEvent(1))
	ppl.Deterministic(c, "twice", s.Mul(f32(2, 2)))
	ppl.Sample(c, "interval", dist.Uniform(f32(0, 1), f32(2, 3)).ToEvent(1))
	ppl.Sample(c, "simplex", dist.Dirichlet(f32(2, 3, 4)))
	ppl.Sample(c, "correlated", dist.MultivariateNormal[dist.ScaleTril](f32(0, 0), tensor.Eye(2).As(tensor.Float32)))
	ppl.Sample(c, "double", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
}

func TestSamplersKeepElementTypes(t *testing.T) {
	dynamic := func(c *ppl.Context) {
		float32Model(c)
		_ = ppl.Sample(c, "read", dist.Normal(f32(0), 1).ToEvent(1)).Detach().Item()
	}
	for name, m := range map[string]MCMC{
		"NUTS":       {Chains: 2, Warmup: 150, Draws: 400, Seed: 1},
		"HMC":        {Chains: 2, Warmup: 50, Draws: 50, Seed: 1, Kernel: HMC{PathLength: 1}},
		"dynamic":    {Chains: 2, Warmup: 50, Draws: 50, Seed: 2, Init: InitToMedian},
		"InitValues": {Chains: 2, Warmup: 150, Draws: 400, Seed: 3, InitValues: []ppl.Values{{"w": tensor.Of([]float64{1, 1, 1}), "interval": tensor.Of([]float64{1.1, 1.9})}}},
	} {
		t.Run(name, func(t *testing.T) {
			if racing.On && m.Draws >= 100 {
				t.Skip("numbers, which are looked at without the race detector")
			}
			model := float32Model
			if name == "dynamic" {
				model = dynamic
			}
			d, err := m.Run(background, model)
			require.NoError(t, err)
			for _, site := range []string{"w", "scalar in a plate", "positive", "twice", "interval", "simplex", "correlated"} {
				require.Equal(t, tensor.Float32, d.Get(site).DType(), site)
			}
			require.Equal(t, tensor.Float64, d.Get("double").DType())
			if m.Draws < 100 {
				return
			}
			means := func(site string, element int) (mean, variance, se float64) {
				x := d.Get(site).Slice(2, element, element+1)
				mean, variance = stat.MeanVariance(x.Float64s(), nil)
				return mean, variance, draws.MCSEMean([][]float64{x.Slice(0, 0, 1).Float64s(), x.Slice(0, 1, 2).Float64s()})
			}
			for i, y := range []float64{1, 2, 3} {
				mean, variance, se := means("w", i)
				require.InDelta(t, y/2, mean, 5*se)
				require.InDelta(t, 0.5, variance, 0.2)
			}
			for i, want := range []float64{math.Sqrt(2 / math.Pi), 2 * math.Sqrt(2/math.Pi)} {
				mean, _, se := means("positive", i)
				require.InDelta(t, want, mean, 5*se)
				mean, _, se = means("interval", i)
				require.InDelta(t, 1+float64(i), mean, 5*se)
			}
			for i, want := range []float64{2. / 9, 3. / 9, 4. / 9} {
				mean, _, se := means("simplex", i)
				require.InDelta(t, want, mean, 5*se)
			}
		})
	}
}

// TestANetworkInFloat32Samples: the layers of a random network are single precision, and predictions from draws that
// were read as Float64 are, too.
func TestANetworkInFloat32Samples(t *testing.T) {
	net := nn.As(nn.NewMLP((*tensor.Tensor).Tanh, 1, 4, 1), tensor.Float32)
	x, y := tensor.Of([]float64{-1, 0, 1, 2}, 4, 1).As(tensor.Float32), f32(1, 0, 1, 4)
	prior := nn.PriorFunc(func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) })
	model := func(c *ppl.Context, _ int) {
		mean := nn.RandomModule(c, "net", net, prior).Forward(x).Reshape(4)
		ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(mean, 0.5), ppl.Obs(y)) })
	}
	d, err := MCMC{Chains: 2, Warmup: 200, Draws: 50, Seed: 5}.Run(background, ppl.Bind(model, 0))
	require.NoError(t, err)
	double := draws.New(d.Chains(), d.Draws())
	for _, name := range d.Names() {
		all := d.Get(name)
		shape := all.Shape()[2:]
		double.Add(name, shape, tensor.Float64, d.Dims(name)[2:])
		for c := range d.Chains() {
			for i := range d.Draws() {
				double.Put(name, c, i, all.Slice(0, c, c+1).Slice(1, i, i+1).Reshape(shape...).As(tensor.Float64))
			}
		}
	}
	want, err := Predict(background, model, FromDraws(d), 0, PredictiveOptions{})
	require.NoError(t, err)
	got, err := Predict(background, model, FromDraws(double), 0, PredictiveOptions{})
	require.NoError(t, err)
	require.Equal(t, want.Get("y").Float64s(), got.Get("y").Float64s())
	require.Equal(t, tensor.Float32, got.Get("y").DType())
}

// An automatic guide starts in the element type of its latent, too.
func TestAutoInitTakesTheElementType(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		w := ppl.Sample(c, "w", dist.Normal(f32(0, 0), 1).ToEvent(1))
		ppl.Sample(c, "y", dist.Normal(w.Mul(f32(1, 2)), 1).ToEvent(1), ppl.Obs(f32(1, 2)))
	}
	zeros := func(l Latent, _ *tensor.RNG) *tensor.Tensor { return tensor.Zeros(l.Dist.EventShape()...) }
	s := NewSVI(model, AutoNormal(model, AutoOptions{Init: zeros}), SVIOptions{})
	_, err := s.Step(0)
	require.NoError(t, err)
	loc, err := s.Param("auto.w.loc")
	require.NoError(t, err)
	require.Equal(t, tensor.Float32, loc.DType())
}
