package demos

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCall(t *testing.T) {
	for _, c := range []struct{ name, ask, want string }{
		{"dice", "{}", `{"error":"there is no question \"dice\""}`},
		{"coin", "[]", `{"error":"the page asks what the library cannot read: json: cannot unmarshal array into Go value of type demos.coinQuestion"}`},
		{"coin", `{"strength": 0}`, `{"error":"the prior has strength 0, and there are 0 heads and 0 tails; the first is at least 1, the others at least 0"}`},
		{"onion", `{"handlers": ["lift"]}`, `{"error":"there is no handler \"lift\""}`},
		{"nuts", `{"density": "egg"}`, `{"error":"there is no density \"egg\""}`},
		{"density", `{"density": "egg"}`, `{"error":"there is no density \"egg\""}`},
		{"nuts", `{"density": "banana"}`, `{"error":"the step size is 0; it is from 0.001 to 10"}`},
		{"svi", `{"correlation": 1, "steps": 1}`, `{"error":"the correlation is 1, and there are 1 steps; the first is from 0.05 to 0.99, the second from 0 to 2000"}`},
		{"prior", `{"level": 1}`, `{"error":"the standard deviations are 1 and 0; they are above 0, and at most 100"}`},
	} {
		require.Equal(t, c.want, string(Call(c.name, []byte(c.ask))))
	}
	var answer struct{ Value coinAnswer }
	require.NoError(t, json.Unmarshal(Call("coin", []byte(`{"strength": 10, "heads": 6, "tails": 4}`)), &answer))
	require.InDelta(t, 16.0/30, answer.Value.Exact.Mean, 1e-12)
}

func TestCoin(t *testing.T) {
	a, err := coin(coinQuestion{10, 6, 4})
	require.NoError(t, err)
	require.InDelta(t, 0.389, a.Exact.Fair, 0.0005) // as docs/coin.md has it
	// 2000 draws of NUTS are worth some 700 independent ones.
	require.InDelta(t, a.Exact.Mean, a.Sampled.Mean, 4*0.09/math.Sqrt(700))
	require.InDelta(t, a.Exact.Fair, a.Sampled.Fair, 4*0.49/math.Sqrt(700))
	for _, density := range [][]float64{a.Prior, a.Posterior, a.Draws} {
		sum := 0.0
		for _, d := range density {
			sum += d
		}
		require.InDelta(t, float64(len(density)), sum, 0.01*float64(len(density)))
	}
	_, err = coin(coinQuestion{1, 0, 0})
	require.NoError(t, err, "no flips yet")
}

func TestOnion(t *testing.T) {
	a, err := onion(onionQuestion{Seed: 1})
	require.NoError(t, err)
	require.Len(t, a.Steps, 2)
	require.Equal(t, "none yet", a.Steps[0].Value)
	drawn := a.Steps[1].Value
	require.Equal(t, "The end of the way out: the value is drawn, and the trace takes the site.", a.Steps[1].Does)

	a, err = onion(onionQuestion{Handlers: []string{"scale", "condition"}, Seed: 1})
	require.NoError(t, err)
	require.Equal(t, []string{`w := ppl.Sample(c, "w", dist.Normal(0, 1))`, `ppl.Condition(m, ppl.Values{"w": 0.5})`, `ppl.Scale(m, 10)`}, a.Layers)
	// log N(0.5; 0, 1) = -1.0439, ten times
	require.Equal(t, onionStep{2, true, "0.5", "conditioned", 10, "-10.4", "Scale makes the log-probability count ten times."}, a.Steps[2])
	require.Equal(t, "The end of the way out: there is a value, so nothing is drawn; the trace takes the site.", a.Steps[3].Does)
	require.Contains(t, a.Trace, "0.5")

	a, err = onion(onionQuestion{Handlers: []string{"condition", "uncondition"}, Seed: 1})
	require.NoError(t, err)
	require.Equal(t, drawn, a.Steps[3].Value, "what is drawn depends on seed and name only")
	a, err = onion(onionQuestion{Handlers: []string{"uncondition"}, Seed: 1})
	require.NoError(t, err)
	require.Equal(t, "This layer leaves the site as it is.", a.Steps[1].Does)
	a, err = onion(onionQuestion{Handlers: []string{"do"}, Seed: 1})
	require.NoError(t, err)
	require.Equal(t, "not scored", a.Steps[1].LogProb)
	a, err = onion(onionQuestion{Handlers: []string{"block"}, Seed: 1})
	require.NoError(t, err)
	require.Len(t, a.Steps, 2, "nothing outside Block sees the site")
	require.Contains(t, a.Steps[1].Does, "Block hides w")
	require.NotContains(t, a.Trace, "w ")
}

// TestDensities compares gradients with differences.
func TestDensities(t *testing.T) {
	for name, p := range planes {
		for _, x := range [][]float64{{0.3, -0.7}, {-1.5, 2.2}, {2, 1}} {
			g, rest := make([]float64, 2), make([]float64, 2)
			p.at(x, g)
			for i := range x {
				const h = 1e-5
				up, down := append([]float64{}, x...), append([]float64{}, x...)
				up[i] += h
				down[i] -= h
				require.InDelta(t, (p.at(up, rest)-p.at(down, rest))/(2*h), g[i], 1e-6, "%s %v", name, x)
			}
		}
	}
	a, err := contours(struct{ Density string }{"ridge"})
	require.NoError(t, err)
	require.Len(t, a.Heights, a.Columns*a.Columns)
	require.InDelta(t, 0, a.Heights[len(a.Heights)/2], 1e-12, "the middle is highest")
}

// TestNUTS follows the library's transitions with an integrator of its own.
func TestNUTS(t *testing.T) {
	reasons := map[string]int{}
	for name, density := range planes {
		for seed := range uint64(40) {
			q := nutsQuestion{name, [2]float64{0.5, -1.5}, 0.15, seed}
			a, err := nuts(q)
			require.NoError(t, err)
			reasons[a.Why]++
			// The path from the start with the momentum, by the leapfrog method as the textbooks have it.
			path := map[int][2]float64{}
			for _, eps := range []float64{q.StepSize, -q.StepSize} {
				x, p, g := q.Start, a.Momentum, make([]float64, 2)
				density.at(x[:], g)
				for n := 1; n < 1<<nutsDepth; n++ {
					for i := range p {
						p[i] += eps / 2 * g[i]
						x[i] += eps * p[i]
					}
					density.at(x[:], g)
					for i := range p {
						p[i] += eps / 2 * g[i]
					}
					path[n*int(math.Copysign(1, eps))] = x
				}
			}
			for _, p := range a.Points {
				for i := range p.At {
					require.InDelta(t, path[p.Time][i], p.At[i], 1e-6*(1+math.Abs(p.At[i])), "%s, seed %d, time %d", name, seed, p.Time)
				}
			}
			// A doubling has as many points as all before it and the start, and the choice is among those that are kept.
			kept := 0
			for i, d := range a.Doublings {
				if d.Kept {
					require.Equal(t, 1<<(i+1)-1, d.Points)
					kept = d.Points
				}
				require.Less(t, d.Chosen, kept)
			}
		}
	}
	for _, why := range []string{"turned", "turned inside"} {
		require.NotZero(t, reasons[why], "%v", reasons)
	}
	a, err := nuts(nutsQuestion{"funnel", [2]float64{0, -6}, 1, 3})
	require.NoError(t, err)
	require.Equal(t, "diverged", a.Why)
	a, err = nuts(nutsQuestion{"ridge", [2]float64{0, 1}, 0.001, 3})
	require.NoError(t, err)
	require.Equal(t, "depth", a.Why)
	require.Len(t, a.Points, 1<<nutsDepth-1)
}

func TestSVI(t *testing.T) {
	for _, joint := range []bool{false, true} {
		a, err := svi(sviQuestion{0.9, joint, 0})
		require.NoError(t, err)
		require.Equal(t, sviStart, a.Guide.Mean)
		first := a.ELBO
		a, err = svi(sviQuestion{0.9, joint, 300})
		require.NoError(t, err)
		_, err = svi(sviQuestion{0.9, joint, 1000})
		require.NoError(t, err)
		again, err := svi(sviQuestion{0.9, joint, 300})
		require.NoError(t, err)
		require.Equal(t, a, again, "an answer does not depend on the questions before")
		a, err = svi(sviQuestion{0.9, joint, 1000})
		require.NoError(t, err)
		require.Greater(t, a.ELBO, first)
		correlation := a.Exact.Covariance[0][1] / a.Exact.Covariance[0][0]
		require.InDelta(t, -0.9, correlation, 1e-12)
		sd := math.Sqrt(a.Guide.Covariance[0][0])
		if joint {
			require.InDelta(t, math.Sqrt(a.Exact.Covariance[0][0]), sd, 0.05)
			require.InDelta(t, a.Evidence, a.ELBO, 0.1)
		} else {
			// The best independent normals have the root of 1 over the diagonal of the precision, 1 / (1 - 0.9).
			require.InDelta(t, math.Sqrt(0.1), sd, 0.02)
			require.InDelta(t, 0.5*math.Log(1-0.81), a.ELBO-a.Evidence, 0.1)
		}
	}
}

func TestPrior(t *testing.T) {
	a, err := prior(priorQuestion{Level: 10, Slope: 1, Seed: 1})
	require.NoError(t, err)
	// |level| > log 99 with probability 2 (1 - Φ(log(99) / 10)) = 0.6459; the standard error is 0.015.
	require.InDelta(t, 0.6459, a.Sure, 4*0.0152)
	require.Len(t, a.Curves, priorCurves)
	a, err = prior(priorQuestion{Level: 1, Slope: 1, Seed: 1})
	require.NoError(t, err)
	require.Less(t, a.Sure, 0.001)
}
