package demos_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// spin pushes the pendulum the way it turns.
type spin struct{}

func (spin) Act(dst, obs []float64) {
	dst[0] = 2
	if obs[2] < 0 {
		dst[0] = -2
	}
}

func newPendulum() envs.Env { return classic.NewPendulum(episode.Options{Horizon: 200}) }

// Record three episodes, read them back, and simulate them again.
func Example() {
	tmp, err := os.MkdirTemp("", "demos")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	dir := filepath.Join(tmp, "pendulum-demos")

	env := newPendulum()
	rec, err := demos.Create(dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "spin"}, 0), demos.DefaultOptions())
	if err != nil {
		log.Fatal(err)
	}
	rollout := envs.NewRollout(env, spin{})
	for range 3 {
		if _, err := rec.Record(rollout); err != nil { // nil: it survives kill -9
			log.Fatal(err)
		}
	}
	if err := rec.Close(); err != nil {
		log.Fatal(err)
	}

	d, err := demos.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	for demo, err := range d.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d steps, %v\n", demo.Len(), demo.End)
	}
	fmt.Println("replayed with a divergence of", d.Replay(newPendulum, func(int) {}))
	// Output:
	// 200 steps, timed out
	// 200 steps, timed out
	// 200 steps, timed out
	// replayed with a divergence of <nil>
}
