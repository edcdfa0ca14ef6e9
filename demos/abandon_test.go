package demos_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

// TestInterruptedCopiesLeaveNothing: half of a copy would pass for the whole.
func TestInterruptedCopiesLeaveNothing(t *testing.T) {
	src := record(t, 6)
	for name, copied := range map[string]func(ctx context.Context, stop func(), dst string) error{
		"selected": func(ctx context.Context, stop func(), dst string) error {
			keep := func(_, episode int, _ *demos.Demonstration) bool {
				if episode == 3 {
					stop()
				}
				return true
			}
			_, err := demos.Select(ctx, dst, []*demos.Dataset{open(t, src)}, keep, demos.DefaultOptions())
			return err
		},
		"repaired": func(ctx context.Context, stop func(), dst string) error {
			stop()
			_, err := demos.Repair(ctx, dst, src, demos.DefaultOptions())
			return err
		},
	} {
		ctx, stop := context.WithCancel(t.Context())
		dst := filepath.Join(t.TempDir(), "copy")
		if err := copied(ctx, stop, dst); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", name, err)
		}
		if entries, err := os.ReadDir(dst); err != nil || len(entries) > 0 {
			t.Errorf("%s: it holds %v, %v", name, entries, err)
		}
	}
}
