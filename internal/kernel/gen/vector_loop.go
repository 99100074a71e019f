package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// loop is a kernel over slices of one length, whose elements it takes a vector at a time. The last vector is masked:
// nothing outside of the slices is read or written.
type loop struct {
	name string
	doc  string // what it does, after its name

	slices  string // names of the parameters that are slices, in order
	reads   string // those whose elements the body gets
	writes  string // those that the results of the body go to
	scalars string // names of further parameters of the type of elements

	// only64 says that elements are float64, but for those of the slices named in singles, which the body gets and
	// returns as float64 too; only32 says that they are float32. Other loops are for both types.
	only64, only32 bool
	singles        string

	// accumulates gives the kernel a last parameter, accumulate: bit i says whether result i is added to what is there.
	accumulates bool

	// reduces says that the results of the body that are not written go into lanes, 16 for each reduction, which the
	// kernel gets as further parameters and overwrites. Element i goes to lane i mod 16, in float64, on every tier.
	reduces []reduction
	lanes   string // names of these parameters

	// flushes says that numbers below the smallest normal one are taken for 0, and become 0.
	flushes bool

	// once says that the body is written once, for whole vectors and the last one, which makes longer ones half as long
	// and costs two jumps that are not taken. Such a loop does not reduce, accumulate, or have slices of float32.
	once bool

	body func(v *vec, in, scalars []value) []value
}

// parameters returns the slices, scalars and further parameters in the order of the signature, with T for the type of
// elements, if there are two.
func (l loop) parameters() (names, types []string) {
	param := func(name, kind string) { names, types = append(names, name), append(types, kind) }
	for _, lanes := range strings.Fields(l.lanes) {
		param(lanes, "*[16]float64")
	}
	for _, s := range strings.Fields(l.slices) {
		switch {
		case l.single(s):
			param(s, "[]float32")
		default:
			param(s, "[]"+l.element())
		}
	}
	for _, s := range strings.Fields(l.scalars) {
		param(s, l.element())
	}
	if l.accumulates {
		param("accumulate", "uint")
	}
	return names, types
}

// element returns the type of elements: T if there are two.
func (l loop) element() string {
	switch {
	case l.only64:
		return "float64"
	case l.only32:
		return "float32"
	}
	return "T"
}

// single reports whether a slice of a loop of float64 has elements of float32.
func (l loop) single(slice string) bool { return slices.Contains(strings.Fields(l.singles), slice) }

func (l loop) signature() string {
	names, types := l.parameters()
	for i := range names {
		names[i] += " " + types[i]
	}
	return "(" + strings.Join(names, ", ") + ")"
}

func (l loop) write(v *vec) {
	v.Function(l.name + v.suffix())
	v.Attributes(flags)
	v.Doc(l.name + v.suffix() + " " + l.doc)
	v.SignatureExpr("func" + strings.ReplaceAll(strings.ReplaceAll(l.signature(), "[]T", "[]"+v.element()), " T", " "+v.element()))
	v.Pragma("noescape")

	w := &writer{loop: l, vec: v, at: map[string]reg.Register{}}
	params := strings.Fields(l.slices)
	for _, s := range params {
		w.at[s] = v.Load(v.Param(s).Base(), v.GP64())
	}
	w.n = v.Load(v.Param(params[0]).Len(), v.GP64()).(reg.GPVirtual)
	w.offset = v.GP64()
	v.XORQ(w.offset, w.offset)
	if v.avx512() {
		w.broadcastScalars()
	}
	if l.accumulates {
		w.accumulate = v.Load(v.Param("accumulate"), v.GP64())
	}
	vectors := 1
	if l.reduces != nil {
		vectors = reduceLanes / v.lanes()
		w.start()
	}
	restore := func() {}
	if l.flushes {
		restore = flush(v.Context)
	}

	if l.once {
		w.writeOnce()
	} else {
		w.writeTwice(vectors)
	}
	v.Label("done")
	for _, l := range w.lanes {
		l.finish()
	}
	restore()
	v.VZEROUPPER()
	v.RET()
}

// writeTwice writes a loop over blocks of whole vectors, and the rest, up to the label done.
func (w *writer) writeTwice(vectors int) {
	v, block := w.vec, vectors*w.vec.lanes()
	v.SUBQ(operand.I32(int32(block)), w.n)
	v.JB(operand.LabelRef("tail"))
	v.Label("loop")
	for j := range vectors {
		w.vector(j, nil)
	}
	v.ADDQ(operand.I32(int32(block)), w.offset)
	v.SUBQ(operand.I32(int32(block)), w.n)
	v.JAE(operand.LabelRef("loop"))
	v.Label("tail")
	v.ADDQ(operand.I32(int32(block)), w.n)
	v.JZ(operand.LabelRef("done"))
	masks := v.masks(w.n, vectors)
	for j := range vectors {
		w.vector(j, masks(j))
	}
}

// writeOnce writes the same with one body, into which the last vector jumps.
func (w *writer) writeOnce() {
	v, reads, writes := w.vec, strings.Fields(w.reads), strings.Fields(w.writes)
	whole := operand.I32(int32(v.lanes()))
	in := make([]value, len(reads))
	for i := range in {
		in[i] = v.new()
	}
	v.Label("loop")
	v.CMPQ(w.n, whole)
	v.JB(operand.LabelRef("tail"))
	for i, s := range reads {
		v.loadTo(in[i], w.memory(s, 0), nil)
	}
	v.Label("body")
	if !w.avx512() {
		w.broadcastScalars()
	}
	out := w.body(v, in, w.constants)
	v.CMPQ(w.n, whole)
	v.JB(operand.LabelRef("last"))
	for i, s := range writes {
		v.store(out[i], w.memory(s, 0), nil)
	}
	v.ADDQ(whole, w.offset)
	v.SUBQ(whole, w.n)
	v.JMP(operand.LabelRef("loop"))
	v.Label("tail")
	v.TESTQ(w.n, w.n)
	v.JZ(operand.LabelRef("done"))
	m := v.masks(w.n, 1)(0)
	for i, s := range reads {
		v.loadTo(in[i], w.memory(s, 0), m)
	}
	v.JMP(operand.LabelRef("body"))
	v.Label("last")
	m = v.masks(w.n, 1)(0) // once more, rather than in a register meanwhile
	for i, s := range writes {
		v.store(out[i], w.memory(s, 0), m)
	}
}

// writer is a loop while it is written.
type writer struct {
	loop
	*vec
	at         map[string]reg.Register // the beginning of each slice
	n, offset  reg.GPVirtual           // elements to do and done
	accumulate reg.Register
	constants  []value
	lanes      []lanes
	origin     map[value]operand.Mem // of inputs of the body that are whole vectors
}

func (w *writer) memory(slice string, vector int) operand.Mem {
	bytes := w.bytes
	if w.single(slice) {
		bytes = 4
	}
	return operand.Mem{Base: w.at[slice], Index: w.offset, Scale: uint8(bytes), Disp: vector * w.vec.lanes() * bytes}
}

func (w *writer) broadcastScalars() {
	w.constants = nil
	for _, s := range strings.Fields(w.scalars) {
		from, err := w.Param(s).Resolve()
		if err != nil {
			panic(err)
		}
		w.constants = append(w.constants, w.broadcast(from.Addr))
	}
}

// vector emits the body for one vector of a block; m is nil, or selects the elements that exist.
func (w *writer) vector(j int, m mask) {
	var in []value
	w.origin = map[value]operand.Mem{}
	for _, s := range strings.Fields(w.reads) {
		load := w.load
		if w.single(s) {
			load = w.loadSingles
		}
		a := load(w.memory(s, j), m)
		if m == nil {
			w.origin[a] = w.memory(s, j)
		}
		in = append(in, a)
	}
	if !w.avx512() {
		w.broadcastScalars() // every time: 16 registers are too few to keep them
	}
	out := w.body(w.vec, in, w.constants)
	writes := strings.Fields(w.writes)
	w.reduce(j, out[len(writes):], m) // first, because it may read what is overwritten
	for i, s := range writes {
		if w.accumulates {
			store := fmt.Sprintf("store_%s_%v", s, m != nil)
			w.TESTQ(operand.U32(1<<i), w.accumulate)
			w.JZ(operand.LabelRef(store))
			w.float("VADDP", w.load(w.memory(s, j), m), out[i], out[i])
			w.Label(store)
		}
		store := w.store
		if w.single(s) {
			store = w.storeSingles
		}
		store(out[i], w.memory(s, j), m)
	}
}

// writeAll writes loops for all tiers and types.
func writeAll(c *build.Context, loops []loop) {
	all := variants(c)
	for _, l := range loops {
		for _, v := range all {
			if v.double() && !l.only32 || !v.double() && !l.only64 {
				l.write(v)
			}
		}
	}
}
