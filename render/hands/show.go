package hands

import (
	"fmt"
	"math"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Show fills the scene, the title and the read-outs of this moment.
func (s *Session) Show(f *scene.Frame) {
	env := s.rollout.Env()
	spec := env.Spec()
	if t, ok := envs.As[envs.Scener](env); ok {
		t.Scene(&f.Scene)
	}
	f.Scene.Title = s.title(spec)
	r := &f.Readout
	r.Step, r.Horizon = s.rollout.Steps(), spec.Horizon
	r.Seconds = float64(r.Step) * spec.Period
	r.Return, r.Trace = s.rollout.Return(), append(r.Trace, s.earned...)
	r.Status, r.Note = s.status()
	if s.phase == Deciding {
		r.Good, r.Bad = s.success(), !s.success()
	}
	for i, c := range spec.Act {
		value := 0.0
		if r.Step > 0 {
			value = s.rollout.Transition().Applied[i]
		}
		r.AddGauge(c.Name, c.Unit, value, max(c.Lo, -1e6), min(c.Hi, 1e6))
	}
}

func (s *Session) title(spec envs.Spec) string {
	of := ""
	if s.o.Episodes > 0 {
		of = fmt.Sprintf(" of %d", s.o.Episodes)
	}
	return fmt.Sprintf("%s · %s · %d%s kept", spec.Name, s.o.Device, s.kept, of)
}

// status is what the session is at, and what the person may do now.
func (s *Session) status() (status, note string) {
	switch s.phase {
	case CountDown:
		note = "get ready"
		if len(s.o.Lines) > 0 && s.o.Device == "keyboard" {
			note = strings.Join(s.o.Lines, "; ")
		}
		return fmt.Sprintf("%.0f", math.Ceil(max(s.left, 0))), note
	case Waiting:
		return "waiting", "bring the pointer to the agent"
	case Driving:
		status, note = "driving", "Escape pauses, Enter ends"
		if rate := rates[s.rate]; rate != 1 {
			note = fmt.Sprintf("1/%.0f×", 1/rate)
		}
		return status, note
	case Paused:
		return "paused", "Space goes on, R again, Q quits"
	case Deciding:
		tags := ""
		if len(s.tags) > 0 {
			tags = " [" + strings.Join(s.tags, ", ") + "]"
		}
		end := s.rollout.End().String()
		if s.rollout.End() == envs.Running {
			end = "ended"
		}
		return end, "K keep, D discard, R again, T tag" + tags
	}
	return "over", ""
}
