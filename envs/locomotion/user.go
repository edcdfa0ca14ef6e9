package locomotion

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// free is a user's model as a task: its motors can be driven and its state is observed, and nothing is asked of it.
//
//	obs  all positions m, rad; all velocities m/s, rad/s
//	act  the controls, within their ranges; ±1 where a motor has none
//
//	reward  0
//	start   the file's first keyframe, or qpos0 at rest
//	ends    never; timed out after 1000 steps
//
// One step is as many timesteps as fit in 0.02 s, at least one. A model without motors has one control that does nothing.
type free struct {
	immortal
	distance float64
}

// DefaultModel is the horizon of a user's model, 1000 steps.
func DefaultModel() Options { return standard(1000) }

// modelPeriod is about how long a step of a user's model lasts, s.
const modelPeriod = 0.02

// NewModel makes a task of a file. It panics on options that do not validate.
func NewModel(f *File, o Options) *Task {
	m := f.Model
	o.Release = m.Option.Release
	skip := max(1, int(math.Round(modelPeriod/m.Option.Timestep)))
	start := "the configuration that the file describes, at rest"
	if len(m.Key) > 0 {
		start = "the file's first keyframe"
	}
	return newTask(m, free{distance: span(m)}, o, DefaultModel().Horizon, skip, false, envs.Spec{
		Name:    "mjcf:" + strings.Map(printable, f.Name) + f.variant(),
		Params:  f.params(),
		Content: f.Content,
		Obs:     unique(join(positions(m), velocities(m))),
		Summary: "a model of the user's: drive its motors",
		Reward:  "0",
		Start:   start,
		Ends:    envs.AtHorizon,
		Source:  "an MJCF file" + dropped(f.Warnings),
	})
}

// dropped says what of a file is not part of its model.
func dropped(warnings []mjcf.Warning) string {
	if len(warnings) == 0 {
		return ""
	}
	var list []string
	for _, w := range warnings {
		list = append(list, fmt.Sprintf("%s (%s:%d)", w.What, w.File, w.Line))
	}
	return ", of which the model does not keep " + strings.Join(list, ", ")
}

// printable replaces what a task's name cannot hold.
func printable(r rune) rune {
	if strings.ContainsRune(" \t\n/:", r) {
		return '_'
	}
	return r
}

// span is a distance from which a model at qpos0 can be seen whole.
func span(m *physics.Model) float64 {
	d := m.NewData()
	m.Forward(d)
	reach := 0.1
	for g, radius := range m.GeomRBound {
		if m.GeomType[g] == physics.Plane || m.BodyWeld[m.GeomBody[g]] == 0 {
			continue
		}
		pos, _ := m.GeomPose(d, g)
		reach = math.Max(reach, pos.Sub(d.SubtreeCom[0]).Norm()+radius)
	}
	return 3 * reach
}

func (free) start(b *body, _ *rand.Rand) {
	if len(b.model.Key) > 0 {
		k := &b.model.Key[0]
		copy(b.QPos, k.QPos)
		copy(b.QVel, k.QVel)
	}
}

func (free) reward(*body, float64, []float64) float64 { return 0 }

func (free) observe(obs []float64, b *body) { copied(copied(obs, b.QPos), b.QVel) }

func (f free) camera(b *body) scene.Camera {
	return scene.Camera{
		LookAt: point(b.SubtreeCom[0]), Distance: f.distance, Azimuth: math.Pi / 2, Elevation: -20 * math.Pi / 180,
	}
}
