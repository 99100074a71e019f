#!/usr/bin/env bash
# gonum v0.17.0: distuv.Beta{Alpha: 0.001, Beta: 0.001}.Rand() is NaN for about a quarter of its draws, and
# distmv.Dirichlet with concentrations of 0.001 for about a ninth.
#
# Guess:  draws of a Beta of small parameters are next to 0 or 1.
# Found:  both normalise gamma variates that have underflowed to 0, and 0/0 is NaN. Nothing says so.
# Run on 2026-11-30 with Go 1.26; it prints
#   of 100000 draws, NaN in: Beta 22695, Dirichlet 11479
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > go.mod <<'GO'
module finding

go 1.25

require gonum.org/v1/gonum v0.17.0
GO
cat > main.go <<'GO'
package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"

	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"
)

func main() {
	const n = 100_000
	src := rand.NewPCG(1, 2)
	b := distuv.Beta{Alpha: 0.001, Beta: 0.001, Src: src}
	d := distmv.NewDirichlet([]float64{0.001, 0.001, 0.001}, src)
	beta, dirichlet := 0, 0
	for range n {
		if math.IsNaN(b.Rand()) {
			beta++
		}
		if math.IsNaN(d.Rand(nil)[0]) {
			dirichlet++
		}
	}
	fmt.Printf("of %d draws, NaN in: Beta %d, Dirichlet %d\n", n, beta, dirichlet)
	if beta < n/10 || dirichlet < n/20 {
		fmt.Println("the behaviour has changed")
		os.Exit(1)
	}
}
GO
go mod tidy >/dev/null 2>&1
go run .
