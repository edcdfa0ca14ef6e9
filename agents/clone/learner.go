package clone

import (
	"context"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Learner is behavioral cloning: it descends along the mean loss over batches of demonstrated pairs,
//
//	W ← W − η·Adam( 1/B Σ_b ∇_W L(f_W(s_b), y_b) )
//
// A batch is cut into shards of fixed size, each with a gradient of its own, which are summed in their order: so a step
// gives the same bits on any number of cores. Its state after any step is a State; a Learner that loads it goes on as if
// nothing had happened.
type Learner struct {
	o      Options
	data   *data.Pairs
	split  data.Split
	fold   int             // which draw of the reserved episodes this is; every fold takes Options.Steps
	policy *policy.Network // whose weights descend
	mean   *policy.Network // whose weights are the running mean of those: what validation measures and the run keeps
	adam   *net.Adam[float32]
	best   net.Params[float32] // the mean weights with the least validation error so far
	sample *data.Sampler
	state  state

	explained float64 // share of the actions' variance that the policy's base explains, where it has one

	rows     []int32 // of the batch
	shards   []*shard
	workers  *parallel.Pool
	train    func(i int) // shard.train and shard.measure as values: made once, since making them allocates
	validate func(i int)
	errors   []float64       // summed validation error of each chunk
	ctx      context.Context // of the validation in progress, which it ends
}

// state is what a Learner keeps besides its weights. It goes through JSON, which keeps every bit of a finite float64.
type state struct {
	Step     int         `json:"step"`
	Sampler  data.Cursor `json:"sampler"`
	Adam     int64       `json:"adam"`   // steps of the optimizer
	Recent   interval    `json:"recent"` // since the last line of metrics
	Best     float64     `json:"best"`   // least validation error so far
	BestStep int         `json:"best_step"`
	Stale    int         `json:"stale"` // validations since
	Stopped  bool        `json:"stopped"`
}

// shardRows is the fixed size of a shard: large enough that matrix products run at full speed, small enough that a
// batch of 256 keeps two cores busy.
const shardRows = 128

// New prepares a run at step 0. Options must have passed Validate. workers is how many goroutines share a step.
func New(o Options, pairs *data.Pairs, workers int) (*Learner, error) {
	return NewFold(o, pairs, 0, workers)
}

// NewFold is New with another draw of the reserved episodes for each fold, whose steps are counted from fold·Steps on.
func NewFold(o Options, pairs *data.Pairs, fold, workers int) (*Learner, error) {
	split, err := pairs.Split(o.Reserve, o.Seed, uint64(fold))
	if err != nil {
		return nil, err
	}
	l, err := NewOn(o, pairs, split, workers)
	if err != nil {
		return nil, err
	}
	l.fold = fold
	return l, nil
}

// NewOn is New on a split that the caller chose; the options' Reserve is not looked at.
func NewOn(o Options, pairs *data.Pairs, split data.Split, workers int) (*Learner, error) {
	if o.Task != pairs.Spec().Name {
		return nil, fmt.Errorf("the configuration is for task %q, the data are of task %q", o.Task, pairs.Spec().Name)
	}
	if err := o.checkSize(pairs.Spec(), len(split.Train)); err != nil {
		return nil, err
	}
	n, err := policy.New(o.Policy, agents.TaskOf(pairs.Spec()), envs.Stream(o.Seed, envs.Weights, 0))
	if err != nil {
		return nil, err
	}
	standardizer, err := pairs.Standardizer(split.Train)
	if err != nil {
		return nil, err
	}
	if err := n.SetStandardizer(standardizer); err != nil {
		return nil, err
	}
	l := &Learner{o: o, data: pairs, split: split, policy: n, adam: net.NewAdam(n.Params(), o.Optimizer), best: n.Params().Zeros()}
	if err := l.setBase(n, standardizer); err != nil {
		return nil, err
	}
	l.mean = duplicate(n)
	net.CopyParams(l.best, n.Params())
	l.state.Best = math.MaxFloat64
	l.sample = data.NewSampler(split.Train, o.Seed, data.Cursor{})
	if err := l.start(workers); err != nil {
		return nil, err
	}
	return l, nil
}

// duplicate is a policy with weights of its own.
func duplicate(n *policy.Network) *policy.Network {
	f, err := n.File()
	if err != nil {
		panic("clone: " + err.Error())
	}
	d, err := policy.FromFile(f)
	if err != nil {
		panic("clone: " + err.Error())
	}
	return d
}

// start makes the shards and the goroutines.
func (l *Learner) start(workers int) error {
	criterion, err := loss.New(l.o.Loss, l.policy.Head())
	if err != nil {
		return err
	}
	batch := min(l.o.Batch, len(l.split.Train))
	l.rows = make([]int32, batch)
	n := (batch + shardRows - 1) / shardRows
	for i := range n {
		lo, hi := i*shardRows, min((i+1)*shardRows, batch)
		l.shards = append(l.shards, newShard(l, criterion, lo, hi))
	}
	l.errors = make([]float64, (len(l.split.Valid)+shardRows-1)/shardRows)
	l.workers = parallel.NewPool(workers, n, 1)
	l.train = func(i int) { l.shards[i].train(l) }
	l.validate = func(i int) { l.shards[i].measure(l, i) }
	return nil
}

// Close ends the goroutines.
func (l *Learner) Close() { l.workers.Close() }

// Steps is the number of optimizer steps taken in this fold.
func (l *Learner) Steps() int { return l.state.Step }

// Done reports whether the fold has reached its end.
func (l *Learner) Done() bool { return l.state.Stopped || l.state.Step >= l.o.Steps }

// Progress counts the folds before this one.
func (l *Learner) Progress() (done, total int64) {
	done, total = l.at(), int64((l.fold+1)*l.o.Steps)
	if l.Done() {
		total = done
	}
	return done, total
}

// Phase is the progress of this fold.
func (l *Learner) Phase() (done, total int64) {
	if l.Done() {
		return int64(l.state.Step), int64(l.state.Step)
	}
	return int64(l.state.Step), int64(l.o.Steps)
}

// at is the present step, those of the folds before included.
func (l *Learner) at() int64 { return int64(l.fold*l.o.Steps + l.state.Step) }

// Update takes steps until something is due.
func (l *Learner) Update(ctx context.Context) (agents.Line, error) {
	if l.Done() && l.state.Recent.Steps > 0 { // a validation ended the fold
		return l.Recent(), nil
	}
	for !l.Done() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := l.Step(); err != nil {
			return nil, err
		}
		due := func(every int) bool { return l.state.Step%every == 0 || l.Done() }
		if due(l.o.LogEvery) {
			return l.Recent(), nil
		}
		if due(l.o.ValidateEvery) || due(l.o.CheckpointEvery) || l.o.EvalEvery > 0 && due(l.o.EvalEvery) {
			return nil, nil
		}
	}
	return nil, nil
}

// Split is what is trained on and what is reserved.
func (l *Learner) Split() data.Split { return l.split }
