package window

import (
	"context"
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
)

// surface is what is painted on.
type surface struct {
	painter *render.Painter
	picture *ebiten.Image // the painter's image on the graphics card
	size    image.Point   // of the picture, px
	full    bool          // full screen as it is
}

// fullScreen makes the window as it is asked for.
func (s *surface) fullScreen(asked bool) {
	if asked != s.full {
		s.full = asked
		ebiten.SetFullscreen(asked)
	}
}

// fitTo makes the picture as large as the screen and reports whether it was not.
func (s *surface) fitTo(screen *ebiten.Image) bool {
	size := screen.Bounds().Size()
	if s.picture != nil && s.picture.Bounds().Size() == size {
		return false
	}
	if s.picture != nil {
		s.picture.Deallocate()
	}
	s.picture = ebiten.NewImage(size.X, size.Y)
	s.painter.Resize(size.X, size.Y)
	return true
}

// show copies what was painted to the screen, where it stays until the next: the screen is not cleared.
func (s *surface) show(screen *ebiten.Image, painted *image.RGBA) {
	s.picture.WritePixels(painted.Pix)
	screen.DrawImage(s.picture, nil)
}

// Layout gives the picture the pixels of the window, or as many in its proportions as can be painted smoothly.
func (s *surface) Layout(width, height int) (int, int) {
	scale := 1.0
	if m := ebiten.Monitor(); m != nil {
		scale = m.DeviceScaleFactor()
	}
	s.size = fit(float64(width)*scale, float64(height)*scale, mostPixels)
	return s.size.X, s.size.Y
}

// game is a stage in Ebitengine's hands.
type game struct {
	ctx context.Context // its end closes the window
	surface
	stage   *stage
	stop    bool // no episode follows the first
	keys    keyboard
	mouse   mouse
	started bool // a window was opened

	scrubbing bool // the left button went down on the timeline
}

// Update is called 60 times a second.
func (g *game) Update() error {
	g.started = true
	if g.ctx.Err() != nil {
		return ebiten.Termination
	}
	g.keys.commands(keys.Watching, g.stage.do)
	g.point()
	first := g.stage.sessions[0]
	g.fullScreen(first.view.full)
	if first.done {
		return ebiten.Termination
	}
	return g.stage.tick(1.0/ebiten.DefaultTPS, g.stop)
}

// Draw paints what changed and shows it.
func (g *game) Draw(screen *ebiten.Image) {
	if g.fitTo(screen) {
		g.stage.redraw()
	}
	if g.stage.changed() {
		g.show(screen, g.stage.paint(screen.Bounds().Size()))
	}
}

// point takes what the mouse does: on a timeline it goes to a step, elsewhere it moves the camera of what it is over.
func (g *game) point() {
	x, y := ebiten.CursorPosition()
	down := ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
	i := g.stage.under(x, g.size)
	s, area := g.stage.sessions[i], g.stage.tile(i, g.size)
	step, on := render.TimelineAt(image.Rectangle{Max: area.Size()}, &s.f, x-area.Min.X, y, g.scrubbing)
	g.scrubbing = down && on && (g.scrubbing || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft))
	if g.scrubbing {
		g.stage.scrub(step)
	}
	if g.mouse.read(&s.orbit, g.size.Y, !g.scrubbing) {
		s.changed = true
	}
}

// fit is a size in the same proportions with at most limit pixels.
func fit(width, height, limit float64) image.Point {
	if n := width * height; n > limit {
		k := math.Sqrt(limit / n)
		width, height = width*k, height*k
	}
	return image.Pt(max(int(width), 1), max(int(height), 1))
}
