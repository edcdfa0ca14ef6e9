package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
)

// dataArgs requires at least one data set.
func dataArgs(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("DATA is missing: name the directory of a data set, which 'fenchel record' makes")
	}
	return nil
}

// openSets opens data sets to learn from together. They are of one task; none is named twice.
func openSets(dirs []string) ([]*demos.Dataset, error) {
	sets := make([]*demos.Dataset, len(dirs))
	for i, dir := range dirs {
		var err error
		if sets[i], err = demos.Open(dir); err != nil {
			return nil, err
		}
		if err := sets[i].Manifest.Task.Compatible(sets[0].Manifest.Task); err != nil {
			return nil, fmt.Errorf("%s: cannot be joined to %s: %w", dir, dirs[0], err)
		}
		for _, other := range dirs[:i] {
			if sameFile(dir, other) {
				return nil, misused("%s is named twice: its episodes would count double", dir)
			}
		}
	}
	return sets, nil
}

// readEpisodes reads data sets one behind the other, with the actions to be imitated.
func readEpisodes(sets []*demos.Dataset, which data.Actions) ([]*demos.Demonstration, error) {
	var all []*demos.Demonstration
	for _, set := range sets {
		list, err := set.ReadAll()
		if err != nil {
			return nil, err
		}
		for _, d := range list {
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
	text := fmt.Sprintf("%d episodes of %s", n, sets[0].Manifest.Task.Name)
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
