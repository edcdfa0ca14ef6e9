package hands

import "slices"

// Do carries out a command, where the phase allows it.
func (s *Session) Do(c Command) {
	switch c {
	case Slower:
		s.rate = max(s.rate-1, 0)
	case Faster:
		s.rate = min(s.rate+1, len(rates)-1)
	case Pause:
		s.togglePause()
	case Quit:
		if s.phase == Paused || s.phase == Deciding {
			s.fail(s.Close())
		}
	case Redo:
		s.redo()
	case End:
		if s.phase == Driving && s.demo.Len() > 0 {
			s.tags = append(s.tags, cutShort)
			s.end()
		}
	case Keep, Discard, Tag, Succeed, Fail:
		if s.phase == Deciding {
			s.decide(c)
		}
	}
}

// togglePause pauses, or goes on after a count-down.
func (s *Session) togglePause() {
	switch {
	case s.phase <= Driving:
		s.pause()
	case s.phase == Paused && s.before == Driving:
		s.phase, s.left = CountDown, s.o.Wait
	case s.phase == Paused:
		s.phase = s.before
	}
}

// pause stops time; what was held is let go.
func (s *Session) pause() {
	s.before, s.phase = s.phase, Paused
	s.driver.Reset()
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
func (s *Session) decide(c Command) {
	switch c {
	case Tag:
		s.toggle(good)
	case Succeed:
		s.remove(failed)
		s.toggle(succeeded)
	case Fail:
		s.remove(succeeded)
		s.toggle(failed)
	case Keep:
		s.demo.Tags = s.allTags()
		s.fail(s.recorder.Amend(&s.demo))
		s.kept++
		s.next()
	case Discard:
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

// button is the command of a gamepad's button.
func (s *Session) button(name string) Command {
	deciding := map[string]Command{"A": Keep, "B": Discard, "X": Redo, "Y": Tag}
	if s.phase == Deciding {
		return deciding[name]
	}
	return map[string]Command{"Start": Pause, "Back": End}[name]
}
