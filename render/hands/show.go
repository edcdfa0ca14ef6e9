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
	s.grip.show(&f.Scene)
	f.Scene.Title = s.title(spec)
	r := &f.Readout
	r.Step, r.Horizon = s.rollout.Steps(), spec.Horizon
	r.Seconds = float64(r.Step) * spec.Period
	r.Return, r.Trace = s.rollout.Return(), append(r.Trace, s.earned...)
	r.Status, r.Note = s.status()
	s.timeline(&r.Timeline, spec.Horizon)
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

// timeline marks where control went to and fro.
func (s *Session) timeline(t *scene.Timeline, horizon int) {
	t.Length, t.Known = max(horizon, s.rollout.Steps()), s.rollout.Steps()
	for i := 1; i < len(s.demo.Author); i++ {
		switch now, before := s.demo.Author[i] == envs.ThePerson, s.demo.Author[i-1] == envs.ThePerson; {
		case now && !before:
			t.Moments = append(t.Moments, scene.Moment{Step: i, Kind: scene.TakenOver})
		case before && !now:
			t.Moments = append(t.Moments, scene.Moment{Step: i, Kind: scene.GivenBack})
		}
	}
}

// Info adds all that is observed and done, by name, and who acts.
func (s *Session) Info(f *scene.Frame) {
	r, spec := &f.Readout, s.rollout.Env().Spec()
	for i, c := range spec.Obs {
		r.Named = append(r.Named, scene.Fact{Name: c.Name, Value: s.rollout.Obs()[i], Unit: c.Unit})
	}
	for i, g := range r.Actions {
		r.Named = append(r.Named, scene.Fact{Name: "action " + spec.Act[i].Name, Value: g.Value, Unit: g.Unit})
	}
	if n := len(s.demo.Late); n > 0 {
		r.Named = append(r.Named, scene.Fact{Name: "this step was late by", Value: 1e3 * s.demo.Late[n-1], Unit: "ms"})
	}
}

func (s *Session) title(spec envs.Spec) string {
	who := s.o.Device
	if s.o.Policy != nil {
		who = s.o.Name + ", " + s.o.Device
	}
	if s.o.Episodes > 0 {
		return fmt.Sprintf("%s · %s · %d of %d kept", spec.Name, who, s.kept, s.o.Episodes)
	}
	return fmt.Sprintf("%s · %s · %d kept", spec.Name, who, s.kept)
}

// status is what the session is at, and what the person may do now.
func (s *Session) status() (status, note string) {
	switch s.phase {
	case CountDown:
		note = "get ready"
		if len(s.o.Lines) > 0 && s.o.Device != "mouse" {
			note = strings.Join(s.o.Lines, "; ")
		}
		return fmt.Sprintf("%.0f", math.Ceil(max(s.left, 0))), note
	case Waiting:
		return "waiting", "bring the pointer to the agent"
	case Driving:
		return s.driving()
	case Paused:
		return "paused", "Space goes on, Backspace again, Q quits"
	case Deciding:
		return s.deciding()
	}
	return "over", ""
}

// driving is the status while an episode is driven.
func (s *Session) driving() (status, note string) {
	status, note = "driving", "Esc pauses, Enter ends, F1 keys"
	switch {
	case s.o.Policy != nil && s.pilot.person:
		note = "X gives back, Enter ends, F1 keys"
	case s.o.Policy != nil:
		status, note = s.o.Name, "X takes over, Enter ends, F1 keys"
	}
	if rate := rates[s.rate]; rate != 1 {
		note = fmt.Sprintf("1/%.0f×", 1/rate)
	}
	return status, note
}

// deciding is the status at the end of an episode.
func (s *Session) deciding() (status, note string) {
	status = s.rollout.End().String()
	if s.rollout.End() == envs.Running {
		status = "ended"
	}
	note = "K keep, D discard, Backspace again, T tag, S success, F failure"
	if len(s.tags) > 0 {
		note += " [" + strings.Join(s.tags, ", ") + "]"
	}
	return status, note
}
