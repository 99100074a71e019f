package nn

import (
	"reflect"
	"strconv"

	"github.com/credence-ppl/credence/tensor"
)

// parameter is one tensor of a module.
type parameter struct {
	path  string // from the root: "layers.0.weight"
	value *tensor.Tensor
	owner any    // the innermost module around it
	local string // the path from there: "weight"
}

// parametersOf lists the parameters of a module in the order of its fields, and refuses what is no module. module is
// its name in errors.
func parametersOf(module string, net any) []parameter {
	v := reflect.ValueOf(net)
	if !isModule(v) {
		fail(module, "%T is no module; a module is a pointer to a struct with nn tags", net)
	}
	if v.IsNil() {
		fail(module, "the module is nil")
	}
	w := walk{module: module, met: map[any]*visit{}}
	w.fields(v, "")
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
	found  []parameter
	met    map[any]*visit // by pointer
}

// visit is a pointer that was met, and where.
type visit struct {
	path string
	open bool // its fields are being visited
}

// enter refuses a pointer that was met before: the copy of a module would hold two values where the original has one.
func (w *walk) enter(v reflect.Value, path string) *visit {
	before := w.met[v.Interface()]
	switch {
	case before != nil && before.open:
		fail(w.module, "%q is a module that it is itself part of; modules cannot contain themselves", path)
	case before != nil:
		fail(w.module, "%q and %q are the same %v; give each its own, and to use one twice use it twice in Forward", before.path, path, v.Type())
	}
	now := &visit{path, true}
	if v.Type().Elem().Size() > 0 { // all structs without fields may have one address
		w.met[v.Interface()] = now
	}
	return now
}

func (w *walk) fields(v reflect.Value, path string) {
	now := w.enter(v, path)
	l := layoutOf(v.Type().Elem())
	if l.mistake != "" {
		fail(w.module, "%s", l.mistake)
	}
	for _, f := range l.fields {
		w.field(v.Elem().Field(f.index), v.Interface(), join(path, f.tag), f.tag)
	}
	now.open = false
}

func (w *walk) field(v reflect.Value, owner any, path, local string) {
	switch k := v.Kind(); {
	case (k == reflect.Pointer || k == reflect.Interface) && v.IsNil():
		fail(w.module, `%q is a nil %v; set it, or tag it nn:"-" to leave it out`, path, v.Type())
	case k == reflect.Interface:
		w.field(v.Elem(), owner, path, local)
	case k == reflect.Slice:
		for i := range v.Len() {
			at := strconv.Itoa(i)
			w.field(v.Index(i), owner, join(path, at), join(local, at))
		}
	case isTensor(v):
		w.enter(v, path).open = false
		w.found = append(w.found, parameter{path, v.Interface().(*tensor.Tensor), owner, local})
	case isModule(v):
		w.fields(v, path)
	default:
		fail(w.module, "%q has type %v; a tagged field is a *tensor.Tensor, a pointer to a struct, a slice of these, or an interface that holds one", path, v.Type())
	}
}

// join appends a step to a path.
func join(path, step string) string {
	if path == "" {
		return step
	}
	return path + "." + step
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
