package gp_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/gp"
	"github.com/credence-ppl/credence/tensor"
	"github.com/credence-ppl/credence/tensor/optest"
)

func TestOperations(t *testing.T) {
	for _, op := range tensor.Table() {
		if strings.HasPrefix(op.Name, "gp.") {
			optest.Check(t, op)
		}
	}
}

// kernels are made from the numbers that testdata/kernels.py has them of.
var kernels = map[string]func(p *tensor.Tensor) gp.Kernel{
	"SquaredExponential": func(p *tensor.Tensor) gp.Kernel { return gp.SquaredExponential(p.Index(0, 0), p.Slice(0, 1, 3)) },
	"Matern12":           func(p *tensor.Tensor) gp.Kernel { return gp.Matern12(p.Index(0, 0), p.Slice(0, 1, 3)) },
	"Matern32":           func(p *tensor.Tensor) gp.Kernel { return gp.Matern32(p.Index(0, 0), p.Slice(0, 1, 3)) },
	"Matern52":           func(p *tensor.Tensor) gp.Kernel { return gp.Matern52(p.Index(0, 0), p.Slice(0, 1, 3)) },
	"RationalQuadratic": func(p *tensor.Tensor) gp.Kernel {
		return gp.RationalQuadratic(p.Index(0, 0), p.Slice(0, 1, 3), p.Index(0, 3))
	},
	"Periodic": func(p *tensor.Tensor) gp.Kernel { return gp.Periodic(p.Index(0, 0), p.Index(0, 1), p.Index(0, 2)) },
	"Linear":   func(p *tensor.Tensor) gp.Kernel { return gp.Linear(p.Index(0, 0), p.Index(0, 1)) },
}

// TestGolden compares kernels and their derivatives with values to high precision.
func TestGolden(t *testing.T) {
	f, err := os.Open("testdata/kernels.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		args, want, slopes := numbers(t, row[1]), numbers(t, row[2]), numbers(t, row[3])
		y, g := tensor.ValueAndGrad(func(v ...*tensor.Tensor) *tensor.Tensor {
			k := kernels[row[0]](v[0].Slice(0, 4, len(args)))
			return k.Matrix(v[0].Slice(0, 0, 2).Reshape(1, 2), v[0].Slice(0, 2, 4).Reshape(1, 2)).Sum()
		}, tensor.Of(args))
		// Angles and differences of places are rounded, which moves a derivative by as much as one of its terms.
		require.InDelta(t, want[0], y.Item(), 1e-13*(math.Abs(want[0])+1e-3), "%v", row)
		for i, s := range slopes {
			require.InDelta(t, s, g[0].At(i), 1e-12*(math.Abs(s)+1), "%v by %d", row, i)
		}
	}
}

func numbers(t *testing.T, words string) (v []float64) {
	for _, w := range strings.Fields(words) {
		x, err := strconv.ParseFloat(w, 64)
		require.NoError(t, err)
		v = append(v, x)
	}
	return v
}

// all are kernels of every kind, of places of one column.
func all() map[string]gp.Kernel {
	return map[string]gp.Kernel{
		"squared exponential": gp.SquaredExponential(1.3, 0.8),
		"matern 12":           gp.Matern12(1.3, 0.8),
		"matern 32":           gp.Matern32(1.3, 0.8),
		"matern 52":           gp.Matern52(1.3, 0.8),
		"rational quadratic":  gp.RationalQuadratic(1.3, 0.8, 0.7),
		"periodic":            gp.Periodic(1.3, 0.8, 2.5),
		"linear":              gp.Linear(1.3, 0.2),
		"constant":            gp.Constant(0.4),
		"sum":                 gp.Sum(gp.Linear(1.3, 0.2), gp.Matern32(1, 2), gp.Constant(2)),
		"product":             gp.Product(gp.SquaredExponential(1, 3), gp.Periodic(1.3, 0.8, 2.5)),
	}
}

var places = tensor.Of([]float64{-1, 0.3, 0.3, 2, 0.7}, 5, 1) // two of them the same

// TestKernelsAreCovariances: symmetric, with the variances on their diagonals, and with derivatives by places and
// parameters where places coincide.
func TestKernelsAreCovariances(t *testing.T) {
	for name, k := range all() {
		m := k.Matrix(places, places)
		require.Equal(t, m.Float64s(), m.T().Float64s(), name)
		require.InDeltaSlice(t, m.Diag().Float64s(), k.Diagonal(places).Float64s(), 1e-15, name)
		y, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return k.Matrix(x[0], x[0]).Square().Sum() }, places)
		require.False(t, math.IsNaN(y.Item()), name)
		for _, v := range g[0].Float64s() {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), name)
		}
	}
	for name, build := range kernels {
		_, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
			x := places.Expand(5, 2)
			return build(p[0]).Matrix(x, x).Sum()
		}, tensor.Of([]float64{1.3, 0.8, 2, 0.5}))
		for _, v := range g[0].Float64s() {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), name)
		}
	}
}

func TestColumns(t *testing.T) {
	x := tensor.Of([]float64{1, 2, 3, -1, 0.5, 2}, 2, 3)
	only := gp.Columns(gp.Matern52(1.3, 0.8), 2)
	require.Equal(t, gp.Matern52(1.3, 0.8).Matrix(x.Slice(1, 2, 3), x.Slice(1, 2, 3)).Float64s(), only.Matrix(x, x).Float64s())
}

// TestPredict: the density of values and of those predicted from them is that of both at once.
func TestPredict(t *testing.T) {
	x, at := places, tensor.Of([]float64{0.1, 1.5, 5}, 3, 1)
	y, later := tensor.Of([]float64{0.3, 1, 1.2, -0.5, 0.7}), tensor.Of([]float64{0.2, 1, -1})
	for name, k := range all() {
		mean, covariance := gp.Predict(k, x, y, 0.3, at)
		noise := tensor.Mul(tensor.Eye(3), 0.09)
		after := dist.MultivariateNormal[dist.Covariance](mean, covariance.Add(noise))
		require.NoError(t, after.Validate(), name)
		want := gp.Process(k, tensor.Concat(0, x, at), 0.3).LogProb(tensor.Concat(0, y, later)).Item()
		require.InDelta(t, want, gp.Process(k, x, 0.3).LogProb(y).Item()+after.LogProb(later).Item(), 1e-10, name)
	}
}

// TestHilbert: with sines enough, the functions have the covariances of the kernel, and so has the process.
func TestHilbert(t *testing.T) {
	one := gp.Hilbert{Boundary: []float64{6}, Sines: []int{400}}
	two := gp.Hilbert{Boundary: []float64{6, 5}, Sines: []int{60, 60}}
	x := tensor.Of([]float64{-1, 0.5, 0.3, 1, 2, -0.7}, 3, 2)
	for name, c := range map[string]struct {
		h         gp.Hilbert
		k         gp.Kernel
		x         *tensor.Tensor
		tolerance float64
	}{
		"squared exponential": {one, gp.SquaredExponential(1.3, 0.8), places, 1e-9},
		"matern 52":           {one, gp.Matern52(1.3, 0.8), places, 1e-5},
		"matern 32":           {one, gp.Matern32(1.3, 0.8), places, 1e-5},
		"matern 12":           {one, gp.Matern12(1.3, 0.8), places, 2e-2}, // S falls with the square of the frequency
		"two columns":         {two, gp.SquaredExponential(1.3, tensor.Of([]float64{0.8, 0.5})), x, 1e-6},
		"two columns, 52":     {two, gp.Matern52(0.7, tensor.Of([]float64{0.8, 1})), x, 1e-3},
	} {
		factor := c.h.Functions(c.x).Mul(c.h.Weights(c.k))
		require.InDeltaSlice(t, c.k.Matrix(c.x, c.x).Float64s(), factor.MatMul(factor.T()).Float64s(), c.tolerance, name)
	}
	y := tensor.Of([]float64{0.3, 1, 1.2, -0.5, 0.7})
	k := gp.SquaredExponential(1.3, 0.8)
	require.InDelta(t, gp.Process(k, places, 0.3).LogProb(y).Item(), one.Process(k, places, tensor.Scalar(0.3)).LogProb(y).Item(), 1e-7)
}

func TestRefusals(t *testing.T) {
	k, x := gp.Matern32(1, 2), tensor.Zeros(3, 2)
	for want, f := range map[string]func(){
		"tensor: gp.Kernel: places of shapes [3] and [3]; they must be rows [n, d] of the same number of columns, where one column is [n, 1]": func() { k.Matrix(tensor.Zeros(3), tensor.Zeros(3)) },
		"tensor: gp.Kernel: a length of shape [3] and places of 2 columns; it must be a number, or a vector with one for each":                func() { gp.Matern32(1, tensor.Ones(3)).Matrix(x, x) },
		"tensor: gp.Kernel: values of shape [2] at places of shape [3 2]; there must be one for each row":                                     func() { gp.Predict(k, x, tensor.Zeros(2), 1, x) },
		"tensor: gp.Kernel: a kernel without a spectral density in closed form; it must be SquaredExponential, Matern12, Matern32 or Matern52": func() {
			gp.Hilbert{Boundary: []float64{1}, Sines: []int{3}}.Weights(gp.Linear(1, 0))
		},
		"tensor: gp.Kernel: the scale of Matern32 has shape [3], and must be a number": func() { gp.Matern32(tensor.Ones(3), 1) },
		"tensor: gp.Kernel: the mixture of RationalQuadratic has shape [2], and must be a number": func() {
			gp.RationalQuadratic(1, 1, tensor.Ones(2))
		},
		"gp: Matern52: length must be positive, found 0; a latent takes a prior of positive numbers, such as LogNormal or InverseGamma": func() {
			gp.Matern52(1, tensor.Of([]float64{1, 0}))
		},
		"gp: SquaredExponential: scale must be positive, found -1; a latent takes a prior of positive numbers, such as LogNormal or InverseGamma": func() {
			gp.SquaredExponential(-1, 1)
		},
		"gp: Periodic: period must be positive, found +Inf; a latent takes a prior of positive numbers, such as LogNormal or InverseGamma": func() {
			gp.Periodic(1, 1, math.Inf(1))
		},
		"gp: Linear: scale must be positive, found NaN; a latent takes a prior of positive numbers, such as LogNormal or InverseGamma": func() {
			gp.Linear(math.NaN(), 0)
		},
		"gp: Constant: scale must be positive, found 0; a latent takes a prior of positive numbers, such as LogNormal or InverseGamma": func() {
			gp.Constant(0)
		},
		"gp: Process: noise must be non-negative, found -0.1": func() { gp.Process(k, x, -0.1) },
		"gp: Process: a place must be finite, found NaN; leave out its row, or draw it as a latent": func() {
			gp.Process(k, tensor.Full(math.NaN(), 3, 2), 1)
		},
		"gp: Process: a place must be finite, found +Inf; leave out its row, or draw it as a latent": func() {
			gp.Predict(k, x, tensor.Zeros(3), 1, tensor.Full(math.Inf(1), 1, 2))
		},
		"tensor: gp.Kernel: 0 sines in a box from -1 to 1; there must be at least one, in a box of some size": func() {
			gp.Hilbert{Boundary: []float64{1}, Sines: []int{0}}.Functions(tensor.Zeros(3, 1))
		},
		"tensor: gp.Kernel: places of shape [3 2] in a box of 1 columns": func() {
			gp.Hilbert{Boundary: []float64{1}, Sines: []int{3}}.Functions(x)
		},
		"gp: Hilbert: a place in column 1 must be in its box, from -2 to 2, found 3; center the places, and let Boundary be 1.5 times the largest or more": func() {
			gp.Hilbert{Boundary: []float64{2, 2}, Sines: []int{3, 4}}.Functions(tensor.Of([]float64{1, 1, 2, 3}, 2, 2))
		},
		"tensor: gp.Kernel: a box of 1 columns with sines in 2; both must have one for each column": func() {
			gp.Hilbert{Boundary: []float64{1}, Sines: []int{3, 4}}.Functions(x)
		},
	} {
		require.PanicsWithError(t, want, f)
	}
}
