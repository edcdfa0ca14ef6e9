package cli

// progress shows nothing in a browser, where there is no terminal; mpb does not build for it.
type progress struct{}

func startProgress(*stdio, string, int) *progress { return &progress{} }

func (p *progress) set(int) {}

func (p *progress) stop() {}
