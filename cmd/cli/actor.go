package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// actor is what acts in a task: its expert, uniform random actions, or a policy from a file.
type actor struct {
	who       demos.Actor
	task      func() envs.Env
	newPolicy func() envs.Policy

	newStochastic func() envs.Policy // acts with the policy's own noise; nil where it has none

	note string // what the user should know of it; empty for nothing
}

// findActor reads what a command was given: "expert" or "random" in a task, or a policy file or run directory in the
// task it was trained for, unless another compatible one is named.
//
// Behind any of them, ":stochastic" has a policy act with its own noise instead of by its mean.
func (streams *stdio) findActor(who, task string) (*actor, error) {
	return streams.findUnsealed(who, task, false)
}

// findUnsealed is findActor for a policy file whose digest may be missing or wrong.
func (streams *stdio) findUnsealed(who, task string, unsealed bool) (*actor, error) {
	name, stochastic := strings.CutSuffix(who, ":stochastic")
	a, err := streams.findQuiet(name, task, unsealed)
	if err != nil || !stochastic {
		return a, err
	}
	if a.newStochastic == nil {
		return nil, misused("%s has no noise of its own; --noise adds some to any policy", name)
	}
	a.newPolicy, a.who.Name, a.who.Noise = a.newStochastic, who, "own"
	return a, nil
}

func (streams *stdio) findQuiet(who, task string, unsealed bool) (*actor, error) {
	if isOutside(who) {
		return streams.outsideActor(who, task)
	}
	switch who {
	case "expert", "random", "still":
		if task == "" {
			return nil, misused("%s of which task? Name one from 'fenchel list' after it", who)
		}
		return streams.builtin(who, task)
	}
	saved, err := agents.OpenPolicy(who, unsealed)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, misused("%q is no policy file and no run directory; %q and %q are policies of every task, exec:COMMAND is one of another process", who, "expert", "random")
	case err != nil:
		return nil, unreadable("", err)
	}
	a, err := streams.trained(saved.File, saved.Saved, task)
	if err == nil && saved.Note != "" {
		a.who.Name = fmt.Sprintf("%s (%s)", filepath.Clean(who), saved.Note)
	}
	return a, err
}

// runName is what a policy file is called: the run that it is the policy of, or its path.
func runName(path string) string {
	if dir, file := filepath.Split(path); file == agents.PolicyFile && dir != "" {
		return filepath.Clean(dir)
	}
	return path
}

func (streams *stdio) builtin(who, task string) (*actor, error) {
	newEnv, err := streams.makeTask(task)
	if err != nil {
		return nil, err
	}
	a := &actor{who: demos.Actor{Name: who}, task: newEnv}
	spec := newEnv().Spec()
	switch who {
	case "random":
		a.newPolicy = func() envs.Policy { return policy.NewRandom(spec.Action) }
		return a, nil
	case "still":
		a.newPolicy = func() envs.Policy { return newStill(spec) }
		return a, nil
	}
	e, err := expert.For(spec.Name)
	if err != nil {
		return nil, err
	}
	a.newPolicy, a.newStochastic, a.who.Detail = e.New, e.NewStochastic, e.Card.Method
	return a, nil
}

// trained is the actor of a policy from a file.
func (streams *stdio) trained(path string, saved policy.Saved, task string) (*actor, error) {
	var of envs.Spec
	if err := json.Unmarshal(saved.Task().Spec, &of); err != nil {
		return nil, fmt.Errorf("%s: its task: %w", path, err)
	}
	newEnv, note, err := streams.actingTask(path, of, task)
	if err != nil {
		return nil, err
	}
	a := &actor{
		who:       demos.Actor{Name: runName(path), Detail: saved.Kind() + " policy"},
		task:      newEnv,
		newPolicy: func() envs.Policy { return saved.Share() },
		note:      note,
	}
	if noisy, ok := saved.Share().(drawing); ok && noisy.Draw() {
		a.newStochastic = func() envs.Policy { return noisy.Share() }
	}
	return a, nil
}

// drawing is a policy that can act by its own noise. Draw has it and what is shared from it afterwards do so; it is false
// where the policy has no noise.
type drawing interface {
	policy.Saved
	Draw() bool
}

// addNoise disturbs the actor's actions; see agents.Noisy.
func (a *actor) addNoise(scale float64) {
	if scale == 0 {
		return
	}
	quiet, set := a.newPolicy, a.task().Spec().Action
	a.newPolicy = func() envs.Policy { return agents.NewNoisy(quiet(), set, scale) }
	a.who.Noise, a.who.Scale = "gaussian", scale
}

// offerUnsealed says of a digest that does not fit, or is missing, which flag reads the file.
func offerUnsealed(err error) error {
	if errors.Is(err, net.ErrDigest) || errors.Is(err, net.ErrNoDigest) {
		return fmt.Errorf("%w; --unsealed reads it all the same", err)
	}
	return err
}

// unreadable is the error of a policy that was named: a misuse where the path leads to no file that can be opened, and
// damaged input where the file holds no policy. flag is what named it; empty for an argument.
func unreadable(flag string, err error) error {
	err = offerUnsealed(err)
	if flag != "" {
		err = fmt.Errorf("%s: %w", flag, err)
	}
	if _, unopened := errors.AsType[*fs.PathError](err); unopened {
		return misuse{err}
	}
	return err
}

// unsealedFlag declares --unsealed.
func unsealedFlag(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "unsealed", false, "read a policy file although its digest is missing or does not fit, as after another library saved it")
}
