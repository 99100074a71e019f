package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func valid(s *subject) error {
	if err := s.d.Validate(); err != nil {
		return err
	}
	if s.d.String() == "" {
		return fmt.Errorf("its String is empty")
	}
	return nil
}

func shapes(s *subject) error {
	batch := s.d.BatchShape()
	x := s.points(1, 3, 2)
	if want := s.whole(3, 2); !x.Shape().Equal(want) {
		return fmt.Errorf("Sample(3, 2) has shape %v, want %v", x.Shape(), want)
	}
	if lp, want := s.d.LogProb(x), tensor.Join(tensor.Shape{3, 2}, batch); !lp.Shape().Equal(want) {
		return fmt.Errorf("LogProb of %v has shape %v, want %v", x.Shape(), lp.Shape(), want)
	}
	if lp := s.d.LogProb(s.points(1)); !lp.Shape().Equal(batch) {
		return fmt.Errorf("LogProb of a draw has shape %v, want the batch shape %v", lp.Shape(), batch)
	}
	if got, want := s.d.Support().EventDim(), len(s.d.EventShape()); got != want {
		return fmt.Errorf("values of the support have %d dimensions, events %d", got, want)
	}
	for name, moment := range map[string]func(dist.Distribution) (*tensor.Tensor, bool){"Mean": dist.Mean, "Variance": dist.Variance} {
		if m, ok := moment(s.d); ok {
			if out, fits := tensor.BroadcastShapes(m.Shape(), s.whole()); !fits || !out.Equal(s.whole()) {
				return fmt.Errorf("%s has shape %v, want one that broadcasts to %v", name, m.Shape(), s.whole())
			}
		}
	}
	return nil
}

func insides(s *subject) error {
	inside := s.d.Support().Inside(s.whole(3)...)
	if !inside.Shape().Equal(s.whole(3)) {
		return fmt.Errorf("its support has an inside of shape %v, want %v", inside.Shape(), s.whole(3))
	}
	return dist.CheckSupport(s.d, inside, nil)
}

func expanded(s *subject) error {
	wide := dist.Expand(s.d, tensor.Join(tensor.Shape{3}, s.d.BatchShape())...)
	x := pointsOf(wide, s.drawn, 2)
	if want := tensor.Join(tensor.Shape{3}, s.d.BatchShape()); !x.Shape().Equal(s.whole(3)) || !wide.BatchShape().Equal(want) {
		return fmt.Errorf("batch shape %v and draw %v, want %v and %v", wide.BatchShape(), x.Shape(), want, s.whole(3))
	}
	if err := near("log-density", wide.LogProb(x).Float64s(), s.d.LogProb(x).Float64s(), 1e-13); err != nil {
		return err
	}
	one := s.points(2)
	if lp, want := wide.LogProb(one), s.d.LogProb(one).Expand(wide.BatchShape()...); !lp.Shape().Equal(wide.BatchShape()) {
		return fmt.Errorf("one event has log-densities of shape %v, want one for each element of the batch %v", lp.Shape(), wide.BatchShape())
	} else if err := near("log-density of one event", lp.Float64s(), want.Float64s(), 1e-13); err != nil {
		return err
	}
	return s.noCopies(x)
}

// noCopies looks for equal draws along the first dimension.
func (s *subject) noCopies(x *tensor.Tensor) error {
	v, size := x.Float64s(), s.n*s.m
	if s.drawn && !s.discrete() && s.spreads() && slices.Equal(v[:size], v[size:2*size]) {
		return fmt.Errorf("the draws along the new dimension are copies: %v", v)
	}
	return nil
}

func oneEvent(s *subject) error {
	wide := dist.Expand(s.d, tensor.Join(tensor.Shape{3}, s.d.BatchShape())...)
	rank := len(wide.BatchShape())
	event := dist.ToEvent(wide, rank)
	x := pointsOf(wide, s.drawn, 4)
	if want := s.whole(3); len(event.BatchShape()) != 0 || !event.EventShape().Equal(want) || event.Support().EventDim() != len(want) {
		return fmt.Errorf("batch %v, event %v and values of %d dimensions, want none, %v and %d", event.BatchShape(), event.EventShape(), event.Support().EventDim(), want, len(want))
	}
	return near("log-density", event.LogProb(x).Float64s(), wide.LogProb(x).Sum().Float64s(), 1e-12)
}

func repeatable(s *subject) error {
	if err := s.draws(); err != nil {
		return err
	}
	draw := func(seed uint64) []float64 { return s.d.Sample(tensor.NewRNG(seed), 20).Float64s() }
	if !slices.Equal(draw(5), draw(5)) {
		return fmt.Errorf("two draws with one seed differ")
	}
	if s.spreads() && slices.Equal(draw(5), draw(6)) {
		return fmt.Errorf("two seeds give the same draws")
	}
	if s.d.HasRSample() && !slices.Equal(draw(5), s.d.RSample(tensor.NewRNG(5), 20).Float64s()) {
		return fmt.Errorf("draws of Sample and RSample differ")
	}
	return nil
}

// near compares numbers up to a relative tolerance; infinities must be equal.
func near(what string, got, want []float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] && !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			return fmt.Errorf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
	return nil
}
