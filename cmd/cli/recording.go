package cli

import (
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// recording plays a data set: the recorded actions are simulated again, and pushed as they were. A policy that is named
// decides on the same observations, without being heard.
func (o *watchOptions) recording() (*playback.Player, error) {
	set, err := demos.Open(o.What)
	if err != nil {
		return nil, err
	}
	newEnv, err := o.IO.taskOf(set, o.Task)
	if err != nil {
		return nil, err
	}
	env := newEnv()
	if o.Episode >= uint64(set.Len()) {
		return nil, misused("--episode %d: %s has %d", o.Episode, o.What, set.Len())
	}
	r, name := &recordedEpisodes{reader: set.Reader(), count: uint64(set.Len())}, "recording"
	if o.Policy != "" {
		who, err := o.IO.findUnsealed(o.Policy, env.Spec().Name, o.Unsealed)
		if err != nil {
			return nil, err
		}
		r.shadow.Policy, name = who.newPolicy(), "recording, and "+who.who.Name
	}
	p := playback.New(env, &r.shadow, playback.Options{Name: name, First: o.Episode, Start: r.start, Moments: r.moments})
	return p, p.Err()
}

// recordedEpisodes are those of a data set, the first again after the last.
type recordedEpisodes struct {
	reader *demos.Reader
	count  uint64
	demo   demos.Demonstration
	shadow playback.Shadow
}

// start begins the simulation where the recording began, and plays the recorded actions in it.
func (e *recordedEpisodes) start(r *envs.Rollout, episode uint64) error {
	if err := e.reader.Read(&e.demo, int(episode%e.count)); err != nil {
		return err
	}
	e.shadow.Play(e.demo.Act)
	e.shadow.Push(recordedOf(&e.demo).Push)
	r.Start(e.demo.Seed, e.demo.Purpose, e.demo.Index)
	return nil
}

// moments are where a person took over and gave back.
func (e *recordedEpisodes) moments(dst []scene.Moment) []scene.Moment {
	for t := 1; t < len(e.demo.Author); t++ {
		switch now, before := e.demo.Author[t] == envs.ThePerson, e.demo.Author[t-1] == envs.ThePerson; {
		case now && !before:
			dst = append(dst, scene.Moment{Step: t, Kind: scene.TakenOver})
		case before && !now:
			dst = append(dst, scene.Moment{Step: t, Kind: scene.GivenBack})
		}
	}
	return dst
}
