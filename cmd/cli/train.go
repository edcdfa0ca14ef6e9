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
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

type trainOptions struct {
	IO       *stdio
	Data     []string
	Actions  data.Actions // of the demonstrations, to be imitated; where the options are clone's, theirs count
	Task     string       // where the data set's name does not say where its file is
	Dir      string
	Config   string
	Method   string                       // a method that learns from demonstrations; "": the configuration's
	From     string                       // a policy or checkpoint to start from
	Set      func(*clone.Options) error   // the flags that were given, over the configuration
	Imitate  func() (*gailOptions, error) // the same flags for adversarial imitation
	Episodes int
	All      bool // of the evaluation: 100 episodes, or every row of a data set's task once
	Resume   bool
	Force    bool
	JSON     bool
	Lost     bool // whether the run held no policy before
	datasetFlags
}

func newCmdTrain(streams *stdio, run func(context.Context, *trainOptions) error) *cobra.Command {
	o := &trainOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "train DATA... [--method NAME] -o RUN",
		Short: "Train a policy on recorded demonstrations",
		Long: "Train a policy on a data set, or on several of one task, one behind the other. What is imitated are the labels of\n" +
			"the recorded steps where they have any, not what was sent: see --actions. RUN gets config.yaml (complete: train again with --config), metrics.jsonl,\n" +
			"checkpoints, policy.safetensors, eval.json, timings.json and report.html. Ctrl-C saves and stops; --resume\n" +
			"goes on and ends with the bytes of the uninterrupted run.\n\nMethods:\n" + methodHelp(true),
		Example: "  fenchel train demos -o run\n  fenchel train demos -o run-mse --loss squared --steps 2000\n  fenchel train demos --method dagger --rounds 2 -o run-asked --steps 200",
		Args:    dataArgs,
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "run directory (required)")
	f.StringVar(&o.Config, "config", "", "YAML file to start from; flags win over it")
	f.IntVarP(&o.Episodes, "eval", "n", 0, "episodes of the evaluation at the end, 0 for none (default 100, or every row of a data set's task once)")
	f.BoolVar(&o.Resume, "resume", false, "continue the run in RUN")
	f.BoolVar(&o.Force, "force", false, "with --resume: although configuration, data or kernels differ")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	f.StringVar(&o.Task, "task", "", "the task id, where the data set is of a file's task (multilabel:PATH, model.xml)")
	o.datasetFlags.add(f, "train, for the evaluation at the end")
	f.StringVar(&o.Method, "method", "", strings.Join(methodNames(true), ", ")+" (default: what the configuration says, or clone)")
	f.StringVar(&o.From, "from-policy", "", "start from this policy file, run directory or checkpoint, of the same method")
	overrides := trainFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		o.Data, o.All = args, !f.Changed("eval")
		if f.Changed("dagger") {
			fmt.Fprintf(o.IO.Err, "fenchel: --dagger %d is written --method dagger --rounds %[1]d\n", overrides.dagger.Rounds)
			o.Method = cmp.Or(o.Method, "dagger")
		}
		if o.Actions, err = data.ParseActions(overrides.actions); err != nil {
			return misused("--actions: %w", err)
		}
		o.Set = func(t *clone.Options) error { return overrides.apply(cmd, o.Method, t) }
		o.Imitate = func() (*gailOptions, error) { return overrides.imitate(cmd, o) }
		return run(cmd.Context(), o)
	}
	return cmd
}

// overrides are the flags that change a configuration.
type overrides struct {
	loss, energy, regularizer string
	trunk                     string
	hidden                    []int
	steps, batch, rank        int
	window                    policy.Window
	seed                      uint64
	rate, decay, gamma, alpha float64
	reserve                   float64
	actions                   string
	evalEvery, evalEpisodes   int
	dagger                    clone.Rounds
	scheduleFlags
}

func trainFlags(cmd *cobra.Command) *overrides {
	v, d := &overrides{}, clone.Default()
	f := cmd.Flags()
	g := policy.DefaultGreedy()
	f.StringVar(&v.loss, "loss", d.Loss.Name, strings.Join(loss.Names(), ", "))
	f.StringVar(&v.energy, "energy", g.Energy.Name, strings.Join(energy.Names(), ", "))
	f.StringVar(&v.regularizer, "regularizer", g.Regularizer.Name, strings.Join(regularizer.Names(), ", "))
	f.Float64Var(&v.gamma, "gamma", regularizer.DefaultQuadratic().Gamma, "strength of the regularizer")
	f.Float64Var(&v.alpha, "alpha", regularizer.DefaultTsallis().Alpha, "order of the regularizer tsallis, above 1 and at most 2")
	f.IntVar(&v.rank, "rank", energy.DefaultLowRank().Rank, "columns of A in U = −AAᵀ")
	f.StringVar(&v.trunk, "trunk", "mlp", strings.Join(policy.TrunkNames(), ", "))
	f.IntSliceVar(&v.hidden, "hidden", d.Policy.Hidden, "widths of the hidden layers of the trunk mlp")
	f.IntVar(&v.window.History, "history", d.Policy.Window.History, "observations that a decision sees: the last ones")
	f.IntVar(&v.window.Chunk, "chunk", d.Policy.Window.Chunk, "actions that a decision chooses: those of the next steps")
	f.IntVar(&v.window.Replan, "replan", d.Policy.Window.Replan, "actions of a chunk that are carried out before the next decision")
	f.IntVar(&v.steps, "steps", d.Steps, "optimizer steps")
	f.IntVar(&v.batch, "batch", d.Batch, "demonstrated pairs in a step")
	f.Float64Var(&v.rate, "rate", d.Schedule.Rate, "largest step size of Adam")
	v.scheduleFlags.add(f)
	f.Float64Var(&v.decay, "weight-decay", d.Optimizer.WeightDecay, "of AdamW")
	f.Float64Var(&v.reserve, "reserve", d.Reserve, "episodes reserved for validation: a number, or a share below 1")
	f.StringVar(&v.actions, "actions", d.Actions.String(), "what of a recorded step to imitate: its `label` where it has one, or sent, what was sent with its noise or by a learner")
	f.Uint64Var(&v.seed, "seed", d.Seed, "seed of the run")
	evalFlags(f, &v.evalEvery, &v.evalEpisodes)
	f.IntVar(&v.dagger.Rounds, "rounds", dagger.DefaultRounds().Rounds, "rounds of dagger: the policy acts, the task's expert labels")
	f.IntVar(&v.dagger.Rounds, "dagger", 0, "the same as --method dagger --rounds")
	f.IntVar(&v.dagger.Episodes, "dagger-episodes", 10, "new episodes in a round of DAgger")
	f.Float64Var(&v.dagger.Beta, "dagger-beta", 0, "the expert acts in round i with probability beta^i")
	return v
}

// apply writes the flags that were given into a configuration.
func (v *overrides) apply(cmd *cobra.Command, method string, t *clone.Options) error {
	f := cmd.Flags()
	if f.Changed("loss") {
		if err := t.UseLoss(v.loss); err != nil {
			return err
		}
	}
	if err := v.applyRounds(f, method, t); err != nil {
		return err
	}
	setEvaluation(f, &t.EvalEvery, &t.EvalEpisodes, v.evalEvery, v.evalEpisodes)
	if f.Changed("actions") {
		t.Actions, _ = data.ParseActions(v.actions) // which has been checked
	}
	for name, set := range map[string]func(){
		"hidden": func() { t.Policy.Hidden = v.hidden }, "batch": func() { t.Batch = v.batch },
		"steps":        func() { setSteps(t, v.steps) },
		"rate":         func() { t.Schedule.Rate = v.rate },
		"weight-decay": func() { t.Optimizer.WeightDecay = v.decay }, "reserve": func() { t.Reserve = v.reserve },
		"seed":    func() { t.Seed = v.seed },
		"trunk":   func() { t.Policy.Trunk = policy.ChooseTrunk(v.trunk) },
		"history": func() { t.Policy.Window.History = v.window.History },
		"chunk":   func() { t.Policy.Window.Chunk = v.window.Chunk },
		"replan":  func() { t.Policy.Window.Replan = v.window.Replan },
	} {
		if f.Changed(name) {
			set()
		}
	}
	if err := v.scheduleFlags.clone(t); err != nil {
		return err
	}
	return v.applyGreedy(cmd, t)
}

// applyGreedy writes the flags of the energy and of the regularizer. One that names the member which is chosen already
// leaves its options as they are.
func (v *overrides) applyGreedy(cmd *cobra.Command, t *clone.Options) error {
	f := cmd.Flags()
	g, ok := t.Policy.Greedy()
	if f.Changed("energy") && v.energy != g.Energy.Name {
		g.Energy = energy.Choose(v.energy)
	}
	if f.Changed("regularizer") && v.regularizer != g.Regularizer.Name {
		g.Regularizer = regularizer.Choose(v.regularizer)
	}
	for _, name := range []string{"energy", "regularizer", "gamma", "alpha", "rank"} {
		switch {
		case !f.Changed(name):
			continue
		case !ok:
			return misused("--%s is of policies with an energy: the loss %q trains the head %q, which has none", name, t.Loss.Name, t.Policy.Head.Name)
		}
		var err error
		switch name {
		case "gamma", "alpha":
			err = g.Regularizer.Set(name, f.Lookup(name).Value.String())
		case "rank":
			err = g.Energy.Set(name, f.Lookup(name).Value.String())
		}
		if err != nil {
			return misused("--%s: %w", name, err)
		}
		t.Policy.SetGreedy(g)
	}
	return nil
}

// setSteps changes the length of a run; a short one warms up for a tenth of it.
func setSteps(t *clone.Options, steps int) {
	t.Steps, t.Schedule.Steps, t.Schedule.Warmup = steps, steps, min(t.Schedule.Warmup, steps/10)
}

func runTrain(ctx context.Context, o *trainOptions) error {
	if err := checkMethod(o.Method); err != nil {
		return err
	}
	if o.Method == "gail" {
		g, err := o.Imitate()
		if err != nil {
			return err
		}
		return runGAIL(ctx, g)
	}
	if err := cmp.Or(needRun(o.Dir), needResumable(o.Dir, o.Resume)); err != nil {
		return err
	}
	if o.Episodes < 0 {
		return misused("--eval %d: want 0 or more", o.Episodes)
	}
	sets, newEnv, err := o.open()
	if err != nil {
		return err
	}
	if ownMethod(o.Method) {
		return o.trainOwn(ctx, sets, newEnv)
	}
	return o.clone(ctx, sets, newEnv)
}

// open opens the data sets and makes their task.
func (o *trainOptions) open() (sets []*demos.Dataset, newEnv func() envs.Env, err error) {
	if sets, err = openSets(o.Data); err != nil {
		return nil, nil, err
	}
	if o.Task, err = o.id(o.Task); err != nil {
		return nil, nil, err
	}
	newEnv, err = taskOf(sets[0], o.Task)
	if err != nil && o.Task != "" {
		err = misused("--task: %w", err)
	}
	if err != nil {
		return nil, nil, err
	}
	if o.All {
		o.Episodes = starts(newEnv(), 100)
	}
	return sets, newEnv, nil
}

// clone clones the demonstrations, in rounds of DAgger where the configuration asks for them.
func (o *trainOptions) clone(ctx context.Context, sets []*demos.Dataset, newEnv func() envs.Env) error {
	options, err := o.configure(sets[0].Manifest.Task)
	if err != nil {
		return err
	}
	pairs, err := data.ReadSets(sets, options.Actions, data.DefaultStorage(o.Dir))
	if err != nil {
		return err
	}
	defer pairs.Close()
	o.Lost = !exists(filepath.Join(o.Dir, agents.PolicyFile))
	learned, err := o.learn(ctx, options, pairs, newEnv)
	if err != nil {
		return err
	}
	return o.conclude(ctx, learned, sets)
}

// trainOwn runs a method of the user's own program, which may learn from pairs or from whole episodes.
func (o *trainOptions) trainOwn(ctx context.Context, sets []*demos.Dataset, newEnv func() envs.Env) error {
	pairs, err := data.ReadSets(sets, o.Actions, data.DefaultStorage(o.Dir))
	if err != nil {
		return err
	}
	defer pairs.Close()
	own := ownTraining{
		IO: o.IO, Method: o.Method, Task: sets[0].Manifest.Task.Name, Dir: o.Dir, Config: o.Config, From: o.From, Resume: o.Resume, Force: o.Force,
		Sources: agents.Sources{Pairs: pairs, NewEnv: newEnv},
	}
	if own.Sources.Demos, err = readEpisodes(sets, o.Actions); err != nil {
		return err
	}
	learned, err := own.train(ctx)
	if err != nil {
		return err
	}
	return o.conclude(ctx, learned, sets)
}

// configure reads the configuration: the file's over the defaults, the flags over both. A run that is resumed brings its
// own. What is wrong with it, or does not suit the task, is a misuse.
func (o *trainOptions) configure(task envs.Spec) (clone.Options, error) {
	t, text := clone.Default(), []byte(nil)
	flag := "--config"
	if o.Resume && o.Config == "" {
		flag, o.Config = "--resume", filepath.Join(o.Dir, agents.ConfigFile)
	}
	if o.Config != "" {
		var err error
		if text, err = configText(o.Config); err != nil {
			return t, misused("%s: %w", flag, err)
		}
		if t, err = clone.ReadConfig(o.Config, text); err != nil {
			return t, misused("%w", err)
		}
	}
	t.Task = cmp.Or(t.Task, task.Name)
	file := t
	err := o.Set(&t)
	if err == nil {
		err = checkFor(t, task)
	}
	if err == nil {
		return t, nil
	}
	if of := checkFor(file, task); o.Config != "" && of != nil && of.Error() == err.Error() { // without the flags too
		err = config.Locate(o.Config, text, err)
	}
	return t, misused("%w", err)
}

func checkFor(t clone.Options, task envs.Spec) error {
	if err := t.Validate(); err != nil {
		return err
	}
	return t.CheckFor(task)
}

// configText reads a configuration file, which is a small one.
func configText(path string) ([]byte, error) {
	const most = 1 << 20 // bytes
	return disk.ReadFile(disk.OS{}, path, nil, most)
}

func (o *trainOptions) learn(ctx context.Context, options clone.Options, pairs *data.Pairs, newEnv func() envs.Env) (*agents.Trained, error) {
	from, err := readStart(o.From)
	if err != nil {
		return nil, err
	}
	bar := startProgress(o.IO, "train", options.Steps)
	defer bar.stop()
	training := agents.Training{
		Dir: o.Dir, Options: options, Sources: agents.Sources{Pairs: pairs, NewEnv: newEnv}, From: from,
		Run:   runOptions(o.IO, o.Resume, o.Force),
		Clock: o.IO.clock(),
		Progress: func(p agents.Progress) {
			bar.tell(p)
			if p.Eval != nil {
				bar.say(o.IO.Err, evaluationLine(p.Eval))
			}
		},
	}
	if options.DAgger.Rounds > 0 {
		teacher, err := expert.For(options.Task)
		if err != nil {
			return nil, err
		}
		training.Options, training.Sources.Expert = dagger.Options(options), teacher.New
	}
	learned, err := training.Train(ctx)
	if errors.Is(err, agents.ErrInterrupted) {
		return nil, fmt.Errorf("%w; continue with --resume", err)
	}
	return learned, err
}

// conclude evaluates what was learned, and writes and prints what there is to say. A run that was finished before stays
// as it is unless --eval asks for an evaluation.
func (o *trainOptions) conclude(ctx context.Context, learned *agents.Trained, sets []*demos.Dataset) error {
	path := filepath.Join(o.Dir, agents.PolicyFile)
	eval := &evalOptions{IO: o.IO, Who: path, Episodes: o.Episodes, JSON: o.JSON}
	var found evaluated
	if learned.Now == 0 && o.All && exists(filepath.Join(o.Dir, reportFile)) { // the last file to be written
		did := "nothing is changed"
		if o.Lost {
			did = agents.PolicyFile + " was missing and is restored from the last checkpoint"
		}
		fmt.Fprintf(o.IO.Err, "fenchel: %s is finished: %s; measure it with `fenchel eval %s`\n", o.Dir, did, o.Dir)
		return o.print(learned, sets, &found, eval)
	}
	if o.Episodes > 0 {
		who, err := trained(path, network(learned), o.Task)
		if err != nil {
			return err
		}
		if found.Result, err = eval.measure(ctx, who); err != nil {
			return err
		}
		if err := writeEval(o.Dir, *found.Result); err != nil {
			return err
		}
	}
	if err := writeRunReport(o.Dir, learned, found.Result); err != nil {
		return err
	}
	return o.print(learned, sets, &found, eval)
}

// writeEval writes an evaluation into the directory of its run.
func writeEval(dir string, result eval.Result) error {
	return writeJSON(filepath.Join(dir, agents.EvalFile), evaluated{Result: &result})
}

// network is what was learned.
func network(learned *agents.Trained) *policy.Network { return learned.Policy.(*policy.Network) }

// keptStep is the step whose weights were kept.
func keptStep(learned *agents.Trained) int64 {
	if learned.Kept != nil {
		return learned.Kept.Step
	}
	return learned.Steps
}

func (o *trainOptions) print(learned *agents.Trained, sets []*demos.Dataset, found *evaluated, eval *evalOptions) error {
	if o.JSON {
		out := struct {
			Dir        string     `json:"dir"`
			Steps      int64      `json:"steps"`
			BestStep   int64      `json:"best_step"`
			ValidError *float64   `json:"valid_error,omitempty"`
			Eval       *evaluated `json:"eval,omitempty"`
		}{Dir: o.Dir, Steps: learned.Steps, BestStep: keptStep(learned)}
		if learned.Kept != nil {
			out.ValidError = &learned.Kept.Error
		}
		if found.Result != nil {
			found.Rows = nil
			out.Eval = found
		}
		return printJSON(o.IO.Out, out)
	}
	w := o.IO.Out
	fmt.Fprintf(w, "%s: learned from %s in %d steps", filepath.Join(o.Dir, agents.PolicyFile), describeSets(sets), learned.Steps)
	if k := learned.Kept; k != nil {
		fmt.Fprintf(w, "; the weights of step %d are kept: error %.4g on %s", k.Step, k.Error, k.Reserved)
	}
	fmt.Fprintln(w)
	if found.Result == nil {
		return nil
	}
	fmt.Fprintln(w)
	return found.print(eval)
}
