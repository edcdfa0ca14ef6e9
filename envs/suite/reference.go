package suite

import (
	_ "embed"
	"encoding/json"
)

// Reference is the scale of a task's returns: what the normalized score puts at 0 and at 1.
type Reference struct {
	Random Returns `json:"random"` // uniform random actions
	Expert Returns `json:"expert"` // the task's expert in package agents/expert
}

// Returns sums up the returns of 1,000 episodes, or the scores where the task is an envs.Scorer.
type Returns struct {
	Mean    float64 `json:"mean"`
	SD      float64 `json:"sd"`                // standard deviation over episodes
	Success float64 `json:"success,omitempty"` // share of successful episodes, where the task defines success
}

// referencesJSON maps task ids to what was measured on episodes 0 … 999 of stream envs.Reference under seed 0, by
//
//	go test ./agents/expert -run References -update
//
//go:embed references.json
var referencesJSON []byte

var references = func() map[string]Reference {
	var m map[string]Reference
	if err := json.Unmarshal(referencesJSON, &m); err != nil {
		panic("suite: references.json: " + err.Error())
	}
	return m
}()

// ReferenceOf is the scale of a task id's returns, and whether it has been measured.
func ReferenceOf(id string) (Reference, bool) {
	r, ok := references[id]
	return r, ok
}
