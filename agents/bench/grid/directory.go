package grid

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// lockFile is there while a benchmark writes to its directory.
const lockFile = "bench.lock"

// maxConfig bounds a configuration that is read, bytes.
const maxConfig = 1 << 20

// identity tells benchmarks apart: a part of one, or one with other details, has the name of the whole.
type identity struct {
	Name    string `yaml:"name"`
	Citable bool   `yaml:"citable"`
}

// Take makes a directory the benchmark's own until the closer is closed, and writes the benchmark's configuration to it.
// The directory of another benchmark or of a run is refused with a *UsageError, since the two would be mixed, and so is
// one that another process is using.
func Take(dir string, config []byte) (io.Closer, error) {
	path := filepath.Join(dir, agents.ConfigFile)
	stored, err := ReadConfig(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if had, want := identify(stored), identify(config); err == nil && had != want {
		return nil, &UsageError{fmt.Errorf("%s holds %s: name another directory for %s", dir, had, want)}
	}
	if err := MakeDir(dir); err != nil {
		return nil, err
	}
	lock, err := disk.OS{}.Lock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, err
	}
	err = disk.RefuseLinks(disk.OS{}, dir)
	if err == nil && !bytes.Equal(stored, config) {
		err = disk.WriteFile(disk.OS{}, path, config)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

// ReadConfig reads the text of a configuration of at most 1 MiB.
func ReadConfig(path string) ([]byte, error) { return disk.ReadFile(disk.OS{}, path, nil, maxConfig) }

// identify reads the identity from a configuration: its own, or, of a study, that of the benchmark that it repeats. It is
// empty where the configuration is not a benchmark's.
func identify(config []byte) identity {
	var study struct {
		Imitation identity `yaml:"imitation"`
	}
	if err := yaml.Unmarshal(config, &study); err == nil && study.Imitation.Name != "" {
		return study.Imitation
	}
	var own identity
	if err := yaml.Unmarshal(config, &own); err != nil {
		return identity{}
	}
	return own
}

func (i identity) String() string {
	if i.Name == "" {
		return "a run"
	}
	return fmt.Sprintf("the benchmark %q (citable: %v)", i.Name, i.Citable)
}
