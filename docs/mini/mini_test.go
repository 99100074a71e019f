package mini_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/docs/mini"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A line through points, y = a + b·x with noise of known width: twice, in the miniature's words and in the library's.

var (
	xs    = tensor.Of([]float64{-2, -1, -0.5, 0, 0.5, 1, 1.5, 3})
	ys    = tensor.Of([]float64{-2.1, -0.2, -0.9, 0.4, 2.3, 2.2, 3.1, 6.4})
	sigma = 0.7
)

func number(v float64) *tensor.Tensor { return tensor.Scalar(v) }

func line(c *Context) {
	a := Sample(c, "a", Normal{number(0), number(2)})
	b := Sample(c, "b", Normal{number(0), number(1)})
	Plate(c, 8, 8, func(c *Context) {
		Observe(c, "y", Normal{a.Add(b.Mul(xs)), number(sigma)}, ys)
	})
}

func libraryLine(c *ppl.Context) {
	a := ppl.Sample(c, "a", dist.Normal(0, 2))
	b := ppl.Sample(c, "b", dist.Normal(0, 1))
	ppl.Plate(c, "rows", 8, func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(tensor.Add(a, tensor.Mul(b, xs)), sigma), ppl.Obs(ys))
	})
}

// posterior returns means and standard deviations of a and b, and log p(y), of the conjugate line.
func posterior(t *testing.T) (mean, sd [2]float64, evidence float64) {
	var n, sx, sxx, sy, sxy, syy float64
	for i, x := range xs.Float64s() {
		y := ys.Float64s()[i]
		n, sx, sxx, sy, sxy, syy = n+1, sx+x, sxx+x*x, sy+y, sxy+x*y, syy+y*y
	}
	w := 1 / (sigma * sigma)
	paa, pab, pbb := n*w+0.25, sx*w, sxx*w+1 // the precision
	det := paa*pbb - pab*pab
	mean = [2]float64{(pbb*sy*w - pab*sxy*w) / det, (paa*sxy*w - pab*sy*w) / det}
	sd = [2]float64{math.Sqrt(pbb / det), math.Sqrt(paa / det)}
	evidence = -n/2*math.Log(2*math.Pi) - n*math.Log(sigma) - math.Log(2) - math.Log(det)/2 -
		(syy*w-mean[0]*sy*w-mean[1]*sxy*w)/2
	require.Positive(t, det)
	return mean, sd, evidence
}

func value(v Values, name string) float64 { return v[name].Item() }

func TestTracesAreTheLibrarys(t *testing.T) {
	for _, data := range []Values{{}, {"a": number(0.3)}, {"a": number(-1), "b": number(2.5)}} {
		got := TraceOf(Condition(line, data), tensor.NewRNG(1))
		values := ppl.Values{}
		for _, s := range got {
			values[s.Name] = s.Value
		}
		want, err := ppl.Run(ppl.Condition(libraryLine, ppl.Values{"a": values["a"], "b": values["b"]}), 1)
		require.NoError(t, err)
		require.InDelta(t, want.LogProb().Item(), got.LogProb().Item(), 1e-12)
	}
	once := TraceOf(line, tensor.NewRNG(2))
	again := TraceOf(Replay(line, Values{"a": once[0].Value}), tensor.NewRNG(3))
	require.Equal(t, once[0].Value.Item(), again[0].Value.Item())
	require.NotEqual(t, once[1].Value.Item(), again[1].Value.Item())
}

func TestPlatesScaleMiniBatches(t *testing.T) {
	logits := tensor.Of([]float64{0.2, -1})
	flips := tensor.Of([]float64{1, 0})
	got := TraceOf(func(c *Context) {
		Plate(c, 10, 2, func(c *Context) { Observe(c, "flip", Bernoulli{logits}, flips) })
	}, tensor.NewRNG(1))
	want, err := ppl.Run(func(c *ppl.Context) {
		ppl.Plate(c, "flips", 10, func(c *ppl.Context) {
			ppl.Sample(c, "flip", dist.Bernoulli[dist.Logits](logits), ppl.Obs(flips))
		}, ppl.BatchSize(2))
	}, 1)
	require.NoError(t, err)
	require.InDelta(t, want.LogProb().Item(), got.LogProb().Item(), 1e-12)
}

func TestBernoulliDrawsItsProbability(t *testing.T) {
	const n = 10_000
	rng := tensor.NewRNG(1)
	mean := Bernoulli{tensor.Full(math.Log(3), n)}.Sample(rng).Mean().Item()
	require.InDelta(t, 0.75, mean, 4*math.Sqrt(0.75*0.25/n))
}

func guide(c *Context) {
	for _, name := range []string{"a", "b"} {
		loc, width := Param(c, name+".loc", 0), Param(c, name+".log_scale", -1)
		Sample(c, name, Normal{loc, width.Exp()})
	}
}

// TestSVI finds the best guide of independent normals, whose means are those of the posterior, and whose widths are
// those of each latent given the other; the library's automatic guide finds the same.
func TestSVI(t *testing.T) {
	mean, _, evidence := posterior(t)
	w := 1 / (sigma * sigma)
	widths := [2]float64{1 / math.Sqrt(8*w+0.25), 1 / math.Sqrt(17.75*w+1)} // Σx² is 17.75
	rng := tensor.NewRNG(4)
	params := SVI(line, guide, 3000, 0.02, rng)
	for i, name := range []string{"a", "b"} {
		require.InDelta(t, mean[i], value(params, name+".loc"), 0.03)
		require.InDelta(t, math.Log(widths[i]), value(params, name+".log_scale"), 0.1)
	}

	const n = 2000
	sum, square := 0.0, 0.0
	for i := range n {
		e := ELBO(line, Replay(guide, params), rng.Split("test", uint64(i))).Item()
		sum, square = sum+e/n, square+e*e/n
	}
	stderr := math.Sqrt((square - sum*sum) / n)
	require.Less(t, sum, evidence+4*stderr)

	model := func(c *ppl.Context, _ struct{}) { libraryLine(c) }
	svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Seed: 1})
	for range 3000 {
		_, err := svi.Step(struct{}{})
		require.NoError(t, err)
	}
	e, err := svi.Evaluate(struct{}{}, infer.EvaluateOptions{Particles: 2000})
	require.NoError(t, err)
	require.InDelta(t, -e.Loss, sum, 4*math.Hypot(stderr, e.StdErr)+0.02)
}

func TestChains(t *testing.T) {
	mean, sd, _ := posterior(t)
	for name, draws := range map[string][]Values{
		"Metropolis": Metropolis(line, 8_000, 0.4, tensor.NewRNG(5)),
		"HMC":        HMC(line, 1_000, 0.2, 6, tensor.NewRNG(6)),
	} {
		kept := draws[len(draws)/20:]
		for i, latent := range []string{"a", "b"} {
			m, s, blocks := moments(kept, latent)
			require.InDelta(t, mean[i], m, 4*blocks, "%s, %s", name, latent)
			require.InDelta(t, 1, s/sd[i], 0.15, "%s, %s", name, latent)
		}
	}

	d, err := infer.MCMC{Seed: 1, Chains: 2}.Run(context.Background(), libraryLine)
	require.NoError(t, err)
	for i, latent := range []string{"a", "b"} {
		require.InDelta(t, mean[i], d.Get(latent).Mean().Item(), 4*sd[i]/math.Sqrt(1000))
	}
}

// moments returns the mean and the standard deviation of draws, and the mean's standard error by those of 20 blocks.
func moments(draws []Values, name string) (mean, sd, stderr float64) {
	n := len(draws) / 20 * 20
	var square, blocks float64
	for from := 0; from < n; from += n / 20 {
		block := 0.0
		for _, v := range draws[from : from+n/20] {
			x := value(v, name)
			block += x / float64(n/20)
			square += x * x / float64(n)
		}
		mean += block / 20
		blocks += block * block / 20
	}
	return mean, math.Sqrt(square - mean*mean), math.Sqrt((blocks - mean*mean) / 19)
}
