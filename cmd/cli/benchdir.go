package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// benchmarkName is what tells benchmarks apart: a part of one, or one with other details, has the name of the whole.
type benchmarkName struct {
	Name    string `yaml:"name"`
	Citable bool   `yaml:"citable"`
}

// nameIn reads the name from a benchmark's configuration; it is empty in what is none.
func nameIn(config []byte) benchmarkName {
	var study struct {
		Imitation benchmarkName `yaml:"imitation"`
	}
	if err := yaml.Unmarshal(config, &study); err == nil && study.Imitation.Name != "" {
		return study.Imitation
	}
	var b benchmarkName
	if err := yaml.Unmarshal(config, &b); err != nil {
		return benchmarkName{}
	}
	return b
}

// takeDirectory writes a benchmark's configuration into its directory, unless that is the directory of another one,
// which would be mixed with it.
func takeDirectory(dir string, config []byte) error {
	path := filepath.Join(dir, agents.ConfigFile)
	stored, err := configText(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = os.MkdirAll(dir, 0o777)
	case err == nil && nameIn(stored) != nameIn(config):
		return misused("%s holds %s: name another directory for %s", dir, nameIn(stored), nameIn(config))
	}
	if err != nil {
		return err
	}
	return disk.WriteFile(disk.OS{}, path, config)
}

func (b benchmarkName) String() string {
	if b.Name == "" {
		return "a run"
	}
	return fmt.Sprintf("the benchmark %q (citable: %v)", b.Name, b.Citable)
}
