//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package disk

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// Lock takes a lock file with flock. The file may be left from a process that died: the kernel has dropped its lock.
func (OS) Lock(name string) (io.Closer, error) {
	for {
		f, err := openForWriting("lock", name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, holder(name)
			}
			return nil, &os.PathError{Op: "lock", Path: name, Err: err}
		}
		if !stillThere(f, name) { // its holder removed it between our open and our flock
			f.Close()
			continue
		}
		l := &flock{f}
		if err := l.sign(); err != nil {
			l.Close()
			return nil, err
		}
		return l, nil
	}
}

func stillThere(f *os.File, name string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Lstat(name)
	return err == nil && os.SameFile(ours, theirs)
}

type flock struct{ f *os.File }

func (l *flock) sign() error {
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err := l.f.WriteAt(signature(), 0)
	return err
}

// Close removes the file while the lock is still held, so that no other process's lock is removed. A second Close finds
// the file closed and removes nothing.
func (l *flock) Close() error {
	if !stillThere(l.f, l.f.Name()) {
		return l.f.Close()
	}
	err := os.Remove(l.f.Name())
	if cerr := l.f.Close(); err == nil {
		err = cerr
	}
	return err
}
