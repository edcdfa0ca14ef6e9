package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// robot is a task that MuJoCo's data call by another name.
type robot struct {
	id   string // ours
	open int    // environment steps for which an open-loop trajectory stays within its bar
	gym  int    // environment steps for which Gymnasium's numbers do
}

// robots are the ten models by the names of the data. Rounding errors grow in all of them: the steps are those that
// two correct programs stay together for. Gymnasium's recorded Humanoid did not solve its contacts to convergence.
var robots = map[string]robot{
	"Hopper":                 {id: "hopper", open: 200, gym: 100},
	"Walker2d":               {id: "walker2d", open: 150, gym: 100},
	"HalfCheetah":            {id: "halfcheetah", open: 25, gym: 25},
	"Ant":                    {id: "ant", open: 50, gym: 50},
	"Swimmer":                {id: "swimmer", open: 200, gym: 100},
	"Humanoid":               {id: "humanoid", open: 200, gym: 5},
	"Reacher":                {id: "reacher", open: 200, gym: 100},
	"Pusher":                 {id: "pusher", open: 200, gym: 100},
	"InvertedPendulum":       {id: "inverted-pendulum", open: 200, gym: 100},
	"InvertedDoublePendulum": {id: "inverted-double-pendulum", open: 40, gym: 40},
}

// robotOf is the robot that a file is of, by the file's name up to a dot or an underscore, with its model.
func robotOf(path string) (name string, r robot, m *physics.Model, err error) {
	name = filepath.Base(path)
	if end := strings.IndexAny(name, "._"); end > 0 {
		name = name[:end]
	}
	r, ok := robots[name]
	if !ok {
		return name, r, nil, fmt.Errorf("no task of fenchel's is %q", name)
	}
	m, err = locomotion.ModelUnder(r.id, physics.MuJoCo314)
	return name, r, m, err
}

// vector notes the largest error of some numbers; relative ones are divided by max(1, |theirs|).
func (g *gauge) vector(at place, name string, ours, theirs []float64, relative bool) {
	if len(ours) != len(theirs) {
		g.note(at, math.Inf(1), func() string { return fmt.Sprintf("%s has %d numbers, recorded %d", name, len(ours), len(theirs)) })
		return
	}
	worst, where := -1.0, 0
	for i, x := range theirs {
		err := math.Abs(ours[i] - x)
		if relative {
			err /= math.Max(1, math.Abs(x))
		}
		if err > worst || err != err {
			worst, where = err, i
		}
		if err != err {
			break
		}
	}
	if worst < 0 {
		return
	}
	g.note(at, worst, func() string {
		return fmt.Sprintf("%s[%d] = %v, recorded %v", name, where, ours[where], theirs[where])
	})
	g.count += len(theirs) - 1
}
