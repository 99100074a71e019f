package dist_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// lomax is a distribution as a user may write it: log p(x) = log a - log s - (a+1) log (1 + x/s) on x > 0.
type lomax struct{ dist.Base }

var lomaxSpec = &dist.Spec{Name: "Lomax", Params: []dist.Param{{Name: "a", Allowed: dist.Positive}, {Name: "s", Allowed: dist.Positive}}}

func newLomax[A, S tensor.Like](a A, s S) *lomax {
	return &lomax{dist.NewBase(lomaxSpec, tensor.To(a), tensor.To(s))}
}

func (d *lomax) WithBase(b dist.Base) dist.Distribution { return &lomax{b} }
func (d *lomax) Support() dist.Constraint               { return dist.Positive }

func (d *lomax) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	u := rng.Uniform(tensor.Join(shape, d.BatchShape())...)
	p := d.Stopped()
	return p.Params()[1].Mul(tensor.Div(u.Log(), p.Params()[0]).Neg().Expm1())
}

func (d *lomax) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return dist.OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		a, s := d.Params()[0], d.Params()[1]
		return a.Log().Sub(s.Log()).Sub(tensor.Add(a, 1).Mul(x.Div(s).Log1p()))
	})
}

// lomaxKL has a form where the scales are the same.
func lomaxKL(q, p *lomax) *tensor.Tensor {
	if q.Params()[1] != p.Params()[1] {
		return nil
	}
	r := p.Params()[0].Div(q.Params()[0])
	return tensor.Sub(r, 1).Sub(r.Log())
}

func init() { dist.RegisterKL(lomaxKL) }

// TestRegisterKL compares a divergence from elsewhere with draws, and looks for it behind every wrapper.
func TestRegisterKL(t *testing.T) {
	s := tensor.Scalar(0.5)
	q, p := newLomax(vec(3, 4), s), newLomax(2, s)
	kl := mustKL(t, q, p)
	const n = 40_000
	x := q.Sample(tensor.NewRNG(1), n)
	ratio := q.LogProb(x).Sub(p.LogProb(x))
	stderr := tensor.Div(ratio.Sub(ratio.Mean(0)).Square().Mean(0), float64(n)).Sqrt()
	for i := range 2 {
		require.InDelta(t, ratio.Mean(0).At(i), kl.At(i), 5*stderr.At(i))
	}

	require.InDelta(t, kl.Sum().Item(), mustKL(t, dist.ToEvent(q, 1), dist.ToEvent(dist.Expand(p, 2), 1)).Item(), 1e-14)
	wide := mustKL(t, dist.Expand(q, 3, 2), p)
	require.Equal(t, tensor.Shape{3, 2}, wide.Shape())
	require.Equal(t, kl.Float64s(), wide.Index(0, 2).Float64s())
	mask := vec(0, 1)
	require.Equal(t, []float64{0, kl.At(1)}, mustKL(t, dist.Mask(q, mask), dist.Mask(dist.Expand(p, 2), mask)).Float64s())

	// A mask keeps parameters out of it, too.
	nan := math.NaN()
	y, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		kl, _ := dist.KLSum(newLomax(in[0], s), p, mask, 3)
		return kl
	}, vec(nan, 4))
	require.InDelta(t, 3*kl.At(1), y.Item(), 1e-14)
	require.Equal(t, 0.0, g[0].At(0))
	require.InDelta(t, 3*(-2.0/16+1.0/4), g[0].At(1), 1e-14)

	_, ok := dist.KL(q, newLomax(2, 1))
	require.False(t, ok, "the form is for one scale")
	_, ok = dist.KL(q, dist.Exponential(1))
	require.False(t, ok)
	_, ok = dist.KL(struct{ *lomax }{q}, p)
	require.False(t, ok, "a type that embeds another is another")
}

func TestRegisterKLRefuses(t *testing.T) {
	for found, register := range map[string]func(){
		"the divergence from *dist_test.lomax to *dist_test.lomax has a closed form already":         func() { dist.RegisterKL(lomaxKL) },
		"dist_test.fusedDistribution is an interface; give a type that implements dist.Distribution": func() { dist.RegisterKL(func(q *lomax, p fusedDistribution) *tensor.Tensor { return nil }) },
		"dist.Distribution is an interface; give a type that implements dist.Distribution":           func() { dist.RegisterKL(func(q dist.Distribution, p *lomax) *tensor.Tensor { return nil }) },
		"the divergence from *dist_test.lomax to *dist.NormalDist is nil":                            func() { dist.RegisterKL[*lomax, *dist.NormalDist](nil) },
	} {
		require.ErrorContains(t, recovered(register), found)
	}
}

type fusedDistribution interface {
	dist.Distribution
	dist.Fused
}

// TestRegisterKLWhileItIsRead: goroutines may register and look up at the same time.
func TestRegisterKLWhileItIsRead(t *testing.T) {
	type other struct{ *lomax }
	var group sync.WaitGroup
	group.Go(func() {
		dist.RegisterKL(func(q, p other) *tensor.Tensor { return tensor.Scalar(7) })
	})
	for range 4 {
		group.Go(func() {
			for range 100 {
				dist.KL(dist.Normal(0, 1), dist.Normal(1, 1))
			}
		})
	}
	group.Wait()
	require.Equal(t, 7.0, mustKL(t, other{newLomax(1, 1)}, other{newLomax(1, 1)}).Item())
}

// A family from elsewhere has a divergence as soon as there is a formula for it, also as an event.
func ExampleRegisterKL() {
	// func init() { dist.RegisterKL(lomaxKL) }
	s := tensor.Scalar(0.5)
	q, p := newLomax(vec(3, 4), s), newLomax(2, s)
	kl, ok := dist.KL(dist.ToEvent(q, 1), dist.ToEvent(dist.Expand(p, 2), 1))
	fmt.Printf("%.4f %v\n", kl.Item(), ok)
	// Output: 0.2653 true
}
