package rl

import (
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net"
)

const sacKey = "sac"

// File is the whole state. At the end of the run it leaves out what is remembered, which would be a hundred times larger
// than what was learned: a run that starts from it fills its memory anew before it learns.
func (l *SAC) File() *net.File {
	s, memory := l.state, *l.memory
	if s.Steps >= l.o.Steps {
		memory.count, memory.at = 0, 0
	}
	s.Rows, s.Count, s.At = l.norm.count, memory.count, memory.at
	for i, a := range l.adam {
		s.Adam[i] = a.Steps
	}
	if l.judge != nil {
		s.Judge = l.judge.adam.Steps
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic("rl: a state that JSON cannot hold: " + err.Error())
	}
	f := &net.File{Meta: map[string]string{sacKey: string(text)}}
	for _, list := range l.lists(&memory) {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	f.Tensors = append(f.Tensors, l.norm.params("obs.").Tensors()...)
	return f
}

func (l *SAC) lists(memory *replay) []net.Params[float32] {
	list := []net.Params[float32]{l.targets[0].Params().Prefixed("target.0."), l.targets[1].Params().Prefixed("target.1.")}
	if l.mean != nil {
		list = append(list, l.mean.Params().Prefixed("mean."))
	}
	if memory.count > 0 {
		list = append(list, memory.params("replay."))
	}
	for i, name := range []string{"actor.", "critic.0.", "critic.1."} {
		list = append(list, l.networks()[i].Params().Prefixed(name), l.adam[i].State().Prefixed("adam."+name))
	}
	if l.judge != nil {
		list = append(list, l.judge.lists()...)
	}
	return list
}

// Load continues from a File.
func (l *SAC) Load(f *net.File) error {
	var s sacState
	if err := json.Unmarshal([]byte(f.Meta[sacKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of SAC: %w", err)
	}
	if s.Count < 0 || s.Count > len(l.memory.reward) || s.At < 0 || s.At >= len(l.memory.reward) {
		return fmt.Errorf("the checkpoint remembers %d transitions up to %d, the run at most %d", s.Count, s.At, len(l.memory.reward))
	}
	l.memory.count, l.memory.at = s.Count, s.At
	for _, list := range l.lists(l.memory) {
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
	if l.judge != nil {
		l.judge.adam.Steps = s.Judge
	}
	l.field.restart(s.Episode)
	return nil
}
