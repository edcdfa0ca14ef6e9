package rl

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// The most that a run may hold.
const (
	maxEnvs    = 1 << 12 // environments
	maxWidth   = 1 << 16 // units of a layer, as a policy file may have
	maxNumbers = 1 << 29 // of 4 bytes, in networks and in each of the buffers: 2 GB
)

// sizes adds up numbers of 4 bytes, in float64 so that no product overflows.
type sizes struct {
	total float64
	errs  []error
}

// network adds a network with what Adam and the gradient take, and its activations for a number of rows.
func (s *sizes) network(path string, shape net.Shape, rows float64) {
	if err := shape.Validate(); err != nil {
		s.errs = append(s.errs, config.Errorf(path, "%w", err))
		return
	}
	s.add(path, 4*shape.Weights()+rows*shape.Units())
}

// add adds what an option asks for.
func (s *sizes) add(path string, numbers float64) {
	if s.total += numbers; s.total > maxNumbers && s.total-numbers <= maxNumbers {
		s.errs = append(s.errs, config.Errorf(path, "with it the run holds %.3g numbers: want at most %d", s.total, maxNumbers))
	}
}

// checkSizes says what asks for more than a run may hold, before any of it is allocated.
func (o Options) checkSizes(spec envs.Spec) error { return config.Join(o.sizes(spec).errs...) }

// sizes is what a run holds.
func (o Options) sizes(spec envs.Spec) (s sizes) {
	if m, ok := o.method(); ok {
		m.sizes(o, &s, len(spec.Obs), spec.Action.Dim())
	}
	return s
}
