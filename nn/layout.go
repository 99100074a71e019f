package nn

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// layout holds the tagged fields of a struct type. It is worked out once for each type, because modules are walked at
// every step.
type layout struct {
	fields  []field
	mistake string // empty if the tags are in order
}

// field is a tagged field.
type field struct {
	index int
	tag   string
}

var (
	layouts      sync.Map // from reflect.Type to *layout
	tensorStruct = reflect.TypeFor[tensor.Tensor]()
)

func layoutOf(t reflect.Type) *layout {
	if l, ok := layouts.Load(t); ok {
		return l.(*layout)
	}
	l, _ := layouts.LoadOrStore(t, newLayout(t))
	return l.(*layout)
}

func newLayout(t reflect.Type) *layout {
	l := &layout{}
	owner := map[string]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("nn")
		switch {
		case tag == "-":
			continue
		case !tagged && holdsTensors(f.Type, map[reflect.Type]bool{}):
			l.mistake = fmt.Sprintf(`field %s of %v holds tensors and has no tag; give it one, for example nn:"%s", or nn:"-" if it is not a parameter`,
				f.Name, t, strings.ToLower(f.Name))
		case !tagged:
			continue
		case tag == "" || strings.ContainsAny(tag, ". /"):
			l.mistake = fmt.Sprintf("field %s of %v has the tag nn:%q; a tag is a name without dots, slashes and spaces", f.Name, t, tag)
		case !f.IsExported():
			l.mistake = fmt.Sprintf("field %s of %v has a tag and is not exported, so that it cannot be set; export it", f.Name, t)
		case owner[tag] != "":
			l.mistake = fmt.Sprintf("fields %s and %s of %v have the same tag nn:%q; paths must differ", owner[tag], f.Name, t, tag)
		}
		if l.mistake != "" {
			return l
		}
		owner[tag] = f.Name
		l.fields = append(l.fields, field{i, tag})
	}
	return l
}

// holdsTensors reports whether values of type t lead to tensors, other than through interfaces, functions and fields
// with the tag nn:"-".
func holdsTensors(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == tensorStruct {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsTensors(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("nn") != "-" && holdsTensors(f.Type, seen) {
				return true
			}
		}
	}
	return false
}
