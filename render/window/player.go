// Package window shows a rollout in a window or in a browser page, and lets the person in front of it pause, step,
// rewind and look around.
//
// It knows neither tasks nor policies: it plays whatever is a Player, which moves by steps and describes each moment as
// a scene.Frame. The clock is here. Ebitengine calls 60 times a second, and the window asks for a step whenever so much
// simulated time is owed:
//
//	owed ← owed + speed/60;   while owed ≥ Period: owed ← owed − Period, Next
//
// Pictures come from the software painter of package render and are handed to the graphics card as they are: what is
// watched is, pixel for pixel, what a GIF records, on any machine. A picture is painted only when something changed;
// beyond a size that the processor paints smoothly the card enlarges it.
//
// With no display Run returns ErrNoDisplay.
package window

import (
	"errors"
	"math"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Player is what a window plays. It is called from one goroutine.
type Player interface {
	Next() bool            // takes one step; false where the episode is over
	Back() bool            // goes back one step; false at the first, or where there is no way back
	Restart()              // goes back to the start of the episode
	NextEpisode()          // starts another episode
	Period() float64       // simulated time of one step, s
	Show(f *scene.Frame)   // fills the scene and the read-outs of this moment
	Panels(f *scene.Frame) // adds diagrams of this moment; called only while they are shown
	Err() error            // what went wrong, if anything: the window closes and Run returns it
}

// Scrubber is a Player that goes to any step of its episode at once, and to the episode before.
type Scrubber interface {
	Seek(step int) bool // goes to a step, as far as the episode goes; below 0 to its last
	Skip(steps int)     // goes so many steps forward or back
	PreviousEpisode()   // starts the episode before; the first one again where there is none
}

// Informer is what can say all that is observed and done, by name. Info is called only while that is shown.
type Informer interface{ Info(f *scene.Frame) }

// HeatMapper is a Player whose panels can hold the energy over a pair of axes: the n-th, from 1 on and around; 0 for none.
type HeatMapper interface{ HeatMap(n int) }

// Options says how a window opens.
type Options struct {
	Title  string  // in the window's frame
	Width  int     // px
	Height int     // px
	Speed  float64 // simulated seconds for a second, rounded to a power of two between 1/16 and 16
	Paused bool    // waits for the space bar
	Panels bool    // the diagrams are open
	Camera int     // of the scene's named ones that it begins with, counted from 1; 0 for the scene's own
	Stop   bool    // rests at the end of an episode, instead of playing the next after a moment
}

// DefaultOptions opens a window of 960×540 that plays at once, in real time.
func DefaultOptions() Options {
	return Options{Title: "fenchel", Width: 960, Height: 540, Speed: 1}
}

// Validate names what is wrong with the options.
func (o Options) Validate() error {
	const least = 64 // px
	return config.Join(
		config.AtLeast("width", o.Width, least),
		config.AtLeast("height", o.Height, least),
		config.Positive("speed", o.Speed, math.MaxFloat64),
	)
}

// ErrNoDisplay is returned by Run where no window can be opened.
var ErrNoDisplay = errors.New("no display to open a window on")
