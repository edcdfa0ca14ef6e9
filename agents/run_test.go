package agents

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos/disk"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// clockwork is the least learner there is: a number that each step hashes, logged, and checkpointed every 5 steps.
type clockwork struct {
	step  int64
	value float64
}

func (c *clockwork) file() *net.File {
	return &net.File{Tensors: []net.Tensor{{Name: "value", Shape: []int{1}, Data: []float64{c.value}}}}
}

const clockworkSteps = 23

// live runs the clockwork to its end, or to the step at which it is told to stop, which it survives by a checkpoint.
func live(dir string, o RunOptions, stop int64) (err error) {
	r, from, err := OpenRun(dir, []byte("steps: 23\n"), o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var c clockwork
	if from != nil {
		t, _ := from.File.Tensor("value")
		c = clockwork{from.Step, t.Data.([]float64)[0]}
	}
	for c.step < clockworkSteps {
		if c.step == stop {
			return errors.Join(errStopped, r.Interrupt(c.step, c.file()))
		}
		c.value = rand.New(rand.NewPCG(uint64(c.step), uint64(c.value*1e9))).Float64()
		c.step++
		if err := r.Log(map[string]any{"step": c.step, "value": c.value}); err != nil {
			return err
		}
		if c.step%5 == 0 || c.step == clockworkSteps {
			if err := r.Checkpoint(c.step, c.file()); err != nil {
				return err
			}
		}
	}
	return r.Write(PolicyFile, fmt.Append(nil, c.value))
}

var errStopped = errors.New("stopped")

// contents is a directory as text: the names and bytes of all files in it.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		fmt.Fprintf(&b, "== %s\n%s\n", name, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func uninterrupted(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if err := live(dir, DefaultRun(), -1); err != nil {
		t.Fatal(err)
	}
	return contents(t, dir)
}

func resume() RunOptions {
	o := DefaultRun()
	o.Resume = true
	return o
}

func TestRunInterruptedAtEveryStep(t *testing.T) {
	want := uninterrupted(t)
	if n := strings.Count(want, "== checkpoint-"); n != 2 {
		t.Fatalf("%d checkpoints are kept, want 2", n)
	}
	for stop := range int64(clockworkSteps) {
		dir := filepath.Join(t.TempDir(), "run")
		if err := live(dir, DefaultRun(), stop); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		for range 2 { // resuming what is complete changes nothing
			if err := live(dir, resume(), -1); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, dir); got != want {
				t.Fatalf("stopped at %d, the run ended with\n%s\nwant\n%s", stop, got, want)
			}
		}
	}
}

// TestRunDiesAtEveryCall lets the k-th call to the file system fail, and every one after it, as if the power had gone,
// for k = 1, 2, ... until the run gets through; each time the resumed run ends with the same bytes.
func TestRunDiesAtEveryCall(t *testing.T) {
	want := uninterrupted(t)
	for _, torn := range []bool{false, true} {
		for k := 1; ; k++ {
			if testing.Short() && k%7 != 0 {
				continue
			}
			dir := filepath.Join(t.TempDir(), "run")
			d := &dying{left: k, torn: torn}
			o := DefaultRun()
			o.Disk = d
			err := live(dir, o, -1)
			o.Disk, o.Resume = &dying{left: math.MaxInt}, true
			if err := live(dir, o, -1); err != nil {
				t.Fatalf("after dying at call %d: %v", k, err)
			}
			if got := contents(t, dir); got != want {
				t.Fatalf("died at call %d (torn %v), the run ended with\n%s\nwant\n%s", k, torn, got, want)
			}
			if err == nil && d.left > 0 {
				break
			}
		}
	}
}

// dying is a disk that fails for good after a number of calls; a torn write leaves half of its data. The lock is let
// go of as the end of a process does, which no failing disk can prevent.
type dying struct {
	OS
	left int
	torn bool
}

var errDead = errors.New("the disk is gone")

func (d *dying) alive() error {
	d.left--
	if d.left <= 0 {
		return errDead
	}
	return nil
}

func (d *dying) Create(name string) (disk.File, error) {
	if err := d.alive(); err != nil {
		return nil, err
	}
	f, err := d.OS.Create(name)
	return dyingFile{f, d}, err
}

func (d *dying) Rename(from, to string) error {
	if err := d.alive(); err != nil {
		return err
	}
	return d.OS.Rename(from, to)
}

func (d *dying) Remove(name string) error {
	if err := d.alive(); err != nil {
		return err
	}
	return d.OS.Remove(name)
}

// SyncDir and Sync count as calls but flush nothing: what dies here is a process, and flushes take most of the time.
func (d *dying) SyncDir(string) error { return d.alive() }

type dyingFile struct {
	disk.File
	d *dying
}

func (f dyingFile) Write(p []byte) (int, error) {
	if err := f.d.alive(); err != nil {
		if f.d.torn && f.d.left == 0 {
			n, _ := f.File.Write(p[:len(p)/2])
			return n, err
		}
		return 0, err
	}
	return f.File.Write(p)
}

func (f dyingFile) Sync() error { return f.d.alive() }

func TestRunFallsBackToTheOlderCheckpoint(t *testing.T) {
	want := uninterrupted(t)
	dir := filepath.Join(t.TempDir(), "run")
	if err := live(dir, DefaultRun(), 17); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	newest := filepath.Join(dir, "checkpoint-000000017-interrupted.safetensors")
	older := filepath.Join(dir, "checkpoint-000000015.safetensors")
	for _, name := range []string{newest, older} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, info.Size()/2); err != nil {
			t.Fatal(err)
		}
	}
	var notes []string
	o := resume()
	o.Note = func(line string) { notes = append(notes, line) }
	if err := live(dir, o, -1); err != nil {
		t.Fatal(err)
	}
	if len(notes) != 2 || !strings.HasPrefix(notes[0], newest) || !strings.HasPrefix(notes[1], older) ||
		!strings.HasSuffix(notes[1], "continuing from checkpoint-000000010.safetensors") {
		t.Errorf("notes %q", notes)
	}
	if got := contents(t, dir); got != want {
		t.Errorf("the run ended with\n%s\nwant\n%s", got, want)
	}
}

func TestRunRefuses(t *testing.T) {
	begun := func(t *testing.T) string {
		dir := filepath.Join(t.TempDir(), "run")
		if err := live(dir, DefaultRun(), 12); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		return dir
	}
	open := func(dir, config string, o RunOptions) error {
		r, _, err := OpenRun(dir, []byte(config), o)
		if err == nil {
			r.Close()
		}
		return err
	}
	for _, c := range []struct {
		name, config string
		spoil        func(dir string)
		o            RunOptions
		want         string
	}{
		{"a directory in use", "steps: 23\n", nil, DefaultRun(), "holds a run already"},
		{"another configuration", "steps: 24\n", nil, resume(), "- steps: 23\n+ steps: 24"},
		{"shorter metrics", "steps: 23\n", func(dir string) { os.Truncate(filepath.Join(dir, MetricsFile), 40) }, resume(), "40 bytes, the checkpoint"},
		{"other metrics", "steps: 23\n", func(dir string) {
			data, _ := os.ReadFile(filepath.Join(dir, MetricsFile))
			data[3] ^= 1
			os.WriteFile(filepath.Join(dir, MetricsFile), data, 0o666)
		}, resume(), "are not those that the checkpoint"},
		{"no whole checkpoint", "steps: 23\n", func(dir string) {
			all, _ := filepath.Glob(filepath.Join(dir, "checkpoint-*"))
			for _, name := range all {
				os.Truncate(name, 9)
			}
		}, resume(), "no checkpoint can be read"},
		{"checkpoints without a configuration", "steps: 23\n", func(dir string) { os.Remove(filepath.Join(dir, ConfigFile)) }, resume(), "but no config.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := begun(t)
			if c.spoil != nil {
				c.spoil(dir)
			}
			if err := open(dir, c.config, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	dir := begun(t)
	o := resume()
	o.Force = true
	if err := open(dir, "steps: 24\n", o); err != nil {
		t.Errorf("forced: %v", err)
	}
	r, _, err := OpenRun(dir, []byte("steps: 24\n"), resume())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := open(dir, "steps: 24\n", resume()); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run of one directory: %v", err)
	}
}

func TestRunWithoutRoom(t *testing.T) {
	if err := live(filepath.Join(t.TempDir(), "no", "run"), DefaultRun(), -1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestCheckpointNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"checkpoint-000000012.safetensors", "checkpoint-12.safetensors", "checkpoint-000000007-interrupted.safetensors",
		"checkpoint-1234567890.safetensors", "checkpoint-.safetensors", "checkpoint--00000001.safetensors", "policy.safetensors"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r := &Run{dir: dir, o: DefaultRun()}
	got, err := r.checkpoints()
	want := []checkpointName{{7, true}, {12, false}, {1234567890, false}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("checkpoints %v, want %v", got, want)
	}
}
