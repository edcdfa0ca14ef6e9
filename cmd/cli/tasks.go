package cli

import (
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// makeTask reads a task id. An id that cannot be read is a misuse, with near names offered; a file that cannot be read is not.
func makeTask(id string) (func() envs.Env, error) {
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
func sameTask(what string, made envs.Spec, id string) (func() envs.Env, error) {
	if id == "" && made.Content != "" {
		return nil, misused("%s is of task %q, which a file of yours defines: name the task, multilabel:PATH or model.xml", what, made.Name)
	}
	find := makeTask
	if id == "" {
		id, find = made.Name, suite.Make // where it cannot be read, that is the file's fault
	}
	newEnv, err := find(id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if err := newEnv().Spec().Compatible(made); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return newEnv, nil
}

// taskOf is sameTask for a data set.
func taskOf(set *demos.Dataset, id string) (func() envs.Env, error) {
	return sameTask(set.Dir(), set.Manifest.Task, id)
}
