package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestScratchLeavesNothing: the file has no name even while it is in use, and its directory is made if need be.
func TestScratchLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	s, err := NewScratch(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteAt([]byte("some"), 100); err != nil {
		t.Error(err)
	}
	got := make([]byte, 4)
	if _, err := s.ReadAt(got, 100); err != nil || string(got) != "some" {
		t.Errorf("read %q, %v", got, err)
	}
	if entries, err := os.ReadDir(dir); runtime.GOOS != "windows" && (err != nil || len(entries) != 0) {
		t.Errorf("while it is open the directory holds %v, %v", entries, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("afterwards the directory holds %v, %v", entries, err)
	}
}

func TestScratchNeedsADirectory(t *testing.T) {
	if _, err := NewScratch(filepath.Join(t.TempDir(), "a", "b")); err == nil {
		t.Errorf("error %v: want %v", err, fs.ErrNotExist)
	}
}
