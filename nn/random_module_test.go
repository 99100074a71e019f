package nn_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestRandomModuleSamplesEveryParameter(t *testing.T) {
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		d := nn.As(newDeep(), dtype)
		var got *deep
		var asked []string
		trace := run(t, func(c *ppl.Context) {
			got = nn.RandomModule(c, "net", d, nn.PriorFunc(func(site string, w *tensor.Tensor) dist.Distribution {
				asked = append(asked, site)
				return dist.Normal(0, 1)
			}))
		})
		require.Equal(t, prefixed("net.", deepPaths), sites(trace))
		require.Equal(t, prefixed("net.", deepPaths), asked, "a PriorFunc gets the site's full name")
		for path, w := range nn.Parameters(got) {
			s := trace.Site("net." + path)
			require.True(t, s.Latent())
			require.Same(t, s.Value, w, path)
			require.Equal(t, dtype, w.DType())
			require.Empty(t, s.Dist.BatchShape(), "a prior is one event")
			require.Equal(t, w.Shape(), s.Dist.EventShape())
			want := 0.0
			for _, x := range w.Float64s() {
				want -= x*x/2 + math.Log(2*math.Pi)/2
			}
			require.InEpsilon(t, want, s.LogProb().Item(), 1e-5)
		}
		for path, w := range nn.Parameters(d.Net) {
			require.Equal(t, make([]float64, w.Size()), w.Float64s(), "the original's %s", path)
		}
	}
}

// A random module in a plate is still one module: its priors are events, and it pushes no context.
func TestRandomModuleBesidePlates(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		net := nn.RandomModule(c, "net", newNet(), nn.PriorFunc(standard))
		y := net.Forward(tensor.Ones(7, 3))
		ppl.Plate(c, "rows", 7, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.ToEvent(dist.Normal(y, 1), 1))
		})
	})
	require.Equal(t, tensor.Shape{7, 2}, trace.Value("y").Shape())
}

func TestPriorsByPath(t *testing.T) {
	net := nn.NewLinear(2, 3)
	trace := run(t, func(c *ppl.Context) {
		nn.RandomModule(c, "net", net, nn.Priors{
			"weight": dist.Normal(tensor.Of([]float64{1e6, -1e6}), 1), // broadcast over rows
			"bias":   dist.Normal(tensor.ZerosLike(net.Bias), tensor.Full(1e-3, 3)),
		})
	})
	w := trace.Value("net.weight")
	for i := range 3 {
		require.InDelta(t, 1e6, w.At(i, 0), 10)
		require.InDelta(t, -1e6, w.At(i, 1), 10)
	}
	for _, b := range trace.Value("net.bias").Float64s() {
		require.InDelta(t, 0, b, 0.01)
	}
}

// A guide makes parameters inside its PriorFunc.
func TestPriorFuncMayCallParam(t *testing.T) {
	net := nn.NewLinear(2, 3)
	trace := run(t, func(c *ppl.Context) {
		nn.RandomModule(c, "net", net, nn.PriorFunc(func(site string, w *tensor.Tensor) dist.Distribution {
			loc := ppl.Param(c, site+".loc", func(*tensor.RNG) *tensor.Tensor { return tensor.ZerosLike(w) })
			scale := ppl.Param(c, site+".scale", func(*tensor.RNG) *tensor.Tensor { return tensor.FullLike(w, 0.1) }, ppl.Constrained(dist.Positive))
			return dist.Normal(loc, scale)
		}))
	})
	require.Equal(t, []string{"net.weight.loc", "net.weight.scale", "net.weight", "net.bias.loc", "net.bias.scale", "net.bias"}, sites(trace))
}

func TestPriorMistakes(t *testing.T) {
	standard := dist.Normal(0, 1)
	for want, prior := range map[string]nn.Prior{
		`ppl: before the first site: nn: module "net": the prior is nil; use Priors or PriorFunc`:                                           nil,
		`ppl: before the first site: nn: module "net": the PriorFunc is nil`:                                                                nn.PriorFunc(nil),
		`ppl: before the first site: nn: module "net": Priors has "wieght", and there is no such parameter; there are "weight", "bias"`:     nn.Priors{"wieght": standard, "bias": standard},
		`ppl: before the first site: nn: module "net": Priors has nothing for "bias"; it needs all of "weight", "bias"`:                     nn.Priors{"weight": standard},
		`ppl: before the first site: nn: module "net": Priors has nothing for "weight"; it needs all of "weight", "bias"`:                   nn.Priors(nil),
		`ppl: after site "net.weight": nn: module "net": the prior of "bias" is nil; every parameter of a random module has a distribution`: nn.Priors{"weight": standard, "bias": nil},
		`ppl: before the first site: nn: module "net": the prior of "weight" is nil; every parameter of a random module has a distribution`: nn.PriorFunc(func(string, *tensor.Tensor) dist.Distribution { return nil }),
	} {
		_, err := ppl.Run(func(c *ppl.Context) { nn.RandomModule(c, "net", nn.NewLinear(2, 3), prior) }, 1)
		require.EqualError(t, err, want)
		var mistake *nn.Error
		require.ErrorAs(t, err, &mistake)
	}

	_, err := ppl.Run(func(c *ppl.Context) {
		nn.RandomModule(c, "net", nn.NewLinear(2, 3), nn.Priors{"weight": dist.Normal(tensor.Zeros(5), 1), "bias": standard})
	}, 1)
	require.ErrorContains(t, err, `ppl: site "net.weight": the prior does not fit the parameter`)
	require.ErrorContains(t, err, "do not broadcast to [3 2]")

	_, err = ppl.Run(func(c *ppl.Context) {
		nn.RandomModule(c, "net", nn.As(nn.NewLinear(2, 3), tensor.Float32), nn.Priors{"weight": dist.Normal(tensor.Zeros(3, 2), 1), "bias": standard})
	}, 1)
	require.ErrorContains(t, err, `ppl: site "net.weight": the prior does not fit the parameter`)
	require.ErrorContains(t, err, "convert them with As(tensor.Float32)")
}

func TestManyNamesAreCutShort(t *testing.T) {
	sizes := make([]int, 13) // 12 layers, 24 parameters
	for i := range sizes {
		sizes[i] = 1
	}
	_, err := ppl.Run(func(c *ppl.Context) {
		nn.RandomModule(c, "net", nn.NewMLP((*tensor.Tensor).ReLU, sizes...), nn.Priors{"x": dist.Normal(0, 1)})
	}, 1)
	require.ErrorContains(t, err, `"layers.9.bias", and 4 more`)
}

func ExampleRandomModule() {
	net := nn.NewMLP((*tensor.Tensor).ReLU, 2, 8, 3)
	x := tensor.Ones(5, 2)
	model := func(c *ppl.Context) {
		random := nn.RandomModule(c, "net", net, nn.PriorFunc(func(string, *tensor.Tensor) dist.Distribution {
			return dist.Normal(0, 1)
		}))
		ppl.Deterministic(c, "logits", random.Forward(x))
	}
	trace, err := ppl.Run(model, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace.Value("net.layers.1.weight").Shape(), trace.Value("logits").Shape())
	// Output: [3 8] [5 3]
}
