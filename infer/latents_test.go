package infer

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Latents on sets of every kind, one for each row of a plate, with distributions of which integral and moments are
// known, whatever power of the density a Scale makes of it.

// supportCase is a distribution on a set.
type supportCase struct {
	name   string
	latent func(c *ppl.Context) // of a row

	// integral is that of the density to a power, and moments are mean and standard deviation of functions of a draw,
	// each made of the values of the latents [draw, row, event…].
	integral func(power float64) float64
	moments  func(power float64) [][2]float64
	of       func(value func(site string) *tensor.Tensor) []*tensor.Tensor // [draw, row]

	flat bool // the set has a finite size, so that the power 0 has an integral, too
}

// factorOf is a latent with a density on a set, for every row.
func factorOf(set dist.Constraint, log func(z *tensor.Tensor) *tensor.Tensor, event ...int) func(c *ppl.Context) {
	return func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.ImproperUniform(set, nil, event))
		ppl.Factor(c, "f", log(z))
	}
}

// elements are elements of z, each [draw, row].
func elements(at ...[]int) func(value func(site string) *tensor.Tensor) []*tensor.Tensor {
	return func(value func(site string) *tensor.Tensor) []*tensor.Tensor {
		var all []*tensor.Tensor
		for _, index := range at {
			all = append(all, element(value("z"), index...))
		}
		return all
	}
}

// element is one element of the event of each draw.
func element(z *tensor.Tensor, index ...int) *tensor.Tensor {
	for d, i := range index {
		z = z.Slice(d-len(index), i, i+1)
	}
	for range index {
		z = z.Squeeze(-1)
	}
	return z
}

func gamma(x float64) float64 { return math.Gamma(x) }

var supportCases = []supportCase{
	{
		name: "simplex", flat: true,
		latent: func(c *ppl.Context) { ppl.Sample(c, "z", dist.Dirichlet(tensor.Of([]float64{2, 3, 4}))) },
		integral: func(s float64) float64 {
			a, b, d := 1+s, 1+2*s, 1+3*s
			return math.Pow(gamma(9)/(gamma(2)*gamma(3)*gamma(4)), s) * gamma(a) * gamma(b) * gamma(d) / gamma(a+b+d)
		},
		moments: func(s float64) (all [][2]float64) {
			total := 3 + 6*s
			for _, a := range []float64{1 + s, 1 + 2*s, 1 + 3*s} {
				all = append(all, [2]float64{a / total, math.Sqrt(a * (total - a) / (total * total * (total + 1)))})
			}
			return all
		},
		of: elements([]int{0}, []int{1}, []int{2}),
	},
	{
		// Three standard normal numbers in order.
		name:     "ordered",
		latent:   factorOf(dist.OrderedVector, func(z *tensor.Tensor) *tensor.Tensor { return tensor.Mul(z.Square().Sum(-1), -0.5) }, 3),
		integral: func(s float64) float64 { return math.Pow(2*math.Pi/s, 1.5) / 6 },
		moments: func(s float64) [][2]float64 {
			outer, middle := 1.5/math.Sqrt(math.Pi), 1-math.Sqrt(3)/math.Pi
			sd := math.Sqrt((3-middle)/2 - outer*outer)
			r := 1 / math.Sqrt(s)
			return [][2]float64{{-outer * r, sd * r}, {0, math.Sqrt(middle) * r}, {outer * r, sd * r}}
		},
		of: elements([]int{0}, []int{1}, []int{2}),
	},
	{
		// The first row is a number x with density (1 - x²)^(1/2), the second a point of the disk with density 1 - r².
		name: "correlation factor", flat: true,
		latent: factorOf(dist.CorrCholesky, func(l *tensor.Tensor) *tensor.Tensor {
			return element(l, 1, 1).Log().Add(tensor.Mul(element(l, 2, 2).Log(), 2))
		}, 3, 3),
		integral: func(s float64) float64 {
			return math.Sqrt(math.Pi) * gamma(s/2+1) / gamma(s/2+1.5) * math.Pi / (s + 1)
		},
		moments: func(s float64) [][2]float64 {
			return [][2]float64{{0, math.Sqrt(1 / (s + 3))}, {0, math.Sqrt(1 / (2 * (s + 2)))}, {0, math.Sqrt(1 / (2 * (s + 2)))}, {1 / (s + 2), math.Sqrt((s+1)/(s+3)) / (s + 2)}}
		},
		of: func(value func(site string) *tensor.Tensor) []*tensor.Tensor {
			a, b := element(value("z"), 2, 0), element(value("z"), 2, 1)
			return []*tensor.Tensor{element(value("z"), 1, 0), a, b, a.Square().Add(b.Square())}
		},
	},
	{
		// Uniform over correlation matrices, the elements of which are Beta(3/2, 3/2) between -1 and 1.
		name: "correlation", flat: true,
		latent: func(c *ppl.Context) {
			ppl.Sample(c, "z", dist.ImproperUniform(dist.Correlation, nil, tensor.Shape{3, 3}))
		},
		integral: func(float64) float64 { return math.Pi * math.Pi / 2 },
		moments:  func(float64) [][2]float64 { return [][2]float64{{0, 0.5}, {0, 0.5}, {0, 0.5}} },
		of:       elements([]int{1, 0}, []int{2, 0}, []int{2, 1}),
	},
	{
		// Wishart with 5 degrees of freedom, and to a power with 3 + 2 s and the scale I/s.
		name: "positive definite",
		latent: factorOf(dist.PositiveDefinite, func(x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(x.Cholesky().Diag().Log().Sum(-1), 2).Sub(tensor.Mul(x.Diag().Sum(-1), 0.5))
		}, 2, 2),
		integral: func(s float64) float64 {
			nu := 3 + 2*s
			return math.Pow(2/s, nu) * math.Sqrt(math.Pi) * gamma(nu/2) * gamma(nu/2-0.5)
		},
		moments: func(s float64) [][2]float64 {
			nu := 3 + 2*s
			return [][2]float64{{nu / s, math.Sqrt(2*nu) / s}, {0, math.Sqrt(nu) / s}, {nu / s, math.Sqrt(2*nu) / s}}
		},
		of: elements([]int{0, 0}, []int{1, 0}, []int{1, 1}),
	},
	{
		name: "dependent interval", flat: true,
		latent: func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Uniform(0, 1))
			ppl.Sample(c, "w", dist.Uniform(0, z))
		},
		integral: func(s float64) float64 { return 1 / (2 - s) },
		moments: func(s float64) [][2]float64 {
			// z has the density (2 - s) z^(1 - s), and w is uniform below it.
			first, second := (2-s)/(3-s), (2-s)/(4-s)
			return [][2]float64{{first, math.Sqrt(second - first*first)}, {first / 2, math.Sqrt(second/3 - first*first/4)}}
		},
		of: func(value func(site string) *tensor.Tensor) []*tensor.Tensor {
			return []*tensor.Tensor{value("z"), value("w")}
		},
	},
	{
		// A normal logarithm; to a power, the Jacobian moves its mean.
		name: "transformed",
		latent: func(c *ppl.Context) {
			ppl.Sample(c, "z", dist.Transformed(dist.Normal(0.3, 0.5), dist.Exp))
		},
		integral: func(s float64) float64 {
			const v = 0.25
			return math.Pow(2*math.Pi*v, (1-s)/2) / math.Sqrt(s) * math.Exp((1-s)*0.3+(1-s)*(1-s)*v/(2*s))
		},
		moments: func(s float64) [][2]float64 { return [][2]float64{{0.3 + (1-s)*0.25/s, 0.5 / math.Sqrt(s)}} },
		of: func(value func(site string) *tensor.Tensor) []*tensor.Tensor {
			return []*tensor.Tensor{value("z").Log()}
		},
	},
}

// variant is a way to wrap the rows, with the power of the density that each row has then; power 0 is a mask.
type variant struct {
	name   string
	wrap   func(m ppl.Model) ppl.Model
	powers []float64
	scale  float64
}

var variants = []variant{
	{"plate", func(m ppl.Model) ppl.Model { return m }, []float64{1, 1}, 1},
	{"scale", func(m ppl.Model) ppl.Model { return ppl.Scale(m, 0.6) }, []float64{0.6, 0.6}, 0.6},
	{"mask", func(m ppl.Model) ppl.Model { return ppl.Mask(m, tensor.Of([]float64{1, 0})) }, []float64{1, 0}, 1},
}

func (c supportCase) model(v variant) func(*ppl.Context, int) {
	return func(ctx *ppl.Context, _ int) {
		ppl.Plate(ctx, "rows", 2, func(ctx *ppl.Context) { v.wrap(c.latent)(ctx) })
	}
}

func eachSupport(t *testing.T, test func(t *testing.T, c supportCase, v variant)) {
	racing.SkipNumbers(t)
	for _, c := range supportCases {
		for _, v := range variants {
			if v.name != "mask" || c.flat {
				t.Run(c.name+"/"+v.name, func(t *testing.T) { test(t, c, v) })
			}
		}
	}
}

func TestNUTSOnEverySupport(t *testing.T) {
	eachSupport(t, func(t *testing.T, c supportCase, v variant) {
		post, err := MCMC{Init: InitToUniform, Chains: 2, Warmup: 300, Draws: 1000, Seed: 4}.Run(context.Background(), ppl.Bind(c.model(v), 0))
		require.NoError(t, err)
		all := c.of(func(site string) *tensor.Tensor {
			x := post.Get(site)
			return x.Reshape(append([]int{2000}, x.Shape()[2:]...)...)
		})
		for row, power := range v.powers {
			for i, want := range c.moments(power) {
				x := all[i].Slice(1, row, row+1).Float64s()
				mean, sd := stat.MeanStdDev(x, nil)
				require.InDelta(t, want[0], mean, 5*want[1]/math.Sqrt(600), "mean %d of row %d", i, row)
				require.InDelta(t, want[1], sd, 0.15*want[1], "standard deviation %d of row %d", i, row)
			}
		}
	})
}

// initToZero starts at 0 on the real line.
func initToZero(l Latent, _ *tensor.RNG) *tensor.Tensor {
	bijection := l.Dist.Support().Bijection()
	return bijection.Forward(tensor.ZerosLike(bijection.Inverse(insideOf(l.Dist))))
}

// TestGuidesOnEverySupport: the mean of p/q over draws of a guide is the integral of p, whatever the guide is, if its
// density is that of its draws.
func TestGuidesOnEverySupport(t *testing.T) {
	eachSupport(t, func(t *testing.T, c supportCase, v variant) {
		model := c.model(v)
		guides := jointGuides[int]()
		guides["normal"] = AutoNormal[int]
		for name, guide := range guides {
			masked := v.powers[1] == 0
			if v.name != "plate" && name != "normal" {
				continue // TestJointGuidesUnderScaleAndMask
			}
			o := AutoOptions{InitScale: 1.2, Init: initToZero}
			switch c.name {
			case "dependent interval":
				o.InitScale = 2 // as heavy as the tails
			case "positive definite":
				o.Init = func(l Latent, _ *tensor.RNG) *tensor.Tensor { return tensor.Mul(insideOf(l.Dist), 4) }
			}
			s := NewSVI(model, guide(model, o), SVIOptions{})
			const n = 2500
			e, err := s.estimate(0, n, tensor.NewRNG(3), s.store.on(tensor.NewArena()))
			require.NoError(t, err)
			weights := make([]float64, n)
			for i, p := range e.particles {
				weights[i] = math.Exp(p.total() / v.scale)
			}
			want := c.integral(1)
			if !masked {
				want *= c.integral(1)
			}
			mean, sd := stat.MeanStdDev(weights, nil)
			require.InDelta(t, want, mean, 4*sd/math.Sqrt(n), name)
			require.Less(t, sd/math.Sqrt(n), 0.25*want, name)
		}
	})
}

// TestAutoDeltaOnEverySupport finds modes inside the sets, in every row that is not masked.
func TestAutoDeltaOnEverySupport(t *testing.T) {
	r := tensor.Of([]float64{1, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 1}, 3, 3)
	near := func(to *tensor.Tensor) func(z *tensor.Tensor) *tensor.Tensor {
		return func(z *tensor.Tensor) *tensor.Tensor {
			d := z.Sub(to).Square().Sum(-1)
			if to.Rank() == 2 {
				d = d.Sum(-1)
			}
			return tensor.Mul(d, -5)
		}
	}
	order := tensor.Of([]float64{-1, 0, 2})
	wishart := supportCases[4].latent
	z := (0.6 + math.Sqrt(0.36-4*0.01)) / 2
	for _, c := range []struct {
		name   string
		latent func(c *ppl.Context)
		want   map[string]*tensor.Tensor
	}{
		{"simplex", supportCases[0].latent, map[string]*tensor.Tensor{"z": tensor.Of([]float64{1. / 6, 2. / 6, 3. / 6})}},
		{"ordered", factorOf(dist.OrderedVector, near(order), 3), map[string]*tensor.Tensor{"z": order}},
		{"correlation factor", factorOf(dist.CorrCholesky, near(r.Cholesky()), 3, 3), map[string]*tensor.Tensor{"z": r.Cholesky()}},
		{"correlation", factorOf(dist.Correlation, near(r), 3, 3), map[string]*tensor.Tensor{"z": r}},
		{"positive definite", wishart, map[string]*tensor.Tensor{"z": tensor.Mul(tensor.Eye(2), 2)}},
		{"dependent interval", func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Uniform(0, 1))
			w := ppl.Sample(c, "w", dist.Uniform(0, z))
			// The density of w is 1/z.
			ppl.Factor(c, "f", tensor.Mul(z.Sub(tensor.To(0.6)).Square().Add(w.Sub(tensor.To(0.2)).Square()), -0.5/0.01))
		}, map[string]*tensor.Tensor{"z": tensor.Scalar(z), "w": tensor.Scalar(0.2)}},
		{"transformed", supportCases[6].latent, map[string]*tensor.Tensor{"z": tensor.Scalar(math.Exp(0.3 - 0.25))}},
	} {
		for _, v := range variants {
			t.Run(c.name+"/"+v.name, func(t *testing.T) {
				racing.SkipNumbers(t)
				model := supportCase{latent: c.latent}.model(v)
				s := NewSVI(model, AutoDelta(model, AutoOptions{Init: initToZero}), SVIOptions{Optimizer: optim.Adam{LR: 0.1, Schedule: optim.Cosine(600, 0)}})
				train(t, s, 0, 1)
				masked := param(t, s, "auto.z.loc")
				train(t, s, 0, 599)
				for site, want := range c.want {
					got := predict(t, model, s.Posterior(), 0, PredictiveOptions{Draws: 1, Sites: []string{site}}).Get(site)
					for row, power := range v.powers {
						if power == 0 {
							loc := param(t, s, "auto.z.loc")
							half := len(loc) / 2
							require.Equal(t, masked[half:], loc[half:], "nothing moves a masked row")
							continue
						}
						at := got.Slice(2, row, row+1).Float64s()
						for i, w := range want.Float64s() {
							require.InDelta(t, w, at[i], 2e-3, "%s of row %d", site, row)
						}
					}
				}
			})
		}
	}
}
