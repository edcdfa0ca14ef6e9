package interchange

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// exportStorage is that of all files that we write: compressed, with a checksum.
var exportStorage = hdf5.DefaultStorage()

// exportMinari writes a folder of Minari: metadata.json and main_data.hdf5. The target ends in the data set's id.
func exportMinari(x *Export) error {
	if err := disk.MakeDirs(disk.OS{}, filepath.Join(x.Target, "data")); err != nil {
		return err
	}
	steps, episodes := 0, 0
	err := x.file(filepath.Join(x.Target, filepath.FromSlash(minariData)), func(w *hdf5.Writer) error {
		return x.each(func(_ int, d *demos.Demonstration) error {
			g := w.Root().Group(fmt.Sprintf("episode_%d", episodes))
			g.SetAttr("id", int64(episodes))
			g.SetAttr("total_steps", int64(d.Len()))
			x.minariEpisode(g, d)
			steps, episodes = steps+d.Len(), episodes+1
			return nil
		})
	})
	if err != nil {
		return err
	}
	text, err := x.minariFacts(episodes, steps)
	if err != nil {
		return err
	}
	return writeText(filepath.Join(x.Target, filepath.FromSlash(minariMeta)), text)
}

func (x *Export) minariEpisode(g *hdf5.GroupWriter, d *demos.Demonstration) {
	mark(g, d)
	width := []int{len(x.Spec.Obs)}
	g.Dataset("observations", hdf5.Float64, width, exportStorage).Float64s(d.Obs...)
	x.actions(g, d)
	g.Dataset("rewards", hdf5.Float64, nil, exportStorage).Float64s(d.Reward...)
	terminal := d.End == envs.Reached || d.End == envs.Failed
	g.Dataset("terminations", hdf5.Bool, nil, exportStorage).Int64s(flags(d.Len(), terminal)...)
	g.Dataset("truncations", hdf5.Bool, nil, exportStorage).Int64s(flags(d.Len(), !terminal)...)
	x.infos(g, d)
}

// infos writes what the steps of one episode have besides.
func (x *Export) infos(g *hdf5.GroupWriter, d *demos.Demonstration) {
	newInfos(g, x.Spec.Action.Dim(), d.Label != nil, d.Late != nil, d.Force != nil).add(d)
}

func (x *Export) actions(g *hdf5.GroupWriter, d *demos.Demonstration) {
	if x.discrete() {
		g.Dataset("actions", hdf5.Int64, nil, exportStorage).Int64s(x.choices(d)...)
		return
	}
	g.Dataset("actions", hdf5.Float64, []int{x.Spec.Action.Dim()}, exportStorage).Float64s(d.Act...)
}

// minariFacts is metadata.json.
func (x *Export) minariFacts(episodes, steps int) ([]byte, error) {
	lo, hi := make([]float64, len(x.Spec.Obs)), make([]float64, len(x.Spec.Obs))
	for i := range lo {
		lo[i], hi[i] = math.Inf(-1), math.Inf(1) // a manifest does not keep the ranges of channels
	}
	action := fmt.Sprintf(`{"type": "Discrete", "dtype": "int64", "start": 0, "n": %d}`, x.Spec.Action.Dim())
	if !x.discrete() {
		alo, ahi := x.bounds()
		action = boxText(alo, ahi)
	}
	abs, err := filepath.Abs(x.Target)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(map[string]any{
		"total_episodes": episodes, "total_steps": steps, "data_format": "hdf5", "jpeg_encoding": false,
		"observation_space": boxText(lo, hi), "action_space": action,
		"dataset_id": filepath.Base(abs), "minari_version": "0.5.3",
		"description": fmt.Sprintf("%s, acted by %s, exported from fenchel", x.Spec.Name, x.Set.Manifest.Actor.Name),
	}, "", "  ")
}

// bounds are the support of the action set along each axis.
func (x *Export) bounds() (lo, hi []float64) {
	k := x.Spec.Action.Dim()
	z, g := make([]float64, k), make([]float64, k)
	for i := range k {
		g[i] = 1
		hi = append(hi, x.Spec.Action.Support(z, g))
		g[i] = -1
		lo = append(lo, -x.Spec.Action.Support(z, g))
		g[i] = 0
	}
	return lo, hi
}

// boxText is a Box as Minari writes it, with infinities as Python does.
func boxText(lo, hi []float64) string {
	list := func(xs []float64) string {
		var words []string
		for _, x := range xs {
			switch {
			case math.IsInf(x, 1):
				words = append(words, "Infinity")
			case math.IsInf(x, -1):
				words = append(words, "-Infinity")
			default:
				words = append(words, fmt.Sprint(x))
			}
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return fmt.Sprintf(`{"type": "Box", "dtype": "float64", "shape": [%d], "low": %s, "high": %s}`, len(lo), list(lo), list(hi))
}

// exportD4RL writes a flat file, with the observations after each step in next_observations.
func exportD4RL(x *Export) error {
	if x.discrete() {
		return fmt.Errorf("D4RL has no discrete actions: the action set is a %v", x.Spec.Action)
	}
	return x.file(x.Target, func(w *hdf5.Writer) error {
		width, root := []int{len(x.Spec.Obs)}, w.Root()
		obs := root.Dataset("observations", hdf5.Float64, width, exportStorage)
		after := root.Dataset("next_observations", hdf5.Float64, width, exportStorage)
		act := root.Dataset("actions", hdf5.Float64, []int{x.Spec.Action.Dim()}, exportStorage)
		reward := root.Dataset("rewards", hdf5.Float64, nil, exportStorage)
		terminal := root.Dataset("terminals", hdf5.Bool, nil, exportStorage)
		timeout := root.Dataset("timeouts", hdf5.Bool, nil, exportStorage)
		labelled, driven, forced, err := x.besides()
		if err != nil {
			return err
		}
		more := newInfos(root, x.Spec.Action.Dim(), labelled, driven, forced)
		return x.each(func(_ int, d *demos.Demonstration) error {
			n := len(d.Obs) - width[0]
			obs.Float64s(d.Obs[:n]...)
			after.Float64s(d.Obs[width[0]:]...)
			act.Float64s(d.Act...)
			reward.Float64s(d.Reward...)
			more.add(d)
			over := d.End == envs.Reached || d.End == envs.Failed
			terminal.Int64s(flags(d.Len(), over)...)
			timeout.Int64s(flags(d.Len(), !over)...)
			if d.End == envs.Reached || d.End == envs.Running {
				x.leave("whether an episode that ended had reached its goal or failed, or was cut short")
			}
			if len(d.Tags) > 0 {
				x.leave("tags")
			}
			return nil
		})
	})
}

// exportRobomimic writes data/demo_N, whose actions must be within [-1, 1].
func exportRobomimic(x *Export) error {
	if x.discrete() {
		return fmt.Errorf("robomimic has no discrete actions: the action set is a %v", x.Spec.Action)
	}
	return x.file(x.Target, func(w *hdf5.Writer) error {
		data, steps, episodes := w.Root().Group("data"), 0, 0
		masks := map[string][]string{}
		width := []int{len(x.Spec.Obs)}
		err := x.each(func(_ int, d *demos.Demonstration) error {
			for i, a := range d.Act {
				if math.Abs(a) > 1 {
					return fmt.Errorf("step %d: an action of %v: robomimic takes those within [-1, 1]", i/x.Spec.Action.Dim(), a)
				}
			}
			name := fmt.Sprintf("demo_%d", episodes)
			g := data.Group(name)
			for _, tag := range d.Tags {
				if key, ok := strings.CutPrefix(tag, maskTag); ok && key != "" && !strings.ContainsAny(key, "/.") {
					masks[key] = append(masks[key], name)
				}
			}
			g.SetAttr("num_samples", int64(d.Len()))
			mark(g, d)
			n := len(d.Obs) - width[0]
			g.Group("obs").Dataset("state", hdf5.Float64, width, exportStorage).Float64s(d.Obs[:n]...)
			g.Group("next_obs").Dataset("state", hdf5.Float64, width, exportStorage).Float64s(d.Obs[width[0]:]...)
			x.actions(g, d)
			g.Dataset("rewards", hdf5.Float64, nil, exportStorage).Float64s(d.Reward...)
			g.Dataset("dones", hdf5.Int64, nil, exportStorage).Int64s(flags(d.Len(), true)...)
			x.infos(g, d)
			steps, episodes = steps+d.Len(), episodes+1
			return nil
		})
		data.SetAttr("total", int64(steps))
		args, _ := json.Marshal(map[string]any{"env_name": x.Spec.Name, "env_type": 2, "env_kwargs": map[string]any{}})
		data.SetAttr("env_args", string(args))
		if err == nil && len(masks) > 0 {
			writeMasks(w.Root().Group("mask"), masks)
		}
		return err
	})
}

// writeMasks writes the filters that tags of episodes name, each as the list of its demonstrations.
func writeMasks(g *hdf5.GroupWriter, masks map[string][]string) {
	for _, key := range slices.Sorted(maps.Keys(masks)) {
		longest := 0
		for _, name := range masks[key] {
			longest = max(longest, len(name))
		}
		g.Dataset(key, hdf5.FixedString(longest), nil, exportStorage).Strings(masks[key]...)
	}
}
