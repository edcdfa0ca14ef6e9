package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// featureKind compares small models, each of one feature of MJCF, under both releases.
var featureKind = kind{
	folder: "mujoco-4.0",
	what:   "models by feature, MuJoCo 4.0.0 and 3.14.0 solved to convergence",
	report: reportFeatures,
}

// tenKind compares fenchel's own ten models with what MuJoCo 4.0.0 and 3.14.0 make of the same files.
var tenKind = kind{
	folder: "ten-4.0",
	what:   "the ten models under MuJoCo 4.0.0 and 3.14.0 solved to convergence",
	report: reportFeatures,
}

// release is a release of MuJoCo as the records call it.
type release struct {
	name  string
	rules physics.Release
}

// releases are those that the records are of, the one that gives the inputs first.
var releases = []release{{"4.0.0", physics.MuJoCo40}, {"3.14.0", physics.MuJoCo314}}

// recording is one file of records, by kind, number and release.
type recording struct {
	path   string
	model  featureModel
	probes map[string][]*featureProbe // by release
	trajs  map[string][]*featureTraj
	errors map[string]bool // releases that refuse the model
}

// featureModel is the head of a file.
type featureModel struct {
	Feature, Name, XML string
	ProbeTol           float64 `json:"probe_tol"`
	NQ, NV, NU, NA     int
}

// featureInputs are what a state is made of.
type featureInputs struct {
	QPos, QVel, Act, Ctrl []float64
	MocapPos              []float64 `json:"mocap_pos"`
	MocapQuat             []float64 `json:"mocap_quat"`
}

// featureProbe is one state and what MuJoCo computes from it.
type featureProbe struct {
	Probe int
	featureInputs
	QAcc       []float64
	Smooth     []float64 `json:"qacc_smooth"`
	Bias       []float64 `json:"qfrc_bias"`
	Passive    []float64 `json:"qfrc_passive"`
	Actuator   []float64 `json:"qfrc_actuator"`
	NCon, NEfc int
	Efc        struct {
		Type, ID               []int
		Pos, ARef, D, Force, J []float64
	}
	Contact []struct {
		Geom    [2]int
		Dist    float64
		Pos     [3]float64
		Frame   [9]float64
		Exclude int
	}
	Sensor   []float64 `json:"sensordata"`
	Sens     float64
	SensNEfc *json.RawMessage `json:"sens_nefc"`
	QPosNext []float64        `json:"qpos_next"`
	QVelNext []float64        `json:"qvel_next"`
	ActNext  []float64        `json:"act_next"`
}

// featureTraj is an open-loop rollout.
type featureTraj struct {
	Traj, NStep int
	Start       featureInputs
	Ctrl        []float64
	MocapPos    []float64 `json:"mocap_pos"`
	MocapQuat   []float64 `json:"mocap_quat"`
	Steps       []int
	QPos, QVel  [][]float64
	Tol         []float64
	Diverged    bool
}

// readRecording reads a file. A record of another release than the first repeats no inputs and may hold only what
// differs, so it is decoded on top of a copy of the first's.
func readRecording(path string) (*recording, error) {
	r := &recording{
		path: path, probes: map[string][]*featureProbe{}, trajs: map[string][]*featureTraj{}, errors: map[string]bool{},
	}
	first := map[string]json.RawMessage{}
	err := eachRecord(path, func(_ int, line *json.RawMessage) error {
		var head struct {
			Kind, Version string
			Probe, Traj   int
		}
		if err := json.Unmarshal(*line, &head); err != nil {
			return err
		}
		key := fmt.Sprint(head.Kind, head.Probe, head.Traj)
		parts := []json.RawMessage{first[key], *line}
		if head.Version == releases[0].name {
			first[key] = slices.Clone(*line)
			parts = parts[1:]
		}
		return r.add(head.Kind, head.Version, parts)
	})
	return r, err
}

func (r *recording) add(kind, version string, parts []json.RawMessage) error {
	decode := func(into any) (err error) {
		for _, p := range parts {
			if len(p) > 0 {
				err = errors.Join(err, json.Unmarshal(p, into))
			}
		}
		return err
	}
	switch kind {
	case "model":
		if version == releases[0].name {
			return decode(&r.model)
		}
	case "probe":
		p := new(featureProbe)
		r.probes[version] = append(r.probes[version], p)
		return decode(p)
	case "traj":
		t := new(featureTraj)
		r.trajs[version] = append(r.trajs[version], t)
		return decode(t)
	case "error":
		r.errors[version] = true
	}
	return nil
}

// of returns the records of a release: its own, and where it has none the first's.
func of[T any](all map[string][]T, version string, number func(T) int) []T {
	list := slices.Clone(all[releases[0].name])
	if version == releases[0].name {
		return list
	}
	for _, own := range all[version] {
		for i := range list {
			if number(list[i]) == number(own) {
				list[i] = own
			}
		}
	}
	return list
}

// load compiles the model of a recording.
func (r *recording) load(rules physics.Release) (*physics.Model, error) {
	if r.model.Feature == "ten" {
		return locomotion.ModelUnder(r.model.Name, rules)
	}
	dir := filepath.Dir(r.path)
	if _, err := os.Stat(filepath.Join(dir, r.model.XML)); err != nil {
		return nil, err
	}
	m, _, err := mjcf.Compile(os.DirFS(dir), filepath.ToSlash(r.model.XML), mjcf.Options{Release: rules})
	return m, err
}

// title is the row of the table that a recording belongs to.
func (r *recording) title() string {
	if r.model.Feature == "ten" {
		return r.model.Name
	}
	return r.model.Feature
}

// bar is how far a state's acceleration may be off. Pusher's arm on its object is a contact that MuJoCo finds by
// iteration, as are those of the features that say so.
func (r *recording) bar() float64 {
	switch {
	case r.model.ProbeTol >= iterated || r.model.Name == "pusher":
		return iterated
	case strings.Contains(r.model.Feature, "mesh"):
		return singleBar
	case r.model.Feature == "noslip":
		return slipBar
	}
	return featureAccBar
}

// reportFeatures compares all files and prints one line a feature and release.
func reportFeatures(f folder, w io.Writer) bool {
	fmt.Fprintf(w, "\n%s: %s\n", f.folder, f.what)
	t := newFeatureTable()
	for _, path := range f.files {
		r, err := readRecording(path)
		if err != nil {
			t.trouble("%s: %v", filepath.Base(path), err)
			continue
		}
		for _, rel := range releases {
			t.compare(r, rel)
		}
	}
	return t.print(w)
}

// refusal is the reason of a refusal, in one line.
func refusal(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if _, rest, ok := strings.Cut(line, ": "); ok && strings.Contains(line, ".xml:") {
		return rest
	}
	return line
}

// norm is the largest magnitude of x, at least 1.
func norm(x []float64) float64 {
	n := 1.0
	for _, v := range x {
		n = math.Max(n, math.Abs(v))
	}
	return n
}
