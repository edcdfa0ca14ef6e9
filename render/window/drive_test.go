package window

import (
	"errors"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// driven notes what it is told.
type driven struct {
	inputs []scene.Input
	passed []float64
	done   bool
	err    error
}

func (d *driven) Tick(in *scene.Input, dt float64) {
	c := *in
	c.Held, c.Pressed = slices.Clone(in.Held), slices.Clone(in.Pressed)
	d.inputs, d.passed = append(d.inputs, c), append(d.passed, dt)
}
func (d *driven) Show(*scene.Frame)     {}
func (d *driven) Context() keys.Context { return keys.Driving }
func (d *driven) Done() bool            { return d.done }
func (d *driven) Err() error            { return d.err }

// scripted are devices that do the same in every tick.
func scripted() devices {
	return devices{
		focused:  func() bool { return true },
		closed:   func() bool { return false },
		cursor:   func() (int, int) { return 30, 60 },
		dragging: func() bool { return true },
		keys: keyboard{
			held:  func(k []ebiten.Key) []ebiten.Key { return append(k, ebiten.KeyArrowLeft, ebiten.KeyA) },
			went:  func(k []ebiten.Key) []ebiten.Key { return append(k, ebiten.KeyEnter, ebiten.KeyF2) },
			ticks: func(ebiten.Key) int { return 5 },
			name:  func(ebiten.Key) string { return "" },
			chars: func(r []rune) []rune { return append(r, '-') },
		},
		gamepad: func(pad *scene.Pad) bool {
			pad.Sticks[0].X = 0.5
			pad.Pressed = append(pad.Pressed, "A")
			return true
		},
	}
}

// TestDriveReadsDevices: names of keys, the pointer in the scene's plane, the gamepad, and the time that has passed.
func TestDriveReadsDevices(t *testing.T) {
	d, clock := &driven{}, 10.0
	g := &drive{driven: d, devices: scripted(), now: func() float64 { return clock }, then: clock}
	g.size, g.painted = image.Pt(100, 100), true
	g.f.Scene.View = scene.View{Max: scene.Vec2{X: 100, Y: 100}}
	g.layout = render.Layout{Picture: image.Rect(0, 0, 100, 100)} // one unit a pixel, y upwards
	for _, dt := range []float64{0.01, 0.02, 100, -5} {
		clock += dt
		if err := g.Update(); err != nil {
			t.Fatal(err)
		}
	}
	in := d.inputs[3]
	if !slices.Equal(in.Held, []string{"ArrowLeft", "A"}) || !slices.Equal(in.Pressed, []string{"Enter", "-"}) || !in.Focused {
		t.Errorf("keys %q, %q", in.Held, in.Pressed)
	}
	checkPointed(t, &in)
	if g.view.info { // F2 four times: on and off
		t.Error("F2 does not reach the view, or not each time")
	}
	for i, want := range []float64{0.01, 0.02, longestTick, 0} {
		if math.Abs(d.passed[i]-want) > 1e-9 {
			t.Errorf("tick %d: %v s have passed, want %v", i, d.passed[i], want)
		}
	}
}

// checkPointed looks at pointer and gamepad of scripted.
func checkPointed(t *testing.T, in *scene.Input) {
	t.Helper()
	if at := (scene.Vec2{X: 30.5, Y: 39.5}); !in.Pointing || in.Pointer != at || in.Ray.From != (scene.Vec3{X: at.X, Y: at.Y, Z: 1}) || !in.Dragging {
		t.Errorf("pointer %v, over the picture %v, %+v", in.Pointer, in.Pointing, in.Ray)
	}
	if in.Pad == nil || in.Pad.Sticks[0].X != 0.5 || len(in.Pad.Pressed) != 1 {
		t.Errorf("gamepad %+v", in.Pad)
	}
}

// TestDriveOutside: before the first picture and outside of it nothing is pointed at; an unplugged gamepad is none.
func TestDriveOutside(t *testing.T) {
	d := &driven{}
	g := &drive{driven: d, devices: scripted(), now: func() float64 { return 0 }}
	g.size = image.Pt(20, 20)
	g.devices.gamepad = func(*scene.Pad) bool { return false }
	g.Update()
	g.painted, g.layout = true, render.Layout{Picture: image.Rect(0, 0, 20, 20)}
	g.Update()
	for i, in := range d.inputs {
		if in.Pointing || in.Pad != nil {
			t.Errorf("tick %d: %+v", i, in)
		}
	}
}

func TestDriveEnds(t *testing.T) {
	broken := errors.New("disk full")
	for name, edit := range map[string]func(g *drive, d *driven){
		"all done": func(_ *drive, d *driven) { d.done = true },
		"closed":   func(g *drive, _ *driven) { g.devices.closed = func() bool { return true } },
		"broken":   func(_ *drive, d *driven) { d.err = broken },
	} {
		d := &driven{}
		g := &drive{driven: d, devices: scripted(), now: func() float64 { return 0 }}
		edit(g, d)
		want := error(ebiten.Termination)
		if d.err != nil {
			want = broken
		}
		if err := g.Update(); !errors.Is(err, want) || len(d.inputs) != 1 {
			t.Errorf("%s: %v after %d ticks, want %v", name, err, len(d.inputs), want)
		}
	}
}
