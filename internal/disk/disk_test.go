package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestWriteFileLeavesNoTemporary(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	for _, data := range []string{"one", "two"} {
		if err := WriteFile(OS{}, name, []byte(data)); err != nil {
			t.Fatal(err)
		}
		got, err := ReadFile(OS{}, name, nil, 100)
		if err != nil || string(got) != data {
			t.Errorf("read %q, %v: want %q", got, err, data)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("files %v: want one", entries)
	}
}

// TestWriteKeepsWhatWasThere: whoever fails to write anew has lost nothing.
func TestWriteKeepsWhatWasThere(t *testing.T) {
	name, failure := filepath.Join(t.TempDir(), "f"), errors.New("cannot go on")
	if err := WriteFile(OS{}, name, []byte("old")); err != nil {
		t.Fatal(err)
	}
	err := Write(OS{}, name, func(w io.Writer) error {
		_, err := io.WriteString(w, "half of the ne")
		return errors.Join(err, failure)
	})
	if !errors.Is(err, failure) {
		t.Errorf("error %v, want %v", err, failure)
	}
	if got, err := ReadFile(OS{}, name, nil, 100); err != nil || string(got) != "old" {
		t.Errorf("read %q, %v: want what was there", got, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(name)); len(entries) != 1 {
		t.Errorf("files %v: want one", entries)
	}
}

// TestErrorsNameTheFile: of a write that fails the user is told the file, not the temporary.
func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	absent, taken := filepath.Join(dir, "absent", "f"), filepath.Join(dir, "taken")
	if err := os.Mkdir(taken, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{absent, taken} {
		if err := WriteFile(OS{}, name, nil); err == nil || !strings.Contains(err.Error(), " "+name+": ") || strings.Contains(err.Error(), TempSuffix) {
			t.Errorf("error %v: want one that names %s alone", err, name)
		}
	}
}

func TestReadFileIsBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, make([]byte, 11), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := ReadFile(OS{}, name, nil, 10)
	if large, ok := errors.AsType[*TooLargeError](err); !ok || large.Size != 11 {
		t.Errorf("error %v: want that 11 bytes are too many", err)
	}
	if _, err := ReadFile(OS{}, filepath.Dir(name), nil, 10); err == nil {
		t.Error("read a directory")
	}
}

func TestSweepRemovesTemporariesAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a" + TempSuffix, "b", "b.tmp", "c.mcap" + TempSuffix} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "d"+TempSuffix), 0o777); err != nil {
		t.Fatal(err)
	}
	swept, err := Sweep(OS{}, dir)
	if err != nil || strings.Join(swept, " ") != "a"+TempSuffix+" c.mcap"+TempSuffix {
		t.Errorf("swept %v, %v", swept, err)
	}
}

// TestNothingIsWrittenThroughALink: a directory that came from elsewhere may hold links under the names that we write.
func TestNothingIsWrittenThroughALink(t *testing.T) {
	dir := t.TempDir()
	victim, link := filepath.Join(dir, "victim"), filepath.Join(dir, "f")
	if err := os.WriteFile(victim, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{link, link + TempSuffix} {
		if err := os.Symlink(victim, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFile(OS{}, link, []byte("data")); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("error %v from a linked temporary", err)
	}
	if _, err := (OS{}).Lock(link); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("error %v from a linked lock", err)
	}
	if _, err := Sweep(OS{}, dir); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(OS{}, link, []byte("data")); err != nil { // replaces the link itself
		t.Error(err)
	}
	if got, err := os.ReadFile(victim); err != nil || string(got) != "precious" {
		t.Errorf("the linked file holds %q, %v", got, err)
	}
}

// TestNothingIsWrittenToAFileWithOtherNames: a hard link, or a link put where a file is appended to, leaves the other file as it is.
func TestNothingIsWrittenToAFileWithOtherNames(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	for kind, link := range map[string]func(string, string) error{"hard": os.Link, "symbolic": os.Symlink} {
		name := filepath.Join(dir, kind)
		if err := link(victim, name); err != nil {
			t.Skip(err)
		}
		for verb, open := range map[string]func(string) (File, error){"append": OS{}.Append, "create": OS{}.Create} {
			if f, err := open(name); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s to a %s link: error %v", verb, kind, err)
				if err == nil {
					f.Close()
				}
			}
		}
		if l, err := (OS{}).Lock(name); err == nil {
			t.Errorf("a %s link was locked", kind)
			l.Close()
		}
	}
	if got, err := os.ReadFile(victim); err != nil || string(got) != "precious" {
		t.Errorf("the linked file holds %q, %v", got, err)
	}
}

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	l, err := OS{}.Lock(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = OS{}.Lock(name)
	held, ok := errors.AsType[*HeldError](err)
	if !ok || held.PID != os.Getpid() || held.Host == "" {
		t.Errorf("error %v: want that this process holds the lock", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("the lock file is still there")
	}
}

func TestHolderOfGarbage(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	for _, text := range []string{"", "host", "host\n12", "host\ntwelve\n", "\x1b[2J\n12\n", strings.Repeat("x", 5000)} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if held := holder(name); held.Host != "" || !strings.Contains(held.Error(), "another process") {
			t.Errorf("%.20q: %v", text, held)
		}
	}
}

// TestSyncDirFlushes: a directory of a file system without a disk refuses to be flushed, which shows that it was asked to.
func TestSyncDirFlushes(t *testing.T) {
	if err := (OS{}).SyncDir(t.TempDir()); err != nil {
		t.Error(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("there is no such operation on Windows")
	}
	if err := (OS{}).SyncDir(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory that is not there: error %v", err)
	}
	const kernel = "/proc/self"
	if _, err := os.Stat(kernel); err != nil {
		t.Skip(err)
	}
	if err := (OS{}).SyncDir(kernel); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("%s, which has no disk: error %v, want %v", kernel, err, syscall.EINVAL)
	}
}
