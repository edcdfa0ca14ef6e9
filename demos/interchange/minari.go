package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
)

func init() {
	Register(Format{
		Name:      "minari",
		Summary:   "a directory of Minari 0.4 or 0.5, stored as HDF5",
		Recognize: func(s *Source) bool { return s.has(minariMeta) },
		Export:    exportMinari,
		Episodes:  readMinari,
		Foreign:   minariSpec,
		Env:       minariEnv,
		Files:     []string{minariMeta, minariData},
	})
}

// The files of a data set of Minari, below its folder.
const (
	minariMeta = "data/metadata.json"
	minariData = "data/main_data.hdf5"
)

// minariFacts are what is read of metadata.json.
type minariFacts struct {
	ID          string  `json:"dataset_id"`
	Version     string  `json:"minari_version"`
	Format      string  `json:"data_format"`
	Episodes    *int    `json:"total_episodes"`
	Observation *string `json:"observation_space"`
	Action      *string `json:"action_space"`
	Env         string  `json:"env_spec"` // JSON with the id of the environment, or empty

	observation, action *gymSpace
}

func (s *Source) minari() (*minariFacts, error) {
	in, err := s.open(minariMeta)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, longestLine))
	if err != nil {
		return nil, err
	}
	m := &minariFacts{Format: "hdf5"}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%s: %w", minariMeta, syntax(err))
	}
	if err := m.parse(); err != nil {
		return nil, fmt.Errorf("%s: %w", minariMeta, err)
	}
	return m, nil
}

func (m *minariFacts) parse() (err error) {
	switch {
	case !strings.HasPrefix(m.Version, "0.4.") && !strings.HasPrefix(m.Version, "0.5."):
		return fmt.Errorf("minari_version %q: want 0.4 or 0.5", m.Version)
	case m.Format != "hdf5":
		return fmt.Errorf("data_format %q is not read: convert it to hdf5", m.Format)
	case m.Observation == nil || m.Action == nil:
		return errors.New("observation_space or action_space is missing: an environment would be needed to know them")
	}
	if m.observation, err = parseSpaceText(*m.Observation); err != nil {
		return fmt.Errorf("observation_space: %w", err)
	}
	if m.action, err = parseSpaceText(*m.Action); err != nil {
		return fmt.Errorf("action_space: %w", err)
	}
	return nil
}

// minariEnv is the id of the environment, without its namespace.
func minariEnv(s *Source) (string, error) {
	m, err := s.minari()
	if err != nil || m.Env == "" {
		return "", err
	}
	var spec struct{ ID string }
	if err := json.Unmarshal([]byte(quoteInfinities(m.Env)), &spec); err != nil {
		return "", fmt.Errorf("%s: env_spec: %w", minariMeta, syntax(err))
	}
	return path.Base(spec.ID), nil
}

func minariSpec(s *Source) (envs.Spec, error) {
	m, err := s.minari()
	if err != nil {
		return envs.Spec{}, err
	}
	obs, err := m.observation.channels("")
	if err != nil {
		return envs.Spec{}, fmt.Errorf("observation_space: %w", err)
	}
	action, err := m.action.action()
	if err != nil {
		return envs.Spec{}, fmt.Errorf("action_space: %w", err)
	}
	return foreignSpec(m.ID, obs, action)
}

func readMinari(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		m, err := s.minari()
		if err != nil {
			yield(nil, err)
			return
		}
		c, err := s.openHDF5(minariData)
		if err != nil {
			yield(nil, fmt.Errorf("%s: %w", minariData, err))
			return
		}
		defer c.Close()
		names := numbered(c.Root(), "episode_")
		if m.Episodes != nil && *m.Episodes != len(names) {
			yield(nil, fmt.Errorf("%s says %d episodes, %s holds %d", minariMeta, *m.Episodes, minariData, len(names)))
			return
		}
		for _, name := range names {
			e, err := m.episode(c.Root(), name)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// episode reads a group: T+1 observations, T of all else.
func (m *minariFacts) episode(root *hdf5.Group, name string) (*Episode, error) {
	g, err := root.Group(name)
	if err != nil {
		return nil, err
	}
	n, first := m.observation.choices()
	obs, err := flatten(g, "observations", n, first)
	if err != nil {
		return nil, err
	}
	n, first = m.action.choices()
	act, err := flatten(g, "actions", n, first)
	if err != nil {
		return nil, err
	}
	e := &Episode{Place: name, Left: append(obs.left, act.left...)}
	if err := e.fill(obs, act, 0, -1); err != nil {
		return nil, err
	}
	if err := e.besides(g, 0, len(e.Act)); err != nil {
		return nil, err
	}
	if e.Reward, err = vector(g, "rewards", 0, len(e.Act)); err != nil {
		return nil, err
	}
	flags, err := openFlags(g, "terminations", "truncations")
	if err != nil {
		return nil, err
	}
	if e.End, err = lastFlag(flags, 0, len(e.Act)); err != nil {
		return nil, err
	}
	return e, e.ours(g)
}

// fill reads the rows of one episode: steps of them from a row on, or all where that is negative.
func (e *Episode) fill(obs, act *columns, from, steps int) error {
	if obs.bare() || act.bare() {
		e.Notes = append(e.Notes, unprotected)
	}
	n, err := obs.rows()
	if err != nil {
		return err
	}
	if steps >= 0 {
		n = steps
	} else if steps, err = act.rows(); err != nil {
		return err
	}
	if e.Obs, err = obs.read(from, n); err == nil {
		e.Act, err = act.read(from, steps)
	}
	return err
}

// flag is a dataset of flags and the end that its last one stands for.
type flag struct {
	series
	end envs.End
}

// openFlags are the flags of a group that are there: the terminations come last, since they count more.
func openFlags(g *hdf5.Group, terminal, timeout string) ([]flag, error) {
	var list []flag
	for _, f := range []struct {
		name string
		end  envs.End
	}{{timeout, envs.TimedOut}, {terminal, envs.Failed}} {
		if !g.Has(f.name) {
			continue
		}
		s, err := openSeries(g, f.name)
		if err != nil {
			return nil, err
		}
		list = append(list, flag{s, f.end})
	}
	return list, nil
}

// lastFlag is how an episode of n steps from a row on ended; only its last step may have a flag.
func lastFlag(list []flag, from, n int) (envs.End, error) {
	end := envs.Running
	for _, f := range list {
		xs, err := f.read(from, n)
		if err != nil {
			return end, err
		}
		for t, x := range xs {
			if x != 0 && t < n-1 {
				return end, fmt.Errorf("%s: step %d of %d is set", f.Path(), t, n)
			}
			if x != 0 {
				end = f.end
			}
		}
	}
	return end, nil
}

// has reports whether a folder has a file.
func (s *Source) has(name string) bool {
	if s.FS == nil {
		return false
	}
	info, err := fs.Stat(s.FS, name)
	return err == nil && info.Mode().IsRegular()
}
