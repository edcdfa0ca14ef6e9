package interchange

import (
	"fmt"
	"iter"
	"slices"

	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
)

func init() {
	Register(Format{
		Name:    "robomimic",
		Summary: "an HDF5 file of robomimic: data/demo_N with obs, next_obs, actions, rewards, dones",
		Recognize: func(s *Source) bool {
			return s.holdsHDF5(func(g *hdf5.Group) bool {
				data, err := g.Group("data")
				return err == nil && len(numbered(data, "demo_")) > 0
			})
		},
		Export:   exportRobomimic,
		Episodes: readRobomimic,
		Foreign:  robomimicSpec,
	})
}

// maskTag begins the tag of an episode that is in a filter.
const maskTag = "mask:"

func readRobomimic(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		c, err := s.openHDF5("")
		if err != nil {
			yield(nil, err)
			return
		}
		defer c.Close()
		data, err := c.Root().Group("data")
		if err != nil {
			yield(nil, err)
			return
		}
		masks, err := readMasks(c.Root())
		if err != nil {
			yield(nil, err)
			return
		}
		for _, name := range numbered(data, "demo_") {
			e, err := readDemo(data, name)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			} else {
				for _, tag := range masks[name] {
					if !slices.Contains(e.Tags, tag) { // an export of ours says it twice
						e.Tags = append(e.Tags, tag)
					}
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// readDemo reads an episode: observations before each action, and those after it in next_obs.
func readDemo(data *hdf5.Group, name string) (*Episode, error) {
	g, err := data.Group(name)
	if err != nil {
		return nil, err
	}
	obs, act, err := demoColumns(g)
	if err != nil {
		return nil, err
	}
	e := &Episode{Place: name, Left: append(obs.left, act.left...)}
	if err := e.fill(obs, act, 0, -1); err != nil {
		return nil, err
	}
	n := len(e.Act)
	if err := e.after(g); err != nil {
		return nil, err
	}
	if g.Has("rewards") {
		if e.Reward, err = vector(g, "rewards", 0, n); err != nil {
			return nil, err
		}
	}
	if e.End, err = success(g, e, n); err != nil {
		return nil, err
	}
	for _, key := range g.Names() {
		switch key {
		case "obs", "next_obs", "actions", "rewards", "dones", infosGroup:
		default:
			e.Left = append(e.Left, key)
		}
	}
	if err := e.besides(g, 0, n); err != nil {
		return nil, err
	}
	return e, e.ours(g)
}

// after adds the observation after the last action, where next_obs has it.
func (e *Episode) after(g *hdf5.Group) error {
	n := len(e.Act)
	if !g.Has("next_obs") || n == 0 || len(e.Obs) != n {
		return nil
	}
	next, err := flatten(g, "next_obs", 0, 0)
	if err != nil {
		return err
	}
	if rows, err := next.rows(); err != nil || rows != n {
		return fmt.Errorf("next_obs: %d rows for %d actions", rows, n)
	}
	last, err := next.read(n-1, 1)
	e.Obs = append(e.Obs, last...)
	return err
}

func demoColumns(g *hdf5.Group) (obs, act *columns, err error) {
	if obs, err = flatten(g, "obs", 0, 0); err == nil {
		act, err = flatten(g, "actions", 0, 0)
	}
	return obs, act, err
}

// success is Reached where the last step is done with a reward, and Running elsewhere: whatever else sets dones in this
// format is the end of the recording.
func success(g *hdf5.Group, e *Episode, n int) (envs.End, error) {
	if !g.Has("dones") || n == 0 || e.Reward == nil || e.Reward[n-1] <= 0 {
		return envs.Running, nil
	}
	done, err := vector(g, "dones", n-1, 1)
	if err != nil || done[0] == 0 {
		return envs.Running, err
	}
	return envs.Reached, nil
}

// readMasks is the names of the filters that each episode is in, as tags: "mask:train".
func readMasks(root *hdf5.Group) (map[string][]string, error) {
	tags := map[string][]string{}
	if root.Kind("mask") != hdf5.IsGroup {
		return tags, nil
	}
	g, err := root.Group("mask")
	if err != nil {
		return nil, err
	}
	for _, key := range g.Names() {
		d, err := g.Dataset(key)
		if err != nil {
			return nil, err
		}
		if d.Width() != 1 || d.Rows() > mostNumbers/32 {
			return nil, fmt.Errorf("mask/%s: its shape is %v", key, d.Shape())
		}
		names := make([]string, d.Rows())
		if err := d.Strings(names, 0); err != nil {
			return nil, err
		}
		for _, name := range names {
			tags[name] = append(tags[name], maskTag+key)
		}
	}
	return tags, nil
}

func robomimicSpec(s *Source) (envs.Spec, error) {
	c, err := s.openHDF5("")
	if err != nil {
		return envs.Spec{}, err
	}
	defer c.Close()
	data, err := c.Root().Group("data")
	if err != nil {
		return envs.Spec{}, err
	}
	g, err := data.Group(numbered(data, "demo_")[0])
	if err != nil {
		return envs.Spec{}, err
	}
	obs, act, err := demoColumns(g)
	if err != nil {
		return envs.Spec{}, err
	}
	return unitSpec(s, obs, act)
}
