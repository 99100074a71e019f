package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

const stateSpaceSteps = 5

// stateSpace is a model of two states, the second without noise of its own, and one value.
func stateSpace(steps int) *dist.GaussianStateSpaceDist {
	initial := dist.MultivariateNormal[dist.ScaleTril](tensor.Of([]float64{1, -0.5}), tensor.Of([]float64{2, 0, 0.5, 0.7}, 2, 2))
	return dist.GaussianStateSpace(initial, tensor.Of([]float64{0.8, 1, -0.2, 0.9}, 2, 2), tensor.Of([]float64{0.6, 0}, 2, 1),
		tensor.Of([]float64{1, 0.3}, 1, 2), tensor.Of([]float64{0.5}, 1, 1), steps)
}

// dense returns the mean and the covariance of all states, and what makes values of them.
func dense(steps int) (mean, covariance, observe *mat.Dense) {
	n := 2 * steps
	effect, spread := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil) // of the first state and of noises
	move, factor := mat.NewDense(2, 2, []float64{0.8, 1, -0.2, 0.9}), mat.NewDense(2, 2, []float64{2, 0, 0.5, 0.7})
	observe = mat.NewDense(steps, n, nil)
	var power mat.Dense
	power.CloneFrom(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	for lag := range steps {
		for t := lag; t < steps; t++ {
			effect.Slice(2*t, 2*t+2, 2*(t-lag), 2*(t-lag)+2).(*mat.Dense).Copy(&power)
		}
		var next mat.Dense
		next.Mul(move, &power)
		power = next
		observe.Set(lag, 2*lag, 1)
		observe.Set(lag, 2*lag+1, 0.3)
		spread.Set(2*lag, 2*lag, 0.36)
	}
	spread.Slice(0, 2, 0, 2).(*mat.Dense).Mul(factor, factor.T())
	first := mat.NewDense(n, 1, nil)
	first.Set(0, 0, 1)
	first.Set(1, 0, -0.5)
	mean, covariance = new(mat.Dense), new(mat.Dense)
	mean.Mul(effect, first)
	covariance.Product(effect, spread, effect.T())
	return mean, covariance, observe
}

// given returns the mean and the covariance of the states given those values that are seen.
func given(x []float64, seen func(t int) bool) (mean, covariance *mat.Dense) {
	mean, covariance, observe := dense(len(x))
	var of mat.Dense
	var off []float64
	for t, v := range x {
		if seen(t) {
			row := mat.NewDense(1, 2*len(x), mat.Row(nil, t, observe))
			if of.IsEmpty() {
				of.CloneFrom(row)
			} else {
				var both mat.Dense
				both.Stack(&of, row)
				of = both
			}
			off = append(off, v-mat.Dot(row.RowView(0), mean.ColView(0)))
		}
	}
	var s, inverse, gain, left, m, c mat.Dense
	s.Product(&of, covariance, of.T())
	for i := range off {
		s.Set(i, i, s.At(i, i)+0.25)
	}
	_ = inverse.Inverse(&s)
	gain.Product(covariance, of.T(), &inverse)
	m.Mul(&gain, mat.NewDense(len(off), 1, off))
	m.Add(&m, mean)
	left.Product(&gain, &of, covariance)
	c.Sub(covariance, &left)
	return &m, &c
}

// TestGaussianStateSpaceSmooths as the conditional distribution of all states does, with all values and with some, and
// draws states from it.
func TestGaussianStateSpaceSmooths(t *testing.T) {
	x := []float64{0.3, 2, -1, 0.5, 4}
	some := tensor.Of([]float64{1, 0, 1, 1, 0}, stateSpaceSteps, 1)
	for name, c := range map[string]struct {
		d    *dist.GaussianStateSpaceDist
		seen func(t int) bool
	}{
		"all":  {stateSpace(stateSpaceSteps), func(int) bool { return true }},
		"some": {stateSpace(stateSpaceSteps).Observed(some), func(t int) bool { return t != 1 && t != 4 }},
	} {
		t.Run(name, func(t *testing.T) {
			wantMean, wantCovariance := given(x, c.seen)
			mean, covariance := c.d.Smooth(tensor.Of(x, stateSpaceSteps, 1))
			require.Equal(t, tensor.Shape{stateSpaceSteps, 2, 2}, covariance.Shape())
			const draws = 4000
			states := c.d.SampleStates(tensor.NewRNG(3), tensor.Of(x, stateSpaceSteps, 1).Expand(draws, stateSpaceSteps, 1))
			drawn := states.Mean(0)
			for s := range stateSpaceSteps {
				for i := range 2 {
					require.InDelta(t, wantMean.At(2*s+i, 0), mean.At(s, i), 1e-12)
					deviation := math.Sqrt(wantCovariance.At(2*s+i, 2*s+i))
					require.InDelta(t, wantMean.At(2*s+i, 0), drawn.At(s, i), 4.5*deviation/math.Sqrt(draws))
					for j := range 2 {
						require.InDelta(t, wantCovariance.At(2*s+i, 2*s+j), covariance.At(s, i, j), 1e-12)
					}
				}
			}
			// Neighboring steps move together as they should.
			off := states.Slice(-1, 0, 1).Squeeze(-1).Sub(drawn.Slice(-1, 0, 1).Squeeze(-1))
			for s := range stateSpaceSteps - 1 {
				together := off.Index(-1, s).Mul(off.Index(-1, s+1)).Mean().Item()
				spread := math.Sqrt(wantCovariance.At(2*s, 2*s) * wantCovariance.At(2*s+2, 2*s+2))
				require.InDelta(t, wantCovariance.At(2*s, 2*s+2), together, 4.5*math.Sqrt2*spread/math.Sqrt(draws))
			}
		})
	}
}

// TestGaussianStateSpaceObserves: values that are not seen are summed out, whatever stands there, and those that follow
// have the conditional density.
func TestGaussianStateSpaceObserves(t *testing.T) {
	_, covariance, observe := dense(stateSpaceSteps)
	mean, ok := dist.Mean(stateSpace(stateSpaceSteps))
	require.True(t, ok)
	var whole mat.Dense
	whole.Product(observe, covariance, observe.T())
	x, at := []float64{0.3, 2, -1, 0.5, 4}, []int{0, 2, 3}
	var some, loc, matrix []float64
	for _, s := range at {
		some, loc = append(some, x[s]), append(loc, mean.At(s, 0))
		for _, o := range at {
			v := whole.At(s, o)
			if s == o {
				v += 0.25
			}
			matrix = append(matrix, v)
		}
	}
	want := dist.MultivariateNormal[dist.Covariance](tensor.Of(loc), tensor.Of(matrix, 3, 3)).LogProb(tensor.Of(some)).Item()
	d := stateSpace(stateSpaceSteps).Observed(tensor.Of([]float64{1, 0, 1, 1, 0}, stateSpaceSteps, 1))
	y := tensor.Of([]float64{0.3, math.NaN(), -1, 0.5, math.Inf(1)}, stateSpaceSteps, 1)
	require.NoError(t, dist.CheckSupport(d, y, nil))
	require.InDelta(t, want, d.LogProb(y).Item(), 1e-12)
	require.EqualError(t, dist.CheckSupport(stateSpace(stateSpaceSteps), y, nil), "dist: a value of GaussianStateSpace must be real, found NaN at index [1, 0]; say which values are missing with Observed, which sums them out")

	now, later := tensor.Of(x, stateSpaceSteps, 1), tensor.Of([]float64{1, -2, 3}, 3, 1)
	both := stateSpace(stateSpaceSteps + 3).LogProb(tensor.Concat(0, now, later)).Item()
	before := stateSpace(stateSpaceSteps)
	require.InDelta(t, both, before.LogProb(now).Item()+before.Forecast(now, 3).LogProb(later).Item(), 1e-12)
}

// TestGaussianStateSpaceIsAnAR: an autoregressive process of order 2 has a state of two values, of which the last moves
// without noise and both are seen without error at first, then the newest.
func TestGaussianStateSpaceIsAnAR(t *testing.T) {
	first := dist.MultivariateNormal[dist.ScaleTril](tensor.Of([]float64{0, 1}), tensor.Of([]float64{1, 0, 0.5, 2}, 2, 2))
	ar := dist.AR(first, 0, tensor.Of([]float64{0.6, 0.3}), 0.7, 6)
	// of x₂ and x₁
	state := dist.MultivariateNormal[dist.Covariance](tensor.Of([]float64{1, 0}), tensor.Of([]float64{4.25, 0.5, 0.5, 1}, 2, 2))
	seen := tensor.Of([]float64{1, 1, 1, 0, 1, 0, 1, 0, 1, 0}, 5, 2)
	space := dist.GaussianStateSpace(state, tensor.Of([]float64{0.6, 0.3, 1, 0}, 2, 2), tensor.Of([]float64{0.7, 0}, 2, 1), tensor.Eye(2), tensor.Zeros(2, 1), 5).Observed(seen)
	x := ar.Sample(tensor.NewRNG(1))
	values := tensor.Stack(-1, x.Slice(0, 1, 6), x.Slice(0, 0, 5))
	require.InDelta(t, ar.LogProb(x).Item(), space.LogProb(values).Item(), 1e-11)
}

func TestGaussianStateSpaceRefuses(t *testing.T) {
	initial := dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), tensor.Eye(2))
	eye, row, one := tensor.Eye(2), tensor.Ones(1, 2), tensor.Ones(1, 1)
	for want, build := range map[string]func(){
		"dist: GaussianStateSpace: initial is nil":                    func() { dist.GaussianStateSpace(nil, eye, eye, row, one, 3) },
		"dist: GaussianStateSpace: steps must be at least 1, found 0": func() { dist.GaussianStateSpace(initial, eye, eye, row, one, 0) },
		"dist: GaussianStateSpace: observation of shape [2 1] must end in 2 × 2 matrices: the state has 2 elements, and a value 2": func() {
			dist.GaussianStateSpace(initial, eye, eye, row.T(), one, 3)
		},
		"dist: GaussianStateSpace: transition of shape [3 2 2] has 3 steps before its matrices, and 2 are needed; what is the same at all has 1 there, with batches before it": func() {
			dist.GaussianStateSpace(initial, eye.Expand(3, 2, 2), eye, row, one, 3)
		},
		"tensor: GaussianStateSpace.Observed: a mask of shape [2 1] does not broadcast with batch shape [] and event shape [3 1], which are the steps and the values of each": func() {
			dist.GaussianStateSpace(initial, eye, eye, row, one, 3).Observed(tensor.Ones(2, 1))
		},
	} {
		require.PanicsWithError(t, want, build)
	}
}

// TestGaussianStateSpaceReplays without allocating.
func TestGaussianStateSpaceReplays(t *testing.T) {
	x := stateSpace(50).Sample(tensor.NewRNG(1))
	initial := dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), tensor.Eye(2))
	p, _ := tensor.Record([]float64{0.8, 1, -0.2, 0.9, 0.6, 0.1}, func(v *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		return dist.GaussianStateSpace(initial, v.Slice(0, 0, 4).Reshape(2, 2), v.Slice(0, 4, 6).Reshape(2, 1), tensor.Ones(1, 2), tensor.Ones(1, 1), 50).LogProb(x), nil
	})
	at, slope := p.Vectors()
	for range 3 {
		p.ValueAndGrad(at, slope)
	}
	if !racing.On { // pools lose what they keep under the race detector
		require.Zero(t, testing.AllocsPerRun(20, func() { p.ValueAndGrad(at, slope) }))
	}
}

// TestGaussianStateSpaceSlopes: derivatives by one parameter are those by all, though what the others need is left out.
func TestGaussianStateSpaceSlopes(t *testing.T) {
	x := stateSpace(5).Sample(tensor.NewRNG(1))
	shapes := []tensor.Shape{{2}, {2, 2}, {2, 2}, {2, 1}, {1, 2}, {1, 1}}
	values := []float64{1, -0.5, 2, 0, 0.5, 0.7, 0.8, 1, -0.2, 0.9, 0.6, 0.1, 1, 0.3, 0.5}
	logProb := func(p []*tensor.Tensor) *tensor.Tensor {
		return dist.GaussianStateSpace(dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]), p[2], p[3], p[4], p[5], 5).LogProb(x)
	}
	parts := func(v *tensor.Tensor) (p []*tensor.Tensor) {
		at := 0
		for _, s := range shapes {
			p = append(p, v.Slice(0, at, at+s.Size()).Reshape(s...))
			at += s.Size()
		}
		return p
	}
	slopes := func(values []float64, of func(v *tensor.Tensor) *tensor.Tensor) []float64 {
		p, _ := tensor.Record(values, func(v *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return of(v), nil })
		_, slope := p.Vectors()
		p.ValueAndGrad(values, slope)
		return slope
	}
	all := slopes(values, func(v *tensor.Tensor) *tensor.Tensor { return logProb(parts(v)) })
	at := 0
	for i, s := range shapes {
		one := slopes(values[at:at+s.Size()], func(v *tensor.Tensor) *tensor.Tensor {
			p := parts(tensor.Of(values))
			p[i] = v.Reshape(s...)
			return logProb(p)
		})
		require.InDeltaSlice(t, all[at:at+s.Size()], one, 1e-13, "parameter %d", i)
		at += s.Size()
	}
}
