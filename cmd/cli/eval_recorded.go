package cli

import (
	"fmt"
	"io"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// recorded measures a data set by playing it again.
func (o *evalOptions) recorded() error {
	if o.Against != "" || o.Noise != 0 || !o.All {
		return misused("%s is a recording: --against, --noise and --episodes are of policies", o.Who)
	}
	set, err := demos.Open(o.Who)
	if err != nil {
		return err
	}
	if p := set.Manifest.Provenance; p != nil {
		return fmt.Errorf("%s: %w: they are of %s", o.Who, demos.ErrForeign, p)
	}
	newEnv, err := o.IO.taskOf(set, o.Task)
	if err != nil {
		return err
	}
	var episodes []eval.Recorded
	for d, err := range set.All() {
		if err != nil {
			return err
		}
		episodes = append(episodes, recordedOf(d))
	}
	found := evaluated{}
	if found.Result, err = eval.Replay(newEnv(), episodes, eval.Default()); err != nil {
		return fmt.Errorf("%s: %w", o.Who, err)
	}
	found.Policy = set.Manifest.Actor.String()
	if ref, ok := suite.ReferenceOf(found.Task); ok {
		found.Result.Against(stat.Reference{Random: ref.Random.Mean, Expert: ref.Expert.Mean})
	}
	if o.Output != "" {
		if err := writeJSON(o.Output, found); err != nil {
			return err
		}
	}
	return found.print(o)
}

// recordedOf is an episode as it is played again.
func recordedOf(d *demos.Demonstration) eval.Recorded {
	r := eval.Recorded{Seed: d.Seed, Purpose: d.Purpose, Index: d.Index, Act: append([]float64(nil), d.Act...)}
	if d.Driven() {
		r.Author = append([]envs.Author(nil), d.Author...)
	}
	if d.Force != nil {
		for t := range d.Len() {
			r.Push = append(r.Push, envs.PushOf(d.ForceAt(t)))
		}
	}
	return r
}

// printInterventions says how often a person took over, and nothing where nobody could.
func printInterventions(w io.Writer, r *eval.Result) {
	if r.Interventions == nil {
		return
	}
	total, corrected := 0.0, 0
	for _, row := range r.Rows {
		total += float64(row.Steps)
		if row.Interventions != nil && *row.Interventions > 0 {
			corrected++
		}
	}
	fmt.Fprintf(w, "\n%d interventions in %d of %d episodes; a person acted in %d of %.0f steps (%.1f %%)\n",
		*r.Interventions, corrected, r.Episodes, *r.PersonSteps, total, 100*float64(*r.PersonSteps)/total)
}
