package rl

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net"
)

const ppoKey = "ppo"

// State is the whole state, an update in progress included.
func (l *PPO) State() *net.File {
	s := l.state
	s.Adam = [2]int64{l.adam[0].Steps, l.adam[1].Steps}
	s.Seen, s.Returns, s.Running = l.norm.count, l.scale.z.count, l.scale.running
	f := &net.File{Meta: map[string]string{ppoKey: encode(s), originKey: encode(origin{l.o.Method, l.o.Activation, l.envs.spec})}}
	for _, list := range l.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	f.Tensors = append(f.Tensors, l.norm.params("obs.").Tensors()...)
	f.Tensors = append(f.Tensors, l.scale.z.params("return.").Tensors()...)
	if s.part != (part{}) {
		l.b.save(f, s.Collected)
	}
	if !l.envs.save(f) {
		return nil
	}
	return f
}

func (l *PPO) lists() []net.Params[float32] {
	lists := []net.Params[float32]{
		l.actor.Params().Prefixed("actor."), l.critic.Params().Prefixed("critic."),
		l.adam[0].State().Prefixed("adam.actor."), l.adam[1].State().Prefixed("adam.critic."),
	}
	if l.mean != nil {
		lists = append(lists, l.mean.Prefixed("mean."))
	}
	return lists
}

// Load continues from a State.
func (l *PPO) Load(f *net.File) error {
	if err := checkOrigin(f, l.o, l.envs.spec); err != nil {
		return err
	}
	var s ppoState
	if err := json.Unmarshal([]byte(f.Meta[ppoKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of PPO: %w", err)
	}
	if len(s.Running) != l.envs.n {
		return fmt.Errorf("the checkpoint is of %d environments, the run has %d", len(s.Running), l.envs.n)
	}
	for _, list := range l.lists() {
		if err := list.Load(f); err != nil {
			return err
		}
	}
	if err := l.norm.load(f, "obs.", s.Seen); err != nil {
		return err
	}
	if err := l.scale.z.load(f, "return.", s.Returns); err != nil {
		return err
	}
	l.state = s
	l.adam[0].Steps, l.adam[1].Steps = s.Adam[0], s.Adam[1]
	copy(l.scale.running, s.Running)
	if s.part != (part{}) {
		if err := cmp.Or(l.checkPart(), l.b.load(f, l.state.Collected)); err != nil {
			return err
		}
		if l.state.Collected < l.o.PPO.Horizon { // the observations are standardized as they were when they were collected
			all := net.Matrix[float64]{Rows: l.b.x.Rows, Cols: l.envs.d, Data: l.b.obs}
			l.norm.standardizer().Apply(l.b.x, all)
		}
	}
	return l.envs.load(f, s.Episode)
}

// checkPart says what is impossible about the update in progress.
func (l *PPO) checkPart() error {
	p, o := l.state.part, l.o.PPO
	if p.Collected < 0 || p.Collected > o.Horizon || p.Epoch < 0 || p.Epoch > o.Epochs || p.Rows < 0 || p.Rows > len(l.b.order) || p.Batches < 0 {
		return fmt.Errorf("the checkpoint is in the middle of an update that cannot be: %+v", p)
	}
	return nil
}
