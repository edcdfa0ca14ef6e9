package demos

import (
	"errors"
	"path/filepath"
	"testing"
)

// TestAmendAndRetract: the last episodes can be written again and taken back; numbers are used again, streams are not.
func TestAmendAndRetract(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	r, err := Create(dir, NewManifest(line, Actor{Name: "human"}, 3), DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	episode := func(index uint64, x float64, tags ...string) *Demonstration {
		return &Demonstration{Seed: 3, Index: index, Obs: []float64{0, x}, Act: []float64{1}, Applied: []float64{1}, Reward: []float64{x}, Tags: tags}
	}
	mustPanic(t, "Amend before Append", func() { r.Amend(episode(0, 1)) })
	mustPanic(t, "Retract before Append", func() { r.Retract() })
	err = errors.Join(r.Append(episode(0, 1)), r.Append(episode(1, 2)), r.Amend(episode(1, 2, "good")))
	if err != nil {
		t.Fatal(err)
	}
	mustPanic(t, "Amend of two for one", func() { r.Amend(episode(1, 2), episode(2, 3)) })
	if err := errors.Join(r.Append(episode(2, 3)), r.Retract()); err != nil {
		t.Fatal(err)
	}
	mustPanic(t, "a second Retract", func() { r.Retract() })
	if number, index := r.Next(); number != 2 || index != 3 {
		t.Errorf("the next is episode %d of stream %d, want 2 of 3", number, index)
	}
	if err := errors.Join(r.Append(episode(3, 4)), r.Close()); err != nil {
		t.Fatal(err)
	}
	checkAmended(t, dir)
}

// checkAmended looks at what TestAmendAndRetract leaves: three episodes, the second with a tag.
func checkAmended(t *testing.T, dir string) {
	t.Helper()
	set, err := Open(dir)
	if err != nil || set.Len() != 3 || len(set.Problems) != 0 {
		t.Fatalf("%d episodes, %v, %v", set.Len(), set.Problems, err)
	}
	var returns []float64
	d := &Demonstration{}
	for i := range 3 {
		if err := set.Reader().Read(d, i); err != nil {
			t.Fatal(err)
		}
		returns = append(returns, d.Return())
		if i == 1 && (len(d.Tags) != 1 || d.Tags[0] != "good") {
			t.Errorf("the amended episode has tags %q", d.Tags)
		}
	}
	if returns[0] != 1 || returns[1] != 2 || returns[2] != 4 {
		t.Errorf("returns %v", returns)
	}
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s does not panic", what)
		}
	}()
	f()
}
