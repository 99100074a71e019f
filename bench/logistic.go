package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func logistic(c *ppl.Context, d observations) {
	alpha := ppl.Sample(c, "alpha", dist.Normal(0, 1))
	beta := ppl.Sample(c, "beta", dist.Normal(0, 1).Expand(d.D).ToEvent(1))
	logits := d.x.MatMul(beta).Add(alpha)
	ppl.Plate(c, "rows", d.N, func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Bernoulli[dist.Logits](logits), ppl.Obs(tensor.Of(d.Y)))
	})
}

// logisticData returns 10,000 rows of 20 independent standard normal predictors, and outcomes drawn from the model with
// an intercept of 1/2 and slopes of standard deviation 1/2.
func logisticData() observations {
	o := observations{N: 10_000, D: 20}
	r := rand.New(rand.NewPCG(1, 1))
	slopes := make([]float64, o.D)
	for i := range slopes {
		slopes[i] = r.NormFloat64() / 2
	}
	for range o.N {
		row, logit, y := make([]float64, o.D), 0.5, 0.0
		for i := range row {
			row[i] = r.NormFloat64()
			logit += slopes[i] * row[i]
		}
		if r.Float64() < 1/(1+math.Exp(-logit)) {
			y = 1
		}
		o.X, o.Y = append(o.X, row), append(o.Y, y)
	}
	return o
}

// logisticTruth returns the means of the posterior by importance sampling: draws from the normal distribution around
// the mode, in pairs on opposite sides of it, weighted with the ratio of the densities. It shares nothing with the
// samplers.
func logisticTruth(d observations) (reference, error) {
	const pairs = 2000
	x := newLogit(d)
	mode, factor, err := x.mode()
	if err != nil {
		return nil, err
	}
	n := mode.Len()
	top := x.logDensity(mode.RawVector().Data)
	r := rand.New(rand.NewPCG(2, 2))
	z, step, point := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	weights, values := make([]float64, pairs), make([][]float64, pairs) // by pair: Σ w, and Σ w·(value - mode)
	total, sums := 0.0, make([]float64, n)
	for i := range pairs {
		square := 0.0
		for j := range n {
			v := r.NormFloat64()
			z.SetVec(j, v)
			square += v * v
		}
		if err := factor.SolveTo(step, z); err != nil {
			return nil, err
		}
		values[i] = make([]float64, n)
		for _, side := range []float64{1, -1} {
			point.AddScaledVec(mode, side, step)
			w := math.Exp(x.logDensity(point.RawVector().Data) - top + square/2)
			weights[i] += w
			for j := range n {
				values[i][j] += w * side * step.AtVec(j)
			}
		}
		total += weights[i]
		for j, v := range values[i] {
			sums[j] += v
		}
	}
	truth := reference{}
	for j := range n {
		offset, errors := sums[j]/total, 0.0
		for i, v := range values {
			e := v[j] - offset*weights[i]
			errors += e * e
		}
		name := "alpha"
		if j > 0 {
			name = fmt.Sprintf("beta[%d]", j)
		}
		truth[name] = estimate{Mean: mode.AtVec(j) + offset, MCSE: math.Sqrt(errors) / total}
	}
	return truth, nil
}

// logit is the log-density of the logistic regression: every row of x begins with 1, for the intercept, and has its
// sign turned for outcome 0.
type logit struct{ x *mat.Dense }

func newLogit(d observations) logit {
	x := mat.NewDense(d.N, d.D+1, nil)
	for i, row := range d.X {
		sign := 2*d.Y[i] - 1
		x.Set(i, 0, sign)
		for j, v := range row {
			x.Set(i, j+1, sign*v)
		}
	}
	return logit{x}
}

func (l logit) logDensity(at []float64) float64 {
	total := 0.0
	for _, v := range at {
		total -= v * v / 2
	}
	var margins mat.VecDense
	margins.MulVec(l.x, mat.NewVecDense(len(at), at))
	for _, m := range margins.RawVector().Data {
		total -= math.Log1p(math.Exp(-m))
	}
	return total
}

// transposed is a factor U of a precision UᵀU, which turns standard normals z into draws U⁻¹z.
type transposed struct{ mat.TriDense }

func (u *transposed) SolveTo(dst, z *mat.VecDense) error { return dst.SolveVec(&u.TriDense, z) }

// mode finds the largest density by Newton's method, and the factor of the precision there.
func (l logit) mode() (mode *mat.VecDense, factor *transposed, err error) {
	rows, n := l.x.Dims()
	mode = mat.NewVecDense(n, nil)
	for range 50 {
		var margins, gradient, step mat.VecDense
		margins.MulVec(l.x, mode)
		p, weighted := mat.NewVecDense(rows, nil), mat.NewDense(rows, n, nil)
		for i, m := range margins.RawVector().Data {
			q := 1 / (1 + math.Exp(m)) // of the other outcome
			p.SetVec(i, q)
			for j, v := range l.x.RawRowView(i) {
				weighted.Set(i, j, v*math.Sqrt(q*(1-q)))
			}
		}
		gradient.MulVec(l.x.T(), p)
		gradient.SubVec(&gradient, mode)
		var precision mat.SymDense
		precision.SymOuterK(1, weighted.T())
		for j := range n {
			precision.SetSym(j, j, precision.At(j, j)+1)
		}
		var cholesky mat.Cholesky
		if !cholesky.Factorize(&precision) {
			return nil, nil, errors.New("the precision of the logistic regression is not positive definite")
		}
		if err := cholesky.SolveVecTo(&step, &gradient); err != nil {
			return nil, nil, err
		}
		mode.AddVec(mode, &step)
		if mat.Norm(&step, 2) < 1e-10 {
			factor = &transposed{}
			cholesky.UTo(&factor.TriDense)
			return mode, factor, nil
		}
	}
	return nil, nil, errors.New("the mode of the logistic regression was not found")
}
