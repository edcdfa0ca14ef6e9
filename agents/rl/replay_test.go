package rl

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// filled is a ring of a capacity after n transitions, of which the i-th is made of i.
func filled(capacity, n int) *replay {
	r := newReplay(capacity, 2, 1)
	for i := range n {
		x := float64(i)
		r.add([]float64{x, x + 0.25}, []float32{float32(-x)}, 10*x, []float64{x + 1, x + 1.25}, i%3 == 0)
	}
	return r
}

// TestReplayHoldsTheNewest, in the order that slot says, each whole.
func TestReplayHoldsTheNewest(t *testing.T) {
	const capacity = 7
	for _, n := range []int{0, 1, 6, 7, 8, 20} {
		r := filled(capacity, n)
		if want := min(n, capacity); r.count != want {
			t.Fatalf("after %d transitions it holds %d, want %d", n, r.count, want)
		}
		for i := range r.count {
			slot, x := r.slot(i), float32(n-r.count+i)
			over := float32(0)
			if int(x)%3 == 0 {
				over = 1
			}
			got := append(append(append([]float32{r.reward[slot], r.over[slot]}, r.obs.Row(slot)...), r.next.Row(slot)...), r.act.Row(slot)...)
			if want := []float32{10 * x, over, x, x + 0.25, x + 1, x + 1.25, -x}; !slices.Equal(got, want) {
				t.Errorf("after %d transitions the %d-th is %v, want %v", n, i, got, want)
			}
		}
	}
}

// TestReplayDrawsEvenly: of the transitions that are held each is drawn as often as any other, and no other is, by the χ²
// test at a level of 10⁻⁶.
func TestReplayDrawsEvenly(t *testing.T) {
	const capacity, draws = 50, 50_000
	for _, n := range []int{1, 20, 50, 73} {
		r := filled(capacity, n)
		counts, rows := make([]float64, capacity), make([]int32, 100)
		for batch := range draws / len(rows) {
			r.draw(rows, rand.New(rand.NewPCG(uint64(n), uint64(batch))))
			for _, row := range rows {
				counts[row]++
			}
		}
		even, chi := float64(draws)/float64(r.count), 0.0
		for i, c := range counts {
			if i >= r.count && c > 0 {
				t.Fatalf("of %d transitions the row %d was drawn", r.count, i)
			}
			if i < r.count {
				chi += (c - even) * (c - even) / even
			}
		}
		if r.count == 1 {
			continue
		}
		if limit := (distuv.ChiSquared{K: float64(r.count - 1)}).Quantile(1 - 1e-6); chi > limit {
			t.Errorf("of %d transitions: χ² %v, want at most %v", r.count, chi, limit)
		}
	}
}

// journaled is the rows of a ring, oldest first, as a file that is loaded has them.
func (r *replay) journaled() *net.File {
	var rows []float32
	for i := range r.count {
		s := r.slot(i)
		rows = append(append(append(rows, r.obs.Row(s)...), r.next.Row(s)...), r.act.Row(s)...)
		rows = append(rows, r.reward[s], r.over[s])
	}
	return &net.File{Tensors: []net.Tensor{{Name: agents.JournalTensor, Shape: []int{r.count, len(r.line)}, Data: rows}}}
}

// TestReplayComesBack: from the rows of a journal and from tensors, as earlier versions wrote them, every slot is what it
// was.
func TestReplayComesBack(t *testing.T) {
	const capacity = 7
	for _, n := range []int{1, 6, 7, 8, 20} {
		r := filled(capacity, n)
		for from, f := range map[string]*net.File{"a journal": r.journaled(), "tensors": {Tensors: r.params("replay.").Tensors()}} {
			got := newReplay(capacity, 2, 1)
			got.count, got.at = r.count, r.at
			if err := got.load(f, "replay."); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.obs.Data, r.obs.Data) || !slices.Equal(got.next.Data, r.next.Data) || !slices.Equal(got.act.Data, r.act.Data) ||
				!slices.Equal(got.reward, r.reward) || !slices.Equal(got.over, r.over) {
				t.Errorf("%d transitions from %s are not what they were", n, from)
			}
		}
	}
	short := filled(capacity, 3).journaled()
	for want, f := range map[string]*net.File{"was not read": {}, "the 4 transitions": short} {
		r := newReplay(capacity, 2, 1)
		r.count, r.at = 4, 4
		if err := r.load(f, "replay."); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want a word of %q", err, want)
		}
	}
}

// interruptedSAC trains until a number of looks at the context are used up.
func interruptedSAC(t *testing.T, o Options, dir string, d disk.FS, looks int) {
	t.Helper()
	tr := training(t, o, d)
	tr.Dir = dir
	if _, err := tr.Train(learnertest.NewFuse(looks)); !errors.Is(err, agents.ErrInterrupted) {
		t.Fatal(err)
	}
}

// TestReplayBufferIsBesideTheCheckpoint: no checkpoint holds it, the journal does.
func TestReplayBufferIsBesideTheCheckpoint(t *testing.T) {
	o := quick("sac")
	d := disktest.NewMemory()
	interruptedSAC(t, o, learnertest.Dir, d, 2000)
	entries, err := d.ReadDir(learnertest.Dir)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, e := range entries {
		text := learnertest.Content(t, d, learnertest.Dir+"/"+e.Name())
		if strings.HasPrefix(e.Name(), "journal-") {
			rows += len(text)
		}
		if strings.HasPrefix(e.Name(), "checkpoint-") && strings.Contains(string(text), "replay.") {
			t.Errorf("%s holds the replay buffer", e.Name())
		}
	}
	if rows < o.SAC.Envs*o.SAC.Replay/2 {
		t.Errorf("the journal has %d bytes", rows)
	}
}

// TestStartFromAnUnfinishedRun: another run starts with the replay buffer of a checkpoint, and writes a journal of its own;
// a checkpoint whose journal was not read is refused.
func TestStartFromAnUnfinishedRun(t *testing.T) {
	o := quick("sac")
	dir := t.TempDir()
	interruptedSAC(t, o, filepath.Join(dir, "a"), disk.OS{}, 900)
	files, err := filepath.Glob(filepath.Join(dir, "a", "checkpoint-*-interrupted.safetensors"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	from, err := agents.ReadStart(files[0], false)
	if err != nil {
		t.Fatal(err)
	}
	l := NewSAC(o, sources(t, o), nil)
	defer l.Close()
	if err := l.Load(from); err != nil {
		t.Fatal(err)
	}
	if l.replay.count != int(l.state.Steps) || l.replay.count == 0 {
		t.Errorf("after %d steps the replay buffer has %d transitions", l.state.Steps, l.replay.count)
	}
	alone, err := net.ReadFile(files[0], 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	if err := NewSAC(o, sources(t, o), nil).Load(alone); err == nil || !strings.Contains(err.Error(), "was not read") {
		t.Errorf("without its journal: %v", err)
	}
	tr := training(t, o, disktest.NewMemory())
	tr.From = from
	if _, err := tr.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// TestStartFromADamagedJournal is refused with file and place; the policy of the checkpoint needs no journal.
func TestStartFromADamagedJournal(t *testing.T) {
	dir := t.TempDir()
	interruptedSAC(t, quick("sac"), dir, disk.OS{}, 900)
	checkpoints, _ := filepath.Glob(filepath.Join(dir, "checkpoint-*-interrupted.safetensors"))
	journals, _ := filepath.Glob(filepath.Join(dir, "journal-*.rows"))
	if len(checkpoints) != 1 || len(journals) == 0 {
		t.Fatal(checkpoints, journals)
	}
	text, err := os.ReadFile(journals[0])
	if err != nil {
		t.Fatal(err)
	}
	text[100] ^= 4 // of the third row: 11 numbers and a checksum each
	if err := os.WriteFile(journals[0], text, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := agents.ReadStart(checkpoints[0], false); err == nil || !strings.Contains(err.Error(), journals[0]+": byte 96: row 2 is damaged") {
		t.Errorf("a damaged journal: %v", err)
	}
	if err := os.Remove(journals[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := agents.ReadStart(checkpoints[0], false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file of the journal: %v", err)
	}
	if _, err := agents.OpenPolicy(checkpoints[0], false); err != nil {
		t.Errorf("the policy of the checkpoint: %v", err)
	}
}

// TestRunOfAnEarlierVersionGoesOn: from a State with the replay buffer inside the run ends as one that was never
// interrupted. (The golden runs are such, written then.)
func TestRunOfAnEarlierVersionGoesOn(t *testing.T) {
	o := quick("sac")
	o.Steps, o.EvalEvery, o.CheckpointEvery, o.SAC.Replay = 3000, 1<<40, 1<<40, 700
	l := NewSAC(o, sources(t, o), nil)
	defer l.Close()
	for range 3 {
		if _, err := l.Update(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	finish := func(from *net.File) string {
		d := disktest.NewMemory()
		tr := training(t, o, d)
		tr.From = from
		p, err := tr.Train(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.Policy.File()
		if err != nil {
			t.Fatal(err)
		}
		return string(f.Tensors[len(f.Tensors)-1].Name) + ": " + digest(t, f)
	}
	state := l.State()
	if _, inside := state.Tensor("replay.obs"); !inside {
		t.Fatal("a learner without a journal leaves its replay buffer out")
	}
	state.Meta["run"] = `{"format":1}`
	if got, want := finish(state), finish(nil); got != want {
		t.Error("the policy is another than without the interruption")
	}
}

// digest is a file's tensors as text.
func digest(t *testing.T, f *net.File) string {
	t.Helper()
	var b strings.Builder
	g := net.File{Tensors: f.Tensors}
	if _, err := g.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
