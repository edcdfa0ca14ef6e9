package window

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Driven is what a person acts in through a window, whose own keys are off. It is called from one goroutine.
type Driven interface {
	Tick(in *scene.Input, dt float64) // lets dt seconds pass, in which the devices did in
	Show(f *scene.Frame)              // fills the scene and the read-outs of this moment
	Done() bool                       // whether the window may close
	Err() error                       // what went wrong, if anything: the window closes and Drive returns it
}

// Drive opens a window in which a person acts, and returns when all is done or the person closes it. now is a clock, in
// seconds; time is what it says passes between two ticks. Otherwise it is as Run.
func Drive(d Driven, o Options, now func() float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	ebiten.SetWindowClosingHandled(true)
	g := &drive{surface: open(o), driven: d, devices: realDevices, now: now, then: now()}
	return run(g, &g.started)
}

// drive is a Driven in Ebitengine's hands.
type drive struct {
	surface
	driven  Driven
	devices devices
	now     func() float64
	then    float64 // at the last tick
	camera  render.Camera
	flat    bool // whether the camera is that of a flat scene
	in      scene.Input
	f       scene.Frame
	started bool
}

// longestTick bounds the time of a tick, s: after the machine was asleep an episode does not jump.
const longestTick = 0.25

// Update is called 60 times a second.
func (g *drive) Update() error {
	g.started = true
	now := g.now()
	dt := min(max(now-g.then, 0), longestTick)
	g.then = now
	g.devices.read(&g.in, g)
	g.driven.Tick(&g.in, dt)
	if err := g.driven.Err(); err != nil {
		return err
	}
	if g.driven.Done() || g.devices.closed() {
		return ebiten.Termination
	}
	return nil
}

// Draw paints this moment.
func (g *drive) Draw(screen *ebiten.Image) {
	g.fitTo(screen)
	g.f.Reset()
	g.driven.Show(&g.f)
	g.show(screen, g.painter.Paint(&g.f))
	g.flat = !g.f.Scene.Solid
	g.camera = render.Arrange(screen.Bounds(), &g.f).Camera(&g.f.Scene)
}

// devices are Ebitengine's functions, or a test's.
type devices struct {
	focused func() bool
	closed  func() bool
	cursor  func() (x, y int)
	held    func([]ebiten.Key) []ebiten.Key // appends the keys that are down
	pressed func([]ebiten.Key) []ebiten.Key // and those that went down
	gamepad func(pad *scene.Pad) bool       // false where there is none
}

var realDevices = devices{
	focused: ebiten.IsFocused,
	closed:  ebiten.IsWindowBeingClosed,
	cursor:  ebiten.CursorPosition,
	held:    inpututil.AppendPressedKeys,
	pressed: inpututil.AppendJustPressedKeys,
	gamepad: readGamepad,
}

// read fills an input with what the devices did in this tick.
func (d *devices) read(in *scene.Input, g *drive) {
	pad := in.Pad
	in.Reset()
	in.Focused = d.focused()
	var keys [16]ebiten.Key
	for _, key := range d.held(keys[:0]) {
		in.Held = append(in.Held, key.String())
	}
	for _, key := range d.pressed(keys[:0]) {
		in.Pressed = append(in.Pressed, key.String())
	}
	if x, y := d.cursor(); g.flat {
		in.Pointer = g.camera.Plane(float64(x)+0.5, float64(y)+0.5)
		in.Pointing = x >= 0 && y >= 0 && x < g.size.X && y < g.size.Y
	}
	if pad == nil {
		pad = &scene.Pad{}
	}
	pad.Pressed = pad.Pressed[:0]
	if d.gamepad(pad) {
		in.Pad = pad
	}
}

// buttons are the names of a standard gamepad's buttons.
var buttons = map[ebiten.StandardGamepadButton]string{
	ebiten.StandardGamepadButtonRightBottom: "A", ebiten.StandardGamepadButtonRightRight: "B",
	ebiten.StandardGamepadButtonRightLeft: "X", ebiten.StandardGamepadButtonRightTop: "Y",
	ebiten.StandardGamepadButtonCenterRight: "Start", ebiten.StandardGamepadButtonCenterLeft: "Back",
}

// readGamepad reads the first gamepad whose layout is known.
func readGamepad(pad *scene.Pad) bool {
	var ids [8]ebiten.GamepadID
	for _, id := range ebiten.AppendGamepadIDs(ids[:0]) {
		if !ebiten.IsStandardGamepadLayoutAvailable(id) {
			continue
		}
		axis := func(a ebiten.StandardGamepadAxis) float64 { return ebiten.StandardGamepadAxisValue(id, a) }
		pad.Sticks = [2]scene.Vec2{
			{X: axis(ebiten.StandardGamepadAxisLeftStickHorizontal), Y: -axis(ebiten.StandardGamepadAxisLeftStickVertical)},
			{X: axis(ebiten.StandardGamepadAxisRightStickHorizontal), Y: -axis(ebiten.StandardGamepadAxisRightStickVertical)},
		}
		for button, name := range buttons {
			if inpututil.IsStandardGamepadButtonJustPressed(id, button) {
				pad.Pressed = append(pad.Pressed, name)
			}
		}
		return true
	}
	return false
}
