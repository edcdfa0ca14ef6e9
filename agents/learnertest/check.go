package learnertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Case is a method with what it learns from.
type Case struct {
	// Training makes a short run of its own sources each time: a few hundred looks at the context, with several
	// checkpoints. The directory and the disk are the check's.
	Training func() *agents.Training

	Looks int // between two interruptions, at most; enough to finish an evaluation
	Obs   int // length of an observation, for policies to be compared on
}

// Check holds a method to the contract of agents.Learner and to what the driver promises of it.
func Check(t *testing.T, c Case) {
	t.Run("resumes", func(t *testing.T) { Resumes(t, c.Looks, c.train) })
	t.Run("faults", func(t *testing.T) { checkFaults(t, c) })
	t.Run("state", func(t *testing.T) { checkState(t, c) })
	t.Run("adopt", func(t *testing.T) { checkAdopt(t, c) })
	t.Run("cancel", func(t *testing.T) { checkCancel(t, c) })
}

// train runs the case on a disk.
func (c Case) train(ctx context.Context, d disk.FS, workers int) error {
	tr := c.Training()
	tr.Dir, tr.Run, tr.Sources.Workers = Dir, On(d), workers
	_, err := tr.Train(ctx)
	return err
}

// faultsTried is how many calls to the disk are let fail, spread evenly over a run.
const faultsTried = 12

// checkFaults lets a call to the disk fail and cuts the power: the run says what failed, and resumed it ends with the
// bytes of a run in which nothing did.
func checkFaults(t *testing.T, c Case) {
	whole := disktest.NewMemory()
	undisturbed := &disktest.Faulty{FS: whole}
	if err := c.train(context.Background(), undisturbed, 1); err != nil {
		t.Fatal(err)
	}
	want, calls := Contents(t, whole), undisturbed.Calls()
	for i := range faultsTried {
		d := disktest.NewMemory()
		f := &disktest.Faulty{FS: d, At: 1 + i*calls/faultsTried, Err: syscall.EIO}
		if err := c.train(context.Background(), f, 1); err != nil && !errors.Is(err, syscall.EIO) {
			t.Fatalf("call %d fails, and the run hides it: %v", f.At, err)
		}
		d.Crash(rand.New(rand.NewPCG(9, uint64(i))))
		if err := c.train(context.Background(), d, 1); err != nil {
			t.Fatalf("call %d failed, resumed: %v", f.At, err)
		}
		if got := Contents(t, d); got != want {
			t.Fatalf("call %d failed, resumed the files differ:\n%s", f.At, FirstDifference(got, want))
		}
	}
}

// learner makes the case's learner outside of a run.
func (c Case) learner(t *testing.T) agents.Learner {
	t.Helper()
	tr := c.Training()
	src, d := &tr.Sources, disktest.NewMemory()
	if err := d.Mkdir(Dir); err != nil {
		t.Fatal(err)
	}
	src.Workers, src.Dir, src.Disk, src.Note = 2, Dir, d, func(string) {}
	o, err := tr.Options.Resolve(src)
	if err != nil {
		t.Fatal(err)
	}
	l, err := o.New(src)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// checkState: a learner that loads another's state, taken at random looks in the middle of updates, goes on as the
// other does.
func checkState(t *testing.T, c Case) {
	rng := rand.New(rand.NewPCG(5, 0))
	a := c.learner(t)
	for range 8 {
		if _, err := a.Update(NewFuse(rng.IntN(c.Looks))); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	text := encode(t, a.State())
	b := c.learner(t)
	if err := b.Load(decode(t, text)); err != nil {
		t.Fatal(err)
	}
	if got := encode(t, b.State()); !bytes.Equal(got, text) {
		t.Fatal("a state that is loaded and saved is another")
	}
	for range 3 {
		x, y := update(t, a), update(t, b)
		if !bytes.Equal(x, y) {
			t.Fatalf("the line %s, after loading %s", x, y)
		}
	}
	if !bytes.Equal(encode(t, a.State()), encode(t, b.State())) {
		t.Error("after three updates the states differ")
	}
	if err := c.learner(t).Load(&net.File{}); err == nil {
		t.Error("a file without a state was loaded")
	}
}

// update is a line of metrics as JSON; null where the run is at its end.
func update(t *testing.T, l agents.Learner) []byte {
	t.Helper()
	if done, total := l.Progress(); done >= total {
		return []byte("null")
	}
	line, err := l.Update(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func encode(t *testing.T, f *net.File) []byte {
	t.Helper()
	if f == nil {
		t.Fatal("no state")
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(t *testing.T, text []byte) *net.File {
	t.Helper()
	f, _, err := net.Read(bytes.NewReader(text), int64(len(text)), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// checkAdopt: a learner that starts from another's policy acts as that does, and refuses a policy of another kind.
func checkAdopt(t *testing.T, c Case) {
	a, b := c.learner(t), c.learner(t)
	for range 3 {
		update(t, a)
	}
	want, err := a.Policy()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Adopt(want); err != nil {
		t.Fatal(err)
	}
	got, err := b.Policy()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(6, 0))
	obs := make([]float64, c.Obs)
	for range 20 {
		for i := range obs {
			obs[i] = rng.NormFloat64()
		}
		x, y := act(want, obs), act(got, obs)
		for i := range x {
			if math.Abs(x[i]-y[i]) > 1e-5*(1+math.Abs(x[i])) { // a standardizer is adopted up to rounding
				t.Fatalf("at %v the policy does %v, adopted %v", obs, x, y)
			}
		}
	}
	if err := b.Adopt(stranger{}); err == nil {
		t.Error("a policy of another kind was adopted")
	}
}

func act(p policy.Saved, obs []float64) []float64 {
	dst := make([]float64, 8)
	n := p.Task().Set.Dim()
	p.Act(dst[:n], obs)
	return dst[:n]
}

// stranger is a policy that no learner can start from.
type stranger struct{ policy.Saved }

// checkCancel: Update returns within 0.3 s of the context's end, at whatever moment that comes.
func checkCancel(t *testing.T, c Case) {
	l := c.learner(t)
	for _, after := range []time.Duration{0, 2 * time.Millisecond, 7 * time.Millisecond, 20 * time.Millisecond} {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan time.Time, 1)
		time.AfterFunc(after, func() {
			ended <- time.Now()
			cancel()
		})
		for ctx.Err() == nil {
			if done, total := l.Progress(); done >= total {
				l = c.learner(t)
			}
			if _, err := l.Update(ctx); err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		if late := time.Since(<-ended); late > 300*time.Millisecond {
			t.Errorf("returned %v after the context's end", late)
		}
	}
}
