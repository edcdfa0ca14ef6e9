package cli

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/remote"
	"github.com/fenchel-gym/fenchel/policy"
)

// outside holds what runs in other processes for a command: the tasks and policies that its own line names by
// exec:COMMAND. A data set, a policy or a configuration can name none, whatever it holds.
type outside struct {
	args []string // of the command line
	o    remote.Options

	mu     sync.Mutex
	tasks  map[string]*remote.Task
	agents []*remote.Agent
}

func newOutside(args []string) *outside {
	o := remote.Default()
	o.After = func(d time.Duration, f func()) remote.Timer { return time.AfterFunc(d, f) }
	return &outside{args: args, o: o, tasks: map[string]*remote.Task{}}
}

// isOutside reports whether an id names what another process serves.
func isOutside(id string) bool { return strings.HasPrefix(id, remote.Prefix) }

// command is the command of an id, which must be on the command line.
func (x *outside) command(id string) (string, error) {
	named := func(arg string) bool {
		return arg == id || strings.HasPrefix(arg, "-") && strings.HasSuffix(arg, "="+id)
	}
	if x == nil || !slices.ContainsFunc(x.args, named) {
		return "", misused("%s is named by a file: a command is taken from the command line alone", id)
	}
	return strings.TrimPrefix(id, remote.Prefix), nil
}

// task is the task of an id; its processes end with the command.
func (x *outside) task(id string) (*remote.Task, error) {
	command, err := x.command(id)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if t := x.tasks[id]; t != nil {
		return t, nil
	}
	t, err := remote.OpenTask(command, x.o)
	if err == nil {
		x.tasks[id] = t
	}
	return t, err
}

// agent is the policy of an id, for a task.
func (x *outside) agent(id string, task envs.Spec) (*remote.Agent, error) {
	command, err := x.command(id)
	if err != nil {
		return nil, err
	}
	a, err := remote.OpenAgent(command, task, x.o)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.agents = append(x.agents, a)
	return a, nil
}

// close ends all processes.
func (x *outside) close() {
	for _, t := range x.tasks {
		t.Close()
	}
	for _, a := range x.agents {
		a.Close()
	}
}

// outsideFlags declares how long another process may take.
func (streams *stdio) outsideFlags(f *pflag.FlagSet) {
	if streams.outside == nil {
		streams.outside = newOutside(nil)
	}
	o := &streams.outside.o
	f.DurationVar(&o.Start, "start-timeout", o.Start, "of exec:COMMAND: how long it may take to start")
	f.DurationVar(&o.Step, "step-timeout", o.Step, "of exec:COMMAND: how long it may take to step, or to act")
}

// outsideActor is the actor that another process is.
func (streams *stdio) outsideActor(id, task string) (*actor, error) {
	if task == "" {
		return nil, misused("%s of which task? Name one from 'fenchel list' after it", id)
	}
	newEnv, err := streams.makeTask(task)
	if err != nil {
		return nil, err
	}
	a, err := streams.outside.agent(id, newEnv().Spec())
	if err != nil {
		return nil, err
	}
	return &actor{who: demos.Actor{Name: a.Name(), Detail: "version " + a.Version()}, task: newEnv, newPolicy: a.New}, nil
}

// trialSteps is how long it is watched whether episodes of another process repeat.
const trialSteps = 1000

// origin is what a data set says of episodes of another process that need not repeat; nil where the task is one of this
// program, or where its process promises that a seed repeats an episode and two of them have just kept that promise.
func (streams *stdio) origin(id string, seed uint64) (*demos.Provenance, error) {
	if !isOutside(id) {
		return nil, nil
	}
	task, err := streams.outside.task(id)
	if err != nil {
		return nil, err
	}
	why := "its process does not promise that a seed repeats an episode"
	if task.Seeds() {
		if why, err = repeats(task, seed); why == "" || err != nil {
			return nil, err
		}
	}
	spec := task.Spec()
	return &demos.Provenance{
		Format: strings.TrimSuffix(remote.Prefix, ":"), Name: spec.Name,
		Files: []demos.SourceFile{{Name: "handshake", SHA256: spec.Content}}, Notes: []string{why},
	}, nil
}

// repeats plays the beginning of the first episode in two processes, by the same random actions, and says where they
// differ; empty where they do not.
func repeats(task *remote.Task, seed uint64) (string, error) {
	spec := task.Spec()
	one, two := task.New(), task.New()
	defer envs.CloseEnv(one)
	defer envs.CloseEnv(two)
	d := &demos.Demonstration{Seed: seed, Purpose: envs.Demonstration}
	r := envs.NewRollout(one, policy.NewRandom(spec.Action))
	r.Start(seed, envs.Demonstration, 0)
	d.Start(r.Obs())
	for range trialSteps {
		if !r.Next() {
			break
		}
		d.Add(r.Transition())
	}
	if err := r.Err(); err != nil {
		return "", err
	}
	divergence := demos.Replay(two, d)
	if err := envs.EnvErr(two); err != nil || divergence == nil {
		return "", err
	}
	return "played twice, " + divergence.Error(), nil
}
