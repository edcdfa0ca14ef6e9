package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// synced notes which directories were flushed.
type synced struct {
	disk.FS
	dirs []string
}

func (s *synced) SyncDir(dir string) error {
	s.dirs = append(s.dirs, dir)
	return s.FS.SyncDir(dir)
}

// TestMakeDirsFlushesEach: a directory that is made is flushed into its parent, one that is there is left alone.
func TestMakeDirsFlushesEach(t *testing.T) {
	s := &synced{FS: disktest.NewMemory()}
	if err := s.Mkdir("a"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := disk.MakeDirs(s, "a/b/c"); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(s.dirs, " "); got != "a "+filepath.Join("a", "b") {
		t.Errorf("flushed: %s", got)
	}
}

// TestMakeDirsNamesAFile: a file where a directory is to be is named.
func TestMakeDirsNamesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if err := disk.MakeDirs(disk.OS{}, dir); err == nil || errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: error %v", dir, err)
		}
	}
}

// TestRefuseLinks: a link to a directory is refused at any depth, one to a file and one to nothing are not.
func TestRefuseLinks(t *testing.T) {
	for name, test := range map[string]struct {
		link func(dir, elsewhere string) error
		bad  bool
	}{
		"none":           {func(string, string) error { return nil }, false},
		"to a file":      {func(dir, elsewhere string) error { return os.Symlink(elsewhere+"/file", dir+"/link") }, false},
		"to nothing":     {func(dir, elsewhere string) error { return os.Symlink(elsewhere+"/nothing", dir+"/link") }, false},
		"to a directory": {func(dir, elsewhere string) error { return os.Symlink(elsewhere, dir+"/link") }, true},
		"deep":           {func(dir, elsewhere string) error { return os.Symlink(elsewhere, dir+"/a/b/link") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := t.TempDir(), t.TempDir()
			err := errors.Join(os.MkdirAll(dir+"/a/b", 0o777), os.WriteFile(elsewhere+"/file", nil, 0o666))
			if err := errors.Join(err, test.link(dir, elsewhere)); err != nil {
				t.Skip(err)
			}
			if err := disk.RefuseLinks(disk.OS{}, dir); (err != nil) != test.bad {
				t.Errorf("error %v", err)
			}
		})
	}
}
