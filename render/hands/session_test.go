package hands

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert/push"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

const tick = 1.0 / 60

// person is a scripted person with a mouse in PushT: first to the agent, then where the expert would aim.
type person struct {
	*Session
	plan  *push.Policy
	in    scene.Input
	acted int // steps that the plan has been asked for
	aim   []float64
	dir   string
}

func newPerson(t *testing.T, o Options) *person {
	t.Helper()
	env := pusht.New(pusht.DefaultOptions())
	p := &person{plan: push.New(), aim: make([]float64, 2), dir: filepath.Join(t.TempDir(), "set")}
	r, err := demos.Create(p.dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "human"}, 5), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	d, err := NewDriver("mouse", env, DefaultBindings(2))
	if err != nil {
		t.Fatal(err)
	}
	o.Device, o.Tag = "mouse", "good"
	p.Session = NewSession(env, d, r, o)
	return p
}

// act lets time pass until the phase is another, or so many ticks are over.
func (p *person) act(t *testing.T, ticks int, keys ...string) {
	t.Helper()
	task, _ := envs.As[envs.Pointable](p.rollout.Env())
	from := p.phase
	for i := range ticks {
		if i > 0 && p.phase != from {
			return
		}
		p.in.Reset()
		p.in.Focused, p.in.Pointing = true, true
		if i == 0 {
			p.in.Pressed = keys
		}
		if p.phase == Driving {
			if n := p.rollout.Steps(); n == 0 && p.acted != 0 || p.acted == 0 {
				p.plan.Reset(envs.Stream(1, envs.Tuning, p.index))
				p.acted = 0
			}
			if p.acted <= p.rollout.Steps() {
				p.plan.Act(p.aim, p.rollout.Obs())
				p.acted = p.rollout.Steps() + 1
			}
			p.in.Pointer = task.Pointed(p.aim)
		} else {
			p.in.Pointer, p.acted = task.Agent(), 0
		}
		p.Tick(&p.in, tick)
		if p.err != nil {
			t.Fatal(p.err)
		}
	}
}

// finish drives an episode to its end.
func (p *person) finish(t *testing.T) {
	t.Helper()
	for range 6 {
		if p.phase != Deciding {
			p.act(t, 4000)
		}
	}
	if p.phase != Deciding {
		t.Fatalf("after a long time the session is %v, %d steps into the episode", p.phase, p.rollout.Steps())
	}
}

// stored are the episodes on the disk, each replayed bit for bit.
func stored(t *testing.T, dir string) []*demos.Demonstration {
	t.Helper()
	set, err := demos.Open(dir)
	if err != nil || len(set.Problems) > 0 {
		t.Fatal(err, set.Problems)
	}
	var list []*demos.Demonstration
	for i := range set.Len() {
		d := &demos.Demonstration{}
		if err := set.Reader().Read(d, i); err != nil {
			t.Fatal(err)
		}
		if diff := demos.Replay(pusht.New(pusht.DefaultOptions()), d); diff != nil {
			t.Errorf("episode %d does not repeat: %v", i, diff)
		}
		list = append(list, d)
	}
	return list
}

// TestKeepDiscardRedo drives PushT with a mouse: one episode again, then kept with a tag, one discarded, one kept.
func TestKeepDiscardRedo(t *testing.T) {
	p := newPerson(t, Options{Wait: 0.5, Episodes: 2})
	p.finish(t)
	if p.rollout.End() != envs.Reached {
		t.Errorf("the pointer's plan ends as %v", p.rollout.End())
	}
	if list := stored(t, p.dir); len(list) != 1 || !slices.Contains(list[0].Tags, undecided) {
		t.Errorf("before any choice %d episodes are on the disk", len(list))
	}
	first := slices.Clone(p.demo.Obs[:20])
	p.act(t, 1, "R")
	if list := stored(t, p.dir); len(list) != 0 || p.phase != CountDown {
		t.Errorf("again: %d episodes are on the disk, %v", len(list), p.phase)
	}
	p.finish(t)
	if !slices.Equal(first, p.demo.Obs[:20]) {
		t.Error("again is another start")
	}
	p.act(t, 1, "T")
	p.act(t, 1, "S")
	p.act(t, 1, "K")
	p.finish(t)
	p.act(t, 1, "D")
	p.finish(t)
	p.act(t, 1, "Enter")
	if p.Phase() != Over || p.Kept() != 2 || p.Driven() != 4 {
		t.Errorf("%v, %d kept of %d", p.Phase(), p.Kept(), p.Driven())
	}
	checkKept(t, stored(t, p.dir))
}

// checkKept looks at what TestKeepDiscardRedo kept: the streams 0 and 2, the first with its tags.
func checkKept(t *testing.T, list []*demos.Demonstration) {
	t.Helper()
	if len(list) != 2 || list[0].Index != 0 || list[1].Index != 2 {
		t.Fatalf("%d episodes on the disk", len(list))
	}
	if tags := list[0].Tags; !slices.Equal(tags, []string{"good", succeeded}) {
		t.Errorf("tags %q", tags)
	}
	for _, d := range list {
		if times, steps := d.Interventions(); times != 0 || steps != d.Len() || !slices.Equal(d.Label, d.Act) {
			t.Errorf("a person acted in %d of %d steps, with %d interventions", steps, d.Len(), times)
		}
		if late := slices.Max(d.Late); !(late > 0) || late > tick {
			t.Errorf("the latest step was late by %v s, in ticks of %v s", late, tick)
		}
	}
}

// TestNothingIsLost: an ended episode stays without a choice, one that is being driven is kept as far as it came.
func TestNothingIsLost(t *testing.T) {
	p := newPerson(t, Options{})
	p.finish(t)
	if err := p.Close(); err != nil || len(stored(t, p.dir)) != 1 || p.Kept() != 1 {
		t.Errorf("closed at the choice: %v, %d kept", err, p.Kept())
	}
	p = newPerson(t, Options{})
	p.act(t, 3)
	p.act(t, 3)
	p.act(t, 100)
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Fatal(err)
	}
	list := stored(t, p.dir)
	if len(list) != 1 || list[0].Len() < 10 || list[0].End != envs.Running || !slices.Contains(list[0].Tags, cutShort) {
		t.Fatalf("closed while driving: %d episodes", len(list))
	}
	p = newPerson(t, Options{Wait: 1})
	p.act(t, 5)
	if err := p.Close(); err != nil || len(stored(t, p.dir)) != 0 {
		t.Errorf("closed before it began: %v", err)
	}
}

// TestEndHere ends an episode by a key: it is recorded as cut short.
func TestEndHere(t *testing.T) {
	p := newPerson(t, Options{})
	for range 3 {
		p.act(t, 30)
	}
	p.act(t, 1, "Enter")
	if p.Phase() != Deciding {
		t.Fatalf("the session is %v", p.Phase())
	}
	p.act(t, 1, "K")
	if list := stored(t, p.dir); len(list) != 1 || list[0].Tags[0] != cutShort || list[0].End != envs.Running {
		t.Errorf("%d episodes, tags %q", len(list), list[0].Tags)
	}
}

// TestTimeWaits: before the person takes hold, while paused, and without the keyboard no step is taken.
func TestTimeWaits(t *testing.T) {
	p := newPerson(t, Options{})
	in := scene.Input{Focused: true, Pointing: true, Pointer: scene.Vec2{X: -1000}}
	for range 120 {
		p.Tick(&in, tick)
	}
	if p.Phase() != Waiting || p.rollout.Steps() != 0 {
		t.Fatalf("far from the agent the session is %v after %d steps", p.Phase(), p.rollout.Steps())
	}
	p.act(t, 10)
	p.act(t, 30)
	steps := p.rollout.Steps()
	if p.Phase() != Driving || steps == 0 {
		t.Fatalf("%v, %d steps", p.Phase(), steps)
	}
	in.Focused = false
	p.Tick(&in, tick)
	in.Focused = true
	for range 60 {
		p.Tick(&in, tick)
	}
	if p.Phase() != Paused || p.rollout.Steps() != steps {
		t.Fatalf("without the keyboard: %v, %d steps", p.Phase(), p.rollout.Steps())
	}
	in.Pressed = []string{"Space"}
	p.Tick(&in, tick)
	in.Pressed = nil
	for range 60 {
		p.Tick(&in, tick)
	}
	if p.Phase() != Waiting {
		t.Errorf("after the pause the pointer must take hold again: %v", p.Phase())
	}
}

// TestSlowMotion: at a quarter of the speed the same real time has a quarter of the steps.
func TestSlowMotion(t *testing.T) {
	count := func(keys ...string) int {
		p := newPerson(t, Options{})
		p.act(t, 2)
		for _, key := range keys {
			p.act(t, 1, key)
		}
		p.act(t, 2)
		p.act(t, 240)
		return p.rollout.Steps()
	}
	full, slow := count(), count("-", "-")
	if full < 36 || full > 41 || slow < full/4-2 || slow > full/4+2 {
		t.Errorf("in 4 s %d steps, at a quarter of the speed %d", full, slow)
	}
}

// TestSuccessesOnly: an episode without success is driven, counted, and not recorded.
func TestSuccessesOnly(t *testing.T) {
	p := newPerson(t, Options{Successes: true})
	for range 3 {
		p.act(t, 30)
	}
	p.act(t, 1, "Enter")
	if p.Phase() == Deciding || p.Driven() != 1 || len(stored(t, p.dir)) != 0 {
		t.Errorf("%v, %d driven, %d recorded", p.Phase(), p.Driven(), len(stored(t, p.dir)))
	}
	p.finish(t)
	p.act(t, 1, "K")
	if list := stored(t, p.dir); len(list) != 1 || list[0].End != envs.Reached {
		t.Errorf("%d recorded", len(list))
	}
}

// TestShow: each phase has a frame that says what can be done.
func TestShow(t *testing.T) {
	p := newPerson(t, Options{Wait: 2, Episodes: 10})
	want := map[Phase]string{CountDown: "get ready", Driving: "Esc pauses", Paused: "Space goes on", Deciding: "K keep"}
	seen := func() {
		var f scene.Frame
		p.Show(&f)
		if !strings.Contains(f.Readout.Note, want[p.Phase()]) || len(f.Scene.Shapes) == 0 || !strings.Contains(f.Scene.Title, "0 of 10 kept") {
			t.Errorf("%v: note %q, title %q", p.Phase(), f.Readout.Note, f.Scene.Title)
		}
		delete(want, p.Phase())
	}
	seen()
	p.act(t, 200)
	p.act(t, 2)
	p.act(t, 20)
	seen()
	p.act(t, 1, "Escape")
	seen()
	p.act(t, 1, "Space")
	p.finish(t)
	seen()
	if len(want) > 0 {
		t.Errorf("not seen: %v", want)
	}
}

// TestPendulumByKeys: a key that is held ramps the torque up.
func TestPendulumByKeys(t *testing.T) {
	env := classic.NewPendulum(classic.DefaultPendulum())
	dir := filepath.Join(t.TempDir(), "set")
	r, err := demos.Create(dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "human"}, 5), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	d, err := NewDriver("keyboard", env, DefaultBindings(1))
	if err != nil {
		t.Fatal(err)
	}
	s := NewSession(env, d, r, Options{Device: "keyboard", Episodes: 1})
	in := scene.Input{Focused: true, Held: []string{"ArrowRight"}}
	for s.Phase() != Deciding {
		s.Tick(&in, tick)
	}
	s.Do(keys.Keep)
	set, err := demos.Open(dir)
	if err != nil || s.Phase() != Over || set.Len() != 1 {
		t.Fatalf("%v, %v", err, s.Phase())
	}
	demo := &demos.Demonstration{}
	if err := set.Reader().Read(demo, 0); err != nil {
		t.Fatal(err)
	}
	if a := demo.Act; a[0] <= 0 || a[0] >= 2 || a[10] != 2 || demo.End != envs.TimedOut {
		t.Errorf("torques %v …, %v: want a ramp to 2", a[:12], demo.End)
	}
}
