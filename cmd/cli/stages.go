package cli

import (
	"sync"

	"github.com/fenchel-gym/fenchel/agents"
)

// stages shows one bar after another, as work names what it is doing.
type stages struct {
	io   *stdio
	mu   sync.Mutex
	what string
	bar  *progress
}

// set says how far a stage is.
func (s *stages) set(what string, done, of int) { s.stage(what, of).set(done) }

// tell says how far a run is, with its newest numbers.
func (s *stages) tell(what string, p agents.Progress) { s.stage(what, int(p.Total)).tell(p) }

// stage is the bar of a stage, a new one where its name is.
func (s *stages) stage(what string, of int) *progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar == nil || what != s.what {
		s.end()
		s.what, s.bar = what, startProgress(s.io, what, of)
	}
	return s.bar
}

// stop takes the bar away.
func (s *stages) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
}

func (s *stages) end() {
	if s.bar != nil {
		s.bar.stop()
		s.bar = nil
	}
}
