package kernel

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/cpu"
)

// Tier is a set of instructions that kernels are written for.
type Tier int

const (
	Portable Tier = iota // Go
	AVX2                 // AVX2 and FMA
	AVX512               // AVX-512 F, DQ, BW and VL
)

var names = [...]string{Portable: "portable", AVX2: "avx2", AVX512: "avx512"}

func (t Tier) String() string { return names[t] }

// variable is the environment variable that names a lower tier than the best.
const variable = "CREDENCE_KERNEL"

// active is chosen once, at start, and refused is what was wrong with the choice.
var active, refused = choose(os.Getenv(variable))

// Active returns the tier in use: the best this processor has, or the lower one that the environment variable
// CREDENCE_KERNEL names (portable, avx2, avx512).
func Active() Tier { return active }

// Refused returns an error if CREDENCE_KERNEL names no tier of this processor, and nil otherwise. Such a name is
// ignored: a library neither prints nor ends the program that imports it.
func Refused() error { return refused }

func best() Tier {
	switch {
	case runtime.GOARCH != "amd64": // also 386, whose processors have the instructions, but no assembly
		return Portable
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasFMA:
		return AVX512
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		return AVX2
	}
	return Portable
}

func choose(name string) (Tier, error) {
	has := best()
	if name == "" {
		return has, nil
	}
	for t, n := range names {
		if n == name && Tier(t) <= has {
			return Tier(t), nil
		}
	}
	return has, fmt.Errorf("the environment variable %s is %q, which is ignored: expected portable, avx2 or avx512, at most "+
		"%v on this processor", variable, name, has)
}
