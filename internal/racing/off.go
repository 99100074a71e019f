//go:build !race

// Package racing tells tests whether they run under the race detector. It slows them down, and has sync.Pool drop a
// quarter of what is put back, so that counts of allocations say nothing there.
package racing

// On reports whether the race detector is built in.
const On = false
