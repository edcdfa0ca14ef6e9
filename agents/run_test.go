package agents

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
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

// live runs the clockwork in "run" to its end, or to the step at which it is told to stop, which it survives by a
// checkpoint.
func live(o RunOptions, stop int64) (err error) {
	r, from, err := OpenRun("run", []byte("steps: 23\n"), o)
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
			return errors.Join(errStopped, r.Interrupt(c.step, 0, c.file()))
		}
		c.value = rand.New(rand.NewPCG(uint64(c.step), uint64(c.value*1e9))).Float64()
		c.step++
		if err := r.Log(map[string]any{"step": c.step, "value": c.value}); err != nil {
			return err
		}
		if c.step%5 == 0 || c.step == clockworkSteps {
			if err := r.Checkpoint(c.step, 0, c.file()); err != nil {
				return err
			}
		}
	}
	return r.Write(PolicyFile, fmt.Append(nil, c.value))
}

var errStopped = errors.New("stopped")

// on opens runs on a disk, resuming what is there.
func on(d disk.FS) RunOptions {
	o := DefaultRun()
	o.Disk, o.Resume = d, true
	return o
}

// contents is the run's directory as text: the names and bytes of all files in it.
func contents(t *testing.T, d disk.FS) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range []string{"run", "run/data"} {
		entries, err := d.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			fmt.Fprintf(&b, "== %s/%s\n%s\n", dir, e.Name(), content(t, d, filepath.Join(dir, e.Name())))
		}
	}
	return b.String()
}

func content(t *testing.T, d disk.FS, name string) []byte {
	t.Helper()
	data, err := disk.ReadFile(d, name, nil, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rewrite replaces a file by a part or a variant of it.
func rewrite(t *testing.T, d disk.FS, name string, data []byte) {
	t.Helper()
	if err := disk.WriteFile(d, name, data); err != nil {
		t.Fatal(err)
	}
}

func uninterrupted(t *testing.T) string {
	t.Helper()
	d := disktest.NewMemory()
	if err := live(on(d), -1); err != nil {
		t.Fatal(err)
	}
	return contents(t, d)
}

func TestRunInterruptedAtEveryStep(t *testing.T) {
	want := uninterrupted(t)
	if n := strings.Count(want, "/checkpoint-"); n != 2 {
		t.Fatalf("%d checkpoints are kept, want 2", n)
	}
	for stop := range int64(clockworkSteps) {
		d := disktest.NewMemory()
		if err := live(on(d), stop); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		for range 2 { // resuming what is complete changes nothing
			if err := live(on(d), -1); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, d); got != want {
				t.Fatalf("stopped at %d, the run ended with\n%s\nwant\n%s", stop, got, want)
			}
		}
	}
}

// TestRunSurvivesEveryCall lets call k = 1, 2, ... to the disk and all that follow fail, until the run gets through. The
// process dies there, or with the power: then a part of what was not flushed is lost. Each time the resumed run ends
// with the same bytes.
func TestRunSurvivesEveryCall(t *testing.T) {
	want := uninterrupted(t)
	for _, power := range []bool{false, true} {
		for k := 1; ; k++ {
			d := disktest.NewMemory()
			f := &disktest.Faulty{FS: d, At: k, Err: syscall.EIO, Sticky: true}
			err := live(on(f), -1)
			if power {
				d.Crash(rand.New(rand.NewPCG(5, uint64(k))))
			}
			if err := live(on(d), -1); err != nil {
				t.Fatalf("power cut %v, after dying at call %d: %v", power, k, err)
			}
			if got := contents(t, d); got != want {
				t.Fatalf("power cut %v, died at call %d, the run ended with\n%s\nwant\n%s", power, k, got, want)
			}
			if !f.Fired() {
				break
			}
			if err == nil && k < 100 {
				t.Errorf("call %d failed in silence", k)
			}
		}
	}
}

// TestRunFailsWithItsDisk lets each single call fail once: the run says so, and can be resumed.
func TestRunFailsWithItsDisk(t *testing.T) {
	want := uninterrupted(t)
	for k := 1; ; k++ {
		d := disktest.NewMemory()
		f := &disktest.Faulty{FS: d, At: k, Err: syscall.ENOSPC}
		err := live(on(f), -1)
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("call %d: error %v", k, err)
		}
		if err := live(on(d), -1); err != nil {
			t.Fatalf("after call %d failed: %v", k, err)
		}
		if got := contents(t, d); got != want {
			t.Fatalf("call %d failed, the run ended with\n%s\nwant\n%s", k, got, want)
		}
		if !f.Fired() {
			break
		}
	}
}

func TestRunFallsBackToTheOlderCheckpoint(t *testing.T) {
	want := uninterrupted(t)
	d := disktest.NewMemory()
	if err := live(on(d), 17); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	newest, older := "run/checkpoint-000000017-interrupted.safetensors", "run/checkpoint-000000015.safetensors"
	for _, name := range []string{newest, older} {
		data := content(t, d, name)
		rewrite(t, d, name, data[:len(data)/2])
	}
	var notes []string
	o := on(d)
	o.Note = func(line string) { notes = append(notes, line) }
	if err := live(o, -1); err != nil {
		t.Fatal(err)
	}
	if len(notes) != 2 || !strings.HasPrefix(notes[0], newest) || !strings.HasPrefix(notes[1], older) ||
		!strings.HasSuffix(notes[1], "continuing from checkpoint-000000010.safetensors") {
		t.Errorf("notes %q", notes)
	}
	if got := contents(t, d); got != want {
		t.Errorf("the run ended with\n%s\nwant\n%s", got, want)
	}
}

// TestRunSeesEveryFlippedBit: no damage to the newest checkpoint goes unseen.
func TestRunSeesEveryFlippedBit(t *testing.T) {
	d := disktest.NewMemory()
	if err := live(on(d), 12); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	name := "run/checkpoint-000000012-interrupted.safetensors"
	whole := content(t, d, name)
	for bit := range 8 * len(whole) {
		damaged := slices.Clone(whole)
		damaged[bit/8] ^= 1 << (bit % 8)
		rewrite(t, d, name, damaged)
		r := &Run{dir: "run", o: on(d), config: []byte("steps: 23\n")}
		if c, err := r.restore(); err != nil || c.Step == 12 {
			t.Fatalf("bit %d: the damaged checkpoint was taken for whole, or none was: %v", bit, err)
		}
	}
}

// TestDirectoryInUse: a new run where there is one, or files of one, is refused by a typed error, a resumed one is not.
func TestDirectoryInUse(t *testing.T) {
	d := disktest.NewMemory()
	if err := live(on(d), clockworkSteps); err != nil {
		t.Fatal(err)
	}
	fresh := on(d)
	fresh.Resume = false
	for _, spoil := range []func(){func() {}, func() { d.Remove("run/" + ConfigFile) }} {
		spoil()
		_, _, err := OpenRun("run", []byte("steps: 23\n"), fresh)
		if used, ok := errors.AsType[*InUseError](err); !ok || used.Dir != "run" {
			t.Errorf("error %v", err)
		}
	}
	d = disktest.NewMemory()
	if err := live(on(d), 12); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	_, _, err := OpenRun("run", []byte("steps: 24\n"), on(d))
	if _, ok := errors.AsType[*InUseError](err); err == nil || ok {
		t.Errorf("another configuration: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	open := func(d disk.FS, config string, change func(*RunOptions)) error {
		o := on(d)
		if change != nil {
			change(&o)
		}
		r, _, err := OpenRun("run", []byte(config), o)
		if err == nil {
			r.Close()
		}
		return err
	}
	begun := func() *disktest.Memory {
		d := disktest.NewMemory()
		if err := live(on(d), 12); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		return d
	}
	metrics := "run/" + MetricsFile
	for _, c := range []struct {
		name, config string
		spoil        func(d disk.FS)
		change       func(*RunOptions)
		want         string
	}{
		{"a directory in use", "steps: 23\n", nil, func(o *RunOptions) { o.Resume = false }, "holds a run already"},
		{"another configuration", "steps: 24\n", nil, nil, "run/config.yaml:1: the run was begun otherwise; - is the run, + is what was asked for now:\n- steps: 23\n+ steps: 24"},
		{"a configuration changed by hand", "steps: 24\n", func(d disk.FS) { rewrite(t, d, "run/"+ConfigFile, []byte("steps: 24\n")) }, nil,
			"run/config.yaml:1: it was changed since the checkpoint of step 12 was taken; - is the file, + is what the checkpoint says:\n- steps: 24\n+ steps: 23"},
		{"shorter metrics", "steps: 23\n", func(d disk.FS) { rewrite(t, d, metrics, content(t, d, metrics)[:40]) }, nil, "40 bytes, the checkpoint"},
		{"other metrics", "steps: 23\n", func(d disk.FS) {
			data := content(t, d, metrics)
			data[3] ^= 1
			rewrite(t, d, metrics, data)
		}, nil, "are not those that the checkpoint"},
		{"no whole checkpoint", "steps: 23\n", func(d disk.FS) {
			for _, step := range []string{"5", "10", "12-interrupted"} {
				rewrite(t, d, fmt.Sprintf("run/checkpoint-%s%s.safetensors", strings.Repeat("0", 9-len(strings.TrimSuffix(step, "-interrupted"))), step), []byte("x"))
			}
		}, nil, "no checkpoint can be read"},
		{"checkpoints without a configuration", "steps: 23\n", func(d disk.FS) { d.Remove("run/" + ConfigFile) }, nil, "but no config.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := begun()
			if c.spoil != nil {
				c.spoil(d)
			}
			if err := open(d, c.config, c.change); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	d := begun()
	if err := open(d, "steps: 24\n", func(o *RunOptions) { o.Force = true }); err != nil {
		t.Errorf("forced: %v", err)
	}
	if err := open(d, "steps: 24\n", nil); err == nil || !strings.Contains(err.Error(), "changed since the checkpoint of step 12") {
		t.Errorf("no checkpoint was taken under what was forced, and resuming by it: %v", err)
	}
	forced := on(d)
	forced.Force = true
	r, _, err := OpenRun("run", []byte("steps: 24\n"), forced)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := open(d, "steps: 24\n", nil); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run of one directory: %v", err)
	}
}

// TestRunSpelledOtherwise: a comment in config.yaml changes nothing, and that is said.
func TestRunSpelledOtherwise(t *testing.T) {
	d := disktest.NewMemory()
	if err := live(on(d), 12); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	rewrite(t, d, "run/"+ConfigFile, []byte("# mine\nsteps: 23\n"))
	o := on(d)
	var notes []string
	o.Note = func(line string) { notes = append(notes, line) }
	if err := live(o, -1); err != nil {
		t.Fatal(err)
	}
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "run/config.yaml:1: spelled otherwise") {
		t.Errorf("notes %q", notes)
	}
	if got, want := contents(t, d), uninterrupted(t); got != want {
		t.Errorf("the run ended with\n%s\nwant\n%s", got, want)
	}
}

// TestRunOnARealDisk does on the machine's own file system what the others do in memory.
func TestRunOnARealDisk(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := live(on(disk.OS{}), 13); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	if err := live(on(disk.OS{}), -1); err != nil {
		t.Fatal(err)
	}
	if got, want := contents(t, disk.OS{}), uninterrupted(t); got != want {
		t.Errorf("the run ended with\n%s\nwant\n%s", got, want)
	}
	o := on(disk.OS{})
	if _, _, err := OpenRun("no/run", []byte("steps: 23\n"), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a run in a directory that is not there: %v", err)
	}
}

// TestPowerCutLeavesTheRun: once a run has begun, its directory lasts, too.
func TestPowerCutLeavesTheRun(t *testing.T) {
	for seed := range uint64(20) {
		d := disktest.NewMemory()
		r, _, err := OpenRun("run", []byte("steps: 23\n"), on(d))
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		d.Crash(rand.New(rand.NewPCG(seed, 0)))
		if _, err := disk.ReadFile(d, filepath.Join("run", ConfigFile), nil, maxConfig); err != nil {
			t.Fatalf("power cut %d: %v", seed, err)
		}
	}
}

func TestCheckpointNames(t *testing.T) {
	d := disktest.NewMemory()
	d.Mkdir("run")
	for _, name := range []string{"checkpoint-000000012.safetensors", "checkpoint-12.safetensors", "checkpoint-000000007-interrupted.safetensors",
		"checkpoint-1234567890.safetensors", "checkpoint-.safetensors", "checkpoint--00000001.safetensors", "policy.safetensors"} {
		rewrite(t, d, "run/"+name, nil)
	}
	r := &Run{dir: "run", o: on(d)}
	got, err := r.checkpoints()
	want := []checkpointName{{7, true}, {12, false}, {1234567890, false}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("checkpoints %v, want %v", got, want)
	}
}
