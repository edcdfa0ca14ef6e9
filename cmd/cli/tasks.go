package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// makeTask reads a task id, or starts the process that serves the task. An id that cannot be read is a misuse, with near names offered; a file that cannot be read is not.
func (streams *stdio) makeTask(id string) (func() envs.Env, error) {
	if isOutside(id) {
		task, err := streams.outside.task(id)
		if err != nil {
			return nil, err
		}
		return task.New, nil
	}
	newEnv, err := suite.Make(id)
	if _, unknown := errors.AsType[*suite.UnknownTask](err); unknown {
		return nil, misused("%w\nSee 'fenchel list'.", err)
	}
	if _, bad := errors.AsType[*suite.BadVariant](err); bad {
		return nil, misused("%w", err)
	}
	return newEnv, err
}

// sameTask makes the task that data or a policy were made for, or the compatible one that id names. what is the file
// that complaints are about.
func (streams *stdio) sameTask(what string, made envs.Spec, id string) (func() envs.Env, error) {
	newEnv, err := streams.storedTask(what, made, id)
	if err != nil {
		return nil, err
	}
	err = newEnv().Spec().Compatible(made)
	if _, other := errors.AsType[*envs.PhysicsError](err); other && made.Content == "" {
		err = fmt.Errorf("%w: its task is %s", err, suite.Stored(made.Name, made))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return newEnv, nil
}

// storedTask makes the task that id names or, where it names none, the one that data or a policy were made for. An id that
// says where a file is leaves open what the Spec says of it.
func (streams *stdio) storedTask(what string, made envs.Spec, id string) (func() envs.Env, error) {
	find := streams.makeTask
	switch {
	case id == "" && isOutside(made.Name):
		return nil, misused("%s is of task %q, which another process serves: name the task, exec:COMMAND", what, made.Name)
	case isOutside(id):
	case id == "" && made.Content != "":
		return nil, misused("%s is of task %q, which a file of yours defines: name the task, multilabel:PATH or model.xml", what, made.Name)
	case id == "":
		id, find = suite.Stored(made.Name, made), suite.Make // where it cannot be read, that is the file's fault
	case made.Content != "":
		id = suite.Stored(id, made)
	}
	newEnv, err := find(id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return newEnv, nil
}

// taskOf is sameTask for a data set.
func (streams *stdio) taskOf(set *demos.Dataset, id string) (func() envs.Env, error) {
	return streams.sameTask(set.Dir(), set.Manifest.Task, id)
}

// actingTask is sameTask for a policy, which may also act in its task under other dynamics where the user names that. The
// note says so.
func (streams *stdio) actingTask(what string, made envs.Spec, id string) (newEnv func() envs.Env, note string, err error) {
	if newEnv, err = streams.storedTask(what, made, id); err != nil {
		return nil, "", err
	}
	spec := newEnv().Spec()
	if err := spec.Admits(made); err != nil {
		return nil, "", fmt.Errorf("%s: %w", what, err)
	}
	if id == "" || spec.Physics == made.Physics {
		return newEnv, "", spec.Compatible(made)
	}
	return newEnv, otherDynamics(what, made, spec), nil
}

// startNote is the note of actingTask for a policy that a training starts from; there is none for a checkpoint.
func startNote(path string, f *net.File, spec envs.Spec) string {
	if f == nil {
		return ""
	}
	p, err := policy.Read(f)
	if err != nil {
		return ""
	}
	var made envs.Spec
	if err := json.Unmarshal(p.Task().Spec, &made); err != nil || spec.Admits(made) != nil || spec.Physics == made.Physics {
		return ""
	}
	return otherDynamics(path, made, spec)
}

// otherDynamics says that a policy acts under other dynamics than it was trained under.
func otherDynamics(what string, made, spec envs.Spec) string {
	was := made.Name
	if made.Content == "" {
		was = suite.Stored(made.Name, made)
	}
	return fmt.Sprintf("%s was trained in %s (%s) and acts in %s (%s), whose dynamics differ", what, was, made.Physics, spec.Name, spec.Physics)
}
