package adversarial

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// CanRun returns an error for a run of adversarial imitation in the directory that was begun with another number of
// steps, since it cannot be resumed with this one.
func (b *Config) CanRun(s grid.Setting) error {
	for _, task := range b.Tasks {
		for _, n := range b.Demos {
			for seed := range uint64(b.Seeds) {
				dir := filepath.Join(b.dir(s, task, n, seed), imitatedDir)
				begun, err := stepsOf(filepath.Join(dir, agents.ConfigFile))
				if err != nil {
					return err
				}
				if begun != 0 && begun != b.Steps {
					return fmt.Errorf("%s holds a run that was begun with %d steps, not %d: choose another directory", dir, begun, b.Steps)
				}
			}
		}
	}
	return nil
}

// stepsOf is the number of steps in a run's configuration, 0 where there is none.
func stepsOf(path string) (int64, error) {
	data, err := disk.ReadFile(disk.OS{}, path, nil, grid.MaxKept)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var run struct {
		Steps int64 `yaml:"steps"`
	}
	if err == nil {
		err = yaml.Unmarshal(data, &run)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return run.Steps, nil
}
