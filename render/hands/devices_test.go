package hands

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/render/scene"
)

func driver(t *testing.T, device string, env envs.Env, edit func(*Bindings)) Driver {
	t.Helper()
	b := DefaultBindings(env.Spec().Action.Dim())
	if edit != nil {
		edit(&b)
	}
	d, err := NewDriver(device, env, b)
	if err != nil {
		t.Fatal(err)
	}
	d.Reset()
	return d
}

func action(d Driver, k int) []float64 {
	a := make([]float64, k)
	d.Act(a)
	return a
}

// TestRamp: a key that is held takes the ramp's time to full deflection, and as long back.
func TestRamp(t *testing.T) {
	d := driver(t, "keyboard", classic.NewPendulum(classic.DefaultPendulum()), func(b *Bindings) { b.Ramp, b.Sensitivity = 0.4, 0.5 })
	held := scene.Input{Focused: true, Held: []string{"ArrowRight"}}
	want := []float64{0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0, 0} // of ±2 N·m, half of it
	for i, w := range want {
		if i == 5 {
			held.Held = nil
		}
		d.Tick(&held, 0.1)
		if got := action(d, 1)[0]; math.Abs(got-w) > 1e-12 {
			t.Errorf("after %d ticks the torque is %v, want %v", i+1, got, w)
		}
	}
	both := scene.Input{Focused: true, Held: []string{"ArrowRight", "ArrowLeft"}}
	d.Tick(&both, 1)
	if got := action(d, 1)[0]; got != 0 {
		t.Errorf("both keys: %v", got)
	}
}

// TestFocusLetsGo: without the keyboard's focus keys that seem held count for nothing.
func TestFocusLetsGo(t *testing.T) {
	d := driver(t, "keyboard", classic.NewPendulum(classic.DefaultPendulum()), func(b *Bindings) { b.Ramp = 0 })
	in := scene.Input{Focused: true, Held: []string{"ArrowLeft"}}
	d.Tick(&in, 0.1)
	if got := action(d, 1)[0]; got != -2 {
		t.Fatalf("held: %v", got)
	}
	in.Focused = false
	d.Tick(&in, 0.1)
	if got := action(d, 1)[0]; got != 0 || d.Present(&in) {
		t.Errorf("without focus: %v, present %v", got, d.Present(&in))
	}
}

// TestDeadZone: the middle of a stick is nothing, the end all, and between it is finer near the middle.
func TestDeadZone(t *testing.T) {
	tests := []struct{ in, want scene.Vec2 }{
		{scene.Vec2{}, scene.Vec2{}},
		{scene.Vec2{X: 0.2}, scene.Vec2{}},
		{scene.Vec2{X: 0.14, Y: -0.14}, scene.Vec2{}},
		{scene.Vec2{X: 1}, scene.Vec2{X: 1}},
		{scene.Vec2{Y: -1}, scene.Vec2{Y: -1}},
		{scene.Vec2{X: 0.6}, scene.Vec2{X: 0.25}},
		{scene.Vec2{X: 2}, scene.Vec2{X: 1}},
		{scene.Vec2{X: 0.6, Y: 0.8}, scene.Vec2{X: 0.6, Y: 0.8}},
	}
	for _, test := range tests {
		got := outside(test.in, 0.2)
		if math.Hypot(got.X-test.want.X, got.Y-test.want.Y) > 1e-12 {
			t.Errorf("a stick at %v is %v, want %v", test.in, got, test.want)
		}
	}
	d := driver(t, "gamepad", classic.NewPendulum(classic.DefaultPendulum()), func(b *Bindings) { b.DeadZone = 0.2 })
	in := scene.Input{Pad: &scene.Pad{Sticks: [2]scene.Vec2{{X: -1}, {}}}}
	d.Tick(&in, 0.1)
	if got := action(d, 1)[0]; got != -2 || !d.Present(&in) {
		t.Errorf("stick at the left end: %v", got)
	}
	in.Pad = nil
	d.Tick(&in, 0.1)
	if got := action(d, 1)[0]; got != 0 || d.Present(&in) {
		t.Errorf("unplugged: %v, present %v", got, d.Present(&in))
	}
}

// TestTargetByKeys: keys move PushT's target in the directions of the picture, and not out of the field.
func TestTargetByKeys(t *testing.T) {
	env := pusht.New(pusht.DefaultOptions()).(*pusht.Task)
	obs := make([]float64, 20)
	env.SetState(obs, []float64{200, 300, 400, 400, 0}, make([]float64, 5))
	d := driver(t, "keyboard", env, func(b *Bindings) { b.Ramp, b.Speed = 0, 0.5 })
	in := scene.Input{Focused: true, Held: []string{"ArrowUp", "ArrowRight"}}
	d.Tick(&in, 0.25)
	if a := action(d, 2); math.Abs(a[0]-264) > 1e-9 || math.Abs(a[1]-236) > 1e-9 {
		t.Errorf("a quarter of a second up and to the right of (200, 300) is %v, want (264, 236)", a)
	}
	d.Tick(&in, 100)
	if a := action(d, 2); a[0] != 512 || a[1] != 0 {
		t.Errorf("for long: %v", a)
	}
}

// TestPointerTakesHold: the target follows the pointer from when it has come near, clipped to the field; out of the
// picture it stays.
func TestPointerTakesHold(t *testing.T) {
	env := pusht.New(pusht.DefaultOptions()).(*pusht.Task)
	env.SetState(make([]float64, 20), []float64{200, 300, 400, 400, 0}, make([]float64, 5))
	d := driver(t, "mouse", env, nil)
	in := scene.Input{Focused: true, Pointing: true, Pointer: scene.Vec2{X: 300, Y: 212}}
	if d.Tick(&in, 0.1); d.Ready() {
		t.Error("100 px away it has taken hold")
	}
	in.Pointer.X = 210
	if d.Tick(&in, 0.1); !d.Ready() {
		t.Error("10 px away it has not taken hold")
	}
	in.Pointer = scene.Vec2{X: 400, Y: 600}
	d.Tick(&in, 0.1)
	if a := action(d, 2); a[0] != 400 || a[1] != 0 {
		t.Errorf("above the field the target is %v", a)
	}
	in.Pointing, in.Pointer = false, scene.Vec2{}
	d.Tick(&in, 0.1)
	if a := action(d, 2); a[0] != 400 {
		t.Errorf("out of the picture the target is %v", a)
	}
}

// TestChoices: one axis chooses among the vertices of a simplex; of two the last one stays when the key is let go.
func TestChoices(t *testing.T) {
	tests := []struct {
		env  envs.Env
		keys []string
		want int
	}{
		{classic.NewAcrobot(classic.DefaultAcrobot()), nil, 1},
		{classic.NewAcrobot(classic.DefaultAcrobot()), []string{"ArrowLeft"}, 0},
		{classic.NewAcrobot(classic.DefaultAcrobot()), []string{"ArrowRight"}, 2},
		{classic.NewCartPole(classic.DefaultCartPole()), nil, 0},
		{classic.NewCartPole(classic.DefaultCartPole()), []string{"ArrowRight"}, 1},
		{classic.NewCartPole(classic.DefaultCartPole()), []string{"ArrowLeft"}, 0},
	}
	for _, test := range tests {
		d := driver(t, "keyboard", test.env, func(b *Bindings) { b.Ramp = 0 })
		in := scene.Input{Focused: true, Held: test.keys}
		d.Tick(&in, 0.1)
		if a := action(d, test.env.Spec().Action.Dim()); a[test.want] != 1 {
			t.Errorf("%s under %q: %v, want choice %d", test.env.Spec().Name, test.keys, a, test.want)
		}
		in.Held = nil
		d.Tick(&in, 0.1)
		a := action(d, test.env.Spec().Action.Dim())
		if len(a) == 2 && a[test.want] != 1 || len(a) == 3 && a[1] != 1 {
			t.Errorf("%s after %q: %v", test.env.Spec().Name, test.keys, a)
		}
	}
}

// TestEveryTask is driven by keyboard and gamepad, with bindings that collide with nothing, and every action is one.
func TestEveryTask(t *testing.T) {
	for _, task := range suite.All() {
		env := task.New()
		set := env.Spec().Action
		env.Reset(make([]float64, len(env.Spec().Obs)), envs.Stream(0, envs.Tuning, 0))
		for _, device := range []string{"keyboard", "gamepad"} {
			d := driver(t, device, env, nil)
			in := scene.Input{Focused: true, Held: []string{"ArrowLeft", "W", "J"}, Pad: &scene.Pad{Sticks: [2]scene.Vec2{{X: -1}, {Y: 1}}}}
			for range 50 {
				d.Tick(&in, 0.05)
				if a := action(d, set.Dim()); !set.Contains(a, 1e-12) {
					t.Fatalf("%s by %s: action %v", task.Name, device, a)
				}
			}
		}
		if lines := DefaultBindings(set.Dim()).Lines(env); len(lines) == 0 {
			t.Errorf("%s: no key is named", task.Name)
		}
	}
}

func TestDriversThatCannotBe(t *testing.T) {
	pendulum := classic.NewPendulum(classic.DefaultPendulum())
	for device, want := range map[string]string{"mouse": "nothing that could follow a pointer", "joystick": `unknown device "joystick"`} {
		if _, err := NewDriver(device, pendulum, DefaultBindings(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", device, err, want)
		}
	}
}

func TestBindingsFile(t *testing.T) {
	tests := []struct{ text, want string }{
		{"ramp: 0\nkeys: [{less: A, more: D}]\n", ""},
		{"ramp: -1\n", "ramp"},
		{"dead_zone: 0.95\n", "dead_zone"},
		{"sensitivity: 0\n", "sensitivity"},
		{"speeed: 1\n", "speeed"},
		{"keys: [{less: A, more: A}]\n", `the key "A" is that of axis 0, too`},
		{"keys: [{less: Space, more: A}]\n", `Space is the key of "play, pause"`},
		{"keys: [{less: A}]\n", "no key"},
	}
	for _, test := range tests {
		path := filepath.Join(t.TempDir(), "keys.yaml")
		if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		b, err := ReadBindings(path, 1)
		switch {
		case test.want == "" && (err != nil || b.Ramp != 0 || b.Keys[0].Less != "A" || b.Speed != DefaultBindings(1).Speed):
			t.Errorf("%q: %+v, %v", test.text, b, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%q: %v, want an error with %q", test.text, err, test.want)
		}
	}
}

// TestKeysDoNotCollide: none of the default axes' keys is a command's while driving, and a sign's key is known by its place.
func TestKeysDoNotCollide(t *testing.T) {
	if err := DefaultBindings(len(pairs)).Validate(); err != nil {
		t.Error(err)
	}
	b := DefaultBindings(1)
	b.Keys = []KeyPair{{"Minus", "A"}}
	if err := b.Validate(); err == nil || !strings.Contains(err.Error(), `Minus is the key of "slower"`) {
		t.Errorf("the key of slower moves an axis: %v", err)
	}
}
