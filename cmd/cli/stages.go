package cli

// stages shows one bar after another, as work names what it is doing.
type stages struct {
	io   *stdio
	what string
	bar  *progress
}

func (s *stages) set(what string, done, of int) {
	if s.bar == nil || what != s.what {
		s.stop()
		s.what, s.bar = what, startProgress(s.io, what, of)
	}
	s.bar.set(done)
}

func (s *stages) stop() {
	if s.bar != nil {
		s.bar.stop()
	}
}
