//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const errIsFolder = unix.EISDIR

// lock locks a file until it is closed or its process ends. Where the file system has no locks, others cannot lock it
// either, and leave it alone.
func lock(f *os.File) { _ = flock(f, unix.LOCK_EX) }

func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); err != unix.EINTR {
			return err
		}
	}
}

// removeAbandoned removes a file that no process holds locked. It holds the lock meanwhile, so that a writer who has
// made the file and waits for its lock learns that it is gone.
func removeAbandoned(path string) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if flock(f, unix.LOCK_EX|unix.LOCK_NB) == nil {
		os.Remove(path)
	}
}

// publish gives a file its place and closes it. It is locked until it has it.
func publish(f *os.File, path string) error {
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return f.Close()
}

// keepOwner gives a file the owner and the group of another, and reports which of them it then has.
func keepOwner(f *os.File, old os.FileInfo) (owner, group bool) {
	is, err := f.Stat()
	if err != nil {
		return false, false
	}
	has, wanted := is.Sys().(*syscall.Stat_t), old.Sys().(*syscall.Stat_t)
	owner, group = has.Uid == wanted.Uid, has.Gid == wanted.Gid
	if !group {
		group = f.Chown(-1, int(wanted.Gid)) == nil
	}
	if !owner {
		owner = f.Chown(int(wanted.Uid), -1) == nil
	}
	return owner, group
}

// mayWrite asks for the permission to write without opening anything.
func mayWrite(path string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK, unix.AT_EACCESS); err != nil {
		return &fs.PathError{Op: "write", Path: path, Err: err}
	}
	return nil
}

// cannotSync reports whether an error says that a folder is nothing to synchronize.
func cannotSync(err error) bool { return errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) }
