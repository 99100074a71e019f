//go:build !unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

var endings = []os.Signal{os.Interrupt, syscall.SIGTERM}

func takeAlong(*exec.Cmd) {}

var started = time.Now()

// cpuTime returns the time since the start of the program: peers tell theirs on Unix only.
func cpuTime() time.Duration { return time.Since(started) }
