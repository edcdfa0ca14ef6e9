package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type recordOptions struct {
	IO        *stdio
	Task      string
	Dir       string
	Episodes  int
	All       bool // 10 episodes, or every row of a data set's task once
	Seed      uint64
	Policy    string
	Noise     float64
	Successes bool
	Resume    bool
	PerFile   int
	Compress  bool
	JSON      bool
	Unsealed  bool
	datasetFlags
	modelFlags
	humanFlags
}

func newCmdRecord(streams *stdio, run func(context.Context, *recordOptions) error) *cobra.Command {
	o := &recordOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "record TASK -o DIR",
		Short: "Record episodes of an expert, a policy, random actions or yourself",
		Long: "Record episodes into a data set: a directory of MCAP files and a manifest. An episode is reported when it\n" +
			"is durable: from then on it survives kill -9. --resume continues an interrupted recording. With --human you act, in a\n" +
			"window: an episode is durable when it ends, and you keep it, discard it, or drive it again.",
		Example: "  fenchel record pendulum -o demos --episodes 20\n  fenchel record pendulum -o demos --episodes 30 --resume",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Task, o.All = args[0], !cmd.Flags().Changed("episodes")
			if err := o.checkFlags(cmd.Flags()); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory of the data set (required)")
	f.IntVarP(&o.Episodes, "episodes", "n", 0, "episodes that the data set shall hold (default 10, or every row of a data set's task once)")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the episodes")
	f.StringVar(&o.Policy, "policy", "expert", "who acts: expert, random, a policy file or run directory, or exec:COMMAND; with :stochastic after it, by its own noise")
	f.Float64Var(&o.Noise, "noise", 0, "standard deviation of Gaussian noise on the actions, in normalized units")
	f.BoolVar(&o.Successes, "successes", false, "keep successful episodes only")
	f.BoolVar(&o.Resume, "resume", false, "continue the data set in DIR")
	f.IntVar(&o.PerFile, "per-file", 0, "episodes in one file; more is faster where episodes are tiny (default 1, or 256 for one-step tasks)")
	f.BoolVar(&o.Compress, "compress", true, "compress with zstd")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	unsealedFlag(f, &o.Unsealed)
	streams.outsideFlags(f)
	o.datasetFlags.add(f, "train")
	o.modelFlags.add(f)
	o.humanFlags.add(f)
	return cmd
}

// recorded is what `record` found in the end.
type recorded struct {
	Dir      string  `json:"dir"`
	Task     string  `json:"task"`
	Policy   string  `json:"policy"`
	Seed     uint64  `json:"seed"`
	Episodes int     `json:"episodes"` // recorded now
	Total    int     `json:"total"`    // in the data set
	Steps    int     `json:"steps"`
	Mean     float64 `json:"mean"`
	Std      float64 `json:"std"`
}

func runRecord(ctx context.Context, o *recordOptions) error {
	if err := o.prepare(); err != nil {
		return err
	}
	if o.Human {
		return runHuman(o)
	}
	who, err := o.IO.findUnsealed(o.Policy, o.Task, o.Unsealed)
	if err != nil {
		return err
	}
	o.IO.note(who.note)
	env := who.task()
	if o.All {
		o.Episodes = starts(env, 10)
	}
	if _, ok := envs.As[envs.Succeeder](env); o.Successes && !ok {
		return misused("--successes: task %q defines no success", env.Spec().Name)
	}
	who.addNoise(o.Noise)
	rec, err := o.recorder(env.Spec(), who.who)
	if err != nil {
		return err
	}
	defer rec.Close()
	session := newRecording(o, rec, who, env.Spec())
	if err := session.run(ctx); err != nil {
		return err
	}
	if err := rec.Close(); err != nil {
		return err
	}
	return session.report()
}

// prepare checks the flags and makes the task's id of them.
func (o *recordOptions) prepare() (err error) {
	if err := needOutput(o.Dir); err != nil {
		return err
	}
	err = errors.Join(checkEpisodes(o.Episodes, o.All), checkNoise(o.Noise), o.humanFlags.check(o))
	if o.PerFile < 0 {
		err = errors.Join(err, misused("--per-file %d: want at least 1", o.PerFile))
	}
	if err != nil {
		return err
	}
	if o.Task, err = o.id(o.Task); err == nil {
		err = o.modelFlags.complete(&o.Task)
	}
	if err == nil && o.Resume {
		o.Task = continued(o.Dir, o.Task)
	}
	return err
}

// continued is the task of the data set that is continued, where the id meant that when it was begun.
func continued(dir, id string) string {
	if set, err := demos.Open(dir); err == nil {
		return suite.Stored(id, set.Manifest.Task)
	}
	return id
}

// recorder opens the data set, new or to be resumed.
func (o *recordOptions) recorder(task envs.Spec, who demos.Actor) (*demos.Recorder, error) {
	m, err := o.manifest(task, who)
	if err != nil {
		return nil, err
	}
	return openRecorder(o, m)
}

// manifest is that of a new data set. Of a task in another process it says whether its episodes repeat.
func (o *recordOptions) manifest(task envs.Spec, who demos.Actor) (demos.Manifest, error) {
	m := demos.NewManifest(task, who, o.Seed)
	p, err := o.IO.origin(o.Task, o.Seed)
	if err != nil || p == nil {
		return m, err
	}
	if o.Seed != 0 {
		return m, misused("--seed %d: %s does not repeat its episodes: %s", o.Seed, p.Name, p.Notes[0])
	}
	o.IO.note(fmt.Sprintf("%s does not repeat its episodes, and the data say so: %s", p.Name, p.Notes[0]))
	m.Provenance = p
	return m, nil
}

// starts is how many starts a task has where they are a list, else the given number.
func starts(env envs.Env, otherwise int) int {
	if list, ok := envs.As[envs.Enumerator](env); ok {
		return list.Starts()
	}
	return otherwise
}

func openRecorder(o *recordOptions, m demos.Manifest) (*demos.Recorder, error) {
	options := demos.DefaultOptions()
	options.Compress = o.Compress
	if o.Resume {
		rec, err := demos.Resume(o.Dir, m, options)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, misused("--resume: %s holds no data set", o.Dir)
		}
		if err != nil {
			return nil, err
		}
		return rec, intact(rec, o.Dir)
	}
	if isDataSet(o.Dir) {
		return nil, misused("%s holds a data set already: continue it with --resume, or name another directory", o.Dir)
	}
	return demos.Create(o.Dir, m, options)
}

// intact refuses to continue a data set of which episodes are damaged or missing, and closes it.
func intact(rec *demos.Recorder, dir string) error {
	v, err := demos.Verify(disk.OS{}, dir, func(int, int) {})
	if number, _ := rec.Next(); err == nil && v.Episodes < int(number) {
		err = fmt.Errorf("%s: %d of %d episodes are intact, see `fenchel data verify`; `fenchel data repair` takes them out", dir, v.Episodes, number)
	}
	if err != nil {
		return errors.Join(err, rec.Close())
	}
	return nil
}

// recording is one session of a recorder.
type recording struct {
	o       *recordOptions
	rec     *demos.Recorder
	who     *actor
	spec    envs.Spec
	first   int // number of the first episode
	bar     *progress
	returns []float64 // of the episodes that are durable
	steps   int
}

func newRecording(o *recordOptions, rec *demos.Recorder, who *actor, spec envs.Spec) *recording {
	first, _ := rec.Next()
	return &recording{o: o, rec: rec, who: who, spec: spec, first: int(first)}
}

// run plays on all cores until the data set holds as many episodes as it shall.
func (r *recording) run(ctx context.Context) error {
	r.bar = startProgress(r.o.IO, "record", r.o.Episodes)
	defer r.bar.stop()
	if r.first >= r.o.Episodes {
		return nil
	}
	err := r.rec.RecordAll(ctx, demos.Session{
		Episodes: r.o.Episodes - r.first, Workers: runtime.GOMAXPROCS(0), Batch: r.perFile(),
		NewRollout: func() *envs.Rollout { return envs.NewRollout(r.who.task(), r.who.newPolicy()) },
		Keep:       r.keep, Saved: r.saved, Misses: mostMisses,
	})
	if hopeless, ok := errors.AsType[*demos.HopelessError](err); ok {
		return fmt.Errorf("--successes: %s succeeded in none of %d episodes in a row: %d are saved in %s", r.who.who.Name, hopeless.Played, r.first+len(r.returns), r.o.Dir)
	}
	if err != nil && errors.Is(err, ctx.Err()) {
		return fmt.Errorf("interrupted: %d episodes are saved in %s; continue with --resume", r.first+len(r.returns), r.o.Dir)
	}
	return err
}

// mostMisses is after how many episodes in a row without a success --successes is hopeless.
const mostMisses = 1000

func (r *recording) perFile() int {
	switch {
	case r.o.PerFile > 0:
		return r.o.PerFile
	case r.spec.Horizon == 1:
		return 256
	}
	return 1
}

// keep reports whether an episode that was just played is to be saved.
func (r *recording) keep(rollout *envs.Rollout, _ *demos.Demonstration) bool {
	s, ok := envs.As[envs.Succeeder](rollout.Env())
	return !r.o.Successes || ok && s.Success()
}

// saved says of an episode that it is durable, in a line.
func (r *recording) saved(d *demos.Demonstration) {
	number := r.first + len(r.returns)
	r.returns = append(r.returns, d.Return())
	r.steps += d.Len()
	r.bar.set(number + 1)
	if !r.o.JSON {
		fmt.Fprintf(r.o.IO.Out, "saved episode %d: %s, return %.2f, %s\n", number, steps(d.Len()), d.Return(), d.End)
	}
}

func (r *recording) report() error {
	total, _ := r.rec.Next()
	mean, std := meanAndDeviation(r.returns)
	if len(r.returns) == 0 {
		mean, std = 0, 0
	}
	found := recorded{r.o.Dir, r.spec.Name, r.who.who.Name, r.o.Seed, len(r.returns), int(total), r.steps, mean, std}
	if r.o.JSON {
		return printJSON(r.o.IO.Out, found)
	}
	fmt.Fprintf(r.o.IO.Out, "%s: %s of %s by %s, %d of them now (%s, return %.2f ± %.2f)\n",
		found.Dir, episodes(found.Total), found.Task, found.Policy, found.Episodes, steps(found.Steps), found.Mean, found.Std)
	return nil
}

// meanAndDeviation are the mean and the deviation of a sample, as `data info` prints them: n − 1 in the denominator, and 0
// for a single number.
func meanAndDeviation(xs []float64) (mean, std float64) {
	if len(xs) < 2 {
		return stat.Mean(xs, nil), 0
	}
	return stat.MeanStdDev(xs, nil)
}
