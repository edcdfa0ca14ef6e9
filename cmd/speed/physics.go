package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// course is what everybody runs: rollouts of a task under stored random controls, cut where the task failed and every
// 1,000 steps. Fenchel solves the contacts to convergence, MuJoCo as its defaults have it.
type course struct {
	task  string
	model *physics.Model
	skip  int // physics steps of one step of the task
	runs  []stretch
}

// stretch is one rollout without a reset.
type stretch struct {
	qpos, qvel []float64
	ctrl       [][]float64
}

const (
	courseSteps = 3000 // steps of the task in a course
	longest     = 1000 // steps without a reset
)

// layOut plays a task with uniform random actions and stores what was done.
func layOut(row locomotion.Row, steps int) *course {
	o := row.Default()
	o.Horizon = longest
	env := row.New(o)
	spec := env.Spec()
	m := env.Model()
	c := &course{task: row.Name, model: m, skip: int(math.Round(spec.Period / m.Option.Timestep))}
	obs, act := make([]float64, len(spec.Obs)), make([]float64, spec.Action.Dim())
	for n := 0; n < steps; {
		rng := envs.Stream(0, envs.Tuning, uint64(len(c.runs)))
		env.Reset(obs, rng)
		q, v := env.State()
		s := stretch{qpos: append([]float64{}, q...), qvel: append([]float64{}, v...)}
		for end := envs.Running; end == envs.Running && n < steps; n++ {
			spec.Action.Sample(act, rng)
			s.ctrl = append(s.ctrl, append([]float64{}, act...))
			_, end = env.Step(obs, act)
		}
		c.runs = append(c.runs, s)
	}
	return c
}

// write writes the course as the C program reads it.
func (c *course) write(b *bytes.Buffer) {
	fmt.Fprintln(b, c.skip, len(c.runs))
	for _, s := range c.runs {
		fmt.Fprint(b, len(s.ctrl))
		for _, xs := range append([][]float64{s.qpos, s.qvel}, s.ctrl...) {
			for _, x := range xs {
				fmt.Fprintf(b, " %.17g", x)
			}
		}
		fmt.Fprintln(b)
	}
}

// replay runs the whole course and returns the physics steps taken.
func (c *course) replay(d *physics.Data) int {
	steps := 0
	for _, s := range c.runs {
		c.model.Reset(d)
		copy(d.QPos, s.qpos)
		copy(d.QVel, s.qvel)
		c.model.Forward(d)
		for _, ctrl := range s.ctrl {
			copy(d.Ctrl, ctrl)
			for range c.skip {
				c.model.Step(d)
			}
		}
		steps += c.skip * len(s.ctrl)
	}
	return steps
}

// together is the summed rate of one contestant a core.
func together(enter func() contestant) contestant {
	each := make([]contestant, runtime.GOMAXPROCS(0))
	for i := range each {
		each[i] = enter()
	}
	return func() (float64, error) {
		rates, errs := make([]float64, len(each)), make([]error, len(each))
		var wg sync.WaitGroup
		for i, c := range each {
			wg.Go(func() { rates[i], errs[i] = c() })
		}
		wg.Wait()
		sum := 0.0
		for _, r := range rates {
			sum += r
		}
		return sum, errors.Join(errs...)
	}
}

// physics prints steps a second for each model, of the physics and of the whole task, with native MuJoCo for comparison.
func (b *bench) physics() error {
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	peers := []*peer{}
	if !b.quick {
		peers = b.mujocos(dir)
	}
	columns := []string{"model", "one core", "all cores", "env, one core", "env, all cores"}
	for _, p := range peers {
		columns = append(columns, p.name, "ratio", "all cores", "ratio")
	}
	t := b.table("physics", "thousand steps a second under the same stored controls; fenchel solves to convergence, MuJoCo by its defaults", columns...)
	for _, row := range locomotion.Tasks() {
		steps := courseSteps
		if b.quick {
			steps = 10
		}
		if err := b.model(t, layOut(row, steps), row, peers, dir); err != nil {
			return err
		}
	}
	b.print(t)
	return nil
}

// model measures one model: fenchel and the peers take turns, on one core and on all of them.
func (b *bench) model(t *table, c *course, row locomotion.Row, peers []*peer, dir string) error {
	d := c.model.NewData()
	contestants := []contestant{
		func() (float64, error) { return b.sustained(func() int { return c.replay(d) }), nil },
		together(func() contestant {
			own := c.model.NewData()
			return func() (float64, error) { return b.sustained(func() int { return c.replay(own) }), nil }
		}),
		func() (float64, error) { return b.sustained(c.player(row)), nil },
		together(func() contestant {
			player := c.player(row)
			return func() (float64, error) { return b.sustained(player), nil }
		}),
	}
	for _, p := range peers {
		race, err := c.native(p, dir, b.round.Seconds())
		if err != nil {
			return err
		}
		contestants = append(contestants, race, together(func() contestant { return race }))
	}
	rates, err := b.best(contestants...)
	if err != nil {
		return err
	}
	cells := []any{c.task}
	for _, r := range rates[:4] {
		cells = append(cells, r/1e3)
	}
	for i, r := range rates[4:] {
		cells = append(cells, r/1e3, rates[i%2]/r)
	}
	t.add(cells...)
	for i, p := range peers {
		b.atLeast(fmt.Sprintf("%s on one core, times %s", c.task, p.name), rates[0]/rates[4+2*i], 1)
	}
	return nil
}

// player replays the course through the task itself: observations, rewards and ends too.
func (c *course) player(row locomotion.Row) work {
	o := row.Default()
	o.Horizon = longest + 1
	env := row.New(o)
	obs := make([]float64, len(env.Spec().Obs))
	return func() int {
		steps := 0
		for _, s := range c.runs {
			env.SetState(obs, s.qpos, s.qvel)
			for _, act := range s.ctrl {
				_, end := env.Step(obs, act)
				steps++
				if end != envs.Running {
					break
				}
			}
		}
		return steps
	}
}

// native prepares the same course for MuJoCo.
func (c *course) native(p *peer, dir string, seconds float64) (contestant, error) {
	source, err := locomotion.Source(c.task)
	if err != nil {
		return nil, err
	}
	model := filepath.Join(dir, c.task+".xml")
	// Versions before 2.3 take limits for off where a joint does not say limited="true".
	start := bytes.IndexByte(source[bytes.Index(source, []byte("<mujoco")):], '>') + bytes.Index(source, []byte("<mujoco")) + 1
	limits := append(append(append([]byte{}, source[:start]...), "<compiler autolimits=\"true\"/>"...), source[start:]...)
	if err := os.WriteFile(model, limits, 0o666); err != nil {
		return nil, err
	}
	var controls bytes.Buffer
	c.write(&controls)
	return func() (float64, error) {
		out, err := p.run(bytes.NewReader(controls.Bytes()), model, fmt.Sprint(seconds))
		if err != nil {
			return 0, err
		}
		var version string
		var steps, spent, rate float64
		if _, err := fmt.Sscanf(out, "version %s steps %f seconds %f rate %f", &version, &steps, &spent, &rate); err != nil {
			return 0, fmt.Errorf("%s printed %q", p.name, out)
		}
		return rate, nil
	}, nil
}
