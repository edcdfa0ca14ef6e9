package hands

import (
	"slices"

	"github.com/fenchel-gym/fenchel/render/keys"
)

// Do carries out a command, where the phase allows it.
func (s *Session) Do(c keys.Command) {
	switch c {
	case keys.Slower:
		s.rate = max(s.rate-1, 0)
	case keys.Faster:
		s.rate = min(s.rate+1, len(rates)-1)
	case keys.PlayPause:
		s.togglePause()
	case keys.TakeOver:
		s.toggleControl()
	case keys.Quit:
		if s.phase == Paused || s.phase == Deciding {
			s.fail(s.Close())
		}
	case keys.Restart:
		s.redo()
	case keys.EndHere:
		if s.phase == Driving && s.demo.Len() > 0 {
			s.tags = append(s.tags, cutShort)
			s.end()
		}
	case keys.Keep, keys.Discard, keys.Tag, keys.Succeed, keys.Fail:
		if s.phase == Deciding {
			s.decide(c)
		}
	}
}

// toggleControl gives control to the person, or back to the policy. Time waits until the person has taken hold.
func (s *Session) toggleControl() {
	if s.o.Policy == nil || s.phase > Paused {
		return
	}
	s.pilot.person = !s.pilot.person
	s.pilot.driver.Reset()
	if s.phase == Driving {
		s.phase = Waiting
	}
}

// togglePause pauses, or goes on after a count-down.
func (s *Session) togglePause() {
	switch {
	case s.phase <= Driving:
		s.pause()
	case s.phase == Paused && s.before == Driving:
		s.phase, s.left = CountDown, s.o.Wait
		if !s.pilot.person {
			s.phase = Waiting
		}
	case s.phase == Paused:
		s.phase = s.before
	}
}

// pause stops time; what was held is let go.
func (s *Session) pause() {
	s.before, s.phase = s.phase, Paused
	s.pilot.driver.Reset()
	s.grip.held = false
}

// redo drives the same start again. An ended episode is removed first.
func (s *Session) redo() {
	switch s.phase {
	case Deciding:
		s.fail(s.recorder.Retract())
	case Over:
		return
	}
	if s.err == nil {
		s.begin()
	}
}

// decide is about the episode that has ended and is on the disk.
func (s *Session) decide(c keys.Command) {
	switch c {
	case keys.Tag:
		s.toggle(s.o.Tag)
	case keys.Succeed:
		s.remove(failed)
		s.toggle(succeeded)
	case keys.Fail:
		s.remove(succeeded)
		s.toggle(failed)
	case keys.Keep:
		s.demo.Tags = slices.Clone(s.tags)
		s.fail(s.recorder.Amend(&s.demo))
		s.kept++
		s.next()
	case keys.Discard:
		s.fail(s.recorder.Retract())
		s.next()
	}
}

func (s *Session) toggle(tag string) {
	if slices.Contains(s.tags, tag) {
		s.remove(tag)
		return
	}
	s.tags = append(s.tags, tag)
}

func (s *Session) remove(tag string) {
	s.tags = slices.DeleteFunc(s.tags, func(t string) bool { return t == tag })
}

// next starts the following episode, unless enough are kept.
func (s *Session) next() {
	s.index++
	switch {
	case s.err != nil:
	case s.o.Episodes > 0 && s.kept >= s.o.Episodes:
		s.phase = Over
	default:
		s.begin()
	}
}

// button is the command of a gamepad's button, keys.None where it has none now.
func (s *Session) button(name string) keys.Command {
	if s.phase == Deciding {
		return map[string]keys.Command{
			"A": keys.Keep, "B": keys.Discard, "X": keys.Restart, "Y": keys.Tag, "RB": keys.Succeed, "LB": keys.Fail,
		}[name]
	}
	return map[string]keys.Command{"Start": keys.PlayPause, "Back": keys.EndHere, "Y": keys.TakeOver}[name]
}

// Buttons says what a gamepad's buttons do.
const Buttons = "Start pauses, Back ends the episode, Y takes over and gives back; at the end A keeps, B discards, X again, Y tags, RB success, LB failure"
