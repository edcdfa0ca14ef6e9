package grid

import (
	"time"

	"github.com/fenchel-gym/fenchel/agents"
)

// Setting says how a benchmark is run. Seed and Dir decide what is written; the rest changes none of it but the times.
type Setting struct {
	Seed  uint64       // of recordings, evaluations and the first training
	Dir   string       // holds all that is written; what it already holds is taken up
	Clock agents.Clock // nil: times are not measured
	// Line, if not nil, is called with each line of results that is known before the end.
	Line func(text string)
	// Progress, if not nil, is told what is being done and how far it is.
	Progress func(what string, done, of int)
	// Training, if not nil, is told instead of Progress how far a run is that says its losses.
	Training func(what string, p agents.Progress)
}

// Print calls Line if there is one.
func (s *Setting) Print(text string) {
	if s.Line != nil {
		s.Line(text)
	}
}

// Report calls Progress if there is one.
func (s *Setting) Report(what string, done, of int) {
	if s.Progress != nil {
		s.Progress(what, done, of)
	}
}

// Follow reports how far a run is.
func (s *Setting) Follow(what string) func(agents.Progress) {
	return func(p agents.Progress) {
		if s.Training != nil {
			s.Training(what, p)
		} else {
			s.Report(what, int(p.Done), int(p.Total))
		}
	}
}

// Stopwatch measures the time since it was called; without a clock that is always 0.
func (s *Setting) Stopwatch() func() time.Duration {
	if s.Clock == nil {
		return func() time.Duration { return 0 }
	}
	begun := s.Clock()
	return func() time.Duration { return s.Clock() - begun }
}
