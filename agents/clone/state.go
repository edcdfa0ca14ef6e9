package clone

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Keys of a checkpoint's text.
const (
	stateKey = "cloner"
	foldKey  = "round"
)

// State is everything that affects the future. The tensors are the learner's own.
func (l *Learner) State() *net.File {
	text, err := json.Marshal(l.state)
	if err != nil {
		panic("clone: a state that JSON cannot hold: " + err.Error())
	}
	f := &net.File{Meta: map[string]string{stateKey: string(text), foldKey: strconv.Itoa(l.fold)}}
	for _, list := range l.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	return f
}

// Fold is which fold a State was taken in, at most a number of them.
func Fold(f *net.File, most int) (int, error) {
	fold, err := strconv.Atoi(f.Meta[foldKey])
	if err != nil || fold < 0 || fold > most {
		return 0, fmt.Errorf("it names no round from 0 to %d", most)
	}
	return fold, nil
}

// lists names the tensors of a checkpoint: the weights, their mean, the optimizer's state, the best weights.
func (l *Learner) lists() []net.Params[float32] {
	return []net.Params[float32]{l.policy.Params(), l.mean.Params().Prefixed("mean."), l.adam.State().Prefixed("adam."), l.best.Prefixed("best.")}
}

// Load continues from a State of the same configuration and data.
func (l *Learner) Load(f *net.File) error {
	if fold, err := Fold(f, l.fold); err != nil || fold != l.fold {
		return fmt.Errorf("the checkpoint is not of round %d", l.fold)
	}
	var s state
	if err := json.Unmarshal([]byte(f.Meta[stateKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of cloning: %w", err)
	}
	if s.Step < 0 || s.Adam != int64(s.Step) || s.Sampler.At < 0 || s.Sampler.At > len(l.split.Train) {
		return fmt.Errorf("the checkpoint is at step %d, the optimizer's %d, and row %d of %d", s.Step, s.Adam, s.Sampler.At, len(l.split.Train))
	}
	for _, list := range l.lists() {
		if err := list.Load(f); err != nil {
			return err
		}
	}
	l.state, l.adam.Steps = s, s.Adam
	l.sample = data.NewSampler(l.split.Train, l.o.Seed, s.Sampler)
	return nil
}
