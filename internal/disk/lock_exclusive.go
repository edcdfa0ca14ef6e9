//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Lock creates a lock file that must not exist. One that a dead process of this machine left is replaced; on systems
// without flock a process number that is in use again keeps it, and the file must be removed by hand.
func (OS) Lock(name string) (io.Closer, error) {
	const anew = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := openForWriting("lock", name, anew, 0o666)
	if errors.Is(err, fs.ErrExist) && stale(name) {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
		f, err = openForWriting("lock", name, anew, 0o666)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil, holder(name)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Write(signature())
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(name)
		return nil, err
	}
	return exclusive(name), nil
}

// stale reports whether a lock file names a process of this machine that is gone.
func stale(name string) bool {
	held := holder(name)
	host, err := os.Hostname()
	if err != nil || held.Host != host {
		return false
	}
	p, err := os.FindProcess(held.PID)
	if err != nil {
		return true
	}
	p.Release()
	return false
}

type exclusive string

func (name exclusive) Close() error { return os.Remove(string(name)) }
