package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// fetch writes what asks for memory before it is needed.
func fetch(c *build.Context) {
	c.Function("fetch")
	c.Attributes(flags)
	c.Doc("fetch asks for x to come into the cache of the second level.")
	c.SignatureExpr("func(x []float64)")
	c.Pragma("noescape")
	at, n := c.Load(c.Param("x").Base(), c.GP64()), c.Load(c.Param("x").Len(), c.GP64())
	c.Label("line")
	c.SUBQ(operand.I8(8), n)
	c.JB(operand.LabelRef("rest"))
	c.PREFETCHT1(operand.Mem{Base: at})
	c.ADDQ(operand.I8(64), at)
	c.JMP(operand.LabelRef("line"))
	c.Label("rest")
	c.RET()
}
