package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/dagger"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

type trainOptions struct {
	learning
	Data       []string
	Add        []string     // data sets more, in which a person corrected the policy that the run starts from
	Incomplete bool         // learn from what is intact of damaged or incomplete data
	Actions    data.Actions // of the demonstrations, to be imitated; where a method's options say it, theirs count
	conclusion
	datasetFlags
	modelFlags
}

func newCmdTrain(streams *stdio, run func(context.Context, *trainOptions) error) *cobra.Command {
	return newTraining(streams, "", run)
}

// newTraining is the command of a method that learns from demonstrations; empty: of any, which a flag names.
func newTraining(streams *stdio, method string, run func(context.Context, *trainOptions) error) *cobra.Command {
	o := &trainOptions{learning: learning{IO: streams, Method: method}}
	cmd := &cobra.Command{
		Use:   "train DATA... [--method NAME] -o RUN",
		Short: "Train a policy on recorded demonstrations",
		Long: "Train a policy on a data set, or on several of one task, one after the other. What is imitated are the labels of\n" +
			"the recorded steps where they have any, not what was sent: see --actions. RUN gets config.yaml (complete: train again with --config), metrics.jsonl,\n" +
			"checkpoints, policy.safetensors, eval.json, timings.json and report.html. Ctrl-C saves and stops; --resume\n" +
			"goes on and ends with the bytes of the uninterrupted run. --add with --from-policy goes on from a run with data in\n" +
			"which a person took over (DAgger by hand): of those the person's steps are imitated. A flag that the method has no setting for is refused.\n\nMethods:\n" + methodHelp(true),
		Example: "  fenchel train demos -o run\n  fenchel train demos -o run-mse --loss squared --steps 2000\n  fenchel train demos --method dagger --rounds 2 -o run-dagger --steps 200",
		Args:    dataArgs,
	}
	f := cmd.Flags()
	o.learning.flags(cmd)
	o.conclusion.flags(f)
	f.StringSliceVar(&o.Add, "add", nil, "with --from-policy RUN: go on from that run, by its configuration, with these data sets in addition; of a `watch --record` the person's steps")
	f.BoolVar(&o.Incomplete, "incomplete", false, "learn from the intact recordings of a data set that is damaged or misses some, instead of refusing it")
	f.StringVar(&o.Task, "task", "", "the task id, where the data set is of a file's task (multilabel:PATH, model.xml), or another one that the method acts in")
	o.datasetFlags.add(f, "train, for the evaluation at the end")
	o.modelFlags.add(f)
	streams.outsideFlags(f)
	f.StringVar(&o.Expert, "expert", "", "who labels what a learner meets, in place of the task's expert: exec:COMMAND, a policy file or a run directory")
	if method == "" {
		f.StringVar(&o.Method, "method", "", strings.Join(methodNames(true), ", ")+" (default: what the configuration says, or clone)")
	}
	actions := f.String("actions", clone.Default().Actions.String(), "what of a recorded step to imitate: its `label` where it has one, or sent, what was sent with its noise or by a learner")
	cloneFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		o.Data = args
		if err := errors.Join(o.checkFlags(f), o.conclusion.check(f), o.goOn()); err != nil {
			return err
		}
		if f.Changed("dagger") {
			if f.Changed("rounds") {
				return misused("--dagger does nothing here: --rounds says the same")
			}
			rounds := f.Lookup("dagger").Value
			fmt.Fprintf(o.IO.Err, "fenchel: --dagger %s is written --method dagger --rounds %[1]s\n", rounds)
			o.Method = cmp.Or(o.Method, "dagger")
		}
		if o.Actions, err = data.ParseActions(*actions); err != nil {
			return misused("--actions: %w", err)
		}
		if f.Changed("actions") {
			o.imitate()
		}
		return run(cmd.Context(), o)
	}
	return cmd
}

// goOn has a run with --add take the configuration of the run that it starts from, and its data besides.
func (o *trainOptions) goOn() error {
	if len(o.Add) == 0 {
		return nil
	}
	if o.From == "" {
		return misused("--add goes on from a run: name it with --from-policy")
	}
	o.Data = append(o.Data, o.Add...)
	if of := filepath.Join(o.From, agents.ConfigFile); o.Config == "" && !o.Resume && exists(of) {
		o.Config, o.Force = of, true // the data differ from those of its run: that is what --add says
	}
	return nil
}

// imitate has the flag --actions also set the options of methods that keep what they imitate.
func (o *trainOptions) imitate() {
	set := o.Set
	o.Set = func(options agents.Options) (_ agents.Options, err error) {
		if _, ok := config.Get(options, "actions"); ok {
			if options, err = agents.Set(options, "actions", o.Actions.String()); err != nil {
				return nil, err
			}
		}
		return set(options)
	}
}

// cloneFlags declares the flags of cloning, with its defaults, and of its rounds; other methods have those of the settings
// that they share.
func cloneFlags(cmd *cobra.Command) {
	f, d, g := cmd.Flags(), clone.Default(), policy.DefaultGreedy()
	f.String("loss", d.Loss.Name, strings.Join(loss.Names(), ", "))
	f.String("energy", g.Energy.Name, strings.Join(energy.Names(), ", "))
	f.String("regularizer", g.Regularizer.Name, strings.Join(regularizer.Names(), ", "))
	f.Float64("gamma", regularizer.DefaultQuadratic().Gamma, "strength of the regularizer")
	f.Float64("alpha", regularizer.DefaultTsallis().Alpha, "order of the regularizer tsallis, above 1 and at most 2")
	f.Int("rank", energy.DefaultLowRank().Rank, "columns of A in U = −AAᵀ")
	f.String("trunk", "mlp", strings.Join(policy.TrunkNames(), ", "))
	f.IntSlice("hidden", d.Policy.Hidden, "widths of the hidden layers of the trunk mlp")
	f.Int("history", d.Policy.Window.History, "observations that a decision sees: the last ones")
	f.Int("chunk", d.Policy.Window.Chunk, "actions that a decision chooses: those of the next steps")
	f.Int("replan", d.Policy.Window.Replan, "actions of a chunk that are carried out before the next decision")
	f.Int64("steps", int64(d.Steps), "optimizer steps; of a method that acts in the task, steps of that")
	f.Int("batch", d.Batch, "demonstrated pairs in a step")
	f.Float64("rate", d.Schedule.Rate, "largest step size of Adam")
	f.Float64("weight-decay", d.Optimizer.WeightDecay, "of AdamW")
	f.Float64("reserve", d.Reserve, "episodes reserved for validation: a number, or a share below 1")
	f.Uint64("seed", d.Seed, "seed of the run")
	f.Int("rounds", dagger.DefaultRounds().Rounds, "rounds of dagger: the policy acts, the task's expert labels")
	f.Int("dagger", 0, "the same as --method dagger --rounds")
	f.Int("dagger-episodes", dagger.DefaultRounds().Episodes, "new episodes in a round of DAgger")
	f.Float64("dagger-beta", dagger.DefaultRounds().Beta, "the expert acts in round i with probability beta^i")
}

func runTrain(ctx context.Context, o *trainOptions) error {
	if o.Method != "" { // before anything is read
		if _, err := o.choose(nil, "", true); err != nil {
			return err
		}
	}
	if err := o.learning.check(); err != nil {
		return err
	}
	sets, err := (&setsOptions{IO: o.IO, Dirs: o.Data, Incomplete: o.Incomplete}).open()
	if err != nil {
		return err
	}
	text, err := o.readConfig()
	if err != nil {
		return err
	}
	m, err := o.choose(text, "clone", true)
	if err != nil {
		return err
	}
	if o.Expert != "" && !m.Expert {
		return misused("--expert does nothing here: method %s queries none", o.Method)
	}
	task, newEnv, err := o.makeTask(m, sets[0], text)
	if err != nil {
		return err
	}
	options, err := o.configure(m, task, text, m.Default(task.Name))
	if err != nil {
		return err
	}
	return o.learn(ctx, m, options, sets, newEnv)
}

// makeTask makes the task to learn: that of the data, or the one that the method acts in. The Spec is what the options
// must suit: the data's own where the method acts in no other task.
func (o *trainOptions) makeTask(m agents.Method, set *demos.Dataset, text []byte) (task envs.Spec, newEnv func() envs.Env, err error) {
	named := o.Task != ""
	if o.Task, err = o.id(o.Task); err == nil {
		err = o.modelFlags.complete(&o.Task)
	}
	if err != nil {
		return task, nil, err
	}
	task = set.Manifest.Task
	if m.ActsIn != nil && !named {
		of, _ := config.Value(text, "task")
		o.Task = cmp.Or(of, m.ActsIn(suite.Stored(task.Name, task)))
	}
	if m.ActsIn != nil {
		o.Task = suite.StoredHash(o.Task, taskHash(text))
	}
	newEnv, err = o.IO.taskOf(set, o.Task)
	if err != nil && named {
		err = misused("--task: %w", err)
	}
	if err != nil {
		return task, nil, err
	}
	if m.ActsIn != nil {
		task = newEnv().Spec()
	}
	o.conclusion.play(newEnv())
	return task, newEnv, nil
}

// learn reads the demonstrations as the method needs them, trains, and says what was learned.
func (o *trainOptions) learn(ctx context.Context, m agents.Method, options agents.Options, sets []*demos.Dataset, newEnv func() envs.Env) (err error) {
	if actions, ok := config.Get(options, "actions"); ok {
		o.Actions, _ = actions.(data.Actions)
	}
	sources := agents.Sources{NewEnv: newEnv}
	if m.Expert {
		if sources.Origin, err = o.IO.origin(o.Task, 0); err != nil {
			return err
		}
	}
	if m.Episodes {
		sources.Demos, err = readEpisodes(sets, o.Actions)
	} else if sources.Pairs, err = data.ReadSets(sets, o.Actions, data.DefaultStorage(o.Dir)); err == nil {
		defer sources.Pairs.Close()
		if n := sources.Pairs.Doubles(); n > 0 {
			o.IO.note(counted(n, "episode is another once more of the data", "episodes are others once more of the data") + ": learned from twice, and perhaps validated on; `fenchel data select` takes each once")
		}
	}
	if err != nil {
		return unread(err)
	}
	o.Source = "from " + describeSets(sets)
	return o.train(ctx, options, sources, &o.conclusion)
}
