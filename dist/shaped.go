package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// ShapedLike returns d as the distribution of a whole tensor such as t: in its element type if d was made from Go
// numbers, expanded to its shape, and one event. It is an error if d has another element type or does not broadcast.
func ShapedLike(d Distribution, t *tensor.Tensor) (Distribution, error) {
	d, err := As(d, t.DType())
	if err != nil {
		return nil, err
	}
	shape, event := t.Shape(), d.EventShape()
	batch := shape[:max(0, len(shape)-len(event))]
	own := d.BatchShape()
	full, ok := tensor.BroadcastShapes(own, batch)
	if !ok || !full.Equal(batch) || !event.Equal(shape[len(batch):]) {
		return nil, fmt.Errorf("%v has batch shape %v and event shape %v, which do not broadcast to %v", d, []int(own), []int(event), []int(t.Shape()))
	}
	if !own.Equal(batch) {
		d = Expand(d, t.Shape()[:len(batch)]...)
	}
	return ToEvent(d, len(batch)), nil
}
