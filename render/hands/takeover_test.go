package hands

import (
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert/push"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// watched is a person in front of PushT in which the scripted expert acts.
func watched(t *testing.T, o Options) (*Session, string) {
	t.Helper()
	env := pusht.New(pusht.DefaultOptions())
	dir := filepath.Join(t.TempDir(), "set")
	r, err := demos.Create(dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "push", Device: "mouse"}, 5), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	d, err := NewDriver("mouse", env, DefaultBindings(2))
	if err != nil {
		t.Fatal(err)
	}
	o.Policy, o.Device, o.Name, o.Tag = push.New(), "mouse", "push", "good"
	return NewSession(env, d, r, o), dir
}

// ticks lets time pass with the pointer at a place, in the first tick with a key.
func ticks(t *testing.T, s *Session, n int, at scene.Vec2, edit func(*scene.Input), pressed ...string) {
	t.Helper()
	for i := range n {
		in := scene.Input{Focused: true, Pointing: true, Pointer: at, Ray: scene.Ray{From: scene.Vec3{X: at.X, Y: at.Y, Z: 1}, Dir: scene.Vec3{Z: -1}}}
		if i == 0 {
			in.Pressed = pressed
		}
		if edit != nil {
			edit(&in)
		}
		s.Tick(&in, tick)
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}

func agent(s *Session) scene.Vec2 {
	task, _ := envs.As[envs.Pointable](s.Rollout().Env())
	return task.Agent()
}

// away is far from everything.
var away = scene.Vec2{X: -500, Y: -500}

// TestTakeOver: a policy acts from the start; one key gives control to the person, for whom time waits until the
// pointer is at the agent, and back. All of the episode is recorded, with who acted, and it repeats.
func TestTakeOver(t *testing.T) {
	s, dir := watched(t, Options{})
	ticks(t, s, 2, away, nil)
	if s.Context() != keys.Driving || s.ByPerson() {
		t.Fatalf("%v, by the person: %v", s.Phase(), s.ByPerson())
	}
	ticks(t, s, 60, away, nil)
	ticks(t, s, 30, away, nil, "X")
	taken := s.Rollout().Steps()
	if ticks(t, s, 60, away, nil); s.Phase() != Waiting || s.Rollout().Steps() != taken {
		t.Errorf("the pointer is far from the agent and time does not wait: %v", s.Phase())
	}
	if ticks(t, s, 2, agent(s), nil); !s.ByPerson() || s.Phase() != Driving {
		t.Fatalf("the pointer is at the agent: %v", s.Phase())
	}
	at := agent(s)
	ticks(t, s, 60, scene.Vec2{X: at.X + 30, Y: at.Y + 10}, nil)
	given := s.Rollout().Steps()
	ticks(t, s, 60, away, nil, "X")
	if s.ByPerson() {
		t.Error("given back, and the person acts")
	}
	ticks(t, s, 1, away, nil, "Enter")
	ticks(t, s, 1, away, nil, "K")
	checkTaken(t, stored(t, dir), taken, given)
}

// checkTaken looks at the one episode in which a person acted from one step to another.
func checkTaken(t *testing.T, list []*demos.Demonstration, taken, given int) {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("%d episodes", len(list))
	}
	d := list[0]
	if times, steps := d.Interventions(); times != 1 || steps != given-taken || steps < 5 {
		t.Errorf("%d interventions over %d steps, from %d to %d", times, steps, taken, given)
	}
	for i := range d.Len() {
		person := i >= taken && i < given
		if (d.Author[i] == envs.ThePerson) != person || d.Labelled(i) != person {
			t.Errorf("step %d: by %v, with a label: %v", i, d.Author[i], d.Labelled(i))
		}
	}
}

// TestTeacherLabels: where a teacher is asked, the steps of the policy have its action for a label.
func TestTeacherLabels(t *testing.T) {
	s, dir := watched(t, Options{Teacher: push.New()})
	ticks(t, s, 120, away, nil)
	ticks(t, s, 1, away, nil, "Enter")
	ticks(t, s, 1, away, nil, "K")
	d := stored(t, dir)[0]
	for i := range d.Len() {
		if !d.Labelled(i) || d.Author[i] != envs.TheLearner {
			t.Fatalf("step %d by %v: label %v", i, d.Author[i], d.LabelAt(i))
		}
	}
}

// TestPush: Ctrl and a drag push the block that was pointed at. The force is recorded and the replay repeats; without the
// force it does not.
func TestPush(t *testing.T) {
	s, dir := watched(t, Options{})
	ticks(t, s, 30, away, nil)
	pusher, _ := envs.As[envs.Perturber](s.Rollout().Env())
	block := pusher.Bodies(nil)[0].At
	drag := func(in *scene.Input) { in.Dragging = true }
	ticks(t, s, 1, scene.Vec2{X: block.X, Y: block.Y}, drag)
	ticks(t, s, 40, scene.Vec2{X: block.X + 50, Y: block.Y + 20}, drag)
	moved := pusher.Bodies(nil)[0].At
	if moved.X < block.X+5 {
		t.Errorf("pulled to the right, the block went from %v to %v", block, moved)
	}
	ticks(t, s, 20, away, nil)
	ticks(t, s, 1, away, nil, "Enter")
	ticks(t, s, 1, away, nil, "K")
	d := stored(t, dir)[0]
	pushed := 0
	for i := range d.Len() {
		if envs.PushOf(d.ForceAt(i)) != (envs.Push{}) {
			pushed++
		}
	}
	if pushed < 4 || pushed > 10 {
		t.Errorf("%d of %d steps were pushed", pushed, d.Len())
	}
	d.Force = nil
	if demos.Replay(pusht.New(pusht.DefaultOptions()), d) == nil {
		t.Error("without its forces the episode repeats")
	}
}

// TestTheyMiss: a drag that begins beside every body pushes none.
func TestTheyMiss(t *testing.T) {
	s, _ := watched(t, Options{})
	ticks(t, s, 60, away, func(in *scene.Input) { in.Dragging = true })
	if s.Demonstration().Force != nil || s.Demonstration().Len() == 0 {
		t.Errorf("forces %v", s.Demonstration().Force)
	}
}
