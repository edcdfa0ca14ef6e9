package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// neighbors is a policy that is no network: it takes the action of the nearest observation that it keeps.
type neighbors struct {
	task policy.Task
	obs  []float64 // n×d
	act  []float64 // n×k, in the task's units
}

var _ policy.Saved = (*neighbors)(nil)

// neighborsFormat names the files of the policy; with it, eval and watch read them.
const neighborsFormat = "sled-neighbors"

func init() {
	policy.RegisterFormat(neighborsFormat, func(f *net.File) (policy.Saved, error) { return readNeighbors(f) })
}

// Act is the action of the nearest observation, the earliest on ties.
func (p *neighbors) Act(dst, obs []float64) {
	best, least := 0, math.Inf(1)
	for i := range p.len() {
		if d := distance(obs, p.obs[i*p.task.Obs:]); d < least {
			best, least = i, d
		}
	}
	k := len(dst)
	copy(dst, p.act[best*k:(best+1)*k])
}

// distance is the squared Euclidean distance of an observation from the row at the beginning of rows.
func distance(obs, rows []float64) float64 {
	var sum float64
	for j, x := range obs {
		sum += (x - rows[j]) * (x - rows[j])
	}
	return sum
}

// ActBatch acts row by row.
func (p *neighbors) ActBatch(dst, obs []float64, n int) {
	d, k := p.task.Obs, p.task.Set.Dim()
	for i := range n {
		p.Act(dst[i*k:(i+1)*k], obs[i*d:(i+1)*d])
	}
}

// Share is the policy itself, which keeps nothing between two calls.
func (p *neighbors) Share() policy.Saved { return p }

// Task is the task of the demonstrations.
func (p *neighbors) Task() policy.Task { return p.task }

// Kind says how many neighbors there are.
func (p *neighbors) Kind() string { return fmt.Sprintf("nearest of %d neighbors", p.len()) }

func (p *neighbors) len() int { return len(p.act) / p.task.Set.Dim() }

// File has the rows as tensors and the task as text.
func (p *neighbors) File() (*net.File, error) {
	n := p.len()
	return &net.File{
		Tensors: []net.Tensor{
			{Name: "obs", Shape: []int{n, p.task.Obs}, Data: p.obs}, {Name: "act", Shape: []int{n, p.task.Set.Dim()}, Data: p.act},
		},
		Meta: map[string]string{policy.FormatKey: neighborsFormat + "/1", "spec": string(p.task.Spec)},
	}, nil
}

// readNeighbors is the inverse of File.
func readNeighbors(f *net.File) (*neighbors, error) {
	var spec envs.Spec
	if err := json.Unmarshal([]byte(f.Meta["spec"]), &spec); err != nil {
		return nil, fmt.Errorf("neighbors: the task: %w", err)
	}
	p := &neighbors{task: agents.TaskOf(spec)}
	for _, t := range f.Tensors {
		rows, ok := t.Data.([]float64)
		switch {
		case !ok:
		case t.Name == "obs":
			p.obs = rows
		case t.Name == "act":
			p.act = rows
		}
	}
	if n := p.len(); n == 0 || len(p.obs) != n*p.task.Obs || len(p.act) != n*p.task.Set.Dim() {
		return nil, errors.New("neighbors: observations and actions do not fit the task")
	}
	return p, nil
}
