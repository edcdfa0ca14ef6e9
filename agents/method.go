package agents

import (
	"context"
	"encoding/json"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy"
)

// Methods are the learners by name. A method is registered in the package that holds it, which a program imports.
var Methods = registry.New[Method]("method")

// Method is the registration of a learner.
type Method struct {
	Summary string // a line of help
	Demos   bool   // learns from demonstrations; otherwise from reward

	// Expert says that it queries an expert, Sources.Expert.
	Expert bool

	// Episodes says that it learns from whole demonstrated episodes, Sources.Demos, instead of Sources.Pairs.
	Episodes bool

	// ActsIn is the task to act in where the demonstrations are of the given one; nil: the same.
	ActsIn func(task string) string

	// Claims reports whether the text of a configuration that names no method is one of this method; nil: none is.
	Claims func(config []byte) bool

	// Default is the configuration that suits a task.
	Default func(task string) Options

	// Read reads the text of a configuration file over the method's defaults. name is the file, for messages that point at
	// a line.
	Read func(name string, text []byte) (Options, error)
}

// Options is the complete configuration of a method: with what it learns from, it decides every byte of the result. It
// is what config.yaml holds.
type Options interface {
	Validate() error // everything that is wrong with it, a line each
	YAML() []byte    // what config.yaml holds
	Plan() Plan

	// Resolve is the configuration with what the run depends on besides what was asked for: digests of what it learns from,
	// the path of the kernels. It says what the method misses or cannot take among the sources.
	Resolve(from *Sources) (Options, error)

	// New makes the learner at step 0, with resolved options.
	New(from *Sources) (Learner, error)
}

// Upgrader are Options whose files had another form in an earlier version.
type Upgrader interface {
	Options
	Upgrade(stored []byte) []byte // as it is written today; what has that form already is returned as it is
}

// Plan says when the driver does what, in steps of the learner; 0: never.
type Plan struct {
	Validate   int64
	Checkpoint int64
	Evaluate   int64  // on tuning episodes; unless Watch is set PolicyFile then holds the policy that did best on them so far
	Episodes   int    // of an evaluation
	Seed       uint64 // of those
	KeepLast   bool   // the policy that is kept is the last, since the return is not what is learned from
	Watch      bool   // the return is only shown: which policy is kept, and written at the end, is the learner's choice
	From       string // SHA-256 of the file that the run starts from, empty without
}

// Sources are what a method can learn from and work with. Each says in its package what it needs.
type Sources struct {
	Pairs  *data.Pairs            // demonstrated pairs
	Demos  []*demos.Demonstration // demonstrated episodes
	NewEnv func() envs.Env        // the task
	Expert func() envs.Policy     // labels what the learner meets
	Origin *demos.Provenance      // of the episodes of a task in another process that need not repeat; else nil

	// Measure, if not nil, says what the policy of a round of DAgger is worth before the next begins, for learning curves.
	Measure func(context.Context, policy.Saved) (float64, error)

	Workers int // goroutines that share a step; 0: GOMAXPROCS. They change no byte.

	// What follows is set by the driver.
	Dir       string
	Disk      disk.FS
	Note      func(line string)               // told what the user should know
	Resumed   bool                            // the directory holds a run
	Force     bool                            // although configuration, data or kernels differ
	From      string                          // SHA-256 of the file to start from, empty without
	Stopwatch func(what string) (stop func()) // books the time until stop on something else than training
}

// TaskOf is what a policy keeps of a task.
func TaskOf(spec envs.Spec) policy.Task {
	text, err := json.Marshal(spec)
	if err != nil {
		panic("agents: a Spec with values that JSON cannot hold")
	}
	return policy.Task{Spec: text, Hash: spec.Hash(), Obs: len(spec.Obs), Set: spec.Action}
}
