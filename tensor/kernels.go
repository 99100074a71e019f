package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// Kernels returns which instructions the innermost loops are made of in this process: "avx512", "avx2" or "portable",
// which is Go. It is the best that the processor has, or what the environment variable CREDENCE_KERNEL names when the
// program starts. The error reports a CREDENCE_KERNEL that is misspelled or more than the processor has; it was
// ignored.
func Kernels() (string, error) { return kernel.Active().String(), kernel.Refused() }
