package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// gemv writes products of a strip of a matrix with a vector. A strip has few columns, so that what belongs to the
// columns stays in registers while the rows, which are read once, go by. They are written for AVX2 only: memory is the
// limit, and wider vectors gain nothing.
func gemv(c *build.Context) {
	for _, v := range variants(c) {
		if !v.avx512() {
			v.rowSums()
			v.weightedRows()
		}
	}
}

// stripVectors is the largest number of vectors in a row of a strip.
const stripVectors = 8

// strip writes a function over the rows of a strip of n columns. body is written for every number of vectors that n may
// be, with the mask of the last of them.
func (v *vec) strip(name, doc, signature string, body func(s strip)) {
	v.Function(name + v.suffix())
	v.Attributes(flags)
	v.Doc(name + v.suffix() + " " + doc + fmt.Sprintf(" The strip has 1 to %d columns and at least one row; stride is in elements.", stripVectors*v.lanes()))
	v.SignatureExpr(fmt.Sprintf(signature, v.element()))
	v.Pragma("noescape")
	s := strip{vec: v}
	for _, p := range []struct {
		to   *reg.GPVirtual
		name string
	}{{&s.y, "y"}, {&s.data, "data"}, {&s.x, "x"}, {&s.stride, "stride"}, {&s.rows, "rows"}, {&s.n, "n"}} {
		*p.to = v.Load(v.Param(p.name), v.GP64()).(reg.GPVirtual)
	}
	v.SHLQ(operand.U8(of(v, 2, 3)), s.stride)
	for s.vectors = 1; s.vectors < stripVectors; s.vectors++ {
		v.CMPQ(s.n, operand.I32(int32(s.vectors*v.lanes())))
		v.JBE(operand.LabelRef(s.label("columns")))
	}
	for ; s.vectors > 0; s.vectors-- {
		if s.vectors < stripVectors {
			v.Label(s.label("columns"))
		}
		if full := (s.vectors - 1) * v.lanes(); full > 0 {
			v.SUBQ(operand.I32(int32(full)), s.n)
		}
		s.last = v.masks(s.n, 1)(0)
		body(s)
		v.VZEROUPPER()
		v.RET()
	}
}

// strip is what a body works with.
type strip struct {
	*vec
	y, data, x, stride, rows, n reg.GPVirtual
	vectors                     int
	last                        mask
}

func (s strip) label(name string) string { return fmt.Sprintf("%s%d", name, s.vectors) }

// load returns n elements as vectors.
func (s strip) load(from reg.GPVirtual) (all []value) {
	for j := range s.vectors {
		all = append(all, s.vec.load(s.at(from, j), s.mask(j)))
	}
	return all
}

// row returns vector j of the row at hand.
func (s strip) row(j int) operand.Op {
	if s.mask(j) == nil {
		return s.at(s.data, j)
	}
	return s.vec.load(s.at(s.data, j), s.last)
}

func (s strip) at(base reg.GPVirtual, j int) operand.Mem {
	return operand.Mem{Base: base, Disp: j * s.width}
}

func (s strip) mask(j int) mask {
	if j == s.vectors-1 {
		return s.last
	}
	return nil
}

// rowSums emits a dot product with every row.
func (v *vec) rowSums() {
	v.strip("rowSums", "adds to y the product of every row with x.", "func(y, data, x *%s, stride, rows, n int)", func(s strip) {
		x := s.load(s.x)
		s.Label(s.label("row"))
		sum := s.mul(x[0], s.row(0))
		for j := 1; j < s.vectors; j++ {
			s.float("VFMADD231P", s.row(j), x[j], sum)
		}
		s.addUp(sum, operand.Mem{Base: s.y})
		s.ADDQ(s.stride, s.data)
		s.ADDQ(operand.I8(int8(s.bytes)), s.y)
		s.DECQ(s.rows)
		s.JNZ(operand.LabelRef(s.label("row")))
	})
}

// addUp adds the elements of a to the number in memory.
func (v *vec) addUp(a value, to operand.Mem) {
	high, sum := v.XMM(), v.XMM()
	v.VEXTRACTF128(operand.Imm(1), a, high)
	v.float("VADDP", a.AsX(), high, sum)
	v.float("VHADDP", sum, sum, sum)
	if v.double() {
		v.VADDSD(to, sum, sum)
		v.VMOVSD(sum, to)
		return
	}
	v.VHADDPS(sum, sum, sum)
	v.VADDSS(to, sum, sum)
	v.VMOVSS(sum, to)
}

// weightedRows emits a linear combination of the rows.
func (v *vec) weightedRows() {
	v.strip("weightedRows", "adds to y every row times its element of x.", "func(y, data, x *%s, stride, rows, n int)", func(s strip) {
		sums := s.load(s.y)
		s.Label(s.label("row"))
		weight := s.broadcast(operand.Mem{Base: s.x})
		for j, sum := range sums {
			s.float("VFMADD231P", s.row(j), weight, sum)
		}
		s.ADDQ(s.stride, s.data)
		s.ADDQ(operand.I8(int8(s.bytes)), s.x)
		s.DECQ(s.rows)
		s.JNZ(operand.LabelRef(s.label("row")))
		for j, sum := range sums {
			s.store(sum, s.at(s.y, j), s.mask(j))
		}
	})
}
