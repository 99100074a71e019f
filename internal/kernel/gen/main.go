// Command gen writes the assembly of package kernel and the declarations of its functions.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// files are the pairs of files to write, NAME_amd64.s and NAME_amd64.go, with the functions in each.
var files = []struct {
	name  string
	write func(c *build.Context)
	loops []loop // instead of write; NAME_dispatch_amd64.go and NAME_dispatch_other.go call them
}{
	{"gemm", gemm, nil},
	{"gemv", gemv, nil},
	{"arith", nil, arith},
	{"density", nil, density},
	{"elementwise", nil, elementwise},
	{"pack", packing, nil},
	{"random", random, nil},
	{"rows", rows, nil},
	{"scan", nil, scan},
	{"update", nil, update},
	{"derivative", nil, derivatives},
	{"lane", nil, lane},
	{"fetch", fetch, nil},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen DIR, the folder of package kernel")
		os.Exit(1)
	}
	for _, f := range files {
		write := f.write
		if write == nil {
			write = func(c *build.Context) { writeAll(c, f.loops) }
		}
		err := generate(os.Args[1], f.name, write)
		if err == nil && f.loops != nil {
			err = dispatch(os.Args[1], f.name, f.loops)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "gen: %s: %v\n", f.name, err)
			os.Exit(1)
		}
	}
}

func generate(dir, name string, write func(c *build.Context)) error {
	c := build.NewContext()
	write(c)
	file, err := c.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	for _, f := range file.Functions() {
		dropSelfMoves(f)
	}
	config := printer.Config{Argv: []string{"gen"}, Name: "gen", Pkg: "kernel"}
	for suffix, p := range map[string]printer.Printer{"_amd64.s": printer.NewGoAsm(config), "_amd64.go": printer.NewStubs(config)} {
		text, err := p.Print(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+suffix), bytes.TrimLeft(text, "\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// flags are those of every function: it calls nothing and keeps its values in registers.
const flags = attr.NOSPLIT

// dropSelfMoves takes out copies of a vector register to itself, which are left where a value and its copy share one.
func dropSelfMoves(f *ir.Function) {
	f.Nodes = slices.DeleteFunc(f.Nodes, func(n ir.Node) bool {
		i, ok := n.(*ir.Instruction)
		return ok && (i.Opcode == "VMOVUPS" || i.Opcode == "VMOVUPD") && len(i.Operands) == 2 && len(i.Suffixes) == 0 && i.Operands[0] == i.Operands[1]
	})
}
