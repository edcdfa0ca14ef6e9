package rl

import (
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net"
)

const sacKey = "sac"

// File is the whole state, the replay included.
func (l *SAC) File() *net.File {
	s := l.state
	s.Rows, s.Count, s.At = l.norm.count, l.memory.count, l.memory.at
	for i, a := range l.adam {
		s.Adam[i] = a.Steps
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic("rl: a state that JSON cannot hold: " + err.Error())
	}
	f := &net.File{Meta: map[string]string{sacKey: string(text)}}
	for _, list := range l.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	f.Tensors = append(f.Tensors, l.norm.params("obs.").Tensors()...)
	return f
}

func (l *SAC) lists() []net.Params[float32] {
	list := []net.Params[float32]{l.targets[0].Params().Prefixed("target.0."), l.targets[1].Params().Prefixed("target.1."), l.memory.params("replay.")}
	for i, name := range []string{"actor.", "critic.0.", "critic.1."} {
		list = append(list, l.networks()[i].Params().Prefixed(name), l.adam[i].State().Prefixed("adam."+name))
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
	l.field.restart(s.Episode)
	return nil
}
