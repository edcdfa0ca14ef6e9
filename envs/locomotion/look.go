package locomotion

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Look is OpenFile for the eye alone: it compiles what can be seen of a model, also of one that OpenFile refuses.
func Look(path string, o FileOptions) (*mjcf.View, error) {
	root, name, err := openBelow(path, o.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return mjcf.Look(&hashingFS{FS: root.FS(), sum: sha256.New()}, name, mjcf.Options{Release: o.Release})
}

// AtQPos0 names the pose in which a file describes its bodies, besides the keyframes.
const AtQPos0 = "qpos0"

// seen is a model that nothing acts on, in a pose: it can be looked at.
type seen struct {
	free
	middle spatial.Vec // what the camera looks at, m
}

// NewStill makes a task of a View: the model in the pose of a keyframe, which nothing moves. key is its name, AtQPos0, or ""
// for the first one, or AtQPos0 where there is none. path is the model's file.
func NewStill(path string, v *mjcf.View, key string) (*Task, error) {
	m := *v.Model
	if err := choosePose(&m, key); err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	m.GeomGroup = shownGroups(&m)
	o := DefaultModel()
	o.Horizon, o.Release = 1, m.Option.Release
	rules := seen{}
	rules.middle, rules.distance = surround(&m)
	task := newTask(&m, rules, o, o.Horizon, 1, false, envs.Spec{
		Name:    "view:" + strings.Map(printable, strings.TrimSuffix(base, filepath.Ext(base))),
		Obs:     append(unique(join(positions(&m), velocities(&m))), envs.Channel{Name: "nothing", Unit: "1", Lo: -1, Hi: 1}),
		Summary: "a model to be looked at: nothing moves",
		Reward:  "0",
		Start:   "a pose of the file",
		Ends:    envs.AtHorizon,
		Source:  "an MJCF file",
	})
	task.motion.pushable = nil
	return task, nil
}

// choosePose makes a keyframe the only one.
func choosePose(m *physics.Model, key string) error {
	names := []string{AtQPos0}
	for i, k := range m.Key {
		if key == k.Name || key == "" || key == fmt.Sprint(i) {
			m.Key = []physics.Keyframe{k}
			return nil
		}
		names = append(names, k.Name)
	}
	if key != "" && key != AtQPos0 {
		return fmt.Errorf("the model has no keyframe %q: it has %s", key, strings.Join(names, ", "))
	}
	m.Key = nil
	return nil
}

// shownGroups are the groups of the geoms, 0 for those of a body that has no other: where skins hide the shapes of a body,
// its shapes are shown.
func shownGroups(m *physics.Model) []int {
	shown := make([]bool, len(m.BodyMass))
	for g, group := range m.GeomGroup {
		shown[m.GeomBody[g]] = shown[m.GeomBody[g]] || group <= lastShownGroup
	}
	groups := slices.Clone(m.GeomGroup)
	for g := range groups {
		if !shown[m.GeomBody[g]] {
			groups[g] = 0
		}
	}
	return groups
}

// surround is the middle of what moves (or of everything, where nothing does) in the pose, and a distance from which it can
// be seen whole.
func surround(m *physics.Model) (middle spatial.Vec, distance float64) {
	b := body{m, m.NewData(), 0}
	b.rest()
	free{}.start(&b, nil)
	m.Forward(b.Data)
	moves := func(g int) bool { return m.BodyWeld[m.GeomBody[g]] != 0 }
	all := !slices.ContainsFunc(slices.Collect(geoms(m)), moves)
	lo, hi := spatial.Vec{X: math.Inf(1), Y: math.Inf(1), Z: math.Inf(1)}, spatial.Vec{X: math.Inf(-1), Y: math.Inf(-1), Z: math.Inf(-1)}
	for g := range geoms(m) {
		if !all && !moves(g) {
			continue
		}
		at, _ := m.GeomPose(b.Data, g)
		r := m.GeomRBound[g]
		lo = spatial.Vec{X: min(lo.X, at.X-r), Y: min(lo.Y, at.Y-r), Z: min(lo.Z, at.Z-r)}
		hi = spatial.Vec{X: max(hi.X, at.X+r), Y: max(hi.Y, at.Y+r), Z: max(hi.Z, at.Z+r)}
	}
	if !(lo.X <= hi.X) {
		return spatial.Vec{}, 1
	}
	return lo.Add(hi).Scale(0.5), math.Max(1.3*hi.Sub(lo).Norm(), 0.01)
}

// geoms are those of a model that are shown and have a size.
func geoms(m *physics.Model) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for g, kind := range m.GeomType {
			if kind != physics.Plane && m.GeomGroup[g] <= lastShownGroup && !yield(g) {
				return
			}
		}
	}
}

func (s seen) observe(obs []float64, b *body) {
	s.free.observe(obs, b)
	obs[len(obs)-1] = 0
}

func (s seen) start(b *body, rng *rand.Rand) { s.free.start(b, rng) }

func (s seen) camera(*body) scene.Camera {
	return scene.Camera{LookAt: point(s.middle), Distance: s.distance, Azimuth: 3 * math.Pi / 4, Elevation: -25 * math.Pi / 180}
}
