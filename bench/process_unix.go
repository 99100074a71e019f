//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// endings are the signals that ask the program to end.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// takeAlong makes the end of a command's context the end of what the command has started, too: samplers draw in
// processes of their own.
func takeAlong(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// cpuTime returns the time that processors have spent on this process so far, for itself and in the system.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
