package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/formats/dot"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/ppl/graph"
	"github.com/credence-ppl/credence/tensor"
)

var (
	effects = tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12})
	errs    = tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18})
)

func schools(c *ppl.Context) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		theta := ppl.Sample(c, "theta", dist.Normal(mu, tau))
		ppl.Sample(c, "y", dist.Normal(theta, errs), ppl.Obs(effects))
	})
}

func ExampleOf() {
	g, err := graph.Of(schools, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g)
	fmt.Println(g.Density())
	// Output:
	// mu ~ Normal(0, 5)
	// tau ~ HalfCauchy(5)
	// schools, 8 rows:
	//     theta ~ Normal(mu, tau)
	//     y ~ Normal(theta, data)    observed
	// p(mu) p(tau) ∏_{i=1}^{8} [p(theta[i] | mu, tau) p(y[i] | theta[i])]
}

func counts(c *ppl.Context) {
	phi := ppl.Sample(c, "phi", dist.Uniform(-1, 1))
	x := tensor.Scalar(0)
	for _, c := range ppl.Range(c, 20) {
		rate := ppl.Deterministic(c, "rate", x.Exp())
		ppl.Sample(c, "y", dist.Poisson(rate), ppl.Obs(tensor.Scalar(3)))
		x = ppl.Sample(c, "x", dist.Normal(phi.Mul(x), 0.1))
	}
}

func number(v float64) func(*tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(v) }
}

func TestStatements(t *testing.T) {
	zeros := tensor.Zeros(5)
	for name, c := range map[string]struct {
		model           ppl.Model
		text, density   string
		latex, dot, mmd []string
	}{
		"hierarchy": {
			model: schools,
			text: "mu ~ Normal(0, 5)\ntau ~ HalfCauchy(5)\nschools, 8 rows:\n    theta ~ Normal(mu, tau)\n" +
				"    y ~ Normal(theta, data)    observed",
			density: "p(mu) p(tau) ∏_{i=1}^{8} [p(theta[i] | mu, tau) p(y[i] | theta[i])]",
			latex:   []string{`p(\mu) p(\tau) \prod_{i=1}^{8} \left[p(\theta_{i} \mid \mu, \tau) p(y_{i} \mid \theta_{i})\right]`},
			dot:     []string{`"mu" -> "theta"`, `label="schools, 8 rows"`, `"y" [label="y\n~ Normal" style=filled fillcolor=lightgray]`},
			mmd:     []string{`n3(["y<br>~ Normal"]):::observed`, "n2 --> n3", `subgraph p0["schools, 8 rows"]`},
		},
		"non-centered": {
			model: ppl.LocScale(schools, 0, "theta"),
			text: "mu ~ Normal(0, 5)\ntau ~ HalfCauchy(5)\nschools, 8 rows:\n    theta_decentered ~ Normal(0, 1)\n" +
				"    theta = f(mu, tau, theta_decentered)\n    y ~ Normal(theta, data)    observed",
			density: "p(mu) p(tau) ∏_{i=1}^{8} [p(theta_decentered[i]) p(y[i] | mu, tau, theta_decentered[i])]",
			latex:   []string{`\mathrm{theta\_decentered}_{i}`},
			dot:     []string{`"theta" [label="theta" style=dashed]`},
			mmd:     []string{`(["theta"]):::deterministic`},
		},
		"rounds": {
			model: counts,
			text: "phi ~ Uniform(-1, 1)\nt from 0 to 19:\n    rate/t = f(x/t-1)\n    y/t ~ Poisson(rate/t)    observed\n" +
				"    x/t ~ Normal(f(phi, x/t-1), 0.1)",
			density: "p(phi) ∏_{t=0}^{19} [p(y[t] | x[t-1]) p(x[t] | phi, x[t-1])]",
			latex:   []string{`x_{t-1}`},
			dot:     []string{`"x/t" -> "x/t" [style=dashed label=" x/t-1"]`},
			mmd:     []string{`-. "x/t-1" .->`},
		},
		"parameter, factor, condition, flat prior": {
			model: func(c *ppl.Context) {
				w := ppl.Sample(c, "w", dist.Dirichlet(tensor.Ones(3)))
				z := ppl.Sample(c, "z", dist.Categorical[dist.Probs](w))
				a := ppl.Param(c, "a", number(1), ppl.Constrained(dist.Positive))
				if z.Item() > 0 {
					a = a.Add(a)
				}
				b := ppl.Sample(c, "b", dist.Flat())
				ppl.Factor(c, "penalty", b.Square().Neg())
				ppl.Plate(c, "rows", 5, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(b, a), ppl.Obs(zeros))
				})
			},
			text: "w ~ Dirichlet(1)\nz ~ Categorical(w)\na    parameter\nb ~ ImproperUniform(real)\n" +
				"log density += f(b)    factor penalty\nrows, 5 rows:\n    y ~ Normal(b, f(z, a))    observed",
			density: "p(w) p(z | w) p(b) exp f(b) ∏_{i=1}^{5} [p(y[i] | z, b; a)]",
			latex:   []string{`\exp f(b)`, `p(y_{i} \mid z, b; a)`},
			dot:     []string{`"a" [label="a" shape=plaintext]`, `xlabel="penalty" shape=square`},
			mmd:     []string{`["a"]`, `["penalty"]:::factor`},
		},
		"crossed plates, entered again": {
			model: func(c *ppl.Context) {
				var a *tensor.Tensor
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { a = ppl.Sample(c, "a", dist.Normal(0, 1)) }, ppl.Dim(-2))
				ppl.Plate(c, "cols", 4, func(c *ppl.Context) {
					b := ppl.Sample(c, "b", dist.Normal(0, 2))
					ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
						ppl.Sample(c, "cell", dist.Normal(tensor.Add(a, b), 1))
					}, ppl.Dim(-2))
				}, ppl.Dim(-1))
			},
			text: "rows, 3 rows:\n    a ~ Normal(0, 1)\ncols, 4 rows:\n    b ~ Normal(0, 2)\n    rows, 3 rows:\n" +
				"        cell ~ Normal(f(a, b), 1)",
			density: "∏_{i=1}^{3} [p(a[i])] ∏_{j=1}^{4} [p(b[j]) ∏_{i=1}^{3} [p(cell[j,i] | a[i], b[j])]]",
		},
		"an intervention cuts its edges": {
			model: ppl.Do(func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				x := ppl.Sample(c, "x", dist.Normal(z, 1))
				ppl.Sample(c, "y", dist.Normal(tensor.Add(x, z), 1))
			}, ppl.Values{"x": tensor.Scalar(2)}),
			text:    "z ~ Normal(0, 1)\nx := value    intervened\ny ~ Normal(f(z, x), 1)",
			density: "p(z) p(y | z, x)",
			dot:     []string{`"x" [label="x" peripheries=2]`},
			mmd:     []string{`((("x")))`},
		},
		"families whose parameters are hidden": {
			model: func(c *ppl.Context) {
				m := ppl.Sample(c, "m", dist.Normal(tensor.Of([]float64{-1, 1}), 1).ToEvent(1))
				ppl.Sample(c, "x", dist.Truncated(dist.Normal(m.Index(0, 0), 1), 0, 9))
			},
			text:    "m ~ Normal(data, 1)\nx ~ Truncated(m)",
			density: "p(m) p(x | m)",
		},
		"a support that depends on another choice": {
			model: func(c *ppl.Context) {
				top := ppl.Sample(c, "top", dist.Gamma(2, 1))
				ppl.Sample(c, "x", dist.Uniform(0, top))
				ppl.Sample(c, "y", dist.Uniform(0, top), ppl.Obs(tensor.Scalar(1e-9)))
			},
			text:    "top ~ Gamma(2, 1)\nx ~ Uniform(0, top)\ny ~ Uniform(0, top)    observed",
			density: "p(top) p(x | top) p(y | top)",
		},
		"two orders, and a sum of all rounds": {
			model: func(c *ppl.Context) {
				x := []*tensor.Tensor{tensor.Scalar(0), tensor.Scalar(0)}
				sum := tensor.Scalar(0)
				for _, c := range ppl.Range(c, 12) {
					n := len(x)
					x = append(x, ppl.Sample(c, "x", dist.Normal(tensor.Add(x[n-1], x[n-2]), 1)))
					sum = sum.Add(x[n])
					ppl.Sample(c, "s", dist.Normal(sum, 1))
				}
				ppl.Sample(c, "end", dist.Normal(sum, 1))
			},
			text:    "t from 0 to 11:\n    x/t ~ Normal(f(x/t-2, x/t-1), 1)\n    s/t ~ Normal(f(x/…), 1)\nend ~ Normal(f(x/t), 1)",
			density: "∏_{t=0}^{11} [p(x[t] | x[t-1], x[t-2]) p(s[t] | x[…])] p(end | x[t])",
			latex:   []string{`x_{\ldots}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := graph.Of(c.model, 3)
			require.NoError(t, err)
			require.Equal(t, c.text, g.String())
			require.Equal(t, c.density, g.Density())
			for _, want := range c.latex {
				require.Contains(t, g.LaTeX(), want)
			}
			for _, want := range c.dot {
				require.Contains(t, g.DOT(), want)
			}
			for _, want := range c.mmd {
				require.Contains(t, g.Mermaid(), want)
			}
			_, err = dot.ParseString(g.DOT())
			require.NoError(t, err)
		})
	}
}

func TestModelsThatFail(t *testing.T) {
	_, err := graph.Of(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, -1)) }, 1)
	require.ErrorContains(t, err, `site "x"`)
	_, err = graph.Of(nil, 1)
	require.Error(t, err)
}

// TestRandomGraphs makes models with known edges, of which some are found by conditions and by discrete values only.
func TestRandomGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "sites")
		parents, kind := make([][]int, n), make([]int, n)
		for i := range n {
			kind[i] = rapid.IntRange(0, 3).Draw(t, "kind")
			for j := range i {
				if rapid.Bool().Draw(t, "edge") {
					parents[i] = append(parents[i], j)
				}
			}
		}
		g, err := graph.Of(func(c *ppl.Context) {
			values := make([]*tensor.Tensor, n)
			for i := range n {
				sum := tensor.Scalar(0.5)
				for _, j := range parents[i] {
					v := values[j]
					if kind[i] == 3 { // no derivative
						v = tensor.Scalar(v.Item())
					}
					sum = sum.Mul(tensor.Scalar(1.5)).Add(v.Mul(tensor.Scalar(0.3)))
				}
				name := fmt.Sprint("s", i)
				switch kind[i] {
				case 0:
					values[i] = ppl.Sample(c, name, dist.Normal(sum, 1))
				case 1:
					values[i] = ppl.Deterministic(c, name, sum.Sin())
				case 2:
					values[i] = ppl.Sample(c, name, dist.Poisson(tensor.Add(sum.Abs(), 3)), ppl.Obs(tensor.Scalar(4)))
				case 3:
					values[i] = ppl.Sample(c, name, dist.Normal(tensor.Zeros(2), sum.Sin().Exp()).ToEvent(1)).Sum()
				}
			}
		}, 5)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range g.Nodes {
			var want []string
			for _, j := range parents[i] {
				want = append(want, fmt.Sprint("s", j))
			}
			var got []string
			for _, p := range n.Parents {
				got = append(got, p.Name)
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Fatalf("%v has parents %v, want %v", n, got, want)
			}
		}
	})
}
