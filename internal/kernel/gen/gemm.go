package main

import (
	"fmt"
	"math/bits"

	. "github.com/mmcloughlin/avo/operand"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// tile is one micro-kernel of the matrix product: rows of some vectors of C stay in registers, while a strip of A and a
// panel of B, both packed, go by.
type tile struct {
	name    string
	elem    string
	bytes   int // of an element
	width   int // of a vector, in bytes
	rows    int
	vectors int // of a row
}

func gemm(c *build.Context) {
	for _, t := range []tile{
		{"tileF32AVX512", "float32", 4, 64, 12, 2},
		{"tileF64AVX512", "float64", 8, 64, 12, 2},
		{"lowTileF32AVX512", "float32", 4, 64, 6, 4},
		{"lowTileF64AVX512", "float64", 8, 64, 6, 4},
		{"tileF32AVX2", "float32", 4, 32, 6, 2},
		{"tileF64AVX2", "float64", 8, 32, 6, 2},
	} {
		t.write(c)
	}
}

func (t tile) write(c *build.Context) {
	c.Function(t.name)
	c.Attributes(flags)
	c.Doc(fmt.Sprintf("%s adds the product of a packed strip a, k deep, and those rows of a packed panel b that places", t.name),
		"names, to the tile at c, whose rows are stride elements apart; it stores the product there if accumulate is false.",
		"Numbers below the smallest normal one are taken for 0, and become 0.")
	c.SignatureExpr(fmt.Sprintf("func(k int, places *uint16, a, b, c *%s, stride int, accumulate bool)", t.elem))
	c.Pragma("noescape")
	k := c.Load(c.Param("k"), c.GP64()).(reg.GPVirtual)
	places := c.Load(c.Param("places"), c.GP64()).(reg.GPVirtual)
	a := c.Load(c.Param("a"), c.GP64())
	b := c.Load(c.Param("b"), c.GP64())
	out := c.Load(c.Param("c"), c.GP64())
	stride := c.Load(c.Param("stride"), c.GP64())
	accumulate := c.Load(c.Param("accumulate"), c.GP8())
	c.IMUL3Q(I8(int8(t.bytes)), stride, stride)

	restore := flush(c)
	var sum [12][4]reg.VecVirtual
	for i := range t.rows {
		for j := range t.vectors {
			sum[i][j] = t.vector(c)
			t.zero(c, sum[i][j])
		}
	}
	c.TESTQ(k, k)
	c.JZ(LabelRef(t.name + "_store"))
	c.LEAQ(Mem{Base: places, Index: k, Scale: 2}, places) // k counts up to 0 from here on
	c.NEGQ(k)
	c.Label(t.name + "_loop")
	row := c.GP64()
	c.MOVWQZX(Mem{Base: places, Index: k, Scale: 2}, row)
	c.SHLQ(U8(bits.TrailingZeros(uint(t.vectors*t.width))), row)
	var right [4]reg.VecVirtual
	for j := range t.vectors {
		right[j] = t.vector(c)
		t.load(c, Mem{Base: b, Index: row, Scale: 1, Disp: j * t.width}, right[j])
	}
	for i := range t.rows {
		from := Mem{Base: a, Disp: i * t.bytes}
		x := t.vector(c)
		if t.bytes == 4 {
			c.VBROADCASTSS(from, x)
		} else {
			c.VBROADCASTSD(from, x)
		}
		for j := range t.vectors {
			if t.bytes == 4 {
				c.VFMADD231PS(x, right[j], sum[i][j])
			} else {
				c.VFMADD231PD(x, right[j], sum[i][j])
			}
		}
	}
	c.ADDQ(I32(int32(t.rows*t.bytes)), a)
	c.INCQ(k)
	c.JNZ(LabelRef(t.name + "_loop"))

	c.Label(t.name + "_store")
	c.TESTB(accumulate, accumulate)
	c.JZ(LabelRef(t.name + "_set"))
	for _, add := range []bool{true, false} {
		if !add {
			c.Label(t.name + "_set")
		}
		row := c.GP64()
		c.MOVQ(out, row)
		for i := range t.rows {
			for j := range t.vectors {
				to := Mem{Base: row, Disp: j * t.width}
				if add {
					t.add(c, to, sum[i][j])
				}
				t.store(c, sum[i][j], to)
			}
			if i+1 < t.rows {
				c.ADDQ(stride, row)
			}
		}
		restore()
		c.VZEROUPPER()
		c.RET()
	}
}

func (t tile) vector(c *build.Context) reg.VecVirtual {
	if t.width == 64 {
		return c.ZMM()
	}
	return c.YMM()
}

func (t tile) zero(c *build.Context, v reg.VecVirtual) {
	if t.width == 64 {
		c.VPXORD(v, v, v)
	} else {
		c.VXORPS(v, v, v)
	}
}

func (t tile) load(c *build.Context, from Mem, to reg.VecVirtual) {
	if t.bytes == 4 {
		c.VMOVUPS(from, to)
	} else {
		c.VMOVUPD(from, to)
	}
}

func (t tile) store(c *build.Context, from reg.VecVirtual, to Mem) {
	if t.bytes == 4 {
		c.VMOVUPS(from, to)
	} else {
		c.VMOVUPD(from, to)
	}
}

func (t tile) add(c *build.Context, from Mem, to reg.VecVirtual) {
	if t.bytes == 4 {
		c.VADDPS(from, to, to)
	} else {
		c.VADDPD(from, to, to)
	}
}
