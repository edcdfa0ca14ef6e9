package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/window"
)

type watchOptions struct {
	IO      *stdio
	What    string
	Task    string
	Episode uint64
	Seed    uint64
	Save    string
	Step    int
	Speed   float64
	Paused  bool
	Energy  bool
	Page    int
	From    int
	To      int
	FPS     float64
	Grid    string
	Width   int
	Height  int

	View   bool   // the model is only looked at
	Key    string // the keyframe that it is in
	Camera string // of the model
	told   bool   // what is ignored has been said

	Unsealed bool
	Beside   []string // other policies, each on the same start
	Policy   string   // of a data set: decides on what was recorded, without being heard
	takeOverFlags
	modelFlags
}

func newCmdWatch(streams *stdio, run func(context.Context, *watchOptions) error) *cobra.Command {
	o := &watchOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "watch WHAT [TASK]",
		Short: "Watch a policy, an expert, a recording or a model, in a window or as a picture",
		Long: "Watch a rollout. WHAT is a policy file, a run directory, a data set, a task (its expert plays), a model file\n" +
			"(model.xml), or with a TASK after it `expert`, `random` or `still`. F1 in the window lists the keys; E shows the\n" +
			"energy over the action, . more of it. --save needs no display: .gif and .mp4 are the episode, .png one\n" +
			"moment of it. --view looks at a model as far as it can be shown, whatever the simulator refuses. --record lets you take over: X gives you control of what the policy does and gives it back, Ctrl and a\n" +
			"drag push a body, and whole episodes are recorded, with who acted at each step. `fenchel train --add` learns from them.",
		Example: "  fenchel watch pendulum\n  fenchel watch expert cartpole --save cartpole.gif\n  fenchel watch random acrobot --save acrobot.png --step 40\n  fenchel watch --view model.xml --save model.png",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.What = args[0]
			if len(args) > 1 {
				o.Task = args[1]
			}
			if err := o.checkFlags(cmd.Flags()); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Episode, "episode", 0, "the first episode")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the episodes")
	f.StringVar(&o.Save, "save", "", "write a .gif, .mp4 (with ffmpeg) or .png instead of opening a window")
	f.IntVar(&o.Step, "step", -1, "with a .png: the step to show; the last one by default")
	f.Float64Var(&o.Speed, "speed", 1, "simulated seconds for each second")
	f.BoolVar(&o.Paused, "paused", false, "start paused")
	f.BoolVar(&o.Energy, "energy", false, "show the energy over the action")
	f.IntVar(&o.From, "from", 0, "with a film: the step to begin at")
	f.IntVar(&o.To, "to", 0, "with a film: the step to stop at (default the end of the episode)")
	f.Float64Var(&o.FPS, "fps", 0, "with a film: frames a second (default one a step, at most 33)")
	f.StringVar(&o.Grid, "grid", "", "with a film: as many episodes side by side, 3x2 for example")
	f.IntVar(&o.Page, "page", 1, "with --energy and --save: which page of it")
	unsealedFlag(f, &o.Unsealed)
	streams.outsideFlags(f)
	f.StringSliceVar(&o.Beside, "beside", nil, "another policy next to WHAT on the same start, expert for example; in a window or a film")
	f.BoolVar(&o.View, "view", false, "look at a model, FILE.xml, without physics: also at what the simulator refuses of it, which is left out")
	f.StringVar(&o.Key, "key", "", "with --view: the keyframe to show, by name or number, or qpos0 (default the first, if there is one)")
	f.StringVar(&o.Camera, "camera", "", "see it through this camera of the model (] goes through them in a window)")
	f.StringVar(&o.Policy, "policy", "", "with a data set: show what this policy would have done at each step, and why (--energy, or E)")
	o.takeOverFlags.add(f)
	o.modelFlags.add(f)
	f.IntVar(&o.Width, "width", 960, "of the picture, pixels")
	f.IntVar(&o.Height, "height", 540, "of the picture, pixels")
	return cmd
}

func runWatch(ctx context.Context, o *watchOptions) error {
	if err := errors.Join(o.checkPicture(), o.checkFilm(), o.checkLook(), o.takeOverFlags.check(o), o.modelFlags.complete(&o.What, &o.Task)); err != nil {
		return err
	}
	if o.Record != "" {
		return o.recordTakeOver()
	}
	p, err := o.player()
	if err != nil {
		return o.offerView(err)
	}
	camera, err := o.chooseCamera(p)
	if err != nil {
		return err
	}
	return o.present(ctx, p, camera)
}

// present saves or shows what is played. What stopped the player is the error, whatever was shown of it.
func (o *watchOptions) present(ctx context.Context, p *playback.Player, camera int) (err error) {
	if o.Save != "" {
		err = o.save(ctx, p, camera)
	} else {
		err = o.show(ctx, p, camera)
	}
	return cmp.Or(p.Err(), err)
}

// checkPicture says what is wrong with the flags of every picture.
func (o *watchOptions) checkPicture() error {
	if !(o.Speed > 0) || math.IsInf(o.Speed, 1) || o.Width < 160 || o.Height < 90 || o.Width > 7680 || o.Height > 4320 {
		return misused("--speed %g, --width %d, --height %d: want a positive speed and 160×90 to 7680×4320 pixels", o.Speed, o.Width, o.Height)
	}
	if o.Step < -1 || o.Step >= 0 && pictureKind(o.Save) != ".png" {
		return misused("--step %d: want a step from 0 on, and --save FILE.png", o.Step)
	}
	return nil
}

// show opens the window.
func (o *watchOptions) show(ctx context.Context, p *playback.Player, camera int) error {
	w := window.DefaultOptions()
	w.Camera, w.Stop = camera, o.View
	w.Title = "fenchel: " + p.Rollout().Env().Spec().Name
	w.Width, w.Height, w.Speed, w.Paused, w.Panels = o.Width, o.Height, o.Speed, o.Paused, o.Energy
	players, err := o.besides(p)
	if err != nil {
		return err
	}
	shown := make([]window.Player, len(players))
	for i, p := range players {
		shown[i] = p
	}
	err = window.RunBeside(ctx, shown, w)
	if errors.Is(err, window.ErrNoDisplay) {
		return fmt.Errorf("%w; --save FILE.gif needs none", err)
	}
	return err
}

// besides are the player and those of the policies next to it, in the same task and on the same start.
func (o *watchOptions) besides(p *playback.Player) ([]*playback.Player, error) {
	players := []*playback.Player{p}
	for _, who := range o.Beside {
		other := *o
		other.What, other.Task = who, p.Rollout().Env().Spec().Name
		if strings.HasSuffix(o.What, ".xml") || o.Task != "" {
			other.Task = cmp.Or(o.Task, o.What)
		}
		next, err := other.player()
		if err != nil {
			return nil, misused("--beside %s: %w", who, err)
		}
		players = append(players, next)
	}
	return players, nil
}

// player makes what is to be played.
func (o *watchOptions) player() (*playback.Player, error) {
	if o.View {
		return o.still()
	}
	if isDataSet(o.What) {
		return o.recording()
	}
	who, err := o.actor()
	if err != nil {
		return nil, err
	}
	env := who.task()
	return playback.New(env, who.newPolicy(), playback.Options{
		Name: who.who.Name, Seed: o.Seed, First: o.Episode, Expert: teacherOf(env),
	}), nil
}

// actor reads WHAT. In a task alone its expert acts, or nothing where it has none.
func (o *watchOptions) actor() (*actor, error) {
	if o.Task == "" && !exists(o.What) || strings.HasSuffix(o.What, ".xml") {
		if newEnv, err := o.IO.makeTask(o.What); err == nil {
			if _, err := expert.For(newEnv().Spec().Name); err == nil {
				return o.IO.findActor("expert", o.What)
			}
			fmt.Fprintf(o.IO.Err, "fenchel: %s has no expert: nobody acts; `fenchel watch random %s` tries\n", o.What, o.What)
			return o.IO.findActor("still", o.What)
		} else if o.What != "expert" && o.What != "random" && o.What != "still" {
			if unknown, ok := errors.AsType[*suite.UnknownTask](err); ok && len(unknown.Near) == 0 {
				return nil, misused("%q is no task, policy file, run directory or data set\nSee 'fenchel list'.", o.What)
			}
			return nil, err
		}
	}
	who, err := o.IO.findUnsealed(o.What, o.Task, o.Unsealed)
	if err == nil {
		o.IO.note(who.note)
	}
	return who, err
}

// teacherOf is the task's expert, nil where there is none.
func teacherOf(env envs.Env) envs.Policy {
	e, err := expert.For(env.Spec().Name)
	if err != nil {
		return nil
	}
	return e.New()
}

func isDataSet(path string) bool { return exists(filepath.Join(path, demos.ManifestName)) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
