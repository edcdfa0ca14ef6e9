package rl

import (
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// learner is what a Training drives.
type learner interface {
	Steps() int64                     // of the environment, taken so far
	Update() (Line, error)            // plays some steps and learns from them
	Rest()                            // begins new episodes everywhere, so that File is the whole state
	Policy() (*policy.Network, error) // that acts now
	File() *net.File                  // the state; valid until the next Update
	Load(f *net.File) error           // continues from a File
	Adopt(n *policy.Network) error    // starts from a policy's weights and standardizer
	Close()                           // ends the goroutines
}

// Line is a line of metrics.jsonl about the steps since the line before.
type Line struct {
	Step     int64   `json:"step"`     // of the environment
	Episodes int     `json:"episodes"` // that ended
	Return   float64 `json:"return"`   // their mean, as played: with noise
	Length   float64 `json:"length"`
	KL       float64 `json:"kl,omitempty"`     // ppo: of the last epoch
	Critic   float64 `json:"critic,omitempty"` // loss
	Std      float64 `json:"std,omitempty"`    // mean deviation of the policy, normalized coordinates
	Judge    float64 `json:"judge,omitempty"`  // gail: its loss, 2·log 2 where it cannot tell
	Rate     float64 `json:"rate,omitempty"`   // ppo: step size
	Alpha    float64 `json:"alpha,omitempty"`  // sac, gail: temperature α
}

// EvalLine is a line of metrics.jsonl about an evaluation on tuning episodes.
type EvalLine struct {
	Step int64   `json:"step"`
	Mean float64 `json:"eval_return"`
	Std  float64 `json:"eval_std"`
	Best bool    `json:"best"` // this policy is kept: its mean is the largest so far, or, before a judge, it is the last
}

// newLearner makes the learner that the options name.
func newLearner(o Options, newEnv func() envs.Env, list []*demos.Demonstration) learner {
	switch o.Method {
	case "ppo":
		return newPPO(o, newEnv)
	case "ars":
		return newARS(o, newEnv)
	case "sac", "gail":
		return newSAC(o, newEnv, list)
	}
	panic("rl: no such method")
}
