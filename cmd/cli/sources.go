package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// dataArgs requires at least one data set.
func dataArgs(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("DATA is missing: name the directory of a data set, which 'fenchel record' makes")
	}
	return nil
}

// setsOptions names the data sets to learn from.
type setsOptions struct {
	IO         *stdio
	Dirs       []string
	Incomplete bool // go on with what is intact
}

// open opens the data sets. They are of one task; none is named twice, and each is whole, unless Incomplete says to learn
// from what is intact.
func (o *setsOptions) open() ([]*demos.Dataset, error) {
	sets := make([]*demos.Dataset, len(o.Dirs))
	for i, dir := range o.Dirs {
		var err error
		if sets[i], err = demos.Open(dir); err != nil {
			return nil, err
		}
		o.IO.recall(sets[i])
		if err := sets[0].Manifest.Task.Compatible(sets[i].Manifest.Task); err != nil {
			return nil, fmt.Errorf("%s: cannot be joined to %s: %w%s", dir, o.Dirs[0], err, recordAgain(sets[0], err))
		}
		for _, other := range o.Dirs[:i] {
			if sameFile(dir, other) {
				return nil, misused("%s is named twice: its episodes would count double", dir)
			}
		}
	}
	return sets, o.check(sets)
}

// check says which files do not belong to the data sets, and what is missing of them.
func (o *setsOptions) check(sets []*demos.Dataset) error {
	var incomplete []error
	for _, set := range sets {
		o.note(set.Strays())
		if o.Incomplete {
			set.OmitDamaged()
		}
		if missing, ok := errors.AsType[*demos.IncompleteError](set.Complete()); ok {
			incomplete = append(incomplete, beginning(missing.Problems)...)
		}
	}
	if len(incomplete) == 0 {
		return nil
	}
	if o.Incomplete {
		o.note(incomplete)
		return nil
	}
	return errors.Join(append(incomplete, errIncomplete)...)
}

var errIncomplete = errors.New("the demonstrations are incomplete: --incomplete learns from those that are intact")

// unread adds to the error of reading demonstrations what can be done where it is damage.
func unread(err error) error {
	if _, damage := errors.AsType[*demos.Damage](err); damage {
		return errors.Join(err, errIncomplete)
	}
	return err
}

func (o *setsOptions) note(notes []error) {
	for _, note := range beginning(notes) {
		fmt.Fprintf(o.IO.Err, "fenchel: %v\n", note)
	}
}

// beginning is a list that one can read: where it is long, its beginning and how many more there are.
func beginning(list []error) []error {
	const most = 20
	if len(list) <= most {
		return list
	}
	return append(slices.Clone(list[:most]), fmt.Errorf("… and %d more", len(list)-most))
}

// recall fills in what else the task of a data set has been called.
func (streams *stdio) recall(set *demos.Dataset) {
	task := &set.Manifest.Task
	if newEnv, err := streams.taskOf(set, ""); err == nil && newEnv().Spec().Matches(task.Hash()) {
		s := newEnv().Spec()
		task.Former = append(s.Former, s.Hash())
	}
}

// recordAgain says what to do about data of one task under two physics versions: nothing of other errors.
func recordAgain(set *demos.Dataset, err error) string {
	if _, ok := errors.AsType[*envs.PhysicsError](err); !ok {
		return ""
	}
	task := set.Manifest.Task
	return fmt.Sprintf("; learn from one of them, or record the other again: fenchel record %s", suite.Stored(task.Name, task))
}

// readEpisodes reads data sets one after the other, with the actions to be imitated.
func readEpisodes(sets []*demos.Dataset, which data.Actions) ([]*demos.Demonstration, error) {
	var all []*demos.Demonstration
	for _, set := range sets {
		list, err := set.ReadAll()
		if err != nil {
			return nil, err
		}
		for i, d := range list {
			if which == data.Labels && d.Driven() && slices.ContainsFunc(d.Author, func(a envs.Author) bool { return a != envs.ThePerson }) {
				return nil, fmt.Errorf("%s: episode %d: a policy acted in part of it, and the method learns from whole episodes: --actions sent takes them as they are", set.Dir(), i)
			}
			which.Choose(d)
		}
		all = append(all, list...)
	}
	return all, nil
}

// describeSets says what was learned from: "20 episodes of hopper", "30 episodes of hopper in 2 data sets".
func describeSets(sets []*demos.Dataset) string {
	n := 0
	for _, set := range sets {
		n += set.Len()
	}
	text := fmt.Sprintf("%s of %s", episodes(n), sets[0].Manifest.Task.Name)
	if len(sets) > 1 {
		text += fmt.Sprintf(" in %d data sets", len(sets))
	}
	return text
}

// sameFile reports whether two paths lead to one place.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}
