//go:build unix

package locomotion_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// A pipe as a model or an include is refused, where opening it would wait for ever.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.xml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	including := write(t, "m.xml", `<mujoco><include file="pipe.xml"/></mujoco>`)
	if err := syscall.Mkfifo(filepath.Join(filepath.Dir(including), "pipe.xml"), 0o600); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{pipe, including} {
		done := make(chan error, 1)
		go func() {
			_, err := locomotion.Open(path)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), "pipe.xml is not a plain file") {
				t.Errorf("%s: %v", filepath.Base(path), err)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: opening it hangs", filepath.Base(path))
		}
	}
}
