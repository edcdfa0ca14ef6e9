package agents

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// recorder is the least learner with a journal: each step adds a row that depends on all that it holds, the newest twenty.
type recorder struct {
	step    int64
	rows    [][]float32 // oldest first
	journal *Journal
}

const (
	recorderSteps = 80
	recorderRows  = 20
)

func (c *recorder) extent() Extent {
	e := Extent{Width: 3, Most: recorderRows, Needed: len(c.rows)}
	if c.step == recorderSteps {
		e.Needed = 0
	}
	return e
}

func (c *recorder) work() {
	seed := uint64(len(c.rows))
	for _, row := range c.rows {
		seed = 31*seed + uint64(1e6*row[0])
	}
	rng := rand.New(rand.NewPCG(uint64(c.step), seed))
	row := []float32{rng.Float32(), rng.Float32(), float32(c.step)}
	c.rows = append(c.rows, row)
	c.rows = c.rows[max(0, len(c.rows)-recorderRows):]
	c.journal.Append(row)
	c.step++
}

// load takes the rows of a checkpoint.
func (c *recorder) load(from *Checkpoint) {
	c.step = from.Step
	t, _ := from.File.Tensor(JournalTensor)
	numbers, _ := t.Data.([]float32)
	for row := range slices.Chunk(numbers, 3) {
		c.rows = append(c.rows, row)
	}
}

// record runs the recorder in "run" to its end, or to the step at which it is told to stop, which it survives by a
// checkpoint; every is the steps between two regular ones.
func record(o RunOptions, every, stop int64) (err error) {
	r, from, err := OpenRun("run", []byte("steps: 80\n"), o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var c recorder
	if from != nil {
		c.load(from)
	}
	if c.journal, err = r.Journal(c.extent()); err != nil {
		return err
	}
	if c.journal.Rows() == 0 {
		c.journal.segment = 3
	}
	for c.step < recorderSteps {
		if c.step == stop {
			c.journal.needed = int64(c.extent().Needed)
			return errors.Join(errStopped, r.Interrupt(c.step, recorderSteps, &net.File{}))
		}
		c.work()
		if c.step%7 == 0 {
			if err := r.Log(map[string]any{"step": c.step, "row": c.rows[len(c.rows)-1]}); err != nil {
				return err
			}
		}
		if c.step%every == 0 || c.step == recorderSteps {
			c.journal.needed = int64(c.extent().Needed)
			if err := r.Checkpoint(c.step, recorderSteps, &net.File{}); err != nil {
				return err
			}
		}
	}
	return r.Write(PolicyFile, fmt.Append(nil, c.step))
}

// recorded is the files of a run that was not interrupted.
func recorded(t *testing.T, every int64) string {
	t.Helper()
	d := disktest.NewMemory()
	if err := record(on(d), every, -1); err != nil {
		t.Fatal(err)
	}
	return contents(t, d)
}

// intervals are checkpoints more and less often than the rows that are held are new.
var intervals = []int64{5, 10, 50}

func TestJournalInterruptedAtEveryStep(t *testing.T) {
	for _, every := range intervals {
		want := recorded(t, every)
		for stop := range int64(recorderSteps) {
			d := disktest.NewMemory()
			if err := record(on(d), every, stop); !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			if again := stop + 1 + stop%40; again < recorderSteps { // a second time, before and after the next regular one
				if err := record(on(d), every, again); !errors.Is(err, errStopped) {
					t.Fatal(err)
				}
			}
			for range 2 { // resuming what is complete changes nothing
				if err := record(on(d), every, -1); err != nil {
					t.Fatalf("checkpoints every %d steps, stopped at %d: %v", every, stop, err)
				}
				if got := contents(t, d); got != want {
					t.Fatalf("checkpoints every %d, stopped at %d, the run ended with\n%q\nwant\n%q", every, stop, got, want)
				}
			}
		}
	}
}

// TestJournalSurvivesEveryCall is TestRunSurvivesEveryCall for a run with a journal, also where the call alone fails.
func TestJournalSurvivesEveryCall(t *testing.T) {
	const every = 10
	want := recorded(t, every)
	for mode := range 4 {
		power, sticky := mode&1 != 0, mode&2 != 0
		for k := 1; ; k++ {
			d := disktest.NewMemory()
			f := &disktest.Faulty{FS: d, At: k, Err: syscall.EIO, Sticky: sticky}
			err := record(on(f), every, -1)
			if err != nil && !errors.Is(err, syscall.EIO) {
				t.Fatalf("call %d: error %v", k, err)
			}
			if power {
				d.Crash(rand.New(rand.NewPCG(5, uint64(k))))
			}
			if err := record(on(d), every, -1); err != nil {
				t.Fatalf("power cut %v, after call %d failed (for good: %v): %v", power, k, sticky, err)
			}
			if got := contents(t, d); got != want {
				t.Fatalf("power cut %v, call %d failed (for good: %v), it ended with\n%q\nwant\n%q", power, k, sticky, got, want)
			}
			if !f.Fired() {
				break
			}
		}
	}
}

// TestJournalIsThereBeforeItsCheckpoint: no power cut about the first checkpoint leaves that without its rows.
func TestJournalIsThereBeforeItsCheckpoint(t *testing.T) {
	for seed := range uint64(8) {
		for k := 10; k < 60; k++ {
			d := disktest.NewMemory()
			f := &disktest.Faulty{FS: d, At: k, Err: syscall.EIO, Sticky: true}
			if err := record(on(f), 10, -1); !errors.Is(err, syscall.EIO) {
				t.Fatal(err)
			}
			d.Crash(rand.New(rand.NewPCG(seed, uint64(k))))
			if err := record(on(d), 10, 11); !errors.Is(err, errStopped) {
				t.Fatalf("power cut at call %d: %v", k, err)
			}
		}
	}
}

// TestJournalResumesUnderFaults: a call that fails while a run is resumed is reported, and the next try goes on.
func TestJournalResumesUnderFaults(t *testing.T) {
	const every = 10
	want := recorded(t, every)
	for k := 1; ; k++ {
		d := disktest.NewMemory()
		if err := record(on(d), every, 37); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		tail := content(t, d, "run/journal-000000036.rows")
		rewrite(t, d, "run/journal-000000036.rows", append(tail, "written, and not acknowledged"...))
		f := &disktest.Faulty{FS: d, At: k, Err: syscall.EIO}
		if err := record(on(f), every, 64); err != nil && !errors.Is(err, syscall.EIO) && !errors.Is(err, errStopped) {
			t.Fatalf("call %d: %v", k, err)
		}
		d.Crash(rand.New(rand.NewPCG(6, uint64(k))))
		if err := record(on(d), every, -1); err != nil {
			t.Fatalf("after call %d failed: %v", k, err)
		}
		if got := contents(t, d); got != want {
			t.Fatalf("call %d failed, the run ended with\n%q\nwant\n%q", k, got, want)
		}
		if !f.Fired() {
			break
		}
	}
}

// TestJournalIsBounded: whatever the interval of checkpoints, the disk holds what the learner does about three times.
func TestJournalIsBounded(t *testing.T) {
	for _, every := range append(intervals, recorderSteps) {
		for stop := int64(1); stop < recorderSteps; stop++ {
			d := disktest.NewMemory()
			if err := record(on(d), every, stop); !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			if rows := journalRows(t, d); rows > 3*(recorderRows+3)+3 {
				t.Errorf("checkpoints every %d steps: at step %d the disk holds %d rows of %d", every, stop, rows, recorderRows)
			}
		}
	}
}

// TestJournalIsBoundedByInterruptions: nor do many of them before the first regular checkpoint fill the disk, and the run
// ends as one without.
func TestJournalIsBoundedByInterruptions(t *testing.T) {
	want := recorded(t, recorderSteps)
	d := disktest.NewMemory()
	for stop := int64(2); stop < recorderSteps; stop += 4 {
		if err := record(on(d), recorderSteps, stop); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		if rows := journalRows(t, d); rows > recorderRows+2*4+2*3 { // what the last two need, in whole files
			t.Errorf("at step %d the disk holds %d rows of %d", stop, rows, recorderRows)
		}
	}
	if err := record(on(d), recorderSteps, -1); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, d); got != want {
		t.Errorf("the run ended with\n%q\nwant\n%q", got, want)
	}
}

// journalRows is how many rows are on the disk.
func journalRows(t *testing.T, d disk.FS) (rows int) {
	t.Helper()
	entries, err := d.ReadDir("run")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := parseJournal(e.Name()); ok {
			rows += len(content(t, d, "run/"+e.Name())) / 16
		}
	}
	return rows
}

// TestJournalDamage: every flipped byte and every cut of what the newest checkpoint needs is named with its file and
// place, and the run goes on from the older one, or where that needs it, too, says what to do.
func TestJournalDamage(t *testing.T) {
	const every, stop = 10, 47
	want := recorded(t, every)
	whole := disktest.NewMemory()
	if err := record(on(whole), every, stop); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	fellBack, refused := 0, 0
	for first := int64(27); first < stop; first += 3 { // the newest twenty rows
		name := "run/" + journalName(first)
		for harm, damaged := range disktest.EveryFlipAndCut(content(t, whole, name), 11) {
			d := disktest.NewMemory()
			copyRun(t, d, whole)
			rewrite(t, d, name, damaged)
			o, notes := on(d), []string(nil)
			o.Note = func(line string) { notes = append(notes, line) }
			switch err := record(o, every, -1); {
			case err != nil:
				refused++
				for _, part := range []string{name + ": ", "byte", "put back copies"} {
					if !strings.Contains(err.Error(), part) {
						t.Fatalf("%s: %v: %v", name, harm, err)
					}
				}
			case len(notes) == 0 || !strings.HasPrefix(notes[0], name+": ") || !strings.Contains(notes[0], "continuing from"):
				t.Fatalf("%s: %v: notes %q", name, harm, notes)
			default:
				fellBack++
				if got := contents(t, d); got != want {
					t.Fatalf("%s: %v: the run ended with\n%q\nwant\n%q", name, harm, got, want)
				}
			}
		}
	}
	if fellBack == 0 || refused == 0 {
		t.Errorf("%d times the older checkpoint was taken, %d times none: the test shows little", fellBack, refused)
	}
}

// TestJournalNamesTheRow: the place is that of the row, and a file of another run is not taken for damage.
func TestJournalNamesTheRow(t *testing.T) {
	d := disktest.NewMemory()
	if err := record(on(d), 50, 47); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	name := "run/" + journalName(30)
	whole := content(t, d, name)
	damaged := slices.Clone(whole)
	damaged[21] ^= 1
	swapped := append(slices.Clone(whole[16:32]), append(slices.Clone(whole[:16]), whole[32:]...)...)
	for want, data := range map[string][]byte{
		name + ": byte 16: row 31 is damaged":                                           damaged,
		name + ": it ends at byte 30, the checkpoint was taken at 48":                   whole[:30],
		name + ": its first 48 bytes are not those that the checkpoint was taken after": swapped,
	} {
		rewrite(t, d, name, data)
		if err := record(on(d), 50, -1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := d.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := record(on(d), 50, -1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is missing: %v", err)
	}
}

func copyRun(t *testing.T, to, from disk.FS) {
	t.Helper()
	if err := to.Mkdir("run"); err != nil {
		t.Fatal(err)
	}
	entries, err := from.ReadDir("run")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		rewrite(t, to, "run/"+e.Name(), content(t, from, "run/"+e.Name()))
	}
}

// TestJournalOfAnotherWidth is refused, where a run is resumed with other options.
func TestJournalOfAnotherWidth(t *testing.T) {
	d := disktest.NewMemory()
	if err := record(on(d), 10, 37); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	r, _, err := OpenRun("run", []byte("steps: 80\n"), on(d))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Journal(Extent{Width: 4, Most: recorderRows}); err == nil || !strings.Contains(err.Error(), "rows of 3 numbers") {
		t.Errorf("rows of 4 numbers: %v", err)
	}
}

// TestJournalWithoutARun: files of a journal keep a new run out of a directory, as checkpoints do.
func TestJournalWithoutARun(t *testing.T) {
	d := disktest.NewMemory()
	if err := d.Mkdir("run"); err != nil {
		t.Fatal(err)
	}
	rewrite(t, d, "run/"+journalName(0), nil)
	if err := record(on(d), 10, -1); err == nil || !strings.Contains(err.Error(), journalName(0)) {
		t.Errorf("a directory with a journal: %v", err)
	}
}

// TestJournalNames: only what a journal writes is taken for one of its files.
func TestJournalNames(t *testing.T) {
	for _, first := range []int64{0, 7, 999_999_999, 12_345_678_901} {
		if got, ok := parseJournal(journalName(first)); !ok || got != first {
			t.Errorf("%s: %d, %v", journalName(first), got, ok)
		}
	}
	for _, name := range []string{
		"journal-1.rows", "journal-000000001", "000000001.rows", "journal--00000001.rows", "journal-000000001.rows.fenchel-tmp", "journal-00000000x.rows",
	} {
		if _, ok := parseJournal(name); ok {
			t.Errorf("%s is taken for a file of the journal", name)
		}
	}
}

// TestJournalStateIsChecked: numbers that no journal has are refused, before anything is read or allocated by them.
func TestJournalStateIsChecked(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `{"width":3,"most":20,"segment":3}`,
		`{"width":3,"most":20,"segment":0,"held":[{"rows":0,"needed":0}]}`,
		`{"width":-3,"most":20,"segment":3,"held":[{"rows":0,"needed":0}]}`,
		`{"width":3,"most":20,"segment":9223372036854775807,"held":[{"rows":9,"needed":9}],"sha256":["a"]}`,
		`{"width":3,"most":20,"segment":3,"held":[{"rows":5,"needed":7}],"sha256":["a","b"]}`,
		`{"width":3,"most":20,"segment":3,"held":[{"rows":50,"needed":30}],"sha256":["a","b"]}`,
		`{"width":3,"most":20,"segment":3,"held":[{"rows":9000000000000000000,"needed":1}],"sha256":["a"]}`,
		`{"width":3,"most":20,"segment":3,"held":[{"rows":6,"needed":6}],"sha256":["a"]}`,
		`{"width":3,"most":20,"segment":3,"held":[{"rows":6,"needed":0}],"sha256":["a"]}`,
	} {
		if _, err := parseJournalState(&net.File{Meta: map[string]string{journalKey: text}}); err == nil {
			t.Errorf("taken for a journal: %s", text)
		}
	}
	sound := `{"width":3,"most":20,"segment":3,"held":[{"rows":7,"needed":5}],"sha256":["a","b","c"]}`
	s, err := parseJournalState(&net.File{Meta: map[string]string{journalKey: sound}})
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Collect(s.reads()); !slices.Equal(got, []int64{0, 3, 6}) {
		t.Errorf("it reads the files from rows %v on", got)
	}
}

// sink is a disk that counts what is written, and keeps none of the rows.
type sink struct {
	disk.FS
	written int
}

type sinkFile struct {
	disk.File
	d    *sink
	rows bool
}

func (d *sink) Create(name string) (disk.File, error) {
	f, err := d.FS.Create(name)
	return &sinkFile{f, d, strings.Contains(name, journals)}, err
}

func (f *sinkFile) Write(p []byte) (int, error) {
	f.d.written += len(p)
	if f.rows {
		return len(p), nil
	}
	return f.File.Write(p)
}

// TestSaveWritesWhatIsNew: with a million transitions of hopper behind it, a save writes no more than what was appended
// since the last write, and reads nothing: Ctrl-C has 0.3 s.
func TestSaveWritesWhatIsNew(t *testing.T) {
	d := &sink{FS: disktest.NewMemory()}
	r, _, err := OpenRun("run", []byte("a: 1\n"), on(d))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	e := Extent{Width: 27, Most: 1_000_000}
	j, err := r.Journal(e)
	if err != nil {
		t.Fatal(err)
	}
	row := make([]float32, e.Width)
	for i := range e.Most + 1000 {
		row[i%e.Width] = float32(i)
		j.Append(row)
	}
	j.needed = int64(e.Most)
	for range 2 {
		before := d.written
		if err := r.Interrupt(1, 2, &net.File{}); err != nil {
			t.Fatal(err)
		}
		if wrote := d.written - before; wrote > 2*journalBuffer {
			t.Errorf("the save wrote %d bytes", wrote)
		}
	}
	if got := testing.AllocsPerRun(1000, func() { j.Append(row) }); got > 0 {
		t.Errorf("appending a row allocates %v times", got)
	}
}
