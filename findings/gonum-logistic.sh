#!/usr/bin/env bash
# gonum v0.17.0: distuv.Logistic{Mu, S}.LogProb leaves out Mu and S.
#
# Guess:  LogProb is the logarithm of Prob.
# Found:  it is that of the standard logistic distribution whatever Mu and S are: at x = -1.5, Mu = 2 and S = 0.25 it
#         says -1.903, where Prob is 3.3e-6, of which the logarithm is -12.614. A likelihood made of it has no slope
#         in either parameter.
# Run on 2026-11-30 with Go 1.26; it prints
#   LogProb -1.9028   log Prob -12.6137   LogProb of the standard one -1.9028
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
	"os"

	"gonum.org/v1/gonum/stat/distuv"
)

func main() {
	d, standard, x := distuv.Logistic{Mu: 2, S: 0.25}, distuv.Logistic{Mu: 0, S: 1}, -1.5
	got, want, other := d.LogProb(x), math.Log(d.Prob(x)), standard.LogProb(x)
	fmt.Printf("LogProb %.4f   log Prob %.4f   LogProb of the standard one %.4f\n", got, want, other)
	if got != other || math.Abs(got-want) < 1 {
		fmt.Println("the behaviour has changed")
		os.Exit(1)
	}
}
GO
go mod tidy >/dev/null 2>&1
go run .
