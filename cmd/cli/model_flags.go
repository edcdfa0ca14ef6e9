package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// modelFlags say of a task that a model file defines, FILE.xml, what the file does not. They are another way to write the
// variants of its id.
type modelFlags struct {
	Root      string // the folder that every file of the model is in; empty: the model's own
	CtrlRange string // "LO,HI", of actuators that have none
}

func (m *modelFlags) add(f *pflag.FlagSet) {
	f.StringVar(&m.Root, "root", "", "of FILE.xml: the `folder` that all its files are in, where it includes from outside its own")
	f.StringVar(&m.CtrlRange, "ctrlrange", "", "of FILE.xml: the range `LO,HI` of actuators that have none; part of the task's identity")
}

// complete adds what the flags say to those of the ids that are of model files. Without one the flags are a misuse.
func (m *modelFlags) complete(ids ...*string) error {
	if *m == (modelFlags{}) {
		return nil
	}
	if strings.Contains(m.Root, ":") {
		return misused("--root %q: a folder with a colon cannot be part of a task's id", m.Root)
	}
	if m.CtrlRange != "" {
		if _, err := locomotion.ParseCtrlRange(m.CtrlRange); err != nil {
			return misused("--ctrlrange: %w", err)
		}
	}
	found := false
	for _, id := range ids {
		if !isModel(*id) {
			continue
		}
		found = true
		if m.Root != "" {
			*id += ":" + locomotion.RootVariant + m.Root
		}
		if m.CtrlRange != "" {
			*id += ":" + locomotion.CtrlRangeVariant + strings.ReplaceAll(m.CtrlRange, " ", "")
		}
	}
	if !found {
		return misused("--root and --ctrlrange are of a model file's task: name it, FILE.xml")
	}
	return nil
}

// isModel reports whether an id is that of a model file, with or without variants.
func isModel(id string) bool {
	path, _, _ := strings.Cut(strings.ToLower(id), ".xml:")
	return path != strings.ToLower(id) || strings.HasSuffix(path, ".xml")
}
