package window

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Driven is what a person acts in through a window. It is called from one goroutine. The window carries out the commands
// that change the view; all other keys are the driven's. It may be an Informer, and have Panels as a Player has.
type Driven interface {
	Context() keys.Context            // the situation, which says what keys mean
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
	ebiten.SetTPS(ebiten.SyncWithFPS) // a step is late by at most a frame: 60 ticks a second would add one of theirs
	g := &drive{surface: open(o), driven: d, devices: realDevices, now: now, then: now(), view: newView(o)}
	return run(g, &g.started)
}

// drive is a Driven in Ebitengine's hands.
type drive struct {
	surface
	view
	driven  Driven
	devices devices
	mouse   mouse
	now     func() float64
	then    float64 // at the last tick
	in      scene.Input
	f       scene.Frame
	layout  render.Layout // of the frame that was painted last
	painted bool
	started bool
}

// longestTick bounds the time of a tick, s: after the machine was asleep an episode does not jump.
const longestTick = 0.25

// Update is called before each frame.
func (g *drive) Update() error {
	g.started = true
	now := g.now()
	dt := min(max(now-g.then, 0), longestTick)
	g.then = now
	g.devices.read(&g.in, g)
	g.commands()
	if g.devices.camera {
		g.mouse.read(&g.orbit, max(g.size.Y, 1), g.f.Scene.Solid && !g.in.Dragging)
	}
	g.fullScreen(g.view.full)
	g.driven.Tick(&g.in, dt)
	if err := g.driven.Err(); err != nil {
		return err
	}
	if g.driven.Done() || g.devices.closed() {
		return ebiten.Termination
	}
	return nil
}

// commands carries out what concerns the view, and leaves the other keys in the input.
func (g *drive) commands() {
	var buffer [16]stroke
	for _, s := range g.devices.keys.strokes(buffer[:0]) {
		if s.repeats {
			continue
		}
		if b, ok := keys.Find(s.key, g.driven.Context()); ok && b.Command.OfView() {
			g.view.do(b.Command)
			continue
		}
		g.in.Pressed = append(g.in.Pressed, s.key)
	}
}

// Draw paints this moment.
func (g *drive) Draw(screen *ebiten.Image) {
	g.fitTo(screen)
	g.f.Reset()
	g.view.show(&g.f, g.driven)
	img := g.painter.Paint(&g.f)
	g.overlay(g.painter.Canvas(), &g.f, g.driven.Context())
	g.surface.show(screen, img)
	g.layout, g.painted = render.Arrange(screen.Bounds(), &g.f), true
}

// read fills an input with what the devices did in this tick.
func (d *devices) read(in *scene.Input, g *drive) {
	pad := in.Pad
	in.Reset()
	in.Focused = d.focused()
	var buffer [16]ebiten.Key
	for _, key := range d.keys.held(buffer[:0]) {
		in.Held = append(in.Held, key.String())
	}
	if x, y := d.cursor(); g.painted {
		px, py := float64(x)+0.5, float64(y)+0.5
		in.Pointing = image.Pt(x, y).In(g.layout.Picture)
		in.Ray = render.RayAt(&g.f.Scene, g.layout, px, py)
		if !g.f.Scene.Solid {
			in.Pointer = g.layout.Camera(&g.f.Scene).Plane(px, py)
		}
		in.Dragging = d.dragging()
	}
	if pad == nil {
		pad = &scene.Pad{}
	}
	pad.Pressed = pad.Pressed[:0]
	if d.gamepad(pad) {
		in.Pad = pad
	}
}
