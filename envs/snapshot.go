package envs

import "errors"

// Snapshot is a point of a rollout that it can return to: environment, policy and the rollout's own counters.
type Snapshot struct {
	env, policy []byte
	t           *Transition
	ret         float64
	clipped     int
}

// ErrNoSnapshot is returned by Save where the environment cannot save its state.
var ErrNoSnapshot = errors.New("envs: this environment has no snapshots")

// Save takes a snapshot. A policy without state to save is taken to have none.
func (r *Rollout) Save() (*Snapshot, error) {
	e, ok := As[Snapshotter](r.env)
	if !ok {
		return nil, ErrNoSnapshot
	}
	s := &Snapshot{env: e.SaveState(nil), t: r.t.Clone(), ret: r.ret, clipped: r.clipped}
	if p, ok := r.policy.(Snapshotter); ok {
		s.policy = p.SaveState(nil)
	}
	return s, nil
}

// Load returns to a snapshot that this rollout saved.
func (r *Rollout) Load(s *Snapshot) error {
	e, ok := As[Snapshotter](r.env)
	if !ok {
		return ErrNoSnapshot
	}
	if err := e.LoadState(s.env); err != nil {
		return err
	}
	if p, ok := r.policy.(Snapshotter); ok {
		if err := p.LoadState(s.policy); err != nil {
			return err
		}
	}
	r.t, r.ret, r.clipped, r.started = *s.t.Clone(), s.ret, s.clipped, true
	return nil
}
