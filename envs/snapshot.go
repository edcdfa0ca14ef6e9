package envs

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Snapshot is a point of a rollout that it can return to: environment, policy and the rollout's own counters.
type Snapshot struct {
	env, policy []byte
	t           *Transition
	ret         float64
	clipped     int
}

// ErrNoSnapshot is returned by Save where the environment cannot save its state.
var ErrNoSnapshot = errors.New("envs: this environment has no snapshots")

// ErrPolicyState is returned by Save and SavePolicy where a policy has state that it cannot save.
var ErrPolicyState = errors.New("envs: this policy has state that cannot be saved")

// Save takes a snapshot. It fails where the environment or the policy has state that cannot be saved.
func (r *Rollout) Save() (*Snapshot, error) {
	e, ok := As[Snapshotter](r.env)
	if !ok {
		return nil, ErrNoSnapshot
	}
	policy, err := SavePolicy(nil, r.policy)
	if err != nil {
		return nil, err
	}
	return &Snapshot{env: e.SaveState(nil), policy: policy, t: r.t.Clone(), ret: r.ret, clipped: r.clipped}, nil
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
	if err := LoadPolicy(r.policy, s.policy); err != nil {
		return err
	}
	r.t, r.ret, r.clipped, r.started = *s.t.Clone(), s.ret, s.clipped, true
	return nil
}

// SavePolicy appends the state of a policy and of those that it wraps, each preceded by its length (4 bytes): nothing
// where they have none. A policy that draws at its Reset and is no Snapshotter has state that cannot be saved: the error
// is an ErrPolicyState.
func SavePolicy(dst []byte, p Policy) ([]byte, error) {
	if s, ok := p.(Snapshotter); ok {
		at := len(dst)
		dst = s.SaveState(append(dst, 0, 0, 0, 0))
		binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	} else if _, ok := p.(Resetter); ok {
		return dst, fmt.Errorf("%w: %T", ErrPolicyState, p)
	}
	var err error
	for _, q := range wrapped(p) {
		if dst, err = SavePolicy(dst, q); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// LoadPolicy returns a policy to what SavePolicy saved. Where it fails, the policy is in no state to go on.
func LoadPolicy(p Policy, src []byte) error {
	rest, err := loadPolicy(p, src)
	if err == nil && len(rest) > 0 {
		err = errPolicyBytes
	}
	return err
}

var errPolicyBytes = errors.New("envs: this is not the state of such a policy")

// loadPolicy is LoadPolicy from the front of src. A wrapper comes first: what it wraps may depend on its state.
func loadPolicy(p Policy, src []byte) (rest []byte, err error) {
	if s, ok := p.(Snapshotter); ok {
		if len(src) < 4 {
			return nil, errPolicyBytes
		}
		n := int(binary.LittleEndian.Uint32(src))
		if src = src[4:]; len(src) < n {
			return nil, errPolicyBytes
		}
		if err := s.LoadState(src[:n:n]); err != nil {
			return nil, err
		}
		src = src[n:]
	}
	for _, q := range wrapped(p) {
		if src, err = loadPolicy(q, src); err != nil {
			return nil, err
		}
	}
	return src, nil
}

// wrapped lists the policies through which a policy acts.
func wrapped(p Policy) []Policy {
	switch w := p.(type) {
	case PolicyWrapper:
		if inner := w.Unwrap(); inner != nil {
			return []Policy{inner}
		}
	case PolicyMixer:
		return w.Unwrap()
	}
	return nil
}
