package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/suggest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// learning is a run of any method of the table, from demonstrations or by reward: what `train` and `expert train` have in
// common.
type learning struct {
	IO     *stdio
	Method string // empty: the configuration's, or the command's default
	Task   string // its id
	Expert string // who labels what a learner meets; empty: the task's own
	Dir    string
	Config string // a file; empty for none
	From   string // a policy or checkpoint to start from; empty for none
	Resume bool
	Force  bool

	Unsealed bool                                         // read From whatever its digest says
	Set      func(agents.Options) (agents.Options, error) // the flags that were given, over the configuration
	Flag     func(error) error                            // adds which of them set the field that an error is about
}

// check says what is wrong with the directory of the run.
func (l *learning) check() error {
	return cmp.Or(needRun(l.Dir), needResumable(l.Dir, l.Resume))
}

// readConfig reads the configuration file; where a run is resumed and none is named, that is the run's own. It is nil
// where there is none.
func (l *learning) readConfig() ([]byte, error) {
	flag := "--config"
	if l.Resume && l.Config == "" {
		flag, l.Config = "--resume", filepath.Join(l.Dir, agents.ConfigFile)
	}
	if l.Config == "" {
		return nil, nil
	}
	text, err := configText(l.Config)
	if err != nil {
		return nil, misused("%s: %w", flag, err)
	}
	return text, nil
}

// configText reads a configuration file, which is a small one.
func configText(path string) ([]byte, error) {
	const most = 1 << 20 // bytes
	return disk.ReadFile(disk.OS{}, path, nil, most)
}

// choose finds the method: the flag's, the configuration's, or the given one. demos is whether the command learns from
// demonstrations.
func (l *learning) choose(text []byte, otherwise string, demos bool) (agents.Method, error) {
	of := agents.MethodOf(text)
	if of == "" && l.Method == "" && l.Resume {
		of = methodThatReads(l.Config, text, otherwise, demos)
	}
	if l.Method != "" && of != "" && of != l.Method {
		return agents.Method{}, misused("%s: the configuration is for method %s, not %s: write --method %[2]s", l.Config, of, l.Method)
	}
	flag := "--method"
	if l.Method == "" {
		flag, l.Method = l.Config+": method", cmp.Or(of, otherwise)
	}
	m, err := agents.Methods.Find(l.Method)
	switch {
	case err != nil:
		return m, misused("%s: %w", flag, suggest.Unknown("method", l.Method, methodNames(demos)))
	case demos && !m.Demos:
		return m, misused("method %s learns by reward: see 'fenchel expert train --help'", l.Method)
	case !demos && m.Demos:
		return m, misused("method %s imitates demonstrations: see 'fenchel train --help'", l.Method)
	}
	return m, nil
}

// methodThatReads is the method of a run whose configuration names none: the given one if it reads the text, or else the
// only one that does; the given one where that is not decided.
func methodThatReads(file string, text []byte, otherwise string, demos bool) string {
	var able []string
	for _, name := range methodNames(demos) {
		m, _ := agents.Methods.Find(name)
		if _, err := m.Read(file, text); err == nil {
			able = append(able, name)
		}
	}
	if len(able) == 1 {
		return able[0]
	}
	return otherwise
}

// taskHash is the hash of the task that a configuration was resolved for; empty where it has none. What the configuration
// calls that task may be another one's id today.
func taskHash(text []byte) string {
	hash, _ := config.Value(text, "resolved.task_hash")
	return hash
}

// configure makes the options: the file's over the method's defaults for the task, the flags over both. What is wrong
// with them, or does not suit the task, is a misuse.
func (l *learning) configure(m agents.Method, task envs.Spec, text []byte, defaults agents.Options) (options agents.Options, err error) {
	options = defaults
	if text != nil {
		if options, err = m.Read(l.Config, text); err != nil {
			if l.Resume && sameFile(l.Config, filepath.Join(l.Dir, agents.ConfigFile)) {
				return nil, err // the run is damaged
			}
			return nil, misused("%w", err)
		}
	}
	if options, err = l.nameTask(options, &task, text); err != nil {
		return nil, err
	}
	file := options
	if options, err = l.Set(options); err != nil {
		return nil, err
	}
	if err = checkFor(options, task); err == nil {
		return options, nil
	}
	if of := checkFor(file, task); text != nil && of != nil && of.Error() == err.Error() { // without the flags too
		err = config.Locate(l.Config, text, err)
	} else if l.Flag != nil {
		err = l.Flag(err)
	}
	return nil, misused("%w", err)
}

// nameTask has options and task call the task the same. The configuration may leave its name out, or have one that it had in
// an earlier version, which a run that is resumed keeps.
func (l *learning) nameTask(o agents.Options, task *envs.Spec, text []byte) (agents.Options, error) {
	name, _ := config.Get(o, "task")
	stored, ok := name.(string)
	former := ok && stored != task.Name && task.Matches(taskHash(text))
	switch {
	case former && l.Resume:
		task.Name = stored
	case ok && (stored == "" || former):
		return agents.Set(o, "task", strconv.Quote(task.Name))
	}
	return o, nil
}

// checkFor says what is wrong with options by themselves, or for a task.
func checkFor(o agents.Options, task envs.Spec) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if c, ok := o.(agents.TaskChecker); ok {
		if err := c.CheckFor(task); err != nil {
			return err
		}
	}
	if name, ok := config.Get(o, "task"); ok && name != task.Name {
		return config.Want("task", name, "%q, the task that is learned", task.Name)
	}
	return nil
}

// train runs the method to its end, which the conclusion then describes. The evaluations on the way are printed to stderr.
func (l *learning) train(ctx context.Context, options agents.Options, sources agents.Sources, c *conclusion) error {
	c.Lost = !exists(filepath.Join(l.Dir, agents.PolicyFile))
	from, err := readStart(l.From, l.Unsealed)
	if err != nil {
		return err
	}
	l.IO.note(startNote(l.From, from, sources.NewEnv().Spec()))
	if sources.Expert, err = l.expert(sources.NewEnv().Spec()); err != nil {
		return err
	}
	var bar *progress
	stop := func() {
		if bar != nil {
			bar.stop()
			bar = nil
		}
	}
	defer stop()
	t := agents.Training{
		Dir: l.Dir, Options: options, Sources: sources, From: from, Clock: l.IO.clock(), Run: runOptions(l.IO, l.Resume, l.Force),
		Progress: func(p agents.Progress) {
			if bar == nil {
				bar = startProgress(l.IO, l.Method, int(p.Total))
			}
			bar.tell(p)
			if p.Eval != nil {
				bar.say(l.IO.Err, evaluationLine(p.Eval))
			}
		},
		Conclude: func(learned *agents.Trained) error {
			stop()
			return cut(ctx, c.end(ctx, l, learned), "the policy is trained and saved, its evaluation is not; --resume goes on with that")
		},
	}
	_, err = t.Train(ctx)
	if errors.Is(err, agents.ErrInterrupted) {
		err = fmt.Errorf("%w; continue with --resume", err)
	}
	return err
}

// runOptions opens a run on the machine's disk and passes on what the user should know.
func runOptions(streams *stdio, resume, force bool) agents.RunOptions {
	return agents.RunOptions{Disk: disk.OS{}, Resume: resume, Force: force,
		Note: func(line string) { fmt.Fprintf(streams.Err, "fenchel: %s\n", line) }}
}

// readStart opens the file to start from; without one it is nil.
func readStart(path string, unsealed bool) (*net.File, error) {
	if path == "" {
		return nil, nil
	}
	file, _, err := agents.PolicyPath(path)
	if err != nil {
		return nil, unreadable("--from-policy", err)
	}
	f, err := agents.ReadStart(file, unsealed)
	if err != nil {
		return nil, unreadable("--from-policy", err)
	}
	return f, nil
}

// expert is who labels what a learner meets in a task: the one of --expert, or the task's own; nil where it has none.
func (l *learning) expert(task envs.Spec) (func() envs.Policy, error) {
	switch {
	case isOutside(l.Expert):
		a, err := l.IO.outside.agent(l.Expert, task)
		if err != nil {
			return nil, err
		}
		return a.New, nil
	case l.Expert != "":
		who, err := l.IO.findActor(l.Expert, l.Task)
		if err == nil {
			err = who.task().Spec().Admits(task)
		}
		if err != nil {
			return nil, misused("--expert: %w", err)
		}
		return who.newPolicy, nil
	}
	own, err := expert.For(task.Name)
	if err != nil {
		return nil, nil
	}
	return own.New, nil
}
