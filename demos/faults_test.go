package demos_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// session records on a disk that may fail: three files of one, one and two episodes, every append tried twice. It
// returns how many episodes were acknowledged, and the errors.
func session(fsys disk.FS, all []*demos.Demonstration) (acknowledged int, errs []error) {
	o := demos.Options{FS: fsys, Compress: true}
	r, err := demos.Create("d", manifest(), o)
	if err != nil {
		errs = append(errs, err)
		if r, err = demos.Create("d", manifest(), o); err != nil {
			if r, err = demos.Resume("d", manifest(), o); err != nil {
				return 0, append(errs, err)
			}
		}
	}
	for _, batch := range [][]*demos.Demonstration{all[:1], all[1:2], all[2:4]} {
		err := r.Append(batch...)
		if err != nil {
			errs = append(errs, err)
			err = r.Append(batch...)
		}
		if err != nil {
			return acknowledged, append(errs, err)
		}
		acknowledged += len(batch)
	}
	if err := r.Close(); err != nil {
		errs = append(errs, err)
	}
	return acknowledged, errs
}

// names matches an error that names the directory, its parent or a file in it.
var names = regexp.MustCompile(`(^| )(d|\.|d/[a-z0-9.-]+): `)

// TestEveryFailingCall lets each call of a session to the file system fail in turn, once or for good, cuts the power
// afterwards, and looks for every acknowledged episode.
func TestEveryFailingCall(t *testing.T) {
	all := played(6)
	faults := map[string]error{"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "EACCES": syscall.EACCES, "short write": nil, "unexpected EOF": io.ErrUnexpectedEOF}
	for name, fault := range faults {
		for _, sticky := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s sticky=%v", name, sticky), func(t *testing.T) {
				calls := disktest.EveryFault(fault, sticky, func(k int, m *disktest.Memory, f *disktest.Faulty) {
					acknowledged, errs := session(f, all)
					for _, err := range errs {
						if !names.MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
							t.Fatalf("call %d: error %q: want one line that names the file", k, err)
						}
					}
					if !f.Fired() && (acknowledged != 4 || len(errs) > 0) {
						t.Fatalf("without a fault: %d episodes, errors %v", acknowledged, errs)
					}
					m.Crash(rand.New(rand.NewPCG(uint64(k), 0)))
					survived(t, k, m, all, acknowledged)
				})
				if calls < 20 {
					t.Errorf("only %d calls", calls)
				}
			})
		}
	}
}

// TestDirectoryOfSomeoneElse: an acknowledged episode survives a power cut also in a directory that was there before, and
// that nobody had made durable.
func TestDirectoryOfSomeoneElse(t *testing.T) {
	all := played(6)
	for k := range 20 {
		m := disktest.NewMemory()
		if err := m.Mkdir("d"); err != nil {
			t.Fatal(err)
		}
		acknowledged, errs := session(m, all)
		if acknowledged != 4 || len(errs) > 0 {
			t.Fatal(acknowledged, errs)
		}
		m.Crash(rand.New(rand.NewPCG(uint64(k), 1)))
		survived(t, k, m, all, acknowledged)
	}
}

// survived opens what a crash left, expects the acknowledged episodes and nothing damaged, and records on.
func survived(t *testing.T, k int, m *disktest.Memory, all []*demos.Demonstration, acknowledged int) {
	t.Helper()
	o := demos.Options{FS: m, Compress: true}
	r, err := demos.Resume("d", manifest(), o)
	if err != nil {
		if acknowledged > 0 {
			t.Fatalf("call %d: %d acknowledged episodes, and: %v", k, acknowledged, err)
		}
		return
	}
	d, err := demos.OpenFS(m, "d")
	if err != nil {
		t.Fatalf("call %d: %v", k, err)
	}
	got, err := d.ReadAll()
	if err != nil {
		t.Fatalf("call %d: %v", k, err)
	}
	if len(got) < acknowledged || len(d.Problems) > 0 {
		t.Fatalf("call %d: %d of %d acknowledged episodes survived, problems %v", k, len(got), acknowledged, d.Problems)
	}
	sameEpisodes(t, got, all[:len(got)])
	if number, _ := r.Next(); number != uint64(len(got)) {
		t.Fatalf("call %d: resumed at episode %d of %d", k, number, len(got))
	}
	if err := r.Append(all[5]); err != nil {
		t.Fatalf("call %d: %v", k, err)
	}
	closed(t, r)
}

// unflushed is a disk on which directories can be flushed until full is set.
type unflushed struct {
	disk.FS
	full bool
}

func (u *unflushed) SyncDir(dir string) error {
	if u.full {
		return syscall.EIO
	}
	return u.FS.SyncDir(dir)
}

// TestFailedAppendLeavesNoFile: an episode whose file has its name when the last flush fails is not acknowledged, and is
// taken back: whoever opens the data set next must not count it.
func TestFailedAppendLeavesNoFile(t *testing.T) {
	all := played(3)
	d := &unflushed{FS: disktest.NewMemory()}
	r, err := demos.Create("d", manifest(), demos.Options{FS: d})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(all[0]); err != nil {
		t.Fatal(err)
	}
	d.full = true
	if err := r.Append(all[1:3]...); !errors.Is(err, syscall.EIO) {
		t.Fatalf("error %v", err)
	}
	set, err := demos.OpenFS(d, "d")
	if err != nil || set.Len() != 1 || len(set.Problems) > 0 {
		t.Errorf("%d episodes, problems %v, error %v: want the acknowledged one", set.Len(), set.Problems, err)
	}
	d.full = false
	if err := r.Append(all[1]); err != nil {
		t.Errorf("tried again: %v", err)
	}
	closed(t, r)
}

// TestRecorderSweeps: temporaries that a crash left are gone as soon as a recorder has the lock; other files are not.
func TestRecorderSweeps(t *testing.T) {
	dir := record(t, 1)
	for _, name := range []string{"episode-000001.mcap" + disk.TempSuffix, demos.ManifestName + disk.TempSuffix, "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	temporary, err := filepath.Glob(filepath.Join(dir, "*"+disk.TempSuffix))
	if err != nil || len(temporary) > 0 {
		t.Errorf("left behind: %v, %v", temporary, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
		t.Error(err)
	}
}
