package multilabel

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// TestDevelopmentRowsAreASeedsOwn: they and the others are all rows, as many as the share says, but at least one of each.
func TestDevelopmentRowsAreASeedsOwn(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  int
	}{{0.25, 10}, {0.001, 1}, {0.999, 39}} {
		run := &setRun{bench: &Config{Share: c.share}, set: &multilabel.Dataset{Train: multilabel.Table{Rows: 40}}}
		dev, rest := run.split(1)
		other, _ := run.split(2)
		all := slices.Sorted(slices.Values(slices.Concat(dev, rest)))
		if len(dev) != c.want || len(all) != 40 || all[0] != 0 || all[39] != 39 || len(slices.Compact(all)) != 40 {
			t.Errorf("a share of %v: %d of %d rows", c.share, len(dev), len(all))
		}
		if c.want == 10 && slices.Equal(dev, other) {
			t.Error("two seeds have the same development rows")
		}
	}
}
