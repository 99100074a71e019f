package dist_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// The rows of a large call are shared out: the sum and its derivatives are those of the softmax, the same for any
// number of processors. A row that all elements share has derivatives from all.
func TestCategoricalOfManyRows(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	const n, categories = 1000, 10
	labels := make([]float64, n)
	for i := range labels {
		labels[i] = float64(i * 7 % categories)
	}
	all := tensor.NewRNG(1).Normal(n, categories)
	for _, logits := range []*tensor.Tensor{all, all.Slice(0, 0, 1)} {
		values, rows := tensor.Raw[float64](logits), logits.Dim(0)
		want, wantGrad := 0.0, make([]float64, len(values))
		for i, label := range labels {
			from := i % rows * categories
			row, norm := values[from:][:categories], 0.0
			for _, v := range row {
				norm += math.Exp(v)
			}
			want += row[int(label)] - math.Log(norm)
			wantGrad[from+int(label)]++
			for k, v := range row {
				wantGrad[from+k] -= math.Exp(v) / norm
			}
		}
		var sums []float64
		for _, processors := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(processors)
			y, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
				return dist.LogProbSum(dist.Categorical[dist.Logits](xs[0]), tensor.Of(labels), nil, 1)
			}, logits)
			sums = append(sums, y.Item())
			require.InDelta(t, want, y.Item(), 1e-9)
			require.Equal(t, sums[0], y.Item())
			require.InDeltaSlice(t, wantGrad, grads[0].Float64s(), 1e-9)
		}
	}
}

// Rows that each have an observation are computed in groups; those of a weight, mask or value that is not ordinary, one
// by one: each has the log-probability and the derivatives it has alone, where other observations share its row.
func TestCategoricalRowsAreWhatTheyAreAlone(t *testing.T) {
	rng := tensor.NewRNG(1)
	for _, k := range []int{1, 2, 3, 10, 33, 1100} {
		const n = 200
		logits, weights := rng.Normal(n*k).Float64s(), rng.Normal(n*k).Exp().Float64s()
		labels, mask := make([]float64, n), make([]float64, n)
		for i := range n {
			labels[i], mask[i] = float64(i*7%k), float64(min(i%11, 1))
			logits[i*k+i%k] *= 300
		}
		for i, v := range []float64{inf, -inf, math.NaN(), 1000, -1000} {
			logits[10*(i+1)*k] = v       // of the observed category, or another
			logits[10*(i+1)*k+k+k-1] = v // of the next row
			weights[10*(i+1)*k] = math.Abs(v)
			weights[10*(i+1)*k+k+k-1] = 1e-320
		}
		weights[k], weights[3*k] = -1, 0
		labels[70], labels[71], labels[72], labels[73] = -1, float64(k), 0.5, math.NaN()
		for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
			for _, of := range []struct {
				values []float64
				make   func(p *tensor.Tensor) *dist.CategoricalDist
			}{{logits, dist.Categorical[dist.Logits]}, {weights, dist.Categorical[dist.Probs]}} {
				p := tensor.Of(of.values, n, k).As(d)
				x, m := tensor.Of(labels), tensor.Of(mask)
				each, grads := valuesAndGrads(p, func(p *tensor.Tensor) *tensor.Tensor { return of.make(p).MaskedLogProb(x, m) })
				sum, sumGrads := valuesAndGrads(p, func(p *tensor.Tensor) *tensor.Tensor { return dist.LogProbSum(of.make(p), x, m, 3) })
				total := 0.0
				for i := range n {
					row := p.Slice(0, i, i+1)
					x, m := tensor.Full(labels[i], 2), tensor.Of([]float64{mask[i], 0})
					alone, alones := valuesAndGrads(row, func(p *tensor.Tensor) *tensor.Tensor { return of.make(p).MaskedLogProb(x, m) })
					requireNear(t, alone[0], each[i], d)
					total += 3 * each[i]
					for j, g := range alones {
						requireNear(t, g, grads[i*k+j], d)
						requireNear(t, 3*g, sumGrads[i*k+j], d)
					}
				}
				requireNear(t, total, sum[0], d)
			}
		}
	}
}

// The forward pass leaves the derivatives where the adjoint is: replays do so again, whether another term adds to it
// and whether the sum is scaled.
func TestCategoricalRowsInPrograms(t *testing.T) {
	const n, k = 7, 5
	labels := tensor.Of([]float64{0, 1, 2, 3, 4, 0, 1})
	for name, f := range map[string]func(x *tensor.Tensor) *tensor.Tensor{
		"alone": func(x *tensor.Tensor) *tensor.Tensor {
			return dist.Categorical[dist.Logits](x).LogProbSum(labels, nil, 1)
		},
		"scaled": func(x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(dist.Categorical[dist.Logits](x).LogProbSum(labels, nil, 3), 2)
		},
		"each": func(x *tensor.Tensor) *tensor.Tensor {
			return dist.Categorical[dist.Logits](x).LogProb(labels).Mul(labels).Sum()
		},
		"twice": func(x *tensor.Tensor) *tensor.Tensor {
			y := dist.Categorical[dist.Logits](x).LogProbSum(labels, nil, 1)
			return dist.Categorical[dist.Logits](x).LogProbSum(tensor.Scalar(1), nil, 1).Add(y).Add(x.Square().Sum())
		},
	} {
		at := func(x *tensor.Tensor) *tensor.Tensor { return f(x.Reshape(n, k)) }
		p, _ := tensor.Record(make([]float64, n*k), func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return at(x), nil })
		for seed := range uint64(3) {
			x, dx := tensor.NewRNG(seed).Normal(n*k), make([]float64, n*k)
			want, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return f(xs[0]) }, x.Reshape(n, k))
			require.InDelta(t, want.Item(), p.ValueAndGrad(x.Float64s(), dx), 1e-12, name)
			require.InDeltaSlice(t, grads[0].Reshape(n*k).Float64s(), dx, 1e-13, name)
		}
		x, dx := make([]float64, n*k), make([]float64, n*k)
		if !racing.On { // pools lose what they keep under the race detector
			require.Zero(t, testing.AllocsPerRun(100, func() { p.ValueAndGrad(x, dx) }), name)
		}
	}
}

func valuesAndGrads(p *tensor.Tensor, f func(p *tensor.Tensor) *tensor.Tensor) (values, grads []float64) {
	_, g := tensor.ValueAndGrad(func(ps ...*tensor.Tensor) *tensor.Tensor {
		y := f(ps[0])
		values = y.Detach().Float64s()
		return y.Sum()
	}, p)
	return values, g[0].Float64s()
}

// requireNear compares, with the same infinities and NaNs.
func requireNear(t *testing.T, want, got float64, d tensor.DType) {
	t.Helper()
	tolerance := 1e-12
	if d == tensor.Float32 {
		tolerance = 1e-5
	}
	if got != want && !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) && !(math.IsNaN(want) && math.IsNaN(got)) {
		t.Fatalf("%v instead of %v", got, want)
	}
}
