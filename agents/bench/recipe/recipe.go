package recipe

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// Recipe is one imitation experiment: demonstrations of an expert, methods that are trained on them, and a comparison
// of all with the expert and with random actions.
type Recipe struct {
	Task     string
	Episodes int // demonstrated, the reserved ones included
	PerFile  int // of them in one recording
	Methods  []Method
	Eval     int // episodes of the comparison
}

// Demonstrations says how many episodes the methods learn from, and how many are reserved where some are. All methods
// reserve the same.
func (r Recipe) Demonstrations() string {
	reserved := int(r.Methods[0].Options.Reserve)
	if reserved == 0 {
		return fmt.Sprintf("%d demonstrations", r.Episodes)
	}
	return fmt.Sprintf("%d demonstrations and %d reserved for validation", r.Episodes-reserved, reserved)
}

// Method is a way to train.
type Method struct {
	Name    string // its row in the table and its run directory
	Options clone.Options
}

// Outcome is the result of a recipe.
type Outcome struct {
	Seed    uint64
	Data    string // directory of the demonstrations
	Random  *eval.Result
	Expert  *eval.Result
	Methods []Learned
}

// Learned is one method's share of an outcome. Normalized scores are measured against Random and Expert on the same
// starts.
type Learned struct {
	Name    string
	Dir     string // run directory
	Trained *agents.Trained
	Result  *eval.Result
}

// Seeds runs a recipe under the seeds first, first+1, …, each in a directory of its own, and calls each with every outcome.
// A run that a directory holds is resumed, to the same bytes.
func (r Recipe) Seeds(ctx context.Context, s grid.Setting, first uint64, n int, each func(*Outcome)) error {
	dir := s.Dir
	for i := range uint64(n) {
		s.Seed, s.Dir = first+i, filepath.Join(dir, fmt.Sprintf("seed-%d", first+i))
		if err := grid.MakeDir(s.Dir); err != nil {
			return err
		}
		out, err := r.Run(ctx, s)
		if err != nil {
			return grid.Interruption(fmt.Errorf("seed %d: %w", s.Seed, err))
		}
		each(out)
	}
	return nil
}

// Run records, trains and compares. What the directory of the setting holds is resumed, to the same bytes.
func (r Recipe) Run(ctx context.Context, s grid.Setting) (*Outcome, error) {
	newEnv, err := suite.Make(r.Task)
	if err != nil {
		return nil, err
	}
	teacher, err := expert.For(r.Task)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Seed: s.Seed, Data: filepath.Join(s.Dir, "demonstrations")}
	data, err := r.record(ctx, s, newEnv, teacher, out.Data)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	for _, m := range r.Methods {
		l, err := r.train(ctx, s, m, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		out.Methods = append(out.Methods, *l)
	}
	return out, r.compare(ctx, s, newEnv, teacher, out)
}

// record records what is not recorded yet.
func (r Recipe) record(ctx context.Context, s grid.Setting, newEnv func() envs.Env, teacher expert.Expert, dir string) (*data.Pairs, error) {
	rec := grid.Recording{
		Dir: dir, Env: newEnv(), Actor: teacher.New(), Who: demos.Actor{Name: "expert", Detail: teacher.Card.Method},
		Seed: s.Seed, Episodes: r.Episodes, PerFile: r.PerFile, Progress: s.Report,
	}
	return rec.Make(ctx)
}

// Network is what was learned.
func (l *Learned) Network() *policy.Network { return l.Trained.Policy.(*policy.Network) }

func (r Recipe) train(ctx context.Context, s grid.Setting, m Method, data *data.Pairs) (*Learned, error) {
	m.Options.Task, m.Options.Seed = data.Spec().Name, s.Seed
	l := &Learned{Name: m.Name, Dir: filepath.Join(s.Dir, m.Name)}
	t := agents.Training{
		Dir: l.Dir, Options: m.Options, Sources: agents.Sources{Pairs: data}, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: s.Follow("train " + m.Name),
	}
	t.Run.Resume = true
	var err error
	l.Trained, err = t.Train(ctx)
	return l, err
}

// compare evaluates all policies on the same episodes.
func (r Recipe) compare(ctx context.Context, s grid.Setting, newEnv func() envs.Env, teacher expert.Expert, out *Outcome) error {
	action := newEnv().Spec().Action
	var err error
	if out.Random, err = r.evaluate(ctx, s, "random", newEnv, func() envs.Policy { return policy.NewRandom(action) }); err != nil {
		return err
	}
	if out.Expert, err = r.evaluate(ctx, s, "expert", newEnv, teacher.New); err != nil {
		return err
	}
	for i := range out.Methods {
		l := &out.Methods[i]
		l.Result, err = r.evaluate(ctx, s, l.Name, newEnv, func() envs.Policy { return l.Trained.Policy.Share() })
		if err != nil {
			return err
		}
	}
	for _, result := range out.Results() {
		out.normalize(result)
	}
	return nil
}

func (r Recipe) evaluate(
	ctx context.Context, s grid.Setting, name string, newEnv func() envs.Env, newPolicy func() envs.Policy,
) (*eval.Result, error) {
	o := eval.Default()
	o.Episodes, o.Seed = r.Eval, s.Seed
	o.Progress = func(played int) { s.Report("evaluate "+name, played, r.Eval) }
	result, err := eval.Evaluate(ctx, newEnv, newPolicy, o)
	if err != nil {
		return nil, err
	}
	result.Policy = name
	return result, nil
}

// normalize sets a score whose numerator and references come from the same starts.
func (o *Outcome) normalize(result *eval.Result) {
	score, ci := stat.NormalizedOn(result.Measures(), o.Random.Measures(), o.Expert.Measures(),
		stat.DefaultBootstrap(), envs.Stream(o.Seed, envs.Resampling, grid.OutcomeStream))
	result.Reference = stat.Reference{Random: o.Random.Mean, Expert: o.Expert.Mean}
	result.Normalized, result.NormalizedCI95 = &score, &ci
}

// Results are everyone's, in the order of the table: random, expert, methods.
func (o *Outcome) Results() []*eval.Result {
	list := []*eval.Result{o.Random, o.Expert}
	for _, l := range o.Methods {
		list = append(list, l.Result)
	}
	return list
}

// Learned is a method's share of the outcome, by name.
func (o *Outcome) Learned(name string) *Learned {
	for i := range o.Methods {
		if o.Methods[i].Name == name {
			return &o.Methods[i]
		}
	}
	panic("bench: no method called " + name)
}
