package cli

import (
	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
	"github.com/fenchel-gym/fenchel/render/window"
)

// takeOverFlags are those of `watch --record`: the person may take over from the policy, and all of it is recorded.
type takeOverFlags struct {
	Record string // directory of the data set
	Resume bool
	Label  string // whose actions label the policy's steps: "expert", or ""
	handFlags
}

func (t *takeOverFlags) add(f *pflag.FlagSet) {
	f.StringVar(&t.Record, "record", "", "record into this data set; X takes over from the policy and gives back")
	f.BoolVar(&t.Resume, "resume", false, "with --record: continue the data set")
	f.StringVar(&t.Label, "label", "", "with --record: expert labels the steps at which the policy acts; they are learned from, too")
	t.handFlags.add(f, "--record")
}

// check refuses what does not go together.
func (t *takeOverFlags) check(o *watchOptions) error {
	switch {
	case t.Record == "" && (t.Resume || t.Label != "" || t.given()):
		return misused("--resume, --label, --device, --keys, --who and --tag go with --record")
	case t.Record != "" && o.Save != "":
		return misused("--record needs a window, and --save opens none: choose one of them")
	case t.Record != "" && isDataSet(o.What):
		return misused("--record: %s is a recording: name a policy to take over from", o.What)
	case t.Label != "" && t.Label != "expert":
		return misused("--label %q: want expert", t.Label)
	}
	return nil
}

// recordTakeOver opens a window in which a policy acts until a person takes over.
func (o *watchOptions) recordTakeOver() error {
	who, err := o.actor()
	if err != nil {
		return err
	}
	env := who.task()
	driver, options, err := o.driver(env)
	if err != nil {
		return err
	}
	options.Policy, options.Name, options.Wait = who.newPolicy(), who.who.Name, 1
	if o.Label != "" {
		e, err := expert.For(env.Spec().Name)
		if err != nil {
			return misused("--label: %w", err)
		}
		options.Teacher = e.New()
	}
	files := recordOptions{IO: o.IO, Dir: o.Record, Resume: o.Resume, Compress: true}
	rec, err := openRecorder(&files, demos.NewManifest(env.Spec(), o.handFlags.actor(who.who.Name, who.who.Detail), o.Seed))
	if err != nil {
		return err
	}
	defer rec.Close()
	s := sitting{io: o.IO, dir: o.Record, rec: rec, window: window.DefaultOptions(), around: func(s *hands.Session) window.Driven {
		scout := playback.New(who.task(), who.newPolicy(), playback.Options{Seed: o.Seed})
		return &corrected{s, playback.Attach(s.Rollout(), scout.Depth)}
	}}
	s.window.Width, s.window.Height, s.window.Panels = o.Width, o.Height, o.Energy
	return s.drive(env, driver, options)
}

// corrected is a session with the energy of the policy that acts in it.
type corrected struct {
	*hands.Session
	energy *playback.Player
}

// Panels adds the energy.
func (c *corrected) Panels(f *scene.Frame) { c.energy.Panels(f) }
