package window

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
)

// Run opens a window, plays in it and returns when the person closes it. It must be called from the main goroutine.
// Where no window can be opened the error is ErrNoDisplay, with the cause.
func Run(p Player, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(o.Width, o.Height)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetScreenClearedEveryFrame(false)
	g := &game{session: newSession(p, o), painter: render.NewPainter(o.Width, o.Height), keys: realKeyboard}
	g.painter.LimitTracing(mostTraced)
	err := ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{SingleThread: true})
	switch {
	case err == nil || errors.Is(err, ebiten.Termination):
		return nil
	case !g.started:
		return noDisplay(err)
	}
	return err
}

// noDisplay turns the failure to open a window into one line.
func noDisplay(err error) error {
	cause, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%w (%s)", ErrNoDisplay, cause)
}
