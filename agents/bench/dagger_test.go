package bench

import (
	"runtime"
	"slices"
	"testing"
)

func TestDAggerCountsEveryQuestionAndRepeats(t *testing.T) {
	if _, err := LoadOnline("dagger"); err != nil {
		t.Error(err)
	}
	run := func() Curve {
		b, err := LoadOnline("dagger-smoke")
		if err != nil {
			t.Fatal(err)
		}
		var found *OnlineFound
		err = b.Run(t.Context(), Setting{Seed: 1, Dir: t.TempDir()}, func(f *OnlineFound) error { found = f; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Curves) != 2 || !found.Scale.Defined() {
			t.Fatalf("%d curves on the scale %+v", len(found.Curves), found.Scale)
		}
		return found.Curves[1]
	}
	first := run()
	if want := []int{200, 400, 600}; !slices.Equal(first.Queries, want) || len(first.Returns) != 3 {
		t.Errorf("the expert was asked %v times, want %v; returns %v", first.Queries, want, first.Returns)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if second := run(); !slices.Equal(first.Returns, second.Returns) {
		t.Errorf("the same seed gave %v and %v", first.Returns, second.Returns)
	}
}
