package cli

import (
	"errors"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// makeTask reads a task id. An unknown one is a misuse, with near names offered.
func makeTask(id string) (func() envs.Env, error) {
	newEnv, err := suite.Make(id)
	if unknown := new(suite.UnknownTask); errors.As(err, &unknown) {
		return nil, misused("%w\nSee 'fenchel list'.", err)
	}
	return newEnv, err
}
