package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/envs"
)

// conclusion is how a run of training ends: with an evaluation, a report and what there is to say.
type conclusion struct {
	Episodes int
	All      bool // 100 episodes, or every row of a data set's task once
	JSON     bool
	Lost     bool   // whether the run held no policy before
	Source   string // what was learned from, for a sentence: "from 20 episodes of hopper"
}

func (c *conclusion) flags(f *pflag.FlagSet) {
	f.IntVarP(&c.Episodes, "eval", "n", 0, "episodes of the evaluation at the end, 0 for none (default 100, or every row of a data set's task once)")
	f.BoolVar(&c.JSON, "json", false, "print JSON")
}

// check reads the flags.
func (c *conclusion) check(f *pflag.FlagSet) error {
	if c.All = !f.Changed("eval"); c.Episodes < 0 {
		return misused("--eval %d: want 0 or more", c.Episodes)
	}
	return nil
}

// play says in which task the evaluation is played.
func (c *conclusion) play(env envs.Env) {
	if c.All {
		c.Episodes = starts(env, 100)
	}
}

// end evaluates what was learned, and writes and prints what there is to say. A run that was finished before stays as it
// is unless --eval asks for an evaluation.
func (c *conclusion) end(ctx context.Context, l *learning, learned *agents.Trained) error {
	path := filepath.Join(l.Dir, agents.PolicyFile)
	measure := &evalOptions{IO: l.IO, Who: path, Episodes: c.Episodes, JSON: c.JSON}
	var found evaluated
	if learned.Now == 0 && c.All && exists(filepath.Join(l.Dir, reportFile)) { // the last file to be written
		did := "nothing is changed"
		if c.Lost {
			did = agents.PolicyFile + " was missing and is restored from the last checkpoint"
		}
		fmt.Fprintf(l.IO.Err, "fenchel: %s is finished: %s; measure it with `fenchel eval %s`\n", l.Dir, did, l.Dir)
		return c.print(l, learned, &found, measure)
	}
	page := runReport{IO: l.IO, Dir: l.Dir, Learned: learned}
	if c.Episodes > 0 {
		who, err := l.IO.findActor(path, l.Task)
		if err != nil {
			return err
		}
		page.Who = who
		if found.Result, err = measure.measure(ctx, who); err != nil {
			return err
		}
		if err := writeEval(l.Dir, *found.Result); err != nil {
			return err
		}
	}
	page.Result = found.Result
	if err := page.write(ctx); err != nil {
		return err
	}
	return c.print(l, learned, &found, measure)
}

// writeEval writes an evaluation into the directory of its run.
func writeEval(dir string, result eval.Result) error {
	return writeJSON(filepath.Join(dir, agents.EvalFile), evaluated{Result: &result})
}

// keptStep is the step whose weights were kept.
func keptStep(learned *agents.Trained) int64 {
	if learned.Kept != nil {
		return learned.Kept.Step
	}
	return learned.Steps
}

func (c *conclusion) print(l *learning, learned *agents.Trained, found *evaluated, measure *evalOptions) error {
	if c.JSON {
		out := struct {
			Dir        string     `json:"dir"`
			Steps      int64      `json:"steps"`
			BestStep   int64      `json:"best_step"`
			ValidError *float64   `json:"valid_error,omitempty"`
			Eval       *evaluated `json:"eval,omitempty"`
		}{Dir: l.Dir, Steps: learned.Steps, BestStep: keptStep(learned)}
		if learned.Kept != nil {
			out.ValidError = &learned.Kept.Error
		}
		if found.Result != nil {
			found.Rows = nil
			out.Eval = found
		}
		return printJSON(l.IO.Out, out)
	}
	w := l.IO.Out
	fmt.Fprintf(w, "%s: learned %s in %d steps", filepath.Join(l.Dir, agents.PolicyFile), c.Source, learned.Steps)
	if k := learned.Kept; k != nil {
		fmt.Fprintf(w, "; the weights of step %d are kept: error %.4g on %s", k.Step, k.Error, reservedBriefly(k.Reserved))
	}
	fmt.Fprintln(w)
	if found.Result == nil {
		return nil
	}
	fmt.Fprintln(w)
	return found.print(measure)
}

// reservedBriefly is what was reserved for validation, without the list of its episodes where that is long.
func reservedBriefly(reserved string) string {
	const most = 12
	what, list, _ := strings.Cut(reserved, ": ")
	if len(strings.Fields(list)) > most {
		return what
	}
	return reserved
}
