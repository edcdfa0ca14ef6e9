package eval

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// evalWorker plays one block of episodes at a time. Each rollout of a lockstep worker takes its action from a seat;
// the batch policy fills all seats at once, so that the rollout remains the only loop.
type evalWorker struct {
	spec     envs.Spec
	rollouts []*envs.Rollout
	batch    envs.BatchActor // nil where the rollouts' own policy acts
	seats    []seat
	obs, act []float64 // rows of the episodes that still run (n×d, n×k)
	last     []float64 // their actions one step earlier, NaN at the first (n×k)
	running  []int     // their places in the block
}

// seat is the place of one episode in a batch: the policy of its rollout.
type seat struct{ act []float64 }

func (s *seat) Act(dst, _ []float64) { copy(dst, s.act) }

func newSerial(e envs.Env, p envs.Policy) *evalWorker {
	return &evalWorker{spec: e.Spec(), rollouts: []*envs.Rollout{envs.NewRollout(e, p)}}
}

func newLockstep(newEnv func() envs.Env, p envs.BatchActor, n int) *evalWorker {
	w := &evalWorker{batch: p, seats: make([]seat, n), rollouts: make([]*envs.Rollout, n), running: make([]int, 0, n)}
	for i := range w.rollouts {
		e := newEnv()
		w.spec = e.Spec()
		w.rollouts[i] = envs.NewRollout(e, &w.seats[i])
	}
	w.obs = make([]float64, n*len(w.spec.Obs))
	w.act = make([]float64, n*w.spec.Action.Dim())
	w.last = make([]float64, n*w.spec.Action.Dim())
	return w
}

// play fills the rows, whose Index is set.
func (w *evalWorker) play(rows []Row, seed uint64, purpose envs.Purpose) {
	for i := range rows {
		w.rollouts[i].Start(seed, purpose, rows[i].Index)
	}
	if w.batch == nil {
		for w.rollouts[0].Next() {
		}
	} else {
		w.lockstep(len(rows))
	}
	for i := range rows {
		rows[i].fill(w.rollouts[i])
	}
}

// lockstep advances the first n rollouts together until the last of them has ended. An episode that ends leaves the
// batch; the others keep their order.
func (w *evalWorker) lockstep(n int) {
	d, k := len(w.spec.Obs), w.spec.Action.Dim()
	w.running = w.running[:0]
	for i := range n {
		w.running = append(w.running, i)
	}
	for len(w.running) > 0 {
		n := len(w.running)
		for row, i := range w.running {
			copy(w.obs[row*d:(row+1)*d], w.rollouts[i].Obs())
			lastAct(w.last[row*k:(row+1)*k], w.rollouts[i])
		}
		if f, ok := w.batch.(envs.BatchFollower); ok {
			f.ActBatchAfter(w.act[:n*k], w.obs[:n*d], w.last[:n*k], n)
		} else {
			w.batch.ActBatch(w.act[:n*k], w.obs[:n*d], n)
		}
		still := w.running[:0]
		for row, i := range w.running {
			w.seats[i].act = w.act[row*k : (row+1)*k]
			w.rollouts[i].Next()
			if w.rollouts[i].End() == envs.Running {
				still = append(still, i)
			}
		}
		w.running = still
	}
}

// lastAct writes the action of the last step, NaN before the first.
func lastAct(dst []float64, r *envs.Rollout) {
	if r.Steps() > 0 {
		copy(dst, r.Transition().Act)
		return
	}
	for i := range dst {
		dst[i] = math.NaN()
	}
}
