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
func (o Options) sizes(spec envs.Spec) sizes {
	d, k := len(spec.Obs), spec.Action.Dim()
	var s sizes
	switch o.Method {
	case "ppo":
		rows := float64(o.PPO.Envs) * float64(o.PPO.Horizon)
		s.add("ppo.horizon", rows*float64(3*d+k+15))
		tape := max(float64(o.PPO.Envs), min(rows, float64(o.PPO.Batch)))
		s.network("hidden", shape(d, o.Hidden, 2*k, o.Activation), tape)
		s.network("ppo.critic", shape(d, o.PPO.Critic, 1, o.Activation), tape)
	case "ars":
		s.add("ars.directions", 2*float64(o.ARS.Directions)*float64(d)*float64(k))
	case "sac", "gail":
		batch := float64(o.SAC.Batch)
		s.network("hidden", shape(d, o.Hidden, 2*k, o.Activation), 2*max(batch, float64(o.SAC.Envs)))
		for range 4 { // two critics and their targets
			s.network("sac.critic", shape(d+k, o.SAC.Critic, 1, o.Activation), 2*batch)
		}
		if o.Method == "gail" {
			s.network("gail.hidden", shape(d+k, o.GAIL.Hidden, 1, net.Tanh), 4*batch)
		}
	}
	return s
}
