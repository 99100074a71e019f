package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// The names of files that are being written. They do not contain the target's name, which may be as long as names can
// be.
const (
	temporaryName    = ".credence-%016x.tmp"
	temporaryPattern = ".credence-????????????????.tmp"
)

// create makes a locked file beside p.
func create(p place) (*os.File, error) {
	mode := fs.FileMode(0o666) // less the umask
	if p.old != nil {
		// Renaming asks the folder for permission, not the file.
		f, err := os.OpenFile(p.path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		f.Close()
		mode = 0o600 // until it is complete
	}
	folder := folderOf(p.path)
	for range 100 {
		f, err := os.OpenFile(folder+fmt.Sprintf(temporaryName, rand.Uint64()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if bad, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, &fs.PathError{Op: "make a file in", Path: folder, Err: bad.Err}
		}
		if err != nil {
			return nil, err
		}
		lock(f)
		if named(f) {
			return f, nil
		}
		f.Close() // another writer saw it before it was locked, and has removed it
	}
	return nil, fmt.Errorf("no file in %s stays where it is made", folder)
}

// named reports whether a file still has its name.
func named(f *os.File) bool {
	is, err := f.Stat()
	if err != nil {
		return false
	}
	at, err := os.Lstat(f.Name())
	return err == nil && os.SameFile(is, at)
}

// sweep removes what killed writers left in a folder. Whatever it cannot read or remove stays.
func sweep(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if ok, _ := filepath.Match(temporaryPattern, e.Name()); ok && e.Type().IsRegular() {
			removeAbandoned(folder + e.Name())
		}
	}
}
