package window

import (
	"context"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
)

// TestEndOfTheContextClosesTheWindow at the next tick.
func TestEndOfTheContextClosesTheWindow(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (&game{ctx: ctx}).Update(); err != ebiten.Termination {
		t.Errorf("error %v, want %v", err, ebiten.Termination)
	}
}
