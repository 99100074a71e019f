package disttest

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// subject is the distribution under test.
type subject struct {
	build  Build
	params []*tensor.Tensor
	d      dist.Distribution
	n      int          // batch elements
	m      int          // numbers in an event
	free   tensor.Shape // of what the support's map starts from, without the batch
	hasMap bool         // the support has a map from the real line
	drawn  bool         // it can be drawn from
}

func newSubject(build Build, params []*tensor.Tensor) *subject {
	s := &subject{build: build, params: params, d: build(params...)}
	s.n, s.m = s.d.BatchShape().Size(), s.d.EventShape().Size()
	s.drawn = failure(func() { s.d.Sample(tensor.NewRNG(1)) }) == nil
	s.hasMap = !s.discrete() && failure(func() { s.free = freeShape(s.d) }) == nil
	return s
}

// failure returns the error of the library that f panics with.
func failure(f func()) (err error) {
	defer fault.Catch(&err)
	f()
	return nil
}

// freeShape returns the shape of one event on the real line.
func freeShape(d dist.Distribution) tensor.Shape {
	inside := d.Support().Inside(tensor.Join(d.BatchShape(), d.EventShape())...)
	return d.Support().Bijection().Inverse(inside).Shape()[len(d.BatchShape()):]
}

func (s *subject) discrete() bool { return s.d.Support().Discrete() }

// mapped returns nil, or says that the support has no map from the real line.
func (s *subject) mapped() error {
	switch {
	case s.discrete():
		return inapplicable("its values are discrete")
	case !s.hasMap:
		return inapplicable("its support has no map from the real line")
	}
	return nil
}

// draws returns nil, or says that there are none.
func (s *subject) draws() error {
	if !s.drawn {
		return inapplicable("it cannot be drawn from")
	}
	return nil
}

// numbers returns nil, or says that events are none.
func (s *subject) numbers() error {
	if len(s.d.EventShape()) > 0 {
		return inapplicable("its events are no numbers")
	}
	return nil
}

// spread returns nil, or says that all mass is on one point.
func (s *subject) spread() error {
	if !s.spreads() {
		return inapplicable("all its mass is on one point")
	}
	return nil
}

// spreads reports whether draws differ at all; those of a point mass do not.
func (s *subject) spreads() bool {
	const points = 50
	x, size := s.points(3, points).Float64s(), s.n*s.m
	for i := range points {
		if !slices.Equal(x[:size], x[i*size:(i+1)*size]) {
			return true
		}
	}
	return false
}

// whole returns the shape of draws.
func (s *subject) whole(shape ...int) tensor.Shape {
	return tensor.Join(tensor.Join(shape, s.d.BatchShape()), s.d.EventShape())
}

// points returns draws, or where there are none, values of a normal distribution on the real line.
func (s *subject) points(seed uint64, shape ...int) *tensor.Tensor {
	return pointsOf(s.d, s.drawn, seed, shape...)
}

func pointsOf(d dist.Distribution, drawn bool, seed uint64, shape ...int) *tensor.Tensor {
	rng := tensor.NewRNG(seed)
	if drawn {
		return d.Sample(rng, shape...)
	}
	u := rng.Normal(tensor.Join(tensor.Join(shape, d.BatchShape()), freeShape(d))...)
	x := d.Support().Bijection().Forward(u)
	return x
}

// draw returns a few points that stay clear of kinks and of the rim.
func (s *subject) draw() *tensor.Tensor { return s.points(17, 3) }

// replaced returns the parameters with another for one of them.
func (s *subject) replaced(i int, p *tensor.Tensor) []*tensor.Tensor {
	params := slices.Clone(s.params)
	params[i] = p
	return params
}

// copies returns parameter i for a batch with copies of the distribution along a new first dimension, and how many of
// its dimensions are its own: those of a vector or a matrix do not belong to the batch.
func (s *subject) copies(i, copies int) (p *tensor.Tensor, own int) {
	p = s.params[i]
	batch := s.d.BatchShape()
	wide := tensor.Join(tensor.Shape{copies}, batch)
	for own = 0; own <= p.Rank()+len(s.d.EventShape()); own++ {
		cut := max(0, p.Rank()-own)
		shape := wide
		for range own - (p.Rank() - cut) {
			shape = tensor.Join(shape, tensor.Shape{1})
		}
		shape = tensor.Join(shape, p.Shape()[cut:])
		if out, ok := tensor.BroadcastShapes(p.Shape(), shape); cut > len(batch) || !ok || !out.Equal(shape) {
			continue
		}
		spread := p.Expand(shape...)
		fits := false
		if failure(func() {
			d := s.build(s.replaced(i, spread)...)
			fits = d.BatchShape().Equal(wide) && d.EventShape().Equal(s.d.EventShape())
		}) == nil && fits {
			return spread, own
		}
	}
	return nil, 0
}

// alternating returns a mask of ones and zeros in turn.
func alternating(shape tensor.Shape) *tensor.Tensor {
	v := make([]float64, shape.Size())
	for i := range v {
		v[i] = float64((i + 1) % 2)
	}
	return tensor.Of(v).Reshape(shape...)
}

// overEvents returns a mask of a batch with a dimension for each of an event.
func overEvents(mask *tensor.Tensor, event int) *tensor.Tensor {
	for range event {
		mask = mask.Unsqueeze(-1)
	}
	return mask
}

func finite(t *tensor.Tensor) bool {
	for _, v := range t.Float64s() {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return false
		}
	}
	return true
}
