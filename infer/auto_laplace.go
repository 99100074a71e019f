package infer

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// LaplaceOptions are the settings of [AutoLaplace].
type LaplaceOptions struct {
	Init Init   // where latents start; nil means InitToMedian
	Seed uint64 // of Init
}

// AutoLaplace approximates the posterior of a model by a multivariate normal on the real line with the posterior's mode
// there and its curvature (Laplace's method). It needs neither steps nor draws: the mode is found by L-BFGS and
// Newton's method, and the curvature from differences of exact gradients, a few for each element. Where the posterior
// on the real line is normal, the approximation is exact.
//
// The latents are those that NUTS could have: continuous, and with all rows of their plates. A posterior without a
// mode, or with one at which it is flat in some direction, is an error that says where.
func AutoLaplace(ctx context.Context, model ppl.Model, o LaplaceOptions) (l *LaplacePosterior, err error) {
	defer fault.Catch(&err)
	if err := given(ctx, "AutoLaplace"); err != nil {
		return nil, err
	}
	if model == nil {
		return nil, errors.New("infer: AutoLaplace has no model")
	}
	if o.Init == nil {
		o.Init = InitToMedian
	}
	p, err := ofModel(model)()
	if err == nil {
		var t *target
		var start Point
		t, start, err = newTarget(ctx, p, o.Init, 0, tensor.NewRNG(o.Seed).Split("laplace"))
		if err == nil {
			l, err = (&modeSearch{ctx: ctx, t: t, x: start.X}).approximation(model)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("infer: AutoLaplace: %w", err)
	}
	return l, nil
}

// LaplacePosterior is a posterior that [AutoLaplace] has made: Predict draws from it. It does not change, and
// goroutines may share it.
type LaplacePosterior struct {
	model       ppl.Model
	layout      *Layout
	mode        []float64
	curvature   *curvature // at the mode
	logEvidence float64
}

// approximation climbs to the mode, and looks at its curvature.
func (s *modeSearch) approximation(model ppl.Model) (*LaplacePosterior, error) {
	if err := s.climb(); err != nil {
		return nil, err
	}
	c, err := s.polish()
	if err != nil {
		return nil, err
	}
	l := &LaplacePosterior{model: model, layout: s.t.layout(), mode: s.x, curvature: c}
	trace, logDet, err := l.layout.Unpack(model, tensor.Of(s.x))
	if err != nil {
		return nil, err
	}
	n := float64(len(s.x))
	l.logEvidence = trace.LogProb().Item() + logDet.Item() + 0.5*(n*math.Log(2*math.Pi)-c.cholesky.LogDet())
	for _, w := range c.width {
		l.logEvidence += math.Log(w)
	}
	return l, nil
}

// Layout returns where each latent lies in the vector that is normal.
func (l *LaplacePosterior) Layout() *Layout { return l.layout }

// Mode returns the vector at which the posterior density on the real line is largest.
func (l *LaplacePosterior) Mode() *tensor.Tensor { return tensor.Of(l.mode) }

// Covariance returns the covariance of the vector.
func (l *LaplacePosterior) Covariance() *tensor.Tensor {
	n, width := len(l.mode), l.curvature.width
	var c mat.SymDense
	_ = l.curvature.cholesky.InverseTo(&c) // AutoLaplace has refused what is singular
	values := make([]float64, 0, n*n)
	for i := range n {
		for j := range n {
			values = append(values, c.At(i, j)*width[i]*width[j])
		}
	}
	return tensor.Of(values, n, n)
}

// LogEvidence returns the approximation of the logarithm of the evidence, log p(x) ≈ log p(x, z) + ½ n log 2π - ½ log
// |H| with minus the Hessian H at the mode z.
func (l *LaplacePosterior) LogEvidence() float64 { return l.logEvidence }

func (l *LaplacePosterior) draw(_, _ int, _ any, _ []string, o ppl.RunOptions) (latentValues, error) {
	n := len(l.mode)
	noise := mat.NewVecDense(n, nil)
	rng := o.RNG.Split("laplace")
	for i := range n {
		noise.SetVec(i, rng.NormFloat64())
	}
	var upper mat.TriDense // H = Uᵀ U, and U⁻¹ ε has the covariance H⁻¹
	l.curvature.cholesky.UTo(&upper)
	x := mat.NewVecDense(n, nil)
	if err := x.SolveVec(&upper, noise); err != nil {
		return nil, err
	}
	x.MulElemVec(x, mat.NewVecDense(n, l.curvature.width))
	x.AddVec(x, mat.NewVecDense(n, l.mode))
	t, _, err := l.layout.Unpack(l.model, tensor.Of(x.RawVector().Data))
	if err != nil {
		return nil, inside("the model", err)
	}
	return func(site string) *tensor.Tensor {
		if _, ok := l.layout.Slot(site); !ok {
			return nil
		}
		return t.Value(site)
	}, nil
}

func (*LaplacePosterior) size() (chains, draws int) { return 1, 0 }
func (*LaplacePosterior) params() *snapshot         { return newStore(0).snapshot(false) }
func (*LaplacePosterior) complete() bool            { return true }
