package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// humanManifest is that of a person with a keyboard.
func humanManifest() demos.Manifest {
	return demos.NewManifest(newEnv().Spec(), demos.Actor{Name: "human", Person: "script", Device: "keyboard"}, 1)
}

// childHuman is a person who swings a pendulum by a keyboard, keeps two episodes of three and tags some. Of an episode that
// is discarded nothing is acknowledged until the next is there: it may go.
func childHuman(_ context.Context, dir string, acknowledge func(uint64)) error {
	r, err := demos.Resume(dir, humanManifest(), demos.DefaultOptions())
	if err != nil {
		return err
	}
	env := newEnv()
	driver, err := hands.NewDriver("keyboard", env, hands.DefaultBindings(1))
	if err != nil {
		return err
	}
	o := hands.DefaultOptions()
	o.Wait, o.Device = 0, "keyboard"
	first, _ := r.Next()
	ended := 0
	keeps := func() bool { return ended%3 != 2 }
	o.Saved = func(number uint64, _ *demos.Demonstration) {
		if keeps() {
			acknowledge(number + 1)
		}
	}
	s := hands.NewSession(env, driver, r, o)
	for in := (scene.Input{Focused: true}); s.Err() == nil; in.Pressed = nil {
		switch s.Phase() {
		case hands.Deciding:
			in.Pressed = []string{"D"}
			if keeps() {
				in.Pressed = []string{"T", "K"}[ended%2:]
			}
			ended++
		default:
			in.Held = swinging(s, int(first)+ended)
		}
		s.Tick(&in, env.Spec().Period)
	}
	return s.Err()
}

// swinging are the keys that push the pendulum the way it turns, and for a moment, another in each episode, the other way.
func swinging(s *hands.Session, episode int) []string {
	way := s.Rollout().Obs()[2]
	if s.Rollout().Steps() == episode%40 {
		way = -way
	}
	if way < 0 {
		return []string{"ArrowLeft"}
	}
	return []string{"ArrowRight"}
}

// humanKill kills a person's program at random instants, and looks for every acknowledged episode: whole, driven by the
// person, and repeating to the bit.
func humanKill(s *soak) (string, error) {
	rng := s.rng(15)
	kills := s.rounds(300)
	var dir string
	total, known, ticks := 0, 0, 0
	for i := range kills {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		if i%perDir == 0 {
			total, known = total+known, 0
			var err error
			if dir, err = s.emptySet(humanManifest()); err != nil {
				return "", err
			}
		}
		lines, err := disktest.KillAfter(s.child("human", dir), time.Duration(rng.Int64N(int64(killEvery))))
		if err != nil {
			return "", err
		}
		if len(lines) > 0 {
			if known, err = strconv.Atoi(lines[len(lines)-1]); err != nil {
				return "", err
			}
		}
		if known, ticks, err = checkHuman(dir, known); err == nil {
			err = swept(disk.OS{}, dir, humanManifest())
		}
		if err != nil {
			return "", fmt.Errorf("after kill %d: %w", i+1, err)
		}
	}
	return fmt.Sprintf("%d kills, %d episodes, %d steps in the last set, none lost, all repeat", kills, total+known, ticks), nil
}

// humanUnderWay is how many episodes are on the disk that are not acknowledged, at most: one that may be discarded, and the
// one after it whose acknowledgement is on its way.
const humanUnderWay = 2

// checkHuman reads a data set to its end: at least as many episodes as were acknowledged, each whole and as it was driven.
func checkHuman(dir string, acknowledged int) (episodes, steps int, err error) {
	set, err := demos.Open(dir)
	if err != nil {
		return 0, 0, err
	}
	if len(set.Problems) > 0 {
		return 0, 0, set.Problems[0]
	}
	if err := accounted(set.Len(), acknowledged, humanUnderWay); err != nil {
		return 0, 0, err
	}
	for d, err := range set.All() {
		if err != nil {
			return 0, 0, err
		}
		if _, by := d.Interventions(); by != d.Len() || d.End == envs.Running || len(d.Late) != d.Len() {
			return 0, 0, fmt.Errorf("stream %d: a person drove %d of %d steps, %v", d.Index, by, d.Len(), d.End)
		}
		steps += d.Len()
	}
	if err := set.Replay(newEnv, func(int) {}); err != nil {
		return 0, 0, errors.Join(errors.New("a replay differs"), err)
	}
	return set.Len(), steps, nil
}
