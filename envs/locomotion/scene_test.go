package locomotion_test

import (
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestMotorsShowTheirSign: the discs and bars on driven joints have the color of the control's sign, which the key explains.
func TestMotorsShowTheirSign(t *testing.T) {
	for _, c := range []struct {
		env  *locomotion.Task
		word string
	}{
		{locomotion.NewHopper(locomotion.DefaultHopper()), "torque"},
		{locomotion.NewInvertedPendulum(locomotion.DefaultInvertedPendulum()), "force"},
	} {
		obs, act := make([]float64, len(c.env.Spec().Obs)), make([]float64, len(c.env.Spec().Act))
		for _, sign := range []float64{-0.5, 0.5} {
			c.env.Reset(obs, rand.New(rand.NewPCG(1, 1)))
			for i := range act {
				act[i] = sign
			}
			c.env.Step(obs, act)
			var s scene.Scene
			c.env.Scene(&s)
			if n := painted(&s, scene.Signed(sign)); n != len(act) || painted(&s, scene.Signed(-sign)) != 0 {
				t.Errorf("%s driven by %g shows %d motors of that sign, want %d", s.Title, sign, n, len(act))
			}
			if len(s.Key) != 2 || s.Key[0] != (scene.Key{Text: c.word + " +", Color: scene.Accent}) || s.Key[1] != (scene.Key{Text: c.word + " −", Color: scene.Counter}) {
				t.Errorf("%s: the key is %v", s.Title, s.Key)
			}
		}
	}
}

func painted(s *scene.Scene, c color.NRGBA) (n int) {
	for _, solid := range s.Solids {
		if solid.Color == c {
			n++
		}
	}
	return n
}

// TestProgress: what rewards a distance says which, and nothing else does.
func TestProgress(t *testing.T) {
	for _, c := range []struct {
		env  *locomotion.Task
		runs bool
	}{
		{locomotion.NewAnt(locomotion.DefaultAnt()), true}, {locomotion.NewSwimmer(locomotion.DefaultSwimmer()), true},
		{locomotion.NewPusher(locomotion.DefaultPusher()), false}, {locomotion.NewReacher(locomotion.DefaultReacher()), false},
	} {
		var _ envs.Traveler = c.env
		if _, ok := c.env.Progress(); ok != c.runs {
			t.Errorf("%s: a distance is rewarded: %v", c.env.Spec().Name, ok)
		}
	}
}
