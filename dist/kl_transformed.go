package dist

import (
	"reflect"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

var transformedForms sync.Once

func (*TransformedDist) ownKL() {
	transformedForms.Do(func() { ownMaskedKL(transformedKL) })
}

// transformedKL returns the divergence of the bases, which a bijection of both does not change, or nil if the
// transforms differ.
func transformedKL(q, p *TransformedDist, mask *tensor.Tensor) *tensor.Tensor {
	if !slices.EqualFunc(q.parts, p.parts, sameTransform) {
		return nil
	}
	kl, _ := divergence(q.base, p.base, mask)
	return kl
}

// sameTransform reports whether two transforms are equal, or have equal parameters.
func sameTransform(a, b Transform) bool {
	if reflect.TypeOf(a) != reflect.TypeOf(b) {
		return false
	}
	if reflect.ValueOf(a).Comparable() && a == b {
		return true
	}
	params := func(t Transform) (all []*tensor.Tensor) {
		remade(t, 0, func(p *tensor.Tensor, _ float64, _ int) *tensor.Tensor {
			all = append(all, p)
			return p
		})
		return all
	}
	x := params(a)
	if len(x) == 0 {
		return reflect.DeepEqual(a, b)
	}
	return a.String() == b.String() && slices.EqualFunc(x, params(b), func(x, y *tensor.Tensor) bool {
		return x == y || tensor.RawShape(x).Equal(tensor.RawShape(y)) && sameValues(x, y)
	})
}
