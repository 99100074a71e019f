package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rows writes arithmetic of rows that follow each other with a number for each.
func rows(c *build.Context) {
	for _, v := range variants(c) {
		v.eachRow("shiftRows", "sets rows to x minus their shift", "out *float64, x *%s, shift *float64", 8, v.bytes, "VSUBP")
		v.eachRow("scaleRows", "sets rows to x times their scale", "out *%s, x, scale *float64", v.bytes, 8, "VMULP")
	}
}

// eachRow computes in float64 from elements of in bytes to such of out bytes. It writes the last vector of a row whole:
// what it leaves behind the row is overwritten by the next ones.
func (v *vec) eachRow(name, doc, parameters string, out, in int, instruction string) {
	v.Function(name + v.suffix())
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("%s%s %s, and up to a vector behind the last one to anything. There is a row, of one element or more.", name, v.suffix(), doc))
	v.SignatureExpr(fmt.Sprintf("func("+parameters+", width, rows int)", v.element()))
	v.Pragma("noescape")
	d, params := v.doubles(), [5]reg.GPVirtual{}
	for i := range params {
		params[i] = v.Load(v.ParamIndex(i), v.GP64()).(reg.GPVirtual)
	}
	to, from, numbers, width, rows := params[0], params[1], params[2], params[3], params[4]
	at := v.GP64()
	v.Label("row")
	number := d.broadcast(operand.Mem{Base: numbers})
	v.XORQ(at, at)
	v.Label("vector")
	x := d.new()
	if next := (operand.Mem{Base: from, Index: at, Scale: uint8(in)}); in == 4 {
		v.VCVTPS2PD(next, x)
	} else {
		v.VMOVUPD(next, x)
	}
	y := d.op(d.float, instruction, x, number)
	if next := (operand.Mem{Base: to, Index: at, Scale: uint8(out)}); out == 8 {
		v.VMOVUPD(y, next)
	} else if v.avx512() {
		v.VCVTPD2PS(y, y.AsY())
		v.VMOVUPS(y.AsY(), next)
	} else {
		v.VCVTPD2PSY(y, y.AsX())
		v.VMOVUPS(y.AsX(), next)
	}
	v.ADDQ(operand.I8(int8(d.lanes())), at)
	v.CMPQ(at, width)
	v.JB(operand.LabelRef("vector"))
	v.LEAQ(operand.Mem{Base: from, Index: width, Scale: uint8(in)}, from)
	v.LEAQ(operand.Mem{Base: to, Index: width, Scale: uint8(out)}, to)
	v.ADDQ(operand.I8(8), numbers)
	v.DECQ(rows)
	v.JNZ(operand.LabelRef("row"))
	v.VZEROUPPER()
	v.RET()
}
