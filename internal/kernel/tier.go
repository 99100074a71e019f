package kernel

import (
	"fmt"
	"os"

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

// active is chosen once, at start.
var active = choose(os.Getenv("CREDENCE_KERNEL"))

// Active is the tier in use: the best this processor has, or the lower one that the environment variable
// CREDENCE_KERNEL names (portable, avx2, avx512).
func Active() Tier { return active }

func best() Tier {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasFMA:
		return AVX512
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		return AVX2
	}
	return Portable
}

func choose(name string) Tier {
	has := best()
	if name == "" {
		return has
	}
	for t, n := range names {
		if n == name && Tier(t) <= has {
			return Tier(t)
		}
	}
	panic(fmt.Sprintf("CREDENCE_KERNEL is %q: expected portable, avx2 or avx512, at most %v on this processor", name, has))
}
