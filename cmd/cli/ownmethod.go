package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// ownMethod reports whether a method is registered that is none of fenchel's own: a program of the user's has it. Such
// a method has no flags, and is configured by its file alone.
func ownMethod(name string) bool {
	return agents.Methods.Has(name) && !slices.Contains([]string{"clone", "dagger", "gail", "ppo", "sac", "ars"}, name)
}

// ownTraining is a run of such a method.
type ownTraining struct {
	IO            *stdio
	Method, Task  string
	Dir           string
	Config, From  string // files; empty for none
	Resume, Force bool
	Sources       agents.Sources
}

// train runs it to its end.
func (o *ownTraining) train(ctx context.Context) (*agents.Trained, error) {
	options, err := o.configure()
	if err != nil {
		return nil, err
	}
	from, err := readStart(o.From)
	if err != nil {
		return nil, err
	}
	if teacher, err := expert.For(o.Task); err == nil {
		o.Sources.Expert = teacher.New
	}
	bar := &progress{}
	defer func() { bar.stop() }()
	t := agents.Training{
		Dir: o.Dir, Options: options, Sources: o.Sources, From: from, Clock: o.IO.clock(), Run: runOptions(o.IO, o.Resume, o.Force),
		Progress: func(p agents.Progress) {
			if bar.total == 0 {
				bar = startProgress(o.IO, o.Method, int(p.Total))
			}
			bar.tell(p)
		},
	}
	trained, err := t.Train(ctx)
	if errors.Is(err, agents.ErrInterrupted) {
		err = fmt.Errorf("%w; continue with --resume", err)
	}
	return trained, err
}

// configure reads the configuration file, that of the run where it is resumed, or takes the method's default.
func (o *ownTraining) configure() (agents.Options, error) {
	m, err := agents.Methods.Find(o.Method)
	if err != nil {
		return nil, misused("--method: %w", err)
	}
	if own := filepath.Join(o.Dir, agents.ConfigFile); o.Resume && o.Config == "" && exists(own) {
		o.Config = own
	}
	if o.Config == "" {
		return m.Default(o.Task), nil
	}
	text, err := configText(o.Config)
	if err != nil {
		return nil, misused("--config: %w", err)
	}
	options, err := m.Read(o.Config, text)
	if err != nil {
		return nil, misused("%w", err)
	}
	return options, nil
}

// runOptions opens a run on the machine's disk and passes on what the user should know.
func runOptions(streams *stdio, resume, force bool) agents.RunOptions {
	return agents.RunOptions{Disk: disk.OS{}, Resume: resume, Force: force,
		Note: func(line string) { fmt.Fprintf(streams.Err, "fenchel: %s\n", line) }}
}
