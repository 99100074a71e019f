package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/internal/kernel"
)

// markdown returns the table with what it was measured on.
func (r *results) markdown(o options) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Results\n\nMeasured by `go run ./bench -peers` on %s, in %d rounds of turns: minimum and median over all of them.\n\n",
		r.date.Format("2006-01-02"), o.rounds)
	fmt.Fprintf(&b, "- machine: %s, %d processors, %s/%s\n", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "- credence: %s, %d threads, kernels for %v\n", runtime.Version(), runtime.GOMAXPROCS(0), kernel.Active())
	for _, v := range r.versions {
		fmt.Fprintf(&b, "- %s\n", v)
	}
	if rates := r.rates(); rates != "" {
		fmt.Fprintf(&b, "- bound: %s\n", rates)
	}
	if r.cut {
		b.WriteString("- the run ended early: cases that are missing were not reached, and samplers may lack seeds\n")
	}
	b.WriteString("\nSystems, cases, units and bounds are explained in [docs/performance.md](../docs/performance.md).\n\n")
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(header)
	line([]string{"---", "---", "--:", "--:", "---", "--:", "--:", "--:"})
	for _, x := range r.rows {
		line(r.cells(x))
	}
	return b.Bytes()
}

// rates returns what the bounds are made of, as far as they were measured.
func (r *results) rates() string {
	var parts []string
	if x, ok := r.of(oneGFLOP, boundName); ok {
		parts = append(parts, fmt.Sprintf("%.0f GFLOP/s of float32 multiply-adds in registers", 1000/x.Min))
	}
	if x, ok := r.of(oneGB, boundName); ok {
		parts = append(parts, fmt.Sprintf("%.0f GB/s between memory and processors", 1000/x.Min))
	}
	return strings.Join(parts, ", ")
}

// versionsOf returns the versions of a system in a line.
func versionsOf(system string, versions map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		parts = append(parts, name+" "+versions[name])
	}
	return system + ": " + strings.Join(parts, ", ")
}

// processor returns the name of the processor, as far as the system tells.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "processor without a name"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor without a name"
}
