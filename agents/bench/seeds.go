package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Seeds runs a recipe under the seeds first, first+1, …, one directory each, and hands every outcome on as it comes.
// With Resume in the setting it goes on where it was left, to the same bytes.
func (r Recipe) Seeds(ctx context.Context, s Setting, first uint64, n int, each func(*Outcome)) error {
	dir := s.Dir
	for i := range uint64(n) {
		s.Seed, s.Dir = first+i, filepath.Join(dir, fmt.Sprintf("seed-%d", first+i))
		if err := os.MkdirAll(s.Dir, 0o777); err != nil {
			return err
		}
		out, err := r.Run(ctx, s)
		if err != nil {
			return interruption(fmt.Errorf("seed %d: %w", s.Seed, err))
		}
		each(out)
	}
	return nil
}

// Spread is how a number varies over training seeds.
type Spread struct {
	Min, Median, Max float64
}

// SpreadOf is the spread of some numbers.
func SpreadOf(xs []float64) Spread {
	return Spread{slices.Min(xs), stat.Median(xs), slices.Max(xs)}
}
