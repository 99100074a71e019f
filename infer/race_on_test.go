//go:build race

package infer

const (
	racing  = true
	allowed = 10.0
)
