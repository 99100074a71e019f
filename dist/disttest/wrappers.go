package disttest

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// foreign hides everything about a distribution but the interface, as if its type knew nothing of expanding or of fused
// densities.
type foreign struct{ dist.Distribution }

// wrappedAsForeign checks that the general ways of expanding and masking agree with the distribution's own.
func wrappedAsForeign(s *subject) error {
	wide := tensor.Join(tensor.Shape{3}, s.d.BatchShape())
	d := dist.Expand(foreign{s.d}, wide...)
	x := pointsOf(d, s.drawn, 29)
	if !x.Shape().Equal(s.whole(3)) {
		return fmt.Errorf("expanded to %v, it draws %v", wide, x.Shape())
	}
	if err := s.noCopies(x); err != nil {
		return err
	}
	lp, mask := s.d.LogProb(x), alternating(wide)
	want := lp.Mul(mask)
	if err := near("log-density", d.LogProb(x).Float64s(), lp.Float64s(), 1e-13); err != nil {
		return err
	}
	if err := near("masked log-density", dist.Mask(d, mask).LogProb(x).Float64s(), want.Float64s(), 1e-13); err != nil {
		return err
	}
	event := dist.ToEvent(dist.Mask(d, mask), len(wide))
	if got, want := event.Support().EventDim(), len(s.whole(3)); got != want {
		return fmt.Errorf("as one event, the support has rank %d, want %d", got, want)
	}
	return near("sum of the masked event", dist.LogProbSum(event, x, nil, 2).Float64s(), tensor.Mul(want.Sum(), 2.0).Float64s(), 1e-12)
}
