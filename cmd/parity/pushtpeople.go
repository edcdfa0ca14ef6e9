package main

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

// pushtEpisode is an episode of a person. Its states, before each action, are float32. The contact counts in the files, which
// an older environment recorded, are not compared.
type pushtEpisode struct {
	Episode int
	Mode    string
	Start   [5]float64
	State   [][5]float64
	Action  [][2]float64
}

// peopleBar is the rounding of 512 to float32.
const peopleBar = 2e-5

// comparePeople replays what people did from the recorded starts.
func comparePeople(path string) (*result, error) {
	r, w := &result{task: "pusht"}, pusht.NewWorld()
	state := r.gauge("state, replayed, px and rad", peopleBar)
	episodes := 0
	err := eachRecord(path, func(_ int, e *pushtEpisode) error {
		episodes++
		if len(e.State) != len(e.Action) {
			return fmt.Errorf("%d states for %d actions", len(e.State), len(e.Action))
		}
		if err := pushtStart(w, e.Start, e.Mode); err != nil {
			return err
		}
		for i, a := range e.Action {
			at := place{fmt.Sprintf("episode %d", e.Episode), i}
			compareState(state, at, w, &e.State[i])
			w.Control(pusht.Vec{X: a[0], Y: a[1]})
		}
		return nil
	})
	r.notes = append(r.notes, fmt.Sprintf("%d episodes", episodes))
	return r, err
}
