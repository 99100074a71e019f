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
	x := s.d.Sample(tensor.NewRNG(1), 3, 2)
	if want := tensor.Join(tensor.Shape{3, 2}, batch); !x.Shape().Equal(want) {
		return fmt.Errorf("Sample(3, 2) has shape %v, want %v", x.Shape(), want)
	}
	if lp := s.d.LogProb(x); !lp.Shape().Equal(x.Shape()) {
		return fmt.Errorf("LogProb of %v has shape %v", x.Shape(), lp.Shape())
	}
	if lp := s.d.LogProb(s.d.Sample(tensor.NewRNG(1))); !lp.Shape().Equal(batch) {
		return fmt.Errorf("LogProb of a draw has shape %v, want the batch shape %v", lp.Shape(), batch)
	}
	values, ok := s.d.EnumerateSupport()
	if !ok {
		return nil
	}
	want := tensor.Shape{values.Dim(0)}
	for range batch {
		want = append(want, 1)
	}
	if !values.Shape().Equal(want) {
		return fmt.Errorf("EnumerateSupport has shape %v, want %v", values.Shape(), want)
	}
	return nil
}

func expanded(s *subject) error {
	wide := dist.Expand(s.d, tensor.Join(tensor.Shape{3}, s.d.BatchShape())...)
	x := wide.Sample(tensor.NewRNG(2))
	if want := tensor.Join(tensor.Shape{3}, s.d.BatchShape()); !x.Shape().Equal(want) || !wide.BatchShape().Equal(want) {
		return fmt.Errorf("batch shape %v and draw %v, want %v", wide.BatchShape(), x.Shape(), want)
	}
	if err := near("log-density", wide.LogProb(x).Float64s(), s.d.LogProb(x).Float64s(), 1e-13); err != nil {
		return err
	}
	v := x.Float64s()
	if !s.discrete() && slices.Equal(v[:s.n], v[s.n:2*s.n]) && s.spreads() {
		return fmt.Errorf("the draws along the new dimension are copies: %v", v)
	}
	return nil
}

// spreads reports whether draws differ at all; those of a point mass do not.
func (s *subject) spreads() bool {
	x := s.d.Sample(tensor.NewRNG(3), 2).Float64s()
	return !slices.Equal(x[:s.n], x[s.n:])
}

func oneEvent(s *subject) error {
	wide := dist.Expand(s.d, tensor.Join(tensor.Shape{3}, s.d.BatchShape())...)
	rank := len(wide.BatchShape())
	event := dist.ToEvent(wide, rank)
	x := event.Sample(tensor.NewRNG(4))
	if len(event.BatchShape()) != 0 || len(event.EventShape()) != rank {
		return fmt.Errorf("batch %v and event %v", event.BatchShape(), event.EventShape())
	}
	return near("log-density", event.LogProb(x).Float64s(), wide.LogProb(x).Sum().Float64s(), 1e-12)
}

func repeatable(s *subject) error {
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
