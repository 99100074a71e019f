//go:build !race

package infer

const (
	racing  = false
	allowed = 0.0 // allocations of a density and its gradient
)
