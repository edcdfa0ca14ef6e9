package interchange

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

func init() {
	Register(Format{
		Name:    "d4rl",
		Summary: "a flat HDF5 file of D4RL: observations, actions, rewards, terminals, timeouts",
		Recognize: func(s *Source) bool {
			return s.holdsHDF5(func(g *hdf5.Group) bool {
				return g.Has("observations") && g.Has("actions") && g.Has("rewards") && g.Has("terminals")
			})
		},
		Export:   exportD4RL,
		Episodes: readD4RL,
		Foreign:  d4rlSpec,
	})
}

// flat is a file of D4RL: the steps of all episodes one after another.
type flat struct {
	root           *hdf5.Group
	obs, act, last *columns // last is next_observations, or nil
	reward         series
	flags          []flag
	rows           int
	left           []string
}

func openFlat(c *container) (*flat, error) {
	f := &flat{root: c.Root()}
	var err error
	if f.obs, err = flatten(f.root, "observations", 0, 0); err != nil {
		return nil, err
	}
	if f.act, err = flatten(f.root, "actions", 0, 0); err != nil {
		return nil, err
	}
	if f.root.Has("next_observations") {
		if f.last, err = flatten(f.root, "next_observations", 0, 0); err != nil {
			return nil, err
		}
	}
	if f.rows, err = f.act.rows(); err != nil {
		return nil, err
	}
	if f.reward, err = openSeries(f.root, "rewards"); err != nil {
		return nil, err
	}
	if f.flags, err = openFlags(f.root, "terminals", "timeouts"); err != nil {
		return nil, err
	}
	return f, f.check()
}

// check holds the rows of all columns to those of the actions, and lists what is not taken over.
func (f *flat) check() error {
	for _, c := range []*columns{f.obs, f.last} {
		if c == nil {
			continue
		}
		f.left = append(f.left, c.left...)
		if n, err := c.rows(); err != nil || n != f.rows {
			return fmt.Errorf("%s: %d rows, of actions there are %d", c.parts[0].data.Path(), n, f.rows)
		}
	}
	for _, name := range f.root.Names() {
		switch name {
		case "observations", "actions", "next_observations", "rewards", "terminals", "timeouts", infosGroup:
		default:
			f.left = append(f.left, name)
		}
	}
	return nil
}

func readD4RL(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		c, err := s.openHDF5("")
		if err != nil {
			yield(nil, err)
			return
		}
		defer c.Close()
		f, err := openFlat(c)
		if err != nil {
			yield(nil, err)
			return
		}
		for from := 0; from < f.rows; {
			e, err := f.episode(from)
			if err != nil {
				err = fmt.Errorf("row %d: %w", from, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
			from += len(e.Act)
		}
	}
}

// window is how many flags are read at a time.
const window = 1 << 12

// firstFlag is how many steps the episode has that begins at a row: up to the next flag, or to the last row.
func firstFlag(flags []flag, from, rows int) (int, error) {
	for at := from; at < rows && at-from <= mostNumbers; at += window {
		n := min(window, rows-at)
		first := n
		for _, flag := range flags {
			xs, err := flag.read(at, n)
			if err != nil {
				return 0, err
			}
			if t := slices.IndexFunc(xs[:first], func(x float64) bool { return x != 0 }); t >= 0 {
				first = t
			}
		}
		if first < n {
			return at + first + 1 - from, nil
		}
	}
	return rows - from, nil
}

func (f *flat) episode(from int) (*Episode, error) {
	n, err := firstFlag(f.flags, from, f.rows)
	if err != nil {
		return nil, err
	}
	e := &Episode{Place: fmt.Sprintf("rows %d to %d", from, from+n-1), Left: slices.Clone(f.left)}
	if err := e.fill(f.obs, f.act, from, n); err != nil {
		return nil, err
	}
	if f.last != nil {
		last, err := f.last.read(from+n-1, 1)
		if err != nil {
			return nil, err
		}
		e.Obs = append(e.Obs, last...)
	}
	if e.Reward, err = f.reward.read(from, n); err != nil {
		return nil, err
	}
	if e.End, err = lastFlag(f.flags, from, n); err != nil {
		return nil, err
	}
	return e, e.besides(f.root, from, n)
}

func d4rlSpec(s *Source) (envs.Spec, error) {
	c, err := s.openHDF5("")
	if err != nil {
		return envs.Spec{}, err
	}
	defer c.Close()
	f, err := openFlat(c)
	if err != nil {
		return envs.Spec{}, err
	}
	return unitSpec(s, f.obs, f.act)
}

// unitSpec is the task of a file that says nothing of its spaces: its actions are of [-1, 1], as the format has it.
func unitSpec(s *Source, obs, act *columns) (envs.Spec, error) {
	name, _, _ := strings.Cut(s.Name, ".")
	lo, hi := unbounded(len(obs.names))
	return foreignSpec(name, channels(obs.names, lo, hi), space.UnitBox(len(act.names)))
}
