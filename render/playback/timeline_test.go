package playback_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// beyond sends too large an action in the steps 4, 5 and 9.
type beyond struct{ step int }

func (b *beyond) Act(dst, _ []float64) {
	dst[0] = 0.5
	if slices.Contains([]int{4, 5, 9}, b.step) {
		dst[0] = 7
	}
	b.step++
}

func (b *beyond) SaveState(dst []byte) []byte { return append(dst, byte(b.step)) }

func (b *beyond) LoadState(src []byte) error {
	b.step = int(src[0])
	return nil
}

// TestSeekGoesAnywhere: to a step ahead, back, by so many, to both ends; what is seen there is what was there before.
func TestSeekGoesAnywhere(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{Seed: 3})
	var moments []moment
	for range 30 {
		moments = append(moments, show(p))
		p.Next()
	}
	for _, step := range []int{3, 29, 0, 17, 17} {
		if !p.Seek(step) || !reflect.DeepEqual(show(p), moments[step]) {
			t.Errorf("step %d is not what it was", step)
		}
	}
	p.Skip(-100)
	if got := p.Rollout().Steps(); got != 0 {
		t.Errorf("100 steps before step 17 is step %d", got)
	}
	p.Skip(10)
	p.Seek(-1)
	if r := p.Rollout(); r.Steps() != 200 || r.End() != envs.TimedOut {
		t.Errorf("the end is step %d, %v", r.Steps(), r.End())
	}
	if p.Seek(500) || p.Rollout().Steps() != 200 {
		t.Errorf("step 500 of 200 is step %d", p.Rollout().Steps())
	}
	p.Skip(-50)
	if p.Next(); p.Rollout().Steps() != 151 {
		t.Errorf("step %d after 150", p.Rollout().Steps())
	}
	p.NextEpisode()
	p.PreviousEpisode()
	if !reflect.DeepEqual(show(p), moments[0]) {
		t.Error("the episode before is another")
	}
}

// TestTimeline: it is as long as the horizon, known as far as it was played, and marks runs of clipped actions, what the
// caller adds, and the end.
func TestTimeline(t *testing.T) {
	taken := scene.Moment{Step: 2, Kind: scene.TakenOver}
	p := playback.New(pendulum(), &beyond{}, playback.Options{Moments: func(dst []scene.Moment) []scene.Moment { return append(dst, taken) }})
	p.Seek(20)
	p.Seek(7)
	var f scene.Frame
	p.Show(&f)
	want := scene.Timeline{Length: 200, Known: 20, Moments: []scene.Moment{{Step: 4, Kind: scene.Clipped}, {Step: 9, Kind: scene.Clipped}, taken}}
	if !reflect.DeepEqual(f.Readout.Timeline, want) {
		t.Errorf("%+v, want %+v", f.Readout.Timeline, want)
	}
	p.Seek(-1)
	p.Seek(0)
	p.Show(&f)
	if got := f.Readout.Timeline; got.Known != 200 || got.Moments[len(got.Moments)-1] != (scene.Moment{Step: 200, Kind: scene.Ended}) {
		t.Errorf("after the end %+v", got)
	}
}

// TestInfoNamesAll that is observed and done.
func TestInfoNamesAll(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{})
	p.Next()
	var f scene.Frame
	p.Show(&f)
	p.Info(&f)
	spec := e.Spec()
	if n := len(f.Readout.Named); n != len(spec.Obs)+1 || f.Readout.Named[0].Name != spec.Obs[0].Name || f.Readout.Named[3].Name != "action torque" ||
		f.Readout.Named[3].Value != p.Rollout().Transition().Applied[0] || f.Readout.Named[2].Value != p.Rollout().Obs()[2] {
		t.Errorf("%+v", f.Readout.Named)
	}
}
