package window_test

import (
	"context"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
	"github.com/fenchel-gym/fenchel/render/window"
)

// clock is a Player without a task: a hand that turns once in 60 steps. Rollouts are played by render/playback.
type clock struct{ second int }

func (c *clock) Next() bool      { c.second++; return c.second < 60 }
func (c *clock) Back() bool      { c.second = max(c.second-1, 0); return c.second > 0 }
func (c *clock) Restart()        { c.second = 0 }
func (c *clock) NextEpisode()    { c.second = 0 }
func (c *clock) Period() float64 { return 1 }
func (c *clock) Err() error      { return nil }

func (c *clock) Panels(*scene.Frame) {}

func (c *clock) Show(f *scene.Frame) {
	f.Reset()
	f.Readout.Step, f.Readout.Horizon, f.Readout.Seconds = c.second, 60, float64(c.second)
	f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 1, Y: 1}}
	angle := math.Pi/2 - 2*math.Pi*float64(c.second)/60
	f.Scene.Segment(scene.Vec2{}, scene.Vec2{X: math.Cos(angle), Y: math.Sin(angle)}, 0.02, scene.Accent)
}

// A window plays anything that moves by steps and describes its moments. It needs a display, and the main goroutine.
func ExampleRun() {
	options := window.DefaultOptions()
	options.Title, options.Speed = "a clock", 4
	if err := window.Run(context.Background(), &clock{}, options); err != nil {
		fmt.Println(err)
	}
}
