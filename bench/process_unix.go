//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// takeAlong makes the end of a command's context the end of what the command has started, too: samplers draw in
// processes of their own.
func takeAlong(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
