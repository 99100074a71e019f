package infer

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari, Gelman 2018; Modrák et al. 2023): if latents are
// drawn from the prior and data from them, the rank of a latent among draws from the posterior of those data is
// uniform, and so is the rank of the log-likelihood.
const (
	simulations = 500
	ranked      = 99 // draws of each posterior, thinned to be nearly independent
)

// calibrated are models of y, which is nil when it is to be simulated.
var calibrated = map[string]func(c *ppl.Context, y *tensor.Tensor){
	"location and scale": func(c *ppl.Context, y *tensor.Tensor) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 2))
		sigma := ppl.Sample(c, "sigma", dist.LogNormal(0, 0.5))
		ppl.Plate(c, "rows", 8, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.StudentT(4, mu, sigma), ppl.Obs(y))
		})
	},
	"hierarchy": func(c *ppl.Context, y *tensor.Tensor) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
		tau := ppl.Sample(c, "tau", dist.HalfNormal(5))
		ppl.Plate(c, "schools", 4, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "y", dist.Normal(mu.Add(tau.Mul(z)), tensor.Of([]float64{15, 10, 9, 18})), ppl.Obs(y))
		})
	},
	"logistic regression": func(c *ppl.Context, y *tensor.Tensor) {
		x := tensor.NewRNG(1).Normal(20, 3)
		beta := ppl.Sample(c, "beta", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
		ppl.Plate(c, "rows", 20, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Bernoulli[dist.Logits](x.MatMul(beta)), ppl.Obs(y))
		})
	},
	"proportions": func(c *ppl.Context, y *tensor.Tensor) {
		p := ppl.Sample(c, "p", dist.Dirichlet(tensor.Of([]float64{0.8, 1.5, 3})))
		ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Categorical[dist.Probs](p), ppl.Obs(y))
		})
	},
}

// ranks are those of every number of every latent, and of the log-likelihood, by simulation.
func ranks(t *testing.T, kernel Kernel, model func(c *ppl.Context, y *tensor.Tensor)) map[string][]int {
	all, errs := make([]map[string]int, simulations), make([]error, simulations)
	par.Do(simulations, 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			all[i], errs[i] = simulate(kernel, model, uint64(i))
		}
	})
	out := map[string][]int{}
	for i := range all {
		require.NoError(t, errs[i])
		for name, r := range all[i] {
			out[name] = append(out[name], r)
		}
	}
	return out
}

func simulate(kernel Kernel, model func(c *ppl.Context, y *tensor.Tensor), seed uint64) (map[string]int, error) {
	ctx := context.Background()
	truth, err := Predict(ctx, model, Prior(), nil, PredictiveOptions{Draws: 1, Seed: seed, Sites: everySite(model)})
	if err != nil {
		return nil, err
	}
	y := truth.Get("y")
	y = y.Reshape(y.Shape()[2:]...)
	post, err := MCMC{Kernel: kernel, Chains: 1, Warmup: 150, Draws: ranked, Thin: 4, Seed: seed}.Run(ctx, ppl.Bind(model, y))
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, name := range post.Names() {
		true, drawn := truth.Get(name).Float64s(), post.Get(name).Float64s()
		for e := range true {
			out[fmt.Sprint(name, e)] = rank(true[e], drawn, e, len(true))
		}
	}
	one, err := LogLikelihood(ctx, model, FromDraws(truth), y, LogLikelihoodOptions{})
	if err != nil {
		return nil, err
	}
	many, err := LogLikelihood(ctx, model, FromDraws(post), y, LogLikelihoodOptions{})
	if err != nil {
		return nil, err
	}
	out["log-likelihood"] = rank(one.Get("y").Sum().Item(), many.Get("y").Sum(-1).Float64s(), 0, 1)
	return out, nil
}

func everySite(model func(c *ppl.Context, y *tensor.Tensor)) (names []string) {
	t, err := ppl.Run(ppl.Bind(model, nil), 1)
	if err != nil {
		panic(err)
	}
	for name, s := range t.Sites() {
		if s.Kind == ppl.SampleSite {
			names = append(names, name)
		}
	}
	return names
}

// rank is how many of element e of the draws lie below x.
func rank(x float64, drawn []float64, e, size int) (below int) {
	for i := e; i < len(drawn); i += size {
		if drawn[i] < x {
			below++
		}
	}
	return below
}

// extremity is how unlikely the farthest point of the ranks' distribution function is by itself, if ranks are uniform:
// the least of its binomial tail probabilities, twice (Säilynoja, Bürkner, Vehtari 2022, "Graphical test for discrete
// uniformity and its applications in goodness-of-fit evaluation and multiple sample comparison", eq. 13).
func extremity(ranks []int, tails [][]float64) float64 {
	var counts [ranked + 1]int
	for _, r := range ranks {
		counts[r]++
	}
	least, below := 1.0, 0
	for z := range ranked {
		below += counts[z]
		least = min(least, tails[z][below])
	}
	return least
}

// binomialTails are 2 min(P(X ≤ n), P(X ≥ n)) of the number of ranks up to z, for every z and n.
func binomialTails() [][]float64 {
	tails := make([][]float64, ranked)
	for z := range tails {
		b := distuv.Binomial{N: simulations, P: float64(z+1) / (ranked + 1)}
		tails[z] = make([]float64, simulations+1)
		for n := range tails[z] {
			upper := 1.0
			if n > 0 {
				upper = 1 - b.CDF(float64(n-1))
			}
			tails[z][n] = 2 * min(b.CDF(float64(n)), upper)
		}
	}
	return tails
}

// band is the extremity that uniform ranks exceed with the given probability: outside of it they leave the simultaneous
// band of their distribution function.
func band(tails [][]float64, probability float64) float64 {
	const sets = 20_000
	rng := tensor.NewRNG(7)
	found := make([]float64, sets)
	set := make([]int, simulations)
	for i := range found {
		for j := range set {
			set[j] = int(rng.Float64() * (ranked + 1))
		}
		found[i] = extremity(set, tails)
	}
	slices.Sort(found)
	return found[int((1-probability)*sets)]
}

func TestSimulationBasedCalibration(t *testing.T) {
	if testing.Short() || racing.On {
		t.Skip("3,000 runs of samplers, which -short and -race leave out")
	}
	tails := binomialTails()
	limit := band(tails, 0.999)
	for name, model := range calibrated {
		t.Run(name, func(t *testing.T) {
			for what, r := range ranks(t, NUTS{}, model) {
				require.Greater(t, extremity(r, tails), limit, "%s leaves the 99.9 %% band", what)
			}
		})
	}
	t.Run("HMC", func(t *testing.T) {
		for what, r := range ranks(t, HMC{PathLength: math.Pi / 2}, calibrated["location and scale"]) {
			require.Greater(t, extremity(r, tails), limit, "%s leaves the 99.9 %% band", what)
		}
	})
	t.Run("a sampler that never rejects", func(t *testing.T) {
		least := 1.0
		for _, r := range ranks(t, careless{HMC{PathLength: math.Pi / 2, TargetAccept: 0.6}}, calibrated["logistic regression"]) {
			least = min(least, extremity(r, tails))
		}
		require.Less(t, least, limit, "the test must find it")
	})
}

// careless is HMC that takes the end of every trajectory, whatever its energy.
type careless struct{ HMC }

func (k careless) Start(ctx context.Context, c Chain) (Transition, error) {
	t, err := k.HMC.Start(ctx, c)
	if err != nil {
		return nil, err
	}
	h := t.(*trajectories)
	h.mover = carelessMove{h.mover.(*hmc)}
	return h, nil
}

type carelessMove struct{ *hmc }

func (c carelessMove) move(z *Point, eps float64, rng *tensor.RNG) (moved, error) {
	m, err := c.hmc.move(z, eps, rng)
	if err == nil && !m.divergent {
		z.Copy(&c.trial.Point)
	}
	return m, err
}
