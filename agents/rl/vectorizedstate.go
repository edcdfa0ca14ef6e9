package rl

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// Where episodes in progress are in a State: the tensors, and the key of the text.
const (
	envsTensor = "envs.state" // of envs.Pool
	obsTensor  = "envs.obs"   // present observations (n×d)
	tallyKey   = "envs"
)

// tallyState is a tally as JSON.
type tallyState struct {
	Return []float64 `json:"return"`
	Length []int     `json:"length"`
	Done   int       `json:"done"`
	Sum    float64   `json:"sum"`
	Steps  int       `json:"steps"`
}

// save adds the episodes in progress to a State. It needs nothing where all environments begin new ones, and reports
// false where an environment cannot be saved.
func (f *vectorized) save(to *net.File) bool {
	if f.fresh {
		return true
	}
	state, ok := f.pool.SaveState(nil)
	if !ok {
		return false
	}
	t := &f.tally
	to.Meta[tallyKey] = encode(tallyState{t.ret, t.length, t.done, t.sum, t.steps})
	to.Tensors = append(to.Tensors, net.Tensor{Name: envsTensor, Shape: []int{len(state)}, Data: state},
		net.Tensor{Name: obsTensor, Shape: []int{f.n, f.d}, Data: f.obs})
	return true
}

// load continues the episodes of a State, or, where it has none in progress, begins the given ones.
func (f *vectorized) load(from *net.File, episode uint64) error {
	state, ok := from.Tensor(envsTensor)
	if !ok {
		f.restart(episode)
		return nil
	}
	bytes, ok := state.Data.([]byte)
	if !ok {
		return errors.New("the state of the environments is of another type")
	}
	var s tallyState
	if err := json.Unmarshal([]byte(from.Meta[tallyKey]), &s); err != nil || len(s.Return) != f.n || len(s.Length) != f.n {
		return fmt.Errorf("the episodes in progress are not those of %d environments", f.n)
	}
	obs := net.Params[float64]{{Name: obsTensor, Shape: []int{f.n, f.d}, Data: f.obs}}
	if err := errors.Join(f.pool.LoadState(bytes), obs.Load(from)); err != nil {
		return err
	}
	f.tally = tally{s.Return, s.Length, s.Done, s.Sum, s.Steps}
	f.fresh = false
	return nil
}

// encode is a state as JSON.
func encode(state any) string {
	text, err := json.Marshal(state)
	if err != nil {
		panic("rl: a state that JSON cannot hold: " + err.Error())
	}
	return string(text)
}
