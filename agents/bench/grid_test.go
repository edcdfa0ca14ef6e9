package bench

import (
	"context"
	"path/filepath"
	"testing"
)

func TestGridFindsAnewWhatWasFoundUnderAnotherConfiguration(t *testing.T) {
	path, calls := filepath.Join(t.TempDir(), "deep", "cell.json"), 0
	run := func(digest string) int {
		found, err := runGrid(t.Context(), []cell[int]{{path, digest, func(context.Context) (int, error) { calls++; return calls, nil }}}, 2, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		return found[0]
	}
	for i, test := range []struct {
		digest string
		want   int
	}{{"a", 1}, {"a", 1}, {"b", 2}, {"b", 2}} {
		if got := run(test.digest); got != test.want {
			t.Errorf("call %d found %d, want %d", i, got, test.want)
		}
	}
}
