package rl

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

const originKey = "origin" // of a State's text

// origin is what a State says of the run that wrote it, for another run that starts from it.
type origin struct {
	Method     string         `json:"method"`
	Activation net.Activation `json:"activation"`
	Task       envs.Spec      `json:"task"`
}

// checkOrigin says why a State of another run does not fit this one.
func checkOrigin(f *net.File, o Options, spec envs.Spec) error {
	var from origin
	if err := json.Unmarshal([]byte(f.Meta[originKey]), &from); err != nil {
		return fmt.Errorf("its origin: %w", err)
	}
	if from.Method != o.Method || from.Activation != o.Activation {
		return fmt.Errorf("it is of method %s with %v units, not of %s with %v", from.Method, from.Activation, o.Method, o.Activation)
	}
	return spec.Compatible(from.Task)
}

// export puts an actor's weights and standardizer into a policy.
func export(c policy.Config, spec envs.Spec, w net.Params[float32], s *net.Standardizer) (policy.Saved, error) {
	n, err := policy.New(c, agents.TaskOf(spec), envs.Stream(0, envs.Weights, 0))
	if err != nil {
		return nil, err
	}
	net.CopyParams(n.Params(), w.Prefixed("trunk."))
	return n, n.SetStandardizer(s)
}

// adoptedRows is how many rows the standardizer of an adopted policy counts for.
const adoptedRows = 1e6

// adopt is the inverse of export, for a policy that is built alike.
func adopt(want policy.Config, spec envs.Spec, w net.Params[float32], z *normalizer, p policy.Saved) error {
	n, ok := p.(*policy.Network)
	if !ok {
		return fmt.Errorf("the policy is a %T, no network", p)
	}
	var of envs.Spec
	if err := json.Unmarshal(n.Task().Spec, &of); err != nil {
		return fmt.Errorf("the policy's task: %w", err)
	}
	if err := spec.Admits(of); err != nil { // the dynamics may be others, to be learned
		return fmt.Errorf("the policy: %w", err)
	}
	if c := n.Config(); c.Head.Name != want.Head.Name || !slices.Equal(c.Hidden, want.Hidden) || c.Activation != want.Activation && len(c.Hidden) > 0 || c.Skip {
		return fmt.Errorf("the policy is %s: want %s", built(c), built(want))
	}
	f, err := n.File()
	if err != nil {
		return err
	}
	if err := w.Prefixed("trunk.").Load(f); err != nil {
		return err
	}
	z.adopt(n.Standardizer(), adoptedRows)
	return nil
}

// built says of what a policy is made, as far as learners care.
func built(c policy.Config) string {
	what := fmt.Sprintf("%s on hidden layers %v of %v units", c.Head.Name, c.Hidden, c.Activation)
	if g, ok := c.Greedy(); ok {
		what = g.Energy.Name + " energy, " + what
	}
	if c.Skip {
		what += " with a linear path around them"
	}
	return what
}
