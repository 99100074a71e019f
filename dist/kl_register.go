package dist

import (
	"maps"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/credence-ppl/credence/tensor"
)

// RegisterKL enters a closed form of the divergence from distributions of type Q to those of type P. [KL] and [KLSum]
// use it for all such pairs with one event shape, also where both are wrapped by [ToEvent], [Expand] or [Mask]. kl is
// given the distributions without wrappers, and with parameters that are allowed where a mask excuses them if they are
// [Parametric]; its result has the batch shape of q and p together or broadcasts to it, and is nil where there is no
// closed form for these two. Types are told apart as Go does: one that embeds Q is another.
//
// P may be [Distribution] itself, for all types that have no form of their own with Q. RegisterKL is called when
// packages are initialized as a rule, and may be called at any time by any goroutine. It panics if kl is nil, if Q or P
// is another interface, or if the pair has a form already.
func RegisterKL[Q, P Distribution](kl func(q Q, p P) *tensor.Tensor) {
	if kl == nil {
		fail("RegisterKL", "the divergence from %v to %v is nil", reflect.TypeFor[Q](), reflect.TypeFor[P]())
	}
	registerMaskedKL(func(q Q, p P, mask *tensor.Tensor) *tensor.Tensor {
		t := kl(behind(q, mask).(Q), behind(p, mask).(P))
		if t == nil {
			return nil
		}
		t = spreadBatch(t, q, p)
		if mask != nil {
			t = tensor.Where(mask, t, 0)
		}
		return t
	})
}

// registerMaskedKL does as RegisterKL, for forms that are 0 where mask is, and do not compute there.
func registerMaskedKL[Q, P Distribution](kl func(q Q, p P, mask *tensor.Tensor) *tensor.Tensor) {
	pairs.enter(pair{reflect.TypeFor[Q](), reflect.TypeFor[P]()}, closedForm{
		each: func(q, p Distribution, mask *tensor.Tensor) *tensor.Tensor { return kl(q.(Q), p.(P), mask) },
	})
}

// closedForm is the divergence of a pair of types. A nil result is none.
type closedForm struct {
	each func(q, p Distribution, mask *tensor.Tensor) *tensor.Tensor
	// in one pass; nil if there is no such way
	sum func(q, p Distribution, mask *tensor.Tensor, scale float64) *tensor.Tensor
}

type pair struct{ q, p reflect.Type }

// pairs are all closed forms. Readers do not wait: the map is replaced, never changed.
var pairs registry

type registry struct {
	mu    sync.Mutex
	forms atomic.Pointer[map[pair]closedForm]
}

var anyDistribution = reflect.TypeFor[Distribution]()

func (r *registry) enter(key pair, form closedForm) {
	for _, t := range []reflect.Type{key.q, key.p} {
		if t.Kind() == reflect.Interface && (t != anyDistribution || t == key.q) {
			fail("RegisterKL", "%v is an interface; give a type that implements dist.Distribution, or dist.Distribution itself for P", t)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	forms := map[pair]closedForm{}
	if old := r.forms.Load(); old != nil {
		forms = maps.Clone(*old)
	}
	if _, has := forms[key]; has {
		fail("RegisterKL", "the divergence from %v to %v has a closed form already", key.q, key.p)
	}
	forms[key] = form
	r.forms.Store(&forms)
}

// find returns the closed form for two distributions, if their types have one.
func (r *registry) find(q, p Distribution) (closedForm, bool) {
	forms := *r.forms.Load()
	form, ok := forms[pair{reflect.TypeOf(q), reflect.TypeOf(p)}]
	if !ok {
		form, ok = forms[pair{reflect.TypeOf(q), anyDistribution}]
	}
	return form, ok
}

// registerFamilyKL enters the divergence within a family.
func registerFamilyKL(f *family) {
	t := reflect.TypeOf(f.wrap(member{family: f}))
	pairs.enter(pair{t, t}, univariateKL(func(q, p Distribution) (u, v *member) {
		return q.(ofFamily).ofFamily(), p.(ofFamily).ofFamily()
	}))
}

// univariateKL returns the divergence of two members of one family, as pick finds them.
func univariateKL(pick func(q, p Distribution) (u, v *member)) closedForm {
	return closedForm{
		each: func(q, p Distribution, mask *tensor.Tensor) *tensor.Tensor {
			var few [maxOperands]*tensor.Tensor
			u, v := pick(q, p)
			operands := append(append(few[:0], u.params...), v.params...)
			return u.family.kl.apply(commonBatch(q, p), mask, operands[0], operands[1:]...)
		},
		sum: func(q, p Distribution, mask *tensor.Tensor, scale float64) *tensor.Tensor {
			var few [maxOperands]*tensor.Tensor
			u, v := pick(q, p)
			operands := append(append(few[:0], u.params...), v.params...)
			return u.family.kl.applySum(commonBatch(q, p), mask, scale, operands[0], operands[1:]...)
		},
	}
}
