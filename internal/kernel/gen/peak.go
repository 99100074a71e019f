package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// peak writes the loops that measure how fast multiply-adds can be: nothing but them, on as many registers as hide
// their latency.
func peak(c *build.Context) {
	for _, v := range variants(c) {
		if !v.double() {
			v.iterate()
		}
	}
}

func (v *vec) iterate() {
	const elements, registers = 192, 12
	name := "iterate" + v.suffix()
	v.Function(name)
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("%s maps each of %d elements of x to scale·x + shift, rounds times, at least once.", name, elements))
	v.SignatureExpr("func(x *float32, scale, shift float32, rounds int)")
	v.Pragma("noescape")
	x := v.Load(v.Param("x"), v.GP64())
	var scalars [2]value
	for i, name := range []string{"scale", "shift"} {
		from, err := v.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		scalars[i] = v.broadcast(from.Addr)
	}
	for group := range elements / (registers * v.lanes()) {
		at := func(i int) operand.Mem { return operand.Mem{Base: x, Disp: (group*registers + i) * v.width} }
		var held [registers]value
		for i := range held {
			held[i] = v.new()
			v.VMOVUPS(at(i), held[i])
		}
		rounds := v.Load(v.Param("rounds"), v.GP64())
		label := fmt.Sprintf("group%d", group)
		v.Label(label)
		for _, h := range held {
			v.VFMADD213PS(scalars[1], scalars[0], h)
		}
		v.DECQ(rounds)
		v.JNZ(operand.LabelRef(label))
		for i, h := range held {
			v.VMOVUPS(h, at(i))
		}
	}
	v.VZEROUPPER()
	v.RET()
}
