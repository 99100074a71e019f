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
// is another interface, or if the pair has been registered already. A form for two types of this package takes the
// place of the package's own.
func RegisterKL[Q, P Distribution](kl func(q Q, p P) *tensor.Tensor) {
	if kl == nil {
		fail("RegisterKL", "the divergence from %v to %v is nil", reflect.TypeFor[Q](), reflect.TypeFor[P]())
	}
	pairs.enter(pairOf[Q, P](), whereUnmasked(kl), false)
}

// ownKL enters a form of this package's own, unless somebody has registered another. It is called by the method ownKL
// of one of the two types, so that only programs with such distributions have it.
func ownKL[Q, P Distribution](kl func(q Q, p P) *tensor.Tensor) {
	pairs.enter(pairOf[Q, P](), whereUnmasked(kl), true)
}

// ownMaskedKL does as ownKL, for forms that are 0 where mask is, and do not compute there.
func ownMaskedKL[Q, P Distribution](kl func(q Q, p P, mask *tensor.Tensor) *tensor.Tensor) {
	pairs.enter(pairOf[Q, P](), withMask(kl), true)
}

// hasOwnKL is a distribution that enters the closed forms that its type takes part in.
type hasOwnKL interface{ ownKL() }

func pairOf[Q, P Distribution]() pair { return pair{reflect.TypeFor[Q](), reflect.TypeFor[P]()} }

func withMask[Q, P Distribution](kl func(q Q, p P, mask *tensor.Tensor) *tensor.Tensor) closedForm {
	return closedForm{
		each: func(q, p Distribution, mask *tensor.Tensor) *tensor.Tensor { return kl(q.(Q), p.(P), mask) },
	}
}

func whereUnmasked[Q, P Distribution](kl func(q Q, p P) *tensor.Tensor) closedForm {
	return withMask(func(q Q, p P, mask *tensor.Tensor) *tensor.Tensor {
		t := kl(behind(q, mask).(Q), behind(p, mask).(P))
		if t == nil {
			return nil
		}
		return whereCounts(mask, spreadBatch(t, q, p), 0)
	})
}

// closedForm is the divergence of a pair of types. A nil result is none.
type closedForm struct {
	own  bool // of this package
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

// enter adds a form, or takes it for one of this package's own, which gives way to another.
func (r *registry) enter(key pair, form closedForm, own bool) {
	form.own = own
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
	if old, has := forms[key]; has && own {
		return
	} else if has && !old.own {
		fail("RegisterKL", "the divergence from %v to %v has a closed form already", key.q, key.p)
	}
	forms[key] = form
	r.forms.Store(&forms)
}

// find returns the closed form for two distributions, if their types have one.
func (r *registry) find(q, p Distribution) (closedForm, bool) {
	key := pair{reflect.TypeOf(q), reflect.TypeOf(p)}
	if form, ok := r.lookup(key); ok {
		return form, true
	}
	for _, d := range []Distribution{q, p} {
		if d, ok := d.(hasOwnKL); ok {
			d.ownKL()
		}
	}
	form, ok := r.lookup(key)
	if !ok {
		form, ok = r.lookup(pair{key.q, anyDistribution})
	}
	return form, ok
}

func (r *registry) lookup(key pair) (form closedForm, ok bool) {
	if forms := r.forms.Load(); forms != nil {
		form, ok = (*forms)[key]
	}
	return form, ok
}

// registerFamilyKL enters the divergence within a family.
func registerFamilyKL(f *family) {
	t := reflect.TypeOf(f.wrap(member{family: f}))
	pairs.enter(pair{t, t}, univariateKL(func(q, p Distribution) (u, v *member) {
		return q.(ofFamily).ofFamily(), p.(ofFamily).ofFamily()
	}), true)
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
