package agents

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/policy/net"
)

const stateKey = "cloner"

// File is the Cloner's whole state. The tensors are its own: write them before the next Step.
func (c *Cloner) File() *net.File {
	text, err := json.Marshal(c.state)
	if err != nil {
		panic("agents: a state that JSON cannot hold: " + err.Error())
	}
	f := &net.File{Meta: map[string]string{stateKey: string(text)}}
	for _, list := range c.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	return f
}

// file is File with the round that the Cloner learns in.
func (c *Cloner) file(round int) *net.File {
	f := c.File()
	f.Meta[roundKey] = strconv.Itoa(round)
	return f
}

// lists names the tensors of a checkpoint: the weights, their mean, the optimizer's state, the best weights.
func (c *Cloner) lists() []net.Params[float32] {
	return []net.Params[float32]{c.policy.Params(), c.mean.Params().Prefixed("mean."), c.adam.State().Prefixed("adam."), c.best.Prefixed("best.")}
}

// Load continues from a File of the same configuration and data.
func (c *Cloner) Load(f *net.File) error {
	var s state
	if err := json.Unmarshal([]byte(f.Meta[stateKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of cloning: %w", err)
	}
	if s.Step < 0 || s.Adam != int64(s.Step) || s.Sampler.At < 0 || s.Sampler.At > len(c.split.Train) {
		return fmt.Errorf("the checkpoint is at step %d, the optimizer's %d, and row %d of %d", s.Step, s.Adam, s.Sampler.At, len(c.split.Train))
	}
	for _, list := range c.lists() {
		if err := list.Load(f); err != nil {
			return err
		}
	}
	c.state, c.adam.Steps = s, s.Adam
	c.sample = data.NewSampler(c.split.Train, c.o.Seed, s.Sampler)
	return nil
}
