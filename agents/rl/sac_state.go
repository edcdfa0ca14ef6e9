package rl

import (
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/policy/net"
)

const (
	sacKey       = "sac"
	replayPrefix = "replay." // of the replay buffer's tensors, in a State of a run without a journal
)

// State is the whole state, an update in progress included, but for a replay buffer that is in a journal. At the end of the
// run it leaves that out, too, which would be a hundred times larger than what was learned: a run that starts from it fills
// its own before it learns.
func (l *SAC) State() *net.File {
	s, buffer := l.state, *l.replay
	if l.finished() {
		buffer.count, buffer.at = 0, 0
	}
	s.Rows, s.Count, s.At = l.norm.count, buffer.count, buffer.at
	for i, a := range l.adam {
		s.Adam[i] = a.Steps
	}
	if l.reward != nil {
		s.Judge = l.reward.Steps()
	}
	f := &net.File{Meta: map[string]string{sacKey: encode(s), originKey: encode(origin{l.o.Method, l.o.Activation, l.envs.spec})}}
	if buffer.count > 0 && buffer.journal == nil {
		f.Tensors = append(f.Tensors, buffer.params(replayPrefix).Tensors()...)
	}
	for _, list := range l.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	f.Tensors = append(f.Tensors, l.norm.params("obs.").Tensors()...)
	if !l.envs.save(f) {
		return nil
	}
	return f
}

func (l *SAC) finished() bool { return l.state.Steps >= l.o.Steps }

// Extent is that of the replay buffer, whose transitions are the rows of the journal.
func (l *SAC) Extent() agents.Extent {
	e := agents.Extent{Width: len(l.replay.line), Most: len(l.replay.reward), Needed: l.replay.count}
	if l.finished() {
		e.Needed = 0
	}
	return e
}

// Journal keeps the replay buffer in a journal from now on.
func (l *SAC) Journal(j *agents.Journal) { l.replay.keepIn(j) }

func (l *SAC) lists() []net.Params[float32] {
	list := []net.Params[float32]{l.targets[0].Params().Prefixed("target.0."), l.targets[1].Params().Prefixed("target.1.")}
	if l.mean != nil {
		list = append(list, l.mean.Params().Prefixed("mean."))
	}
	for i, name := range []string{"actor.", "critic.0.", "critic.1."} {
		list = append(list, l.networks()[i].Params().Prefixed(name), l.adam[i].State().Prefixed("adam."+name))
	}
	if l.reward != nil {
		list = append(list, l.reward.Params()...)
	}
	return list
}

// Load continues from a State.
func (l *SAC) Load(f *net.File) error {
	if err := checkOrigin(f, l.o, l.envs.spec); err != nil {
		return err
	}
	var s sacState
	if err := json.Unmarshal([]byte(f.Meta[sacKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of SAC: %w", err)
	}
	if s.Count < 0 || s.Count > len(l.replay.reward) || s.At < 0 || s.At >= len(l.replay.reward) {
		return fmt.Errorf("the checkpoint holds %d transitions up to %d, the run at most %d", s.Count, s.At, len(l.replay.reward))
	}
	l.replay.count, l.replay.at = s.Count, s.At
	if err := l.replay.load(f, replayPrefix); err != nil {
		return err
	}
	for _, list := range l.lists() {
		if err := list.Load(f); err != nil {
			return err
		}
	}
	if err := l.norm.load(f, "obs.", s.Rows); err != nil {
		return err
	}
	l.state = s
	for i, a := range l.adam {
		a.Steps = s.Adam[i]
	}
	if l.reward != nil {
		l.reward.SetSteps(s.Judge)
	}
	return l.envs.load(f, s.Episode)
}
