//go:build darwin || linux

package disk_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// TestNoPipeIsWaitedFor: in place of a file or of its directory a pipe is refused at once, whatever is done with it.
func TestNoPipeIsWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	done := make(chan bool)
	go func() {
		for _, name := range []string{pipe, filepath.Join(pipe, "below")} {
			for what, err := range map[string]error{
				"open":      second(disk.OpenRegular(name)),
				"create":    second(disk.OS{}.Create(name)),
				"append":    second(disk.OS{}.Append(name)),
				"new":       second(disk.CreateNew(name)),
				"lock":      second(disk.OS{}.Lock(name)),
				"list":      second(disk.OS{}.ReadDir(name)),
				"make":      disk.MakeDirs(disk.OS{}, name),
				"links":     disk.RefuseLinks(disk.OS{}, name),
				"scratch":   second(disk.NewScratch(name)),
				"tree":      second(disk.Tree(filepath.Dir(name)).Open(filepath.Base(name))),
				"directory": disk.OS{}.SyncDir(name),
			} {
				if err == nil {
					t.Errorf("%s of %s: no error", what, name)
				}
			}
		}
		done <- true
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
}

func second[T any](_ T, err error) error { return err }
