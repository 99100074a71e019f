//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package atomicfile

import (
	"errors"
	"os"
	"runtime"
)

var errIsFolder = errors.New("is a folder")

// lock does nothing: on Windows an open file cannot be removed.
func lock(*os.File) {}

// removeAbandoned removes a file that no process has open, where the system knows.
func removeAbandoned(path string) {
	if runtime.GOOS == "windows" {
		os.Remove(path)
	}
}

// publish closes a file and gives it its place: Windows does not rename open files.
func publish(f *os.File, path string) error {
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// keepOwner leaves the owner to the system.
func keepOwner(*os.File, os.FileInfo) (owner, group bool) { return true, true }

// mayWrite leaves the answer to the moment of writing.
func mayWrite(string) error { return nil }

// cannotSync reports whether an error says that a folder is nothing to synchronize, which it is not on Windows.
func cannotSync(error) bool { return true }
