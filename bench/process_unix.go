//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// endings are the signals that ask the program to end.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// takeAlong makes the end of a command's context the end of what the command has started, too: samplers draw in
// processes of their own.
func takeAlong(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
