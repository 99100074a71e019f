// Package atomicfile writes files that appear whole or not at all: a reader, whatever happens to the writer, finds
// what was there before or all of what was written.
//
// A file is written under another name in its own folder, brought to the disk, and renamed. That other name is
// recognizable and locked while its writer lives, so that the next writer in the folder removes what a killed one left.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path by what write writes, or makes it. After an error of write or of the system, a panic
// or the end of the process, path names what it named before.
//
// Symbolic links stay: the file that they lead to is replaced. A replaced file keeps its mode, and its owner and group
// where the system permits; a new one has the mode that the umask leaves. A file that may not be written is not
// replaced either. Other hard links to a replaced file keep the old content.
//
// A device, a pipe or a socket is not replaced but opened and written to; nothing is promised of what arrives there
// before an error.
func Write(path string, write func(io.Writer) error) error {
	p, err := find(path)
	if err != nil {
		return err
	}
	if !p.replaceable {
		return through(p, write)
	}
	return replace(p, write)
}

// Check returns nil if Write, called now, would not be refused, and otherwise what the system says. It changes nothing.
// It does not open devices and pipes, where another process may listen.
func Check(path string) error {
	p, err := find(path)
	if err != nil {
		return err
	}
	if !p.replaceable {
		return mayWrite(p.path)
	}
	f, err := create(p)
	if err != nil {
		return err
	}
	f.Close()
	os.Remove(f.Name())
	return nil
}

// through writes to what cannot be replaced.
func through(p place, write func(io.Writer) error) error {
	f, err := os.OpenFile(p.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if p.old.Mode().Type() == fs.ModeDevice { // one of blocks
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return f.Close()
}

func replace(p place, write func(io.Writer) error) error {
	folder := folderOf(p.path)
	sweep(folder) // first: it may make the room that the new file needs
	f, err := create(p)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // there is nothing to remove once it has its place
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if p.old != nil {
		keep(f, p.old)
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := publish(f, p.path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// keep gives a file the mode of the one that it replaces, and its owner and group. Who may not give a file to the
// old group must not let another one read it: the group may then do what all may.
func keep(f *os.File, old os.FileInfo) {
	const special = fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	mode := old.Mode() & (fs.ModePerm | special)
	owner, group := keepOwner(f, old)
	if !owner || !group {
		mode &^= special
	}
	if !group {
		mode = mode&^0o070 | mode&0o007<<3
	}
	// A file system without modes refuses; the file is then its owner's alone, as it was made.
	_ = f.Chmod(mode)
}

// syncFolder brings the names in a folder to the disk. Folders that may not be read, or not be synchronized where the
// system has no such thing, are left to it.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !cannotSync(err) {
		return err
	}
	return nil
}

// place is where a path leads to.
type place struct {
	path        string
	old         os.FileInfo // what is there, or nil
	replaceable bool        // a regular file under this name, or nothing
}

// maxLinks is how many symbolic links may follow one another, as many as Linux allows.
const maxLinks = 40

// find follows the symbolic links of a path.
func find(path string) (place, error) {
	refuse := func(err error) (place, error) {
		return place{}, &fs.PathError{Op: "write", Path: path, Err: err}
	}
	if path == "" {
		return place{}, fmt.Errorf("the path is empty: %w", fs.ErrNotExist)
	}
	there, err := os.Stat(path)
	switch {
	case err == nil && there.IsDir(), err != nil && os.IsPathSeparator(path[len(path)-1]):
		return refuse(errIsFolder)
	case err == nil && !there.Mode().IsRegular():
		return place{path, there, false}, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return place{}, err
	}
	at := path
	for range maxLinks {
		info, err := os.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return place{at, nil, true}, nil
		case err != nil:
			return place{}, err
		case info.Mode()&fs.ModeSymlink == 0:
			return place{at, info, info.Mode().IsRegular()}, nil
		}
		if at, err = followed(at); err != nil {
			return place{}, err
		}
	}
	return refuse(errors.New("too many symbolic links"))
}

// followed returns where a symbolic link leads to.
func followed(link string) (string, error) {
	to, err := os.Readlink(link)
	if err != nil || filepath.IsAbs(to) {
		return to, err
	}
	return folderOf(link) + to, nil
}

// folderOf returns the folder of a file, to put a name behind. Unlike filepath.Dir and filepath.Join it leaves ".." to
// the system: the folder before it may be a link to another place.
func folderOf(path string) string {
	folder, _ := filepath.Split(path)
	if folder == "" {
		return "." + string(filepath.Separator)
	}
	return folder
}
