package infer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"github.com/credence-ppl/credence/internal/kernel"
)

// modeSearch looks for the maximum of a log-density.
type modeSearch struct {
	ctx context.Context
	t   *target
	x   []float64
	err error // of the target
}

// evaluate returns minus the log-density at x, and writes its gradient.
func (s *modeSearch) evaluate(x, gradient []float64) float64 {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil {
		return math.Inf(1)
	}
	lp, err := s.t.ValueAndGrad(x, gradient)
	s.err = err
	floats.Scale(-1, gradient)
	return -lp
}

// climb moves x to the mode by L-BFGS, as far as that comes.
func (s *modeSearch) climb() error {
	gradient := make([]float64, len(s.x))
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return s.evaluate(x, gradient) },
		Grad: func(to, x []float64) { s.evaluate(x, to) },
		Status: func() (optimize.Status, error) {
			if s.err != nil {
				return optimize.Failure, s.err
			}
			return optimize.NotTerminated, nil
		},
	}
	result, err := optimize.Minimize(problem, s.x, &optimize.Settings{MajorIterations: 10_000}, &optimize.LBFGS{})
	if s.err != nil {
		return s.err
	}
	if result == nil {
		return err
	}
	s.x = result.X // an error of the line search comes where no step helps any more; polish decides about it
	return nil
}

// polish makes Newton's steps until they are nothing beside the posterior's width, and leaves the curvature there.
func (s *modeSearch) polish(precision *mat.Cholesky) error {
	const steps = 20
	n, near := len(s.x), 1e-12
	if s.t.single() {
		near = 1e-4
	}
	gradient, step := make([]float64, n), mat.NewVecDense(n, nil)
	for range steps {
		h, width, err := s.hessian()
		if err != nil {
			return err
		}
		if err := s.curved(h, width); err != nil {
			return err
		}
		precision.Factorize(h)
		lp := -s.evaluate(s.x, gradient)
		if err := precision.SolveVecTo(step, mat.NewVecDense(n, gradient)); err != nil || s.err != nil {
			return errors.Join(err, s.err)
		}
		// The squared length of the step in standard deviations of the approximation.
		if floats.Dot(step.RawVector().Data, gradient) < near {
			return s.peaked(lp, width)
		}
		floats.Sub(s.x, step.RawVector().Data)
	}
	i := floats.MaxIdx(magnitudes(gradient))
	return fmt.Errorf("the search for the mode does not end: after %d steps of Newton's method the derivative by %s is %v; start elsewhere with Init, or look whether the posterior has a mode on the real line", steps, s.t.layout().elementAt(i), -gradient[i])
}

// peaked refuses a point from which the density does not fall within its width along each element: a slope without end.
func (s *modeSearch) peaked(lp float64, width []float64) error {
	x, gradient := slices.Clone(s.x), make([]float64, len(s.x))
	for i, w := range width {
		for _, w := range []float64{w, -w} {
			x[i] = s.x[i] + w
			if away := -s.evaluate(x, gradient); away >= lp {
				return fmt.Errorf("the posterior has no mode where the search for it ended: its log-density at %s is %v at %v, and %v at %v; start elsewhere with Init, or give proper priors", s.t.layout().elementAt(i), lp, s.x[i], away, x[i])
			}
		}
		x[i] = s.x[i]
	}
	return s.err
}

// hessian returns minus the Hessian of the log-density at x by central differences of gradients. Their steps are a
// small part of the density's width along each element, which a first round finds.
func (s *modeSearch) hessian() (h *mat.SymDense, width []float64, err error) {
	n, first, part, smooth := len(s.x), 1e-5, 1e-4, 1e-3
	if s.t.single() { // gradients have half the digits
		first, part, smooth = 1e-2, 0.1, 0.1
	}
	width = make([]float64, n)
	rows := mat.NewDense(n, n, nil)
	x, up, down := slices.Clone(s.x), make([]float64, n), make([]float64, n)
	for round := range 2 {
		for i := range n {
			h := first * (1 + math.Abs(s.x[i]))
			if round > 0 {
				h = part * width[i]
			}
			x[i] = s.x[i] + h
			s.evaluate(x, up)
			x[i] = s.x[i] - h
			s.evaluate(x, down)
			x[i] = s.x[i]
			if s.err != nil {
				return nil, nil, s.err
			}
			floats.Sub(up, down)
			floats.Scale(1/(2*h), up)
			if c := up[i]; !(c > 0) || math.IsInf(c, 1) || !kernel.AllFinite(up) {
				return nil, nil, fmt.Errorf("the second derivative by %s is %v at %v, where the search for the mode ended: the posterior has no maximum there; start elsewhere with Init, or give proper priors", s.t.layout().elementAt(i), -c, s.x[i])
			}
			width[i] = 1 / math.Sqrt(up[i])
			rows.SetRow(i, up)
		}
	}
	h = mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			a, b := rows.At(i, j), rows.At(j, i)
			if !(math.Abs(a-b)*width[i]*width[j] < smooth) {
				return nil, nil, fmt.Errorf("the second derivatives by %s and %s are %v and %v at the mode, depending on which comes first: the density is not smooth there, and has no curvature to go by", s.t.layout().elementAt(i), s.t.layout().elementAt(j), -a, -b)
			}
			h.SetSym(i, j, (a+b)/2)
		}
	}
	return h, width, nil
}

// curved refuses a Hessian that is not positive definite within its accuracy, each element in units of its width. It
// names where the direction of the smallest curvature lies mostly.
func (s *modeSearch) curved(h *mat.SymDense, width []float64) error {
	n, least := len(width), 1e-7
	if s.t.single() {
		least = 0.01
	}
	r := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			r.SetSym(i, j, h.At(i, j)*width[i]*width[j])
		}
	}
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		return errors.New("the curvature at the mode has no eigenvalues")
	}
	smallest := e.Values(nil)[0]
	if smallest > least {
		return nil
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	i := floats.MaxIdx(magnitudes(mat.Col(nil, 0, &vectors)))
	return fmt.Errorf("the curvature at the mode is not positive definite: of what each element has alone, %.1g is left in the direction mostly of %s, where the posterior is flat or has no maximum; give proper priors, or take out a latent that others make up for", smallest, s.t.layout().elementAt(i))
}

func magnitudes(v []float64) []float64 {
	a := make([]float64, len(v))
	for i, x := range v {
		a[i] = math.Abs(x)
	}
	return a
}
