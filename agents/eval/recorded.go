package eval

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
)

// Recorded is a recorded episode, to be played again and measured.
type Recorded struct {
	Seed    uint64
	Purpose envs.Purpose
	Index   uint64
	Act     []float64     // as sent (T×k)
	Push    []envs.Push   // of each step (T); nil where nothing pushed
	Author  []envs.Author // who acted (T); nil where that is not known
}

// Replay measures recorded episodes by playing them again, and counts how often a person took over from a policy. The
// intervals are those of an evaluation with as many episodes.
func Replay(e envs.Env, episodes []Recorded, o Options) (*Result, error) {
	if len(episodes) == 0 {
		return nil, fmt.Errorf("no episodes to measure")
	}
	t := &tape{k: e.Spec().Action.Dim()}
	t.pusher, _ = envs.As[envs.Perturber](e)
	r := envs.NewRollout(e, t)
	defer r.Close()
	rows := make([]Row, len(episodes))
	for i := range episodes {
		d := &episodes[i]
		t.play(d)
		r.Start(d.Seed, d.Purpose, d.Index)
		for t.step*t.k < len(d.Act) && r.Next() {
		}
		if err := r.Err(); err != nil {
			return nil, err
		}
		rows[i].Index = d.Index
		rows[i].fill(r)
		rows[i].count(d.Author)
	}
	o.Seed, o.Purpose = episodes[0].Seed, episodes[0].Purpose
	return newResult(e, o, rows), nil
}

// tape sends recorded actions and pushes as was recorded.
type tape struct {
	*Recorded
	k      int
	step   int
	pusher envs.Perturber
}

func (t *tape) play(d *Recorded) { t.Recorded, t.step = d, 0 }

func (t *tape) Act(dst, _ []float64) {
	copy(dst, t.Recorded.Act[t.step*t.k:(t.step+1)*t.k])
	if t.Push != nil && t.pusher != nil && t.Push[t.step] != (envs.Push{}) {
		t.pusher.Push(t.Push[t.step])
	}
	t.step++
}

// count counts a person's interventions. Nothing is counted where nobody could take over: a policy or a person acted alone.
func (r *Row) count(authors []envs.Author) {
	times, steps := 0, 0
	for t, a := range authors {
		if a == envs.ThePerson {
			steps++
			if t > 0 && authors[t-1] != envs.ThePerson {
				times++
			}
		}
	}
	if authors != nil {
		r.Interventions, r.PersonSteps = &times, &steps
	}
}
