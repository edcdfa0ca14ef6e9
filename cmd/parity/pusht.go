package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

// pushtKind compares PushT with pymunk, which the published environments run on, and with what people did in it. It drives the
// simulation below the task: targets outside of the field are not clipped, and nothing ends an episode.
var pushtKind = kind{
	folder:  "pusht",
	what:    "PushT on pymunk: rollouts, physics steps with their contacts, starts, and recorded people",
	compare: comparePushT,
}

// comparePushT compares a file by its name.
func comparePushT(path string) (*result, error) {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	switch name {
	case "rollouts":
		return compareRollouts(path)
	case "traces":
		return compareTraces(path)
	case "starts":
		return compareStarts(path)
	case "demos":
		return comparePeople(path)
	}
	return nil, errForeign
}

// pushtBar is how far the block may part from the recordings. They rest on a sine and cosine that are not correctly rounded, and
// what follows from the last bit depends on the kind of motion.
type pushtBar struct {
	block, angle, coverage float64 // px, rad, 1
}

var pushtBars = map[string]pushtBar{
	"human":   {1e-9, 1e-11, 1e-10},
	"random":  {1e-9, 1e-11, 1e-10},
	"overlap": {1e-9, 1e-11, 1e-10},
	"walls":   {1e-6, 1e-8, 1e-7},
	"notch":   {1e-6, 1e-8, 1e-7},
	"fast":    {1e-5, 1e-7, 1e-6},
}

// safeBar is that of fast motions within the steps in which they do not amplify.
const safeBar = 1e-6

// pushtRow is agent x, y, vx, vy, block x, y, angle, vx, vy, angular velocity, coverage, reward, done, contact points.
type pushtRow [14]float64

// pushtStart sets a recorded start.
func pushtStart(w *pusht.World, start [5]float64, mode string) error {
	modes := map[string]pusht.Mode{"legacy": pusht.Legacy, "direct": pusht.Direct}
	m, ok := modes[mode]
	if !ok {
		return fmt.Errorf("mode %q: want legacy or direct", mode)
	}
	w.Reset(pusht.Pose{
		Agent: pusht.Vec{X: start[0], Y: start[1]}, Block: pusht.Vec{X: start[2], Y: start[3]}, Angle: start[4],
	}, m)
	return nil
}

// pushtGauges are the quantities of one kind of rollout. Those of the outcome are nil where only the motion is recorded.
type pushtGauges struct {
	agent, block, safe, angle      *gauge
	coverage, reward, done, points *gauge
}

// newPushTGauges adds the quantities of a kind's motion to a result.
func newPushTGauges(r *result, kind string) (*pushtGauges, error) {
	bar, ok := pushtBars[kind]
	if !ok {
		return nil, fmt.Errorf("no kind of rollout is called %q", kind)
	}
	g := &pushtGauges{
		agent: r.gauge(kind+": agent and its velocity", 0),
		block: r.gauge(kind+": block, px", bar.block),
		angle: r.gauge(kind+": block angle", bar.angle),
	}
	if bar.block > safeBar {
		g.safe = r.gauge(kind+": block within the safe steps, px", safeBar)
	}
	return g, nil
}

// addOutcome adds the quantities of its outcome.
func (g *pushtGauges) addOutcome(r *result, kind string) {
	bar := pushtBars[kind].coverage
	g.coverage = r.gauge(kind+": coverage", bar)
	g.reward = r.gauge(kind+": reward", bar/0.95)
	g.done = r.gauge(kind+": done", 0)
	g.points = r.gauge(kind+": contact points", 0)
}

// motion compares the first seven numbers of a row.
func (g *pushtGauges) motion(at place, w *pusht.World, row []float64, safe bool) {
	p := w.Pose()
	v, _, _ := w.Velocity()
	for i, x := range [...]float64{p.Agent.X, p.Agent.Y, v.X, v.Y} {
		g.agent.compare(at, [...]string{"x", "y", "vx", "vy"}[i], x, row[i])
	}
	for i, x := range [...]float64{p.Block.X, p.Block.Y} {
		g.block.compare(at, [...]string{"x", "y"}[i], x, row[4+i])
		if g.safe != nil && safe {
			g.safe.compare(at, [...]string{"x", "y"}[i], x, row[4+i])
		}
	}
	g.angle.compare(at, "angle", p.Angle, row[6])
}

// outcome compares coverage, reward, done and contact points.
func (g *pushtGauges) outcome(at place, w *pusht.World, row *pushtRow) {
	c := w.Coverage()
	g.coverage.compare(at, "coverage", c, row[10])
	g.reward.compare(at, "reward", pusht.Reward(c), row[11])
	g.done.compare(at, "done", truth(pusht.Arrived(c)), row[12])
	g.points.compare(at, "contact points", float64(w.Contacts()), row[13])
}

// pushtRollout is a recorded rollout.
type pushtRollout struct {
	ID, Kind, Mode string
	Start          [5]float64
	SafeSteps      int `json:"safe_steps"`
	Actions        [][2]float64
	Init           pushtRow
	Steps          []pushtRow
}

func compareRollouts(path string) (*result, error) {
	r, known := &result{task: "pusht"}, map[string]*pushtGauges{}
	w := pusht.NewWorld()
	err := eachRecord(path, func(_ int, e *pushtRollout) error {
		g := known[e.Kind]
		if g == nil {
			var err error
			if g, err = newPushTGauges(r, e.Kind); err != nil {
				return err
			}
			g.addOutcome(r, e.Kind)
			known[e.Kind] = g
		}
		if len(e.Steps) != len(e.Actions) {
			return fmt.Errorf("%d rows for %d actions", len(e.Steps), len(e.Actions))
		}
		if err := pushtStart(w, e.Start, e.Mode); err != nil {
			return err
		}
		g.motion(place{e.ID, 0}, w, e.Init[:], true)
		g.outcome(place{e.ID, 0}, w, &e.Init)
		for i, a := range e.Actions {
			w.Control(pusht.Vec{X: a[0], Y: a[1]})
			at := place{e.ID, i + 1}
			g.motion(at, w, e.Steps[i][:], i < e.SafeSteps)
			g.outcome(at, w, &e.Steps[i])
		}
		return nil
	})
	return r, err
}

// pushtStartRecord is one start of a published evaluation.
type pushtStartRecord struct {
	Set       string
	Seed      int
	Draw      [5]float64
	Mode      string
	Obs       [5]float64
	ObsDirect *[5]float64 `json:"obs_direct"`
	Agent     bool        `json:"agent_touches"`
	Wall      bool        `json:"wall_touches"`
	Coverage  float64
}

func compareStarts(path string) (*result, error) {
	r, w := &result{task: "pusht"}, pusht.NewWorld()
	state, coverage, touch := r.gauge("state after the reset", 1e-12), r.gauge("coverage", 1e-12), r.gauge("contacts", 0)
	var contacts []pusht.Contact
	err := eachRecord(path, func(_ int, s *pushtStartRecord) error {
		at := place{fmt.Sprintf("%s, seed %d", s.Set, s.Seed), 0}
		if s.ObsDirect != nil {
			if err := pushtStart(w, s.Draw, "direct"); err != nil {
				return err
			}
			compareState(state, at, w, s.ObsDirect)
		}
		if err := pushtStart(w, s.Draw, s.Mode); err != nil {
			return err
		}
		compareState(state, at, w, &s.Obs)
		coverage.compare(at, "coverage", w.Coverage(), s.Coverage)
		contacts = w.AppendContacts(contacts[:0])
		var agent, wall bool
		for _, c := range contacts {
			agent, wall = agent || c.A == 4, wall || c.A < 4
		}
		touch.compare(at, "agent touches", truth(agent), truth(s.Agent))
		touch.compare(at, "wall touches", truth(wall), truth(s.Wall))
		return nil
	})
	return r, err
}

// compareState compares agent, block and angle modulo 2π.
func compareState(g *gauge, at place, w *pusht.World, theirs *[5]float64) {
	p := w.Pose()
	for i, x := range [...]float64{p.Agent.X, p.Agent.Y, p.Block.X, p.Block.Y} {
		g.compare(at, [...]string{"agent x", "agent y", "block x", "block y"}[i], x, theirs[i])
	}
	g.note(at, math.Abs(math.Remainder(p.Angle-theirs[4], 2*math.Pi)), func() string {
		return fmt.Sprintf("angle = %v, recorded %v", p.Angle, theirs[4])
	})
}
