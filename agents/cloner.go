package agents

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Cloner is behavioural cloning: it descends along the mean loss over batches of demonstrated pairs,
//
//	W ← W − η·Adam( 1/B Σ_b ∇_W L(f_W(s_b), y_b) )
//
// A batch is cut into shards of fixed size, each with a gradient of its own, which are summed in their order: so a step
// gives the same bits on any number of cores. Its state after any step is a File; a Cloner that loads it goes on as if
// nothing had happened.
type Cloner struct {
	o      TrainOptions
	data   *data.Pairs
	split  data.Split
	policy *policy.Network // whose weights descend
	mean   *policy.Network // whose weights are the running mean of those: what validation measures and the run keeps
	adam   *net.Adam[float32]
	best   net.Params[float32] // the mean weights with the least validation error so far
	sample *data.Sampler
	state  state

	rows     []int32 // of the batch
	shards   []*shard
	workers  *parallel.Pool
	train    func(i int) // shard.train and shard.measure as values: made once, since making them allocates
	validate func(i int)
	errors   []float64 // summed validation error of each chunk
}

// state is what a Cloner remembers beside its weights. It goes through JSON, which keeps every bit of a finite float64.
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

// NewCloner prepares a run at step 0. Options must have passed Validate. workers is how many goroutines share a step.
func NewCloner(o TrainOptions, pairs *data.Pairs, workers int) (*Cloner, error) {
	return newCloner(o, pairs, 0, workers)
}

// newCloner is NewCloner with another draw of the reserved episodes for each fold.
func newCloner(o TrainOptions, pairs *data.Pairs, fold uint64, workers int) (*Cloner, error) {
	split, err := pairs.Split(o.Reserve, o.Seed, fold)
	if err != nil {
		return nil, err
	}
	return NewClonerOn(o, pairs, split, workers)
}

// NewClonerOn is NewCloner on a split that the caller chose; the options' Reserve is not looked at.
func NewClonerOn(o TrainOptions, pairs *data.Pairs, split data.Split, workers int) (*Cloner, error) {
	if o.Task != pairs.Spec().Name {
		return nil, fmt.Errorf("the configuration is for task %q, the data are of task %q", o.Task, pairs.Spec().Name)
	}
	n, err := policy.New(o.Policy, TaskOf(pairs.Spec()), envs.Stream(o.Seed, envs.Weights, 0))
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
	c := &Cloner{o: o, data: pairs, split: split, policy: n, mean: duplicate(n), adam: net.NewAdam(n.Params(), o.Optimizer), best: n.Params().Zeros()}
	net.CopyParams(c.best, n.Params())
	c.state.Best = math.MaxFloat64
	c.sample = data.NewSampler(split.Train, o.Seed, data.Cursor{})
	if err := c.hire(workers); err != nil {
		return nil, err
	}
	return c, nil
}

// duplicate is a policy with weights of its own.
func duplicate(n *policy.Network) *policy.Network {
	f, err := n.File()
	if err != nil {
		panic("agents: " + err.Error())
	}
	d, err := policy.FromFile(f)
	if err != nil {
		panic("agents: " + err.Error())
	}
	return d
}

// TaskOf is what a policy keeps of a task.
func TaskOf(spec envs.Spec) policy.Task {
	text, err := json.Marshal(spec)
	if err != nil {
		panic("agents: a Spec with values that JSON cannot hold")
	}
	return policy.Task{Spec: text, Hash: spec.Hash(), Obs: len(spec.Obs), Set: spec.Action}
}

// hire makes the shards and the goroutines.
func (c *Cloner) hire(workers int) error {
	l, err := newLoss(&c.o, c.policy.Head())
	if err != nil {
		return err
	}
	batch := min(c.o.Batch, len(c.split.Train))
	c.rows = make([]int32, batch)
	n := (batch + shardRows - 1) / shardRows
	for i := range n {
		lo, hi := i*shardRows, min((i+1)*shardRows, batch)
		c.shards = append(c.shards, newShard(c, l, lo, hi))
	}
	c.errors = make([]float64, (len(c.split.Valid)+shardRows-1)/shardRows)
	c.workers = parallel.NewPool(workers, n, 1)
	c.train = func(i int) { c.shards[i].train(c) }
	c.validate = func(i int) { c.shards[i].measure(c, i) }
	return nil
}

// Close ends the goroutines.
func (c *Cloner) Close() { c.workers.Close() }

// Steps is the number of optimizer steps taken.
func (c *Cloner) Steps() int { return c.state.Step }

// Done reports whether the run has reached its end.
func (c *Cloner) Done() bool { return c.state.Stopped || c.state.Step >= c.o.Steps }

// Split is what is trained on and what is reserved.
func (c *Cloner) Split() data.Split { return c.split }

// Step takes one optimizer step and returns the batch's mean loss. It allocates nothing but where an epoch ends. When
// the loss or the gradient is not finite, or pairs cannot be read, it changes no weight and says so: the run ends there.
func (c *Cloner) Step() (float64, error) {
	c.sample.Next(c.rows)
	c.state.Sampler = c.sample.Cursor
	c.workers.Do(c.train)
	if err := c.failure(); err != nil {
		return 0, err
	}
	grad := c.shards[0].grad
	for _, s := range c.shards[1:] {
		grad.Add(s.grad)
	}
	var sum float64
	for _, s := range c.shards {
		for _, l := range s.losses {
			sum += l
		}
	}
	mean := sum / float64(len(c.rows))
	norm := net.ClipNorm(grad, c.o.ClipNorm)
	if !envs.Finite([]float64{mean, norm}) {
		return mean, fmt.Errorf("step %d: the loss is %v, the norm of its gradient %v", c.state.Step, mean, norm)
	}
	c.adam.Step(c.policy.Params(), grad, c.o.Schedule.At(c.state.Step))
	c.policy.Project()
	c.average()
	c.state.Step++
	c.state.Adam = c.adam.Steps
	c.state.Recent.add(mean, norm, c.shards)
	return mean, nil
}

// failure is what kept a shard from reading its pairs.
func (c *Cloner) failure() error {
	for _, s := range c.shards {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// average moves the mean weights towards the present ones, m ← m + (1−β)(w − m). The memory β grows with the steps,
// up to the one asked for, so that the first weights are soon forgotten.
func (c *Cloner) average() {
	t := float64(c.state.Step)
	c.mean.Params().Approach(c.policy.Params(), float32(1-min(c.o.Average, (1+t)/(10+t))))
}
