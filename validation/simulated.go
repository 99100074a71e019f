package main

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// simulated returns posteriors whose data are made here and whose answers are exact: what a metric has to learn from
// them is known, too.
func simulated() []posterior {
	cases := []posterior{
		line("line over the years 1980 to 2019", 40),
		rotated("independent normals, 20", 20, 1),
		rotated("independent normals, 100", 100, 1),
	}
	for _, predictors := range []int{5, 10, 20, 30} {
		cases = append(cases, collinear(fmt.Sprintf("regression, %d correlated predictors", predictors), predictors))
	}
	for _, n := range []int{10, 30, 100} {
		cases = append(cases, rotated(fmt.Sprintf("rotated normal, %d", n), n, 1e4))
	}
	return cases
}

// collinear returns a regression of 200 values on predictors that share most of their variance: x_j = u + 0.1 v_j.
func collinear(name string, predictors int) posterior {
	const rows = 200
	rng := tensor.NewRNG(uint64(predictors))
	shared, own := rng.Split("shared").Normal(rows, 1), rng.Split("own").Normal(rows, predictors)
	x := tensor.Concat(1, tensor.Ones(rows, 1), shared.Add(own.Mul(tensor.To(0.1))))
	return regression(name, x, x.Sum(1).Add(rng.Split("noise").Normal(rows)))
}

// line returns a regression on years that are not centered.
func line(name string, years int) posterior {
	when := make([]float64, years)
	for i := range when {
		when[i] = 1980 + float64(i)
	}
	year := tensor.Of(when)
	y := year.Mul(tensor.To(0.1)).Add(tensor.NewRNG(uint64(years)).Normal(years))
	return regression(name, design(year), y)
}

// regression has coefficients β and a standard deviation σ with flat priors: β is Student-t with n - k - 1 degrees of
// freedom about the least squares (Gelman et al. 2013, "Bayesian Data Analysis", section 14.2, where the prior of σ is
// 1/σ and there is one degree more).
func regression(name string, x, y *tensor.Tensor) posterior {
	rows, k := x.Dim(0), x.Dim(1)
	design, values := mat.NewDense(rows, k, x.Float64s()), mat.NewVecDense(rows, y.Float64s())
	var qr mat.QR
	qr.Factorize(design)
	var beta, residuals mat.VecDense
	_ = qr.SolveVecTo(&beta, false, values)
	residuals.MulVec(design, &beta)
	residuals.SubVec(values, &residuals)
	var r, inverse mat.Dense
	qr.RTo(&r)
	_ = inverse.Inverse(r.Slice(0, k, 0, k)) // (XᵀX)⁻¹ = R⁻¹R⁻ᵀ
	want := &reference{Parameters: map[string]moments{}}
	for i := range k {
		row := inverse.RowView(i)
		variance := mat.Dot(&residuals, &residuals) / float64(rows-k-3) * mat.Dot(row, row)
		want.Parameters[fmt.Sprintf("beta[%d]", i+1)] = exact(beta.AtVec(i), variance)
	}
	return posterior{name: name, load: func(data) ppl.Model { return flatRegression(x, y) }, want: want}
}

// rotated returns a normal distribution whose variances go from 1 to 1/condition along random directions.
func rotated(name string, n int, condition float64) posterior {
	rng := tensor.NewRNG(uint64(n))
	var qr mat.QR
	qr.Factorize(mat.NewDense(n, n, rng.Normal(n, n).Float64s()))
	var q mat.Dense
	qr.QTo(&q)
	if condition == 1 {
		q.Reset()
		q.ReuseAs(n, n)
		for i := range n {
			q.Set(i, i, 1)
		}
	}
	root := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			root.Set(i, j, q.At(i, j)*math.Pow(condition, -0.5*float64(j)/float64(n-1)))
		}
	}
	want := &reference{Parameters: map[string]moments{}}
	for i := range n {
		want.Parameters[fmt.Sprintf("x[%d]", i+1)] = exact(0, mat.Dot(root.RowView(i), root.RowView(i)))
	}
	var precision mat.Dense
	_ = precision.Inverse(root)
	white := tensor.Of(precision.RawMatrix().Data, n, n)
	return posterior{name: name, want: want, load: func(data) ppl.Model {
		return func(c *ppl.Context) {
			x := ppl.Sample(c, "x", dist.ImproperUniform(dist.Real, nil, tensor.Shape{n}))
			ppl.Factor(c, "density", dist.Normal(0, 1).LogProb(predict(white, x)).Sum())
		}
	}}
}

func exact(mean, variance float64) moments {
	return moments{Mean: mean, SD: math.Sqrt(variance), MeanSquare: mean*mean + variance}
}
