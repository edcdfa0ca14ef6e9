package playback_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestShadowIsNotHeard: the recorded actions are sent whatever the policy decides, whose energy is shown all the same, also
// after going back.
func TestShadowIsNotHeard(t *testing.T) {
	e := pendulum()
	s := &playback.Shadow{Policy: network(t, e)}
	s.Play([]float64{0.5, -1, 1.5, 0.25})
	p := playback.New(e, s, playback.Options{})
	p.Seek(3)
	p.Skip(-2)
	p.Next()
	if got := p.Rollout().Transition().Act[0]; got != -1 {
		t.Errorf("the second action is %v, recorded was -1", got)
	}
	var f scene.Frame
	p.Show(&f)
	p.Panels(&f)
	if len(f.Panels) != 1 || f.Panels[0].Marks[1].Name != "applied" || f.Panels[0].Marks[1].X != -1 {
		t.Errorf("panels %+v", f.Panels)
	}
}

// TestTapePushes: a push that was recorded moves the block when it is played, and not without.
func TestTapePushes(t *testing.T) {
	play := func(pushes []envs.Push) scene.Vec3 {
		env, tape := pusht.New(pusht.DefaultOptions()), &playback.Tape{}
		tape.Play([]float64{450, 450, 450, 450, 450, 450}) // where the agent is, far from the block
		tape.Push(pushes)
		p := playback.New(env, tape, playback.Options{Start: func(r *envs.Rollout, _ uint64) error {
			obs := make([]float64, len(env.Spec().Obs))
			env.(*pusht.Task).SetState(obs, []float64{450, 450, 200, 200, 0}, make([]float64, 5))
			r.Begin(obs, envs.Stream(0, envs.Tuning, 0))
			return nil
		}})
		p.Seek(3)
		pusher, _ := envs.As[envs.Perturber](env)
		return pusher.Bodies(nil)[0].At
	}
	still, pushed := play(nil), play([]envs.Push{{}, {Force: scene.Vec3{X: 2000}}, {}})
	if !(pushed.X > still.X+1) || pushed.Y != still.Y {
		t.Errorf("the block is at %v, pushed at %v", still, pushed)
	}
}
