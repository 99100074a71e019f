// Onefamily is a program with a single family.
package main

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
)

func main() { fmt.Println(dist.Normal(0, 1).LogProb(dist.Normal(0, 1).Loc()).Item()) }
