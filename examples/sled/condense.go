package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// condenser learns a policy that is no network: it goes over the demonstrated pairs once and keeps those on which the
// nearest pair kept so far errs (Hart, The Condensed Nearest Neighbor Rule, 1968).
type condenser struct {
	o    condenserOptions
	obs  policy.Matrix // all demonstrated pairs; y in the task's units
	y    policy.Matrix
	kept *neighbors
	step int // pairs seen
}

// condenserOptions are its config.yaml.
type condenserOptions struct {
	Task      string  `yaml:"task"`
	Tolerance float64 `yaml:"tolerance"` // error of an action that is none, in the task's units; larger keeps fewer pairs
}

func init() {
	defaults := condenserOptions{Tolerance: 0.1}
	agents.Methods.Register("condense", agents.Method{
		Summary: "condensed nearest neighbor: keeps the pairs on which those kept before err",
		Demos:   true,
		Default: func(task string) agents.Options {
			o := defaults
			o.Task = task
			return o
		},
		Read: func(name string, text []byte) (agents.Options, error) {
			o := defaults
			if err := yaml.UnmarshalWithOptions(text, &o, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			return o, nil
		},
	})
}

// condenserLine is how many pairs there are between two lines of metrics.
const condenserLine = 10

func (o condenserOptions) Validate() error {
	if !(o.Tolerance >= 0) {
		return errors.New("condense: tolerance: want a number of 0 or more")
	}
	return nil
}

func (o condenserOptions) YAML() []byte {
	text, err := yaml.Marshal(o)
	if err != nil {
		panic("condense: " + err.Error())
	}
	return text
}

func (o condenserOptions) Plan() agents.Plan { return agents.Plan{Checkpoint: 2 * condenserLine} }

func (o condenserOptions) Resolve(from *agents.Sources) (agents.Options, error) {
	if from.Pairs == nil {
		return nil, errors.New("condense needs demonstrated pairs")
	}
	return o, nil
}

// New makes the learner, which has kept the first pair.
func (o condenserOptions) New(from *agents.Sources) (agents.Learner, error) {
	d, k := from.Pairs.Dims()
	rows := from.Pairs.Rows()
	l := &condenser{o: o, obs: policy.NewMatrix(rows, d), y: policy.NewMatrix(rows, k), kept: &neighbors{task: agents.TaskOf(from.Pairs.Spec())}}
	all := make([]int32, rows)
	for i := range all {
		all[i] = int32(i)
	}
	if err := from.Pairs.Gatherer().Gather(l.obs, l.y, all); err != nil {
		return nil, err
	}
	_, edge := space.Normalize(l.kept.task.Set)
	for i := range rows {
		edge.Apply(l.y.Row(i), l.y.Row(i))
	}
	l.keep(0)
	return l, nil
}

func (l *condenser) keep(i int) {
	l.kept.obs = append(l.kept.obs, l.obs.Row(i)...)
	l.kept.act = append(l.kept.act, l.y.Row(i)...)
}

// Update looks at pairs until the next line is due.
func (l *condenser) Update(ctx context.Context) (agents.Line, error) {
	act := make([]float64, l.y.Cols)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.kept.Act(act, l.obs.Row(l.step))
		if math.Sqrt(distance(act, l.y.Row(l.step))) > l.o.Tolerance {
			l.keep(l.step)
		}
		if l.step++; l.step%condenserLine == 0 || l.step == l.obs.Rows {
			return agents.Line{}.Add("step", int64(l.step)).Add("kept", int64(l.kept.len())), nil
		}
	}
}

// Progress counts pairs.
func (l *condenser) Progress() (done, total int64) { return int64(l.step), int64(l.obs.Rows) }

// Policy is a copy of what is kept.
func (l *condenser) Policy() (policy.Saved, error) { return l.kept.copy(), nil }

func (p *neighbors) copy() *neighbors {
	return &neighbors{task: p.task, obs: slices.Clone(p.obs), act: slices.Clone(p.act)}
}

// Adopt starts from the pairs that another run kept.
func (l *condenser) Adopt(p policy.Saved) error {
	n, ok := p.(*neighbors)
	if !ok {
		return fmt.Errorf("condense: a %T keeps no neighbors", p)
	}
	l.kept = n.copy()
	return nil
}

const stepKey = "step"

// State is the policy's file with the number of pairs seen.
func (l *condenser) State() *net.File {
	f, err := l.kept.File()
	if err != nil {
		panic("condense: " + err.Error())
	}
	f.Meta[stepKey] = fmt.Sprint(l.step)
	return f
}

// Load continues from a State.
func (l *condenser) Load(f *net.File) (err error) {
	var step int
	if err := json.Unmarshal([]byte(f.Meta[stepKey]), &step); err != nil || step < 0 || step > l.obs.Rows {
		return errors.New("condense: this is no state of a condenser")
	}
	l.step = step
	l.kept, err = readNeighbors(f)
	return err
}

// Close has nothing to end.
func (l *condenser) Close() {}
