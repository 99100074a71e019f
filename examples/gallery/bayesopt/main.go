// Bayesopt asks where an expensive function is smallest, when there is money for twelve values of it.
//
// Bayesian optimization: a Gaussian process says what the function may be between the values that are known. The next
// one is bought where the expected improvement on the smallest so far is largest, which is where the curve is believed
// to be low, or not known yet. It prints
//
//	The smallest of  3 values is  0.909, at 0.500.
//	The smallest of  7 values is -5.013, at 0.710.
//	The smallest of 12 values is -6.018, at 0.755.
//	In truth the smallest is -6.021, at 0.757.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 600 independent draws.
package main

//go:generate go run . -plot ../pictures/bayesopt.svg

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// expensive returns the function of Forrester, Sóbester, Keane 2008, appendix A.1. It has a local minimum at 0.14, and
// the smallest value, -6.02, at 0.757.
func expensive(x float64) float64 { return (6*x - 2) * (6*x - 2) * math.Sin(12*x-4) }

// known has points and the function's values there.
type known struct{ x, y []float64 }

var grid = gallery.Range(0, 1, 201)

// model looks at values less their mean in units of their standard deviation.
func model(c *ppl.Context, k known) {
	x, y, at := tensor.Of(k.x), tensor.Of(k.y), tensor.Of(grid)
	mean := y.Mean()
	sd := y.Sub(mean).Square().Mean().Sqrt()
	y = y.Sub(mean).Div(sd)

	length := ppl.Sample(c, "length", dist.LogNormal(-1.5, 0.5)) // around 0.22
	height := ppl.Sample(c, "height", dist.LogNormal(0, 0.5))
	kernel := func(a, b *tensor.Tensor) *tensor.Tensor {
		return tensor.Div(a.Unsqueeze(-1).Sub(b), length).Square().Mul(tensor.Scalar(-0.5)).Exp().Mul(height.Square())
	}
	n := len(k.x)
	root := kernel(x, x).Add(tensor.Mul(tensor.Eye(n), 1e-6)).Cholesky() // a little noise against rounding
	ppl.Sample(c, "y", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(n), root), ppl.Obs(y))

	// The curve at each point of the grid is normal: see gp.
	half := tensor.SolveLower(root, kernel(x, at))
	loc := half.T().MatMul(tensor.SolveLower(root, y.Unsqueeze(-1))).Squeeze(-1)
	scale := tensor.Maximum(tensor.Sub(height.Square(), half.Square().Sum(0)), 1e-12).Sqrt()
	ppl.Deterministic(c, "curve", loc.Mul(sd).Add(mean))

	// E[max(0, best - curve)] for a normal curve (Jones, Schonlau, Welch 1998, "Efficient global optimization of expensive
	// black-box functions").
	z := tensor.Sub(y.Min(), loc).Div(scale)
	below, _ := dist.CDF(dist.Normal(0, 1), z)
	density := dist.Normal(0, 1).LogProb(z).Exp()
	tie := 1e-9 // where none is likely, the least known place comes first
	ppl.Deterministic(c, "improvement", scale.Mul(tensor.Add(z.Mul(below).Add(density), tie)))
}

func fit(ctx context.Context, k known) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Warmup: 300, Draws: 600}.Run(ctx, ppl.Bind(model, k))
}

// search buys values until there are as many as there is money for, and calls look with what is known and believed
// before each.
func search(ctx context.Context, money int, look func(k known, post *draws.Draws)) (known, error) {
	k := known{x: []float64{0, 0.5, 1}}
	for _, x := range k.x {
		k.y = append(k.y, expensive(x))
	}
	for len(k.x) < money {
		post, err := fit(ctx, k)
		if err != nil {
			return k, err
		}
		look(k, post)
		next := grid[int(post.Get("improvement").Mean(0, 1).ArgMax(0).Item())]
		k = known{append(k.x, next), append(k.y, expensive(next))}
	}
	return k, nil
}

// best returns where the smallest value is.
func best(k known) (x, y float64) {
	i := int(tensor.Of(k.y).Neg().ArgMax(0).Item())
	return k.x[i], k.y[i]
}

func run(ctx context.Context, s *gallery.Session) error {
	var seventh *draws.Draws
	var then known
	k, err := search(ctx, 12, func(k known, post *draws.Draws) {
		s.Status("%d of 12 values", len(k.x))
		if len(k.x) == 7 {
			then, seventh = k, post
		}
	})
	if err != nil {
		return err
	}
	for _, n := range []int{3, 7, 12} {
		x, y := best(known{k.x[:n], k.y[:n]})
		s.Printf("The smallest of %2d values is %6.3f, at %.3f.\n", n, y, x)
	}
	s.Printf("In truth the smallest is -6.021, at 0.757.\n")
	s.Judge(seventh)
	return s.Draw(plot.LM(seventh, "curve", grid, plot.Observed(then.x, then.y), plot.Labels("x", "function, after 7 values")))
}

func main() { gallery.Main(run) }
