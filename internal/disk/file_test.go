package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// TestOpenRegularLooksFirst: a directory and a device are refused; through a link a file is read.
func TestOpenRegularLooksFirst(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, []byte("x"), 0o666), os.Symlink(file, link)); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{dir, os.DevNull} {
		if f, err := disk.OpenRegular(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
		if _, err := disk.Tree(filepath.Dir(name)).Open(filepath.Base(name)); name == os.DevNull && err == nil {
			t.Errorf("%s was opened in its folder", name)
		}
	}
	for _, name := range []string{file, link} {
		f, err := disk.OpenRegular(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if data, err := fs.ReadFile(disk.Tree(dir), "link"); err != nil || string(data) != "x" {
		t.Errorf("in its folder: %q, %v", data, err)
	}
}

// TestNewFilesReplaceNothing: neither a file nor a link is written to, also one to nothing.
func TestNewFilesReplaceNothing(t *testing.T) {
	dir := t.TempDir()
	there, link, dangling := filepath.Join(dir, "there"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	err := errors.Join(os.WriteFile(there, []byte("x"), 0o666), os.Symlink(there, link), os.Symlink(dir+"/nothing", dangling))
	if err != nil {
		t.Skip(err)
	}
	for _, name := range []string{there, link, dangling} {
		if err := disk.WriteNew(name, []byte("y")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if _, err := os.Stat(dir + "/nothing"); err == nil {
		t.Error("a link was followed")
	}
	if err := disk.WriteNew(filepath.Join(dir, "new"), []byte("y")); err != nil {
		t.Error(err)
	}
	if err := disk.RemoveTree(dir); err != nil {
		t.Error(err)
	}
}
