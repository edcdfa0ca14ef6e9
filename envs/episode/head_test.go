package episode_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// bead is a Body with a state that is no vector: a count of the positive actions. At 4 it is at its goal.
type bead struct {
	episode.Episode
	count *counter
}

type counter struct{ n int }

func (c *counter) Advance(applied, _ []float64) (float64, envs.End) {
	if applied[0] > 0 {
		c.n++
	}
	if c.n == 4 {
		return 1, envs.Reached
	}
	return 0, envs.Running
}

func (c *counter) Observe(obs []float64) { obs[0] = float64(c.n) }

// newBead makes a bead one step before its goal.
func newBead(goals bool) *bead {
	spec := sledSpec
	spec.Name, spec.Horizon, spec.Obs = "bead", 6, []envs.Channel{{Name: "count", Unit: "1", Lo: 0, Hi: 4}}
	b := &bead{count: &counter{n: 3}}
	b.Episode = episode.Make(b.count, spec, goals)
	b.Begin(make([]float64, 1))
	return b
}

func (b *bead) Reset(obs []float64, rng *rand.Rand) {
	b.count.n = rng.IntN(2)
	b.Begin(obs)
}

func (b *bead) SaveState(dst []byte) []byte { return append(b.AppendHead(dst), byte(b.count.n)) }

func (b *bead) LoadState(src []byte) error {
	h, rest, err := b.ParseHead(src, 1)
	if err != nil {
		return err
	}
	b.Restore(h)
	b.count.n = int(rest[0])
	return nil
}

func TestContractOfABody(t *testing.T) {
	newEnv := func() envs.Env {
		b := newBead(true)
		b.Restore(episode.Head{}) // no episode has begun
		return b
	}
	if err := envtest.Check(newEnv); err != nil {
		t.Error(err)
	}
}

// TestHeadLayout freezes the bytes: checkpoints hold them.
func TestHeadLayout(t *testing.T) {
	for _, goals := range []bool{true, false} {
		b := newBead(goals)
		b.Step(make([]float64, 1), []float64{-1})
		got := b.AppendHead([]byte("kept"))
		want := []byte{1, 0, 0, 0, 0, 0, 0, 0, byte(envs.Running), 0, 1}
		if !goals {
			want = slices.Delete(want, 9, 10)
		}
		if !bytes.HasPrefix(got, []byte("kept")) || !bytes.Equal(got[4+8:], want) {
			t.Errorf("goals %v: a head of % x, want a tag of 8 bytes and % x", goals, got[4:], want)
		}
	}
}

func TestHeadsOfOthersAreRefused(t *testing.T) {
	b := newBead(true)
	good := b.SaveState(nil)
	spoil := func(at int, value byte) []byte {
		bad := bytes.Clone(good)
		bad[at] = value
		return bad
	}
	for name, bad := range map[string][]byte{
		"of no bytes": nil, "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0),
		"of another task": spoil(0, good[0]+1), "of no end": spoil(16, byte(envs.Diverged)+1),
		"of a goal met twice": spoil(17, 2), "of an episode begun twice": spoil(18, 2),
	} {
		if err := b.LoadState(bad); err == nil {
			t.Errorf("a snapshot %s is accepted", name)
		}
		if !bytes.Equal(b.SaveState(nil), good) {
			t.Errorf("a snapshot %s, refused, changes the state", name)
		}
	}
}

// TestRestoreForgetsTheGoal: a goal met since does not make the steps after LoadState worthless.
// TestFormerSnapshotsAreRead: a task reads the snapshots that it wrote under a former identity, and writes its own.
func TestFormerSnapshotsAreRead(t *testing.T) {
	old := newBead(true)
	saved := old.SaveState(nil)
	renamed := old.Spec()
	renamed.Name = "pearl"
	now := &bead{count: &counter{n: 3}}
	now.Episode = episode.Make(now.count, renamed, true)
	if err := now.LoadState(saved); err == nil {
		t.Error("another task's snapshot is read")
	}
	renamed.Former = []string{"else", old.Spec().Hash()}
	now.Episode = episode.Make(now.count, renamed, true)
	if err := now.LoadState(saved); err != nil {
		t.Error(err)
	}
	if bytes.Equal(now.SaveState(nil), saved) || old.LoadState(now.SaveState(nil)) == nil {
		t.Error("a snapshot is written under a former identity")
	}
}

func TestRestoreForgetsTheGoal(t *testing.T) {
	b, obs := newBead(true), make([]float64, 1)
	before := b.SaveState(nil)
	for range 2 {
		if reward, end := b.Step(obs, []float64{1}); reward != 1 || end != envs.Reached {
			t.Errorf("the step to the goal: reward %v, %v", reward, end)
		}
		if err := b.LoadState(before); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFloatsRoundTrip(t *testing.T) {
	want := []float64{0, -1.5, 1e300}
	got := make([]float64, 3)
	rest := episode.TakeFloats(got, append(episode.AppendFloats(nil, want), 7))
	if !slices.Equal(got, want) || !bytes.Equal(rest, []byte{7}) {
		t.Errorf("%v come back as %v with the rest %v", want, got, rest)
	}
}
