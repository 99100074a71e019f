//go:build unix

package progress

import (
	"os"

	"golang.org/x/sys/unix"
)

// columns returns those of a terminal, or 0.
func columns(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
