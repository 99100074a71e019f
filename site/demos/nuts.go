package demos

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// nutsQuestion asks for one transition of NUTS from a start. The seed is that of the momentum and of all choices.
type nutsQuestion struct {
	Density  string
	Start    [2]float64
	StepSize float64
	Seed     uint64
}

// nutsAnswer is the trajectory of one transition.
type nutsAnswer struct {
	Momentum  [2]float64 // at the start
	Points    []nutsPoint
	Doublings []nutsDoubling
	Why       string // it ended: "turned", "turned inside", "diverged" or "depth"
	Accept    float64
}

// nutsPoint is one step of the leapfrog method.
type nutsPoint struct {
	At    [2]float64
	Time  int     // steps from the start, negative for those backward
	Error float64 // how much the energy has changed from the start; at most 1e6, which JSON can write

	momentum [2]float64
}

// nutsDoubling is one doubling of the trajectory.
type nutsDoubling struct {
	Points int  // of nutsAnswer.Points, the steps up to now
	Ahead  bool // whether it has gone forward in time
	Kept   bool // whether its points could be chosen; those that turn within themselves cannot
	Chosen int  // the place in Points of the draw as it is now; -1 is the start
}

// nutsDepth is the largest number of doublings.
const nutsDepth = 7

// path is a log-density that notes where it has been asked for.
type path struct {
	infer.LogDensity
	points []infer.Point
}

// ValueAndGrad returns the log-density and its gradient, and notes the point.
func (p *path) ValueAndGrad(x, gradient []float64) (float64, error) {
	v, err := p.LogDensity.ValueAndGrad(x, gradient)
	p.points = append(p.points, infer.Point{X: slices.Clone(x), Gradient: slices.Clone(gradient), LogDensity: v})
	return v, err
}

// transition makes one transition of NUTS with at most depth doublings. It returns where it went, and its statistics.
func (q nutsQuestion) transition(target infer.LogDensity, start infer.Point, depth int) (to infer.Point, stats map[string]float64, err error) {
	layout, err := infer.NewLayout(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Flat(2)) })
	if err != nil {
		return to, nil, err
	}
	kernel := infer.NUTS{StepSize: q.StepSize, MaxDepth: depth, Metric: infer.Metric{Diagonal: true}}
	t, err := kernel.Start(context.Background(), infer.Chain{Target: target, Layout: layout, RNG: tensor.NewRNG(q.Seed), At: start})
	if err != nil {
		return to, nil, err
	}
	to = infer.NewPoint(2)
	to.Copy(&start)
	numbers, err := t.Move(0, &to, tensor.NewRNG(q.Seed))
	stats = map[string]float64{}
	for i, name := range t.Stats() {
		if err == nil {
			stats[name] = numbers[i]
		}
	}
	return to, stats, err
}

// nuts runs one transition of the library's NUTS, and finds its doublings in the points that it has looked at.
func nuts(q nutsQuestion) (a nutsAnswer, err error) {
	density, err := planeNamed(q.Density)
	if err != nil {
		return a, err
	}
	if !(q.StepSize >= 0.001 && q.StepSize <= 10) {
		return a, fmt.Errorf("the step size is %v; it is from 0.001 to 10", q.StepSize)
	}
	start := infer.NewPoint(2)
	copy(start.X, q.Start[:])
	if err := start.Evaluate(density); err != nil {
		return a, err
	}
	steps := &path{LogDensity: density}
	_, stats, err := q.transition(steps, start, nutsDepth)
	if err != nil {
		return a, err
	}
	rng := tensor.NewRNG(q.Seed) // the momentum is what the transition draws first, and masses are 1
	a.Momentum = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	a.Accept = stats["accept"]
	if err := a.follow(start, steps.points, q.StepSize); err != nil {
		return a, err
	}
	kept := int(stats["depth"])
	for i := range a.Doublings {
		d := &a.Doublings[i]
		d.Kept = i < kept
		// A transition with fewer doublings makes the same choices.
		to, _, err := q.transition(density, start, i+1)
		if err != nil {
			return a, err
		}
		d.Chosen = slices.IndexFunc(steps.points, func(p infer.Point) bool { return slices.Equal(p.X, to.X) })
	}
	switch {
	case stats["divergent"] != 0:
		a.Why = "diverged"
	case len(a.Doublings) > kept:
		a.Why = "turned inside"
	case kept < nutsDepth:
		a.Why = "turned"
	default:
		a.Why = "depth"
	}
	return a, nil
}

// state is a point in phase space, some steps from the start.
type state struct {
	infer.Point
	momentum [2]float64
	time     int
}

// energy returns the kinetic energy less the log-density.
func (s state) energy() float64 {
	return (s.momentum[0]*s.momentum[0]+s.momentum[1]*s.momentum[1])/2 - s.LogDensity
}

// position returns where the leapfrog method goes in a step of length eps.
func (s state) position(eps float64) (x [2]float64) {
	for i, p := range s.momentum {
		x[i] = s.X[i] + eps*(p+eps/2*s.Gradient[i])
	}
	return x
}

// step returns the state at the point to, where a step of length eps has led.
func (s state) step(to infer.Point, eps float64) state {
	next := state{Point: to, time: s.time + int(math.Copysign(1, eps))}
	for i, p := range s.momentum {
		next.momentum[i] = p + eps/2*(s.Gradient[i]+to.Gradient[i])
	}
	return next
}

// follow makes doublings of the points that a transition has looked at: each goes on from one end of the trajectory,
// and which one shows in its first point.
func (a *nutsAnswer) follow(start infer.Point, points []infer.Point, stepSize float64) error {
	first := state{Point: start, momentum: a.Momentum}
	backward, forward := first, first
	for depth := 0; len(points) > 0; depth++ {
		end, eps := &forward, stepSize
		if !near(points[0].X, end.position(eps)) {
			end, eps = &backward, -stepSize
			if !near(points[0].X, end.position(eps)) {
				return errors.New("the trajectory goes on from neither of its ends")
			}
		}
		n := min(1<<depth, len(points)) // fewer where it has turned or diverged
		for _, to := range points[:n] {
			*end = end.step(to, eps)
			change := end.energy() - first.energy()
			if !(math.Abs(change) < most) {
				change = most
			}
			a.Points = append(a.Points, nutsPoint{[2]float64(to.X), end.time, change, end.momentum})
		}
		points = points[n:]
		a.Doublings = append(a.Doublings, nutsDoubling{Points: len(a.Points), Ahead: eps > 0})
	}
	return nil
}

// most is the largest error of the energy that is told; it may be infinite.
const most = 1e6

// near reports whether two positions are one but for rounding.
func near(x []float64, y [2]float64) bool {
	for i := range y {
		if math.Abs(x[i]-y[i]) > 1e-9*(1+math.Abs(y[i])) {
			return false
		}
	}
	return true
}
