package playback

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Show fills the scene, the title and the read-outs of this moment.
func (p *Player) Show(f *scene.Frame) {
	f.Reset()
	env := p.rollout.Env()
	spec := env.Spec()
	if s, ok := envs.As[envs.Scener](env); ok {
		s.Scene(&f.Scene)
	}
	f.Scene.Title = p.title(spec)
	r := &f.Readout
	if r.Absent = p.o.Still; p.o.Still {
		return
	}
	r.Step, r.Horizon = p.rollout.Steps(), spec.Horizon
	r.Seconds = float64(r.Step) * spec.Period
	r.Return, r.Trace = p.rollout.Return(), append(r.Trace, p.earned[:r.Step]...)
	p.status(r, env)
	p.travel(r)
	p.timeline(&r.Timeline)
	lo, hi := bounds(spec)
	for i, c := range spec.Act {
		value := 0.0
		if r.Step > 0 {
			value = p.applied[i][r.Step-1]
		}
		g := r.AddGauge(c.Name, c.Unit, value, lo[i], hi[i])
		g.Trace = append(g.Trace, p.applied[i][:r.Step]...)
	}
}

func (p *Player) title(spec envs.Spec) string {
	if p.o.Still {
		return p.o.Name
	}
	if p.o.Name == "" {
		return fmt.Sprintf("%s · episode %d", spec.Name, p.episode)
	}
	return fmt.Sprintf("%s · %s · episode %d", spec.Name, p.o.Name, p.episode)
}

// status says how the episode is going: by the task's own success where it defines one.
func (p *Player) status(r *scene.Readout, env envs.Env) {
	end := p.rollout.End()
	r.Status = end.String()
	r.Good, r.Bad = end == envs.Reached, end == envs.Failed || end == envs.Diverged
	if s, ok := envs.As[envs.Succeeder](env); ok && end != envs.Running {
		r.Good, r.Bad = s.Success(), !s.Success()
		r.Status += map[bool]string{true: ", success", false: ", no success"}[s.Success()]
	}
}

// bounds are the ends of the action axes, in the task's units (k each).
func bounds(spec envs.Spec) (lo, hi []float64) {
	k := spec.Action.Dim()
	lo, hi = make([]float64, k), make([]float64, k)
	g := make([]float64, k)
	z := make([]float64, k)
	for i := range k {
		g[i] = 1
		hi[i] = spec.Action.Support(z, g)
		g[i] = -1
		lo[i] = -spec.Action.Support(z, g)
		g[i] = 0
	}
	return lo, hi
}
