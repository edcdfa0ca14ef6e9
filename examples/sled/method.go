package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// climber learns by hill climbing, without a gradient: in each step it moves all weights at random, and stays where the
// squared error on the demonstrations is less.
type climber struct {
	o       climberOptions
	obs, y  policy.Matrix   // all demonstrated pairs, y in normalized coordinates
	best    *policy.Network // the least error so far
	trial   *policy.Network
	actions []float64
	state   climberState
}

// climberState is what a checkpoint keeps besides the weights.
type climberState struct {
	Step  int64   `json:"step"`
	Error float64 `json:"error"`
}

// climberOptions are its config.yaml.
type climberOptions struct {
	Task  string  `yaml:"task"`
	Seed  uint64  `yaml:"seed"`
	Steps int64   `yaml:"steps"`
	Noise float64 `yaml:"noise"` // standard deviation of a move; larger moves succeed less often
}

func init() {
	agents.Methods.Register("climb", agents.Method{
		Summary: "hill climbing: weights move at random and stay where the squared error is less",
		Demos:   true,
		Default: func(task string) agents.Options { return climberOptions{Task: task, Steps: 2000, Noise: 0.03} },
		Read: func(name string, text []byte) (agents.Options, error) {
			o := climberOptions{Steps: 2000, Noise: 0.03}
			if err := yaml.UnmarshalWithOptions(text, &o, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			return o, nil
		},
	})
}

// climberLine is how many steps there are between two lines of metrics.
const climberLine = 20

func (o climberOptions) Validate() error {
	if o.Steps < 1 || !(o.Noise > 0) {
		return errors.New("climb: steps and noise: want positive numbers")
	}
	return nil
}

func (o climberOptions) YAML() []byte {
	text, err := yaml.Marshal(o)
	if err != nil {
		panic("climb: " + err.Error())
	}
	return text
}

func (o climberOptions) Plan() agents.Plan { return agents.Plan{Checkpoint: 5 * climberLine} }

func (o climberOptions) Resolve(from *agents.Sources) (agents.Options, error) {
	if from.Pairs == nil {
		return nil, errors.New("climb needs demonstrated pairs")
	}
	o.Task = from.Pairs.Spec().Name
	return o, nil
}

// New makes the learner at step 0.
func (o climberOptions) New(from *agents.Sources) (agents.Learner, error) {
	config := policy.DefaultConfig()
	config.Hidden = []int{8}
	n, err := policy.New(config, agents.TaskOf(from.Pairs.Spec()), envs.Stream(o.Seed, envs.Weights, 0))
	if err != nil {
		return nil, err
	}
	d, k := from.Pairs.Dims()
	rows := from.Pairs.Rows()
	l := &climber{o: o, obs: policy.NewMatrix(rows, d), y: policy.NewMatrix(rows, k), actions: make([]float64, rows*k)}
	all := make([]int32, rows)
	for i := range all {
		all[i] = int32(i)
	}
	if err := from.Pairs.Gatherer().Gather(l.obs, l.y, all); err != nil {
		return nil, err
	}
	return l, l.Adopt(n)
}

// Update climbs until the next line is due.
func (l *climber) Update(ctx context.Context) (agents.Line, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.climb()
		if l.state.Step%climberLine == 0 || l.state.Step == l.o.Steps {
			return agents.Line{}.Add("step", l.state.Step).Add("error", l.state.Error), nil
		}
	}
}

// climb takes one step, whose move is drawn from a stream of its own.
func (l *climber) climb() {
	rng := envs.Stream(l.o.Seed, envs.Inner, uint64(l.state.Step))
	from := l.best.Params()
	for i, p := range l.trial.Params() {
		for j := range p.Data {
			p.Data[j] = from[i].Data[j] + float32(l.o.Noise*rng.NormFloat64())
		}
	}
	l.trial.Project()
	if e := l.error(l.trial); e < l.state.Error {
		l.best, l.trial, l.state.Error = l.trial, l.best, e
	}
	l.state.Step++
}

// error is the mean squared error of a policy, in normalized coordinates.
func (l *climber) error(n *policy.Network) float64 {
	n.ActBatch(l.actions, l.obs.Data, l.obs.Rows)
	var sum float64
	for i := range l.y.Rows {
		act := l.actions[i*l.y.Cols : (i+1)*l.y.Cols]
		n.Edge().Invert(act, act)
		for j, a := range act {
			sum += (a - l.y.Row(i)[j]) * (a - l.y.Row(i)[j])
		}
	}
	return sum / float64(l.y.Rows)
}

// Progress is in steps.
func (l *climber) Progress() (done, total int64) { return l.state.Step, l.o.Steps }

// Policy is a copy of the best so far.
func (l *climber) Policy() (policy.Saved, error) { return copied(l.best) }

// Adopt starts from the weights of a network.
func (l *climber) Adopt(p policy.Saved) error {
	n, ok := p.(*policy.Network)
	if !ok {
		return fmt.Errorf("climb: a %T has no weights to move", p)
	}
	var err error
	if l.best, err = copied(n); err != nil {
		return err
	}
	l.trial, err = copied(n)
	l.state.Error = l.error(l.best)
	return err
}

// copied is a network with weights of its own.
func copied(n *policy.Network) (*policy.Network, error) {
	f, err := n.File()
	if err != nil {
		return nil, err
	}
	return policy.FromFile(f)
}

// stateKey is where a checkpoint keeps the state, among the texts of the policy's file.
const stateKey = "climb"

// State is the best policy's file with the state.
func (l *climber) State() *net.File {
	text, err := json.Marshal(l.state)
	if err != nil {
		panic("climb: " + err.Error())
	}
	f, err := l.best.File()
	if err != nil {
		panic("climb: " + err.Error())
	}
	f.Meta[stateKey] = string(text)
	return f
}

// Load continues from a State.
func (l *climber) Load(f *net.File) error {
	s := climberState{Error: math.NaN()}
	if err := json.Unmarshal([]byte(f.Meta[stateKey]), &s); err != nil {
		return fmt.Errorf("climb: this is no state of a hill climber: %w", err)
	}
	n, err := policy.FromFile(f)
	if err != nil {
		return err
	}
	if err := l.Adopt(n); err != nil {
		return err
	}
	l.state = s
	return nil
}

// Close has nothing to end.
func (l *climber) Close() {}
