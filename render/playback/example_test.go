package playback_test

import (
	"context"
	"fmt"
	"io"

	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
	"github.com/fenchel-gym/fenchel/render/window"
)

// A viewer of one's own task, with the energy of one's own policy: three lines. A window needs a display.
func Example_window() {
	env := classic.NewPendulum(classic.DefaultPendulum())
	mine := policy.NewRandom(env.Spec().Action)

	player := playback.New(env, mine, playback.Options{Name: "mine"})
	err := window.Run(context.Background(), player, window.DefaultOptions())
	fmt.Println(err)
}

// A player moves by steps, forward and back.
func ExamplePlayer() {
	env := classic.NewPendulum(classic.DefaultPendulum())
	p := playback.New(env, policy.NewRandom(env.Spec().Action), playback.Options{Name: "random", Seed: 1})
	p.Next()
	p.Next()
	p.Back()

	var f scene.Frame
	p.Show(&f)
	r := f.Readout
	fmt.Println(f.Scene.Title)
	fmt.Printf("step %d of %d, %.2f s, return %.2f, %s %.2f %s\n", r.Step, r.Horizon, r.Seconds, r.Return, r.Actions[0].Name, r.Actions[0].Value, r.Actions[0].Unit)
	// Output:
	// pendulum · random · episode 0
	// step 1 of 200, 0.05 s, return -0.06, torque 1.17 N·m
}

// A camera films without a display: here the rest of the episode, four simulated seconds a second.
func ExampleCamera_Film() {
	env := classic.NewCartPole(classic.DefaultCartPole())
	p := playback.New(env, policy.NewRandom(env.Spec().Action), playback.Options{Seed: 1})
	err := playback.NewCamera(320, 180, false).Film(context.Background(), io.Discard, p, 4, nil)
	fmt.Println(p.Rollout().Steps(), p.Rollout().End(), err)
	// Output:
	// 28 failed <nil>
}
