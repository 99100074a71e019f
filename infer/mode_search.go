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

// curvature is minus the Hessian at a point, in units of the density's width along each element: its diagonal is 1, so
// that latents of very different scales are told from a density that is flat in some direction.
type curvature struct {
	width    []float64 // of each element alone: the square root of 1 over minus the second derivative
	cholesky mat.Cholesky
}

// polish makes Newton's steps until they are nothing beside the posterior's width, and returns the curvature there.
func (s *modeSearch) polish() (*curvature, error) {
	const steps = 20
	n, near := len(s.x), 1e-12
	if s.t.single() {
		near = 1e-4
	}
	gradient, step := make([]float64, n), mat.NewVecDense(n, nil)
	for range steps {
		h, width, err := s.hessian()
		if err != nil {
			return nil, err
		}
		if err := s.curved(h); err != nil {
			return nil, err
		}
		c := &curvature{width: width}
		c.cholesky.Factorize(h)
		lp := -s.evaluate(s.x, gradient)
		scaled := mat.NewVecDense(n, floats.MulTo(make([]float64, n), gradient, width))
		if err := c.cholesky.SolveVecTo(step, scaled); err != nil || s.err != nil {
			return nil, errors.Join(err, s.err)
		}
		// The squared length of the step in standard deviations of the approximation.
		if mat.Dot(step, scaled) < near {
			return c, s.peaked(lp, width)
		}
		floats.Sub(s.x, floats.MulTo(scaled.RawVector().Data, step.RawVector().Data, width))
	}
	i := floats.MaxIdx(magnitudes(gradient))
	return nil, fmt.Errorf("the search for the mode does not end: after %d steps of Newton's method the derivative by %s is %v; start elsewhere with Init, or look whether the posterior has a mode on the real line", steps, s.t.layout().elementAt(i), -gradient[i])
}

// peaked refuses a point from which the density does not fall within its width along each element: a ripple on a slope.
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

// hessian returns minus the Hessian of the log-density at x, and the density's width along each element, in units of
// which it is. It takes central differences of gradients, with steps that are a small part of the widths: a first round
// finds those, and a second one looks whether a larger part gives the same.
func (s *modeSearch) hessian() (h *mat.SymDense, width []float64, err error) {
	n, first, part, smooth := len(s.x), 1e-5, 1e-4, 1e-3
	if s.t.single() { // gradients have half the digits
		first, part, smooth = 1e-2, 0.1, 0.1
	}
	step, width := make([]float64, n), make([]float64, n)
	for i, x := range s.x {
		step[i] = first * (1 + math.Abs(x))
	}
	rows := mat.NewDense(n, n, nil)
	for round := range 3 {
		for i := range n {
			row, err := s.second(i, step[i])
			if err != nil {
				return nil, nil, err
			}
			w := 1 / math.Sqrt(row[i])
			if ratio := w / width[i]; round == 2 && !(ratio > 0.8 && ratio < 1.25) {
				return nil, nil, fmt.Errorf("the second derivative by %s at %v is %.3g or %.3g, depending on how far one looks: the density has a kink or no maximum there, or is flatter than a parabola, and has no curvature to go by; start elsewhere with Init, or give proper priors", s.t.layout().elementAt(i), s.x[i], -1/(width[i]*width[i]), -row[i])
			}
			switch width[i] = w; round {
			case 0:
				step[i] = 4 * part * w
			case 1:
				step[i] /= 4
			}
			rows.SetRow(i, row)
		}
	}
	h = mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			a, b, unit := rows.At(i, j), rows.At(j, i), width[i]*width[j]
			if !(math.Abs(a-b)*unit < smooth) {
				return nil, nil, fmt.Errorf("the second derivatives by %s and %s are %v and %v at the mode, depending on which comes first: the density is not smooth there, and has no curvature to go by", s.t.layout().elementAt(i), s.t.layout().elementAt(j), -a, -b)
			}
			h.SetSym(i, j, (a+b)/2*unit)
		}
	}
	return h, width, nil
}

// second returns minus the second derivatives of the log-density by element i and all others, of which that by i twice
// is positive.
func (s *modeSearch) second(i int, step float64) ([]float64, error) {
	x, up, down := slices.Clone(s.x), make([]float64, len(s.x)), make([]float64, len(s.x))
	at := x[i]
	step = max(step, 8*(math.Nextafter(math.Abs(at), math.Inf(1))-math.Abs(at)))
	high, low := at+step, at-step // rounded
	x[i] = high
	above := s.evaluate(x, up)
	x[i] = low
	below := s.evaluate(x, down)
	if s.err != nil {
		return nil, s.err
	}
	floats.Sub(up, down)
	floats.Scale(1/(high-low), up)
	switch c := up[i]; {
	case !finite(above) || !finite(below) || !kernel.AllFinite(up):
		return nil, fmt.Errorf("the log-density or its derivative is not finite where %s is %v or %v, beside where the search for the mode ended; start elsewhere with Init", s.t.layout().elementAt(i), low, high)
	case !(c > 0):
		return nil, fmt.Errorf("the second derivative by %s is %v at %v, where the search for the mode ended: the posterior has no maximum there; start elsewhere with Init, or give proper priors", s.t.layout().elementAt(i), -c, at)
	}
	return up, nil
}

// curved refuses a Hessian, in units of the widths, that is not positive definite within its accuracy. It names where
// the direction of the smallest curvature lies mostly.
func (s *modeSearch) curved(h *mat.SymDense) error {
	least := 1e-7
	if s.t.single() {
		least = 0.01
	}
	var e mat.EigenSym
	e.Factorize(h, true)
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
