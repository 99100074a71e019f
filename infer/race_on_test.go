//go:build race

package infer

const allowed = 10.0
