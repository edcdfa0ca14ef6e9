package window

import (
	"image"
	"testing"

	"github.com/fenchel-gym/fenchel/render/keys"
)

// TestSideBySide: all sessions get the same commands, each has its part of the picture, and the next episode waits for the
// slowest.
func TestSideBySide(t *testing.T) {
	short, long := &tape{length: 2, period: 0.05}, &tape{length: 60, period: 0.05}
	s := newStage([]Player{short, long}, DefaultOptions())
	for range 120 { // two seconds: the short one has ended and rested
		if err := s.tick(1.0/60, false); err != nil {
			t.Fatal(err)
		}
	}
	if short.at != 2 || short.episode != 0 || long.at < 38 {
		t.Errorf("steps %d and %d, episode %d", short.at, long.at, short.episode)
	}
	for range 180 {
		s.tick(1.0/60, false)
	}
	if short.episode != 1 || long.episode != 1 {
		t.Errorf("after the end of both, episodes %d and %d", short.episode, long.episode)
	}
	checkParts(t, s)
	s.do(keys.Restart)
	if short.at != 0 || long.at != 0 {
		t.Errorf("restarted, at %d and %d", short.at, long.at)
	}
}

// checkParts looks at the parts of the picture of two sessions.
func checkParts(t *testing.T, s *stage) {
	t.Helper()
	size := image.Pt(401, 225)
	if img := s.paint(size); img.Rect.Size() != size || s.changed() {
		t.Errorf("a picture of %v, something new %v", img.Rect, s.changed())
	}
	if a, b := s.tile(0, size), s.tile(1, size); a.Max.X != b.Min.X || b.Max.X != 401 || s.under(100, size) != 0 || s.under(300, size) != 1 || s.under(900, size) != 1 {
		t.Errorf("tiles %v and %v", a, b)
	}
}
