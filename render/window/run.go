package window

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
)

// Run opens a window, plays in it and returns when the person closes it or the context ends, which is no error. It must be
// called from the main goroutine.
// Where no window can be opened the error is ErrNoDisplay, with the cause.
func Run(ctx context.Context, p Player, o Options) error { return RunBeside(ctx, []Player{p}, o) }

// RunBeside is Run for players side by side, which get the same commands.
func RunBeside(ctx context.Context, players []Player, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	ebiten.SetTPS(ebiten.DefaultTPS)
	g := &game{ctx: ctx, stage: newStage(players, o), stop: o.Stop, surface: open(o), keys: realKeyboard}
	return run(g, &g.started)
}

// open asks for a window.
func open(o Options) surface {
	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(o.Width, o.Height)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetScreenClearedEveryFrame(false)
	s := surface{painter: render.NewPainter(o.Width, o.Height)}
	s.painter.LimitTracing(mostTraced)
	return s
}

// run plays until the end. Before started is set no window was opened.
func run(g ebiten.Game, started *bool) error {
	err := ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{SingleThread: true})
	switch {
	case err == nil || errors.Is(err, ebiten.Termination):
		return nil
	case !*started:
		return noDisplay(err)
	}
	return err
}

// noDisplay turns the failure to open a window into one line.
func noDisplay(err error) error {
	cause, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%w (%s)", ErrNoDisplay, cause)
}
