package nn

import (
	"reflect"
	"strconv"

	"github.com/credence-ppl/credence/tensor"
)

// parameter is one tensor of a module.
type parameter struct {
	site  string // behind the name of the module: "net.layers.0.weight"
	path  string // from the root: "layers.0.weight"
	value *tensor.Tensor
	owner any    // the innermost module around it
	local string // the path from there: "weight"
}

// parametersOf returns the parameters of a module in the order of its fields, and refuses a value that is not a module.
// module is its name in errors.
func parametersOf(module string, net any) []parameter {
	v := reflect.ValueOf(net)
	if !isModule(v) {
		fail(module, "%T is not a module; a module is a pointer to a struct with nn tags", net)
	}
	if v.IsNil() {
		fail(module, "the module is nil")
	}
	w := walk{module: module, site: append(make([]byte, 0, 64), module...), found: make([]parameter, 0, 8), met: map[any]visit{}}
	w.fields(v)
	if len(w.found) == 0 {
		fail(module, `%T has no parameters; tag its fields, for example nn:"weight"`, net)
	}
	return w.found
}

func isModule(v reflect.Value) bool {
	return v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct && !isTensor(v)
}

func isTensor(v reflect.Value) bool {
	return v.Kind() == reflect.Pointer && v.Type().Elem() == tensorStruct
}

// walk visits a module from the root to its parameters.
type walk struct {
	module string
	site   []byte // the name of the module and the path to what is being visited
	found  []parameter
	met    map[any]visit // by pointer
}

// visit says where a pointer was met.
type visit struct {
	path string
	open bool // its fields are being visited
}

// step goes on to a field or element. It returns where to go back to: w.site = w.site[:back].
func (w *walk) step(name string) (back int) {
	back = len(w.site)
	w.site = append(append(w.site, '.'), name...)
	return back
}

// path returns where the walk is, from the root.
func (w *walk) path() string { return string(w.site[min(len(w.site), len(w.module)+1):]) }

// enter refuses a pointer that was met before: the copy of a module would hold two values where the original has one.
func (w *walk) enter(v reflect.Value) {
	before, met := w.met[v.Interface()]
	switch {
	case before.open:
		fail(w.module, "%q is a module that it is itself part of; modules cannot contain themselves", w.path())
	case met:
		fail(w.module, "%q and %q are the same %v; give each its own, and to use one twice use it twice in Forward", before.path, w.path(), v.Type())
	}
}

func (w *walk) note(v reflect.Value, path string, open bool) {
	if v.Type().Elem().Size() > 0 { // all structs without fields may have one address
		w.met[v.Interface()] = visit{path, open}
	}
}

func (w *walk) fields(v reflect.Value) {
	from, first := len(w.site), len(w.found)
	w.enter(v)
	w.note(v, "", true)
	l := layoutOf(v.Type().Elem())
	if l.mistake != "" {
		fail(w.module, "%s", l.mistake)
	}
	for _, f := range l.fields {
		back := w.step(f.tag)
		w.field(v.Elem().Field(f.index), v.Interface(), from)
		w.site = w.site[:back]
	}
	if first == len(w.found) {
		w.note(v, w.path(), false)
		return
	}
	// The path of a parameter inside begins with this one, and is a string already.
	w.note(v, w.found[first].path[:max(0, from-len(w.module)-1)], false)
}

// field visits a field of owner, whose site ends at from.
func (w *walk) field(v reflect.Value, owner any, from int) {
	switch k := v.Kind(); {
	case (k == reflect.Pointer || k == reflect.Interface) && v.IsNil():
		fail(w.module, `%q is a nil %v; set it, or tag it nn:"-" to leave it out`, w.path(), v.Type())
	case k == reflect.Interface:
		w.field(v.Elem(), owner, from)
	case k == reflect.Slice:
		for i := range v.Len() {
			back := w.step(strconv.Itoa(i))
			w.field(v.Index(i), owner, from)
			w.site = w.site[:back]
		}
	case isTensor(v):
		site := string(w.site)
		path := site[len(w.module)+1:]
		w.enter(v)
		w.note(v, path, false)
		w.found = append(w.found, parameter{site, path, v.Interface().(*tensor.Tensor), owner, site[from+1:]})
	case isModule(v):
		w.fields(v)
	default:
		fail(w.module, "%q has type %v; a tagged field is a *tensor.Tensor, a pointer to a struct, a slice of these, or an interface that holds one", w.path(), v.Type())
	}
}

// rebuild copies a module that parametersOf has accepted, with other values for its parameters, in the same order.
type rebuild struct{ values []*tensor.Tensor }

func (r *rebuild) value(v reflect.Value) reflect.Value {
	switch {
	case v.Kind() == reflect.Interface:
		return r.value(v.Elem())
	case v.Kind() == reflect.Slice:
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(r.value(v.Index(i)))
		}
		return out
	case isTensor(v):
		next := r.values[0]
		r.values = r.values[1:]
		return reflect.ValueOf(next)
	}
	out := reflect.New(v.Type().Elem())
	out.Elem().Set(v.Elem())
	for _, f := range layoutOf(v.Type().Elem()).fields {
		out.Elem().Field(f.index).Set(r.value(v.Elem().Field(f.index)))
	}
	return out.Convert(v.Type())
}
