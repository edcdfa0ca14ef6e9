package playback_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// TestSurface: the energy over two coordinates has its top at p*, where it is 0, and there is none over one coordinate.
func TestSurface(t *testing.T) {
	e := classic.NewParticle(classic.DefaultParticle(2))
	p := playback.New(e, network(t, e), playback.Options{Seed: 1})
	for _, step := range []int{0, 3} {
		p.Seek(step)
		s := p.Surface(9)
		if s == nil || len(s.X) < 2 || len(s.Y) != 9 || len(s.Values) != 9 || s.Y[0] != e.Spec().Act[1].Lo || s.Y[8] != e.Spec().Act[1].Hi {
			t.Fatalf("step %d: %+v", step, s)
		}
		top := -1.0
		for _, row := range s.Values {
			for _, v := range row {
				top = max(top, v)
			}
		}
		if top > 1e-6 || top < -0.1 {
			t.Errorf("step %d: the top is %g, want about 0 and not above", step, top)
		}
	}
	one := pendulum()
	if playback.New(one, network(t, one), playback.Options{}).Surface(9) != nil {
		t.Error("one coordinate has a plane")
	}
}
