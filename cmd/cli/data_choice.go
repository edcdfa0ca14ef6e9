package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// episodeID is a data set, by its position among the arguments, and an episode of it.
type episodeID struct{ source, episode int }

// candidate is an episode that meets the conditions.
type candidate struct {
	episodeID
	value float64 // its return
}

// condition says whether an episode is wanted.
type condition = func(episode int, d *demos.Demonstration) (bool, error)

// choice is the episodes that meet the conditions, in their order.
type choice struct {
	meets      condition
	seen       int
	origins    map[demos.Origin]bool
	doubles    map[episodeID]bool
	candidates []candidate
}

// newChoice puts the conditions together.
func (o *selectOptions) newChoice(sets []*demos.Dataset) (*choice, error) {
	var ends []envs.End
	for _, name := range o.Ends {
		end, ok := envs.ParseEnd(strings.ReplaceAll(name, "-", " "))
		if !ok {
			return nil, misused("--end %q: want reached, failed, timed-out, diverged or running", name)
		}
		ends = append(ends, end)
	}
	success := func(int, *demos.Demonstration) (bool, error) { return true, nil }
	if o.Task != "" { // also where nothing else needs the task
		if _, err := o.IO.taskOf(sets[0], o.Task); err != nil {
			return nil, err
		}
	}
	if o.Successes {
		var err error
		if success, err = o.IO.successes(sets[0], o.Task); err != nil {
			return nil, err
		}
		for _, set := range sets {
			if set.Manifest.Provenance != nil {
				return nil, fmt.Errorf("%s: --successes: %w", set.Dir(), demos.ErrForeign)
			}
		}
	}
	c := &choice{origins: map[demos.Origin]bool{}, doubles: map[episodeID]bool{}}
	c.meets = func(episode int, d *demos.Demonstration) (bool, error) {
		value := d.Return()
		if value < o.Least || value > o.Most || ends != nil && !slices.Contains(ends, d.End) || o.Tag != "" && !slices.Contains(d.Tags, o.Tag) {
			return false, nil
		}
		return success(episode, d)
	}
	return c, nil
}

// successes simulates episodes again to ask the task about them.
func (streams *stdio) successes(set *demos.Dataset, id string) (condition, error) {
	newEnv, err := streams.taskOf(set, id)
	if err != nil {
		return nil, err
	}
	env := newEnv()
	succeeder, ok := envs.As[envs.Succeeder](env)
	if !ok {
		return nil, misused("--successes: task %q defines no success", env.Spec().Name)
	}
	return func(episode int, d *demos.Demonstration) (bool, error) {
		if divergence := demos.Replay(env, d); divergence != nil {
			divergence.Episode = uint64(episode)
			return false, divergence
		}
		return succeeder.Success(), nil
	}, nil
}

// read looks at every episode.
func (c *choice) read(ctx context.Context, sets []*demos.Dataset) error {
	for i, set := range sets {
		episode := 0
		for d, err := range set.All() {
			if err := cmp.Or(ctx.Err(), err); err != nil {
				return err
			}
			if err := c.look(episodeID{i, episode}, d); err != nil {
				return fmt.Errorf("%s: %w", set.Dir(), err)
			}
			episode++
		}
	}
	return nil
}

func (c *choice) look(at episodeID, d *demos.Demonstration) error {
	c.seen++
	from := d.Origin()
	if c.origins[from] {
		c.doubles[at] = true
		return nil
	}
	c.origins[from] = true
	ok, err := c.meets(at.episode, d)
	if ok {
		c.candidates = append(c.candidates, candidate{at, d.Return()})
	}
	return err
}

// take takes the first so many or the best so many; 0 is no limit. Of equal returns the earlier is the better.
func (c *choice) take(first, best int) map[episodeID]bool {
	list := slices.Clone(c.candidates)
	if best > 0 {
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.value, a.value) })
	}
	if n := max(first, best); n > 0 {
		list = list[:min(n, len(list))]
	}
	taken := map[episodeID]bool{}
	for _, e := range list {
		taken[e.episodeID] = true
	}
	return taken
}
