package eval

import (
	"context"

	"github.com/fenchel-gym/fenchel/envs"
)

// evalWorker plays one block of episodes at a time. Each rollout of a lockstep worker takes its action from a slot;
// the batch policy fills all slots at once, so that the rollout remains the only loop.
type evalWorker struct {
	spec     envs.Spec
	rollouts []*envs.Rollout
	policy   envs.Policy
	batch    envs.BatchActor // in the policy; nil where the rollouts' own policy acts
	slots    []slot
	obs, act []float64 // rows of the episodes that still run (n×d, n×k)
	carried  carried
	running  []int // the slots of the episodes that still run
}

// slot is the place of one episode in a batch: the policy of its rollout. Wrappers of the batch policy have a state for
// each episode, so each slot has its own.
type slot struct {
	act      []float64            // of the batch policy
	wrapped  envs.Policy          // the policy with its wrappers, nil where it has none
	wrappers []envs.ActionWrapper // the innermost first
}

// Unwrap is the policy whose episode starts when the rollout's does.
func (s *slot) Unwrap() envs.Policy { return s.wrapped }

func (s *slot) Act(dst, obs []float64) {
	copy(dst, s.act)
	for _, w := range s.wrappers {
		w.Change(dst, obs)
	}
}

func newSerial(e envs.Env, p envs.Policy) *evalWorker {
	return &evalWorker{spec: e.Spec(), policy: p, rollouts: []*envs.Rollout{envs.NewRollout(e, p)}}
}

// newLockstep plays n episodes at once by p, which envs.Batch finds a batch policy in.
func newLockstep(newEnv func() envs.Env, newPolicy func() envs.Policy, p envs.Policy, n int) *evalWorker {
	batch, wrappers := envs.Batch(p)
	w := &evalWorker{policy: p, batch: batch, slots: make([]slot, n), rollouts: make([]*envs.Rollout, n), running: make([]int, 0, n)}
	for i := range w.rollouts {
		e, s := newEnv(), &w.slots[i]
		w.spec = e.Spec()
		if len(wrappers) > 0 {
			s.wrapped = newPolicy()
			_, s.wrappers = envs.Batch(s.wrapped)
		}
		w.rollouts[i] = envs.NewRollout(e, s)
	}
	d, k := len(w.spec.Obs), w.spec.Action.Dim()
	w.obs, w.act = make([]float64, n*d), make([]float64, n*k)
	w.carried = newCarried(batch, n, k)
	return w
}

// play fills the rows, whose Index is set, unless the context ends. An error is that of an environment or
// a policy that has broken down.
func (w *evalWorker) play(ctx context.Context, rows []Row, seed uint64, purpose envs.Purpose) error {
	for i := range rows {
		w.rollouts[i].Start(seed, purpose, rows[i].Index)
	}
	if w.batch == nil {
		for ctx.Err() == nil && w.rollouts[0].Next() {
		}
	} else {
		w.lockstep(ctx, len(rows))
	}
	if ctx.Err() != nil {
		return nil
	}
	if err := envs.PolicyErr(w.policy); err != nil {
		return err
	}
	for i := range rows {
		if err := w.rollouts[i].Err(); err != nil {
			return err
		}
		rows[i].fill(w.rollouts[i])
	}
	return nil
}

// closeAll lets go of what environments and policies hold outside this program.
func closeAll(workers []*evalWorker) {
	for _, w := range workers {
		for _, r := range w.rollouts {
			r.Close()
		}
		envs.ClosePolicy(w.policy)
	}
}

// lockstep advances the first n rollouts together until the last of them has ended. An episode that ends leaves the
// batch; the others keep their order.
func (w *evalWorker) lockstep(ctx context.Context, n int) {
	d, k := len(w.spec.Obs), w.spec.Action.Dim()
	w.running = w.running[:0]
	for i := range n {
		w.running = append(w.running, i)
	}
	w.carried.reset()
	for len(w.running) > 0 && ctx.Err() == nil {
		n := len(w.running)
		for row, i := range w.running {
			copy(w.obs[row*d:(row+1)*d], w.rollouts[i].Obs())
		}
		w.carried.act(w.batch, w.act[:n*k], w.obs[:n*d], w.running)
		still := w.running[:0]
		for row, i := range w.running {
			w.slots[i].act = w.act[row*k : (row+1)*k]
			w.rollouts[i].Next()
			if w.rollouts[i].End() == envs.Running {
				still = append(still, i)
			}
		}
		w.running = still
	}
}
