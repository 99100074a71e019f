package dist

import (
	"math/bits"

	machine "github.com/credence-ppl/credence/internal/lane"
)

//go:generate go test -run ^TestTwins$ . -args -twins

// twin is the sum of the values of a call, and its derivatives, as a Go function, for few elements.
type twin struct {
	uniform uint // the operands that are one number
	fixed   uint // those that are taken as fixed; others may be, too
	wanted  uint // those whose derivatives it makes; others may not be wanted
	make    func() machine.Twin
}

// few is the largest number of elements for twins. For more, kernels are faster.
const few = 16

// twin returns the twin of a call that takes most as fixed and makes the fewest derivatives beyond those wanted; nil if
// there is none.
func (r *replayed) twin(wanted uint) (best *twin) {
	if r.n > few {
		return nil
	}
	for i := range r.twins {
		t := &r.twins[i]
		if t.uniform != r.layout.Uniform || t.fixed&^r.layout.Fixed != 0 || wanted&^t.wanted != 0 {
			continue
		}
		if best == nil || bits.OnesCount(t.fixed)-bits.OnesCount(t.wanted) > bits.OnesCount(best.fixed)-bits.OnesCount(best.wanted) {
			best = t
		}
	}
	return best
}
