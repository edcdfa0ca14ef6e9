package adversarial

import (
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/report"
)

// Sections is the report of the benchmark.
func (b *Config) Sections(found []Result) []report.Section {
	s := report.Section{
		Title: b.Name, Right: 1,
		Head: []string{"task", "episodes", "seed", "random", "expert", "cloned", "normalized", "imitated by GAIL", "normalized"},
		Text: []string{
			fmt.Sprintf("From the same episodes of the expert, under %d seed(s): a policy cloned in %d steps, and one trained by adversarial imitation for %d environment steps in episodes of %d that nothing ends early.", b.Seeds, b.Clone, b.Steps, b.Horizon),
			"No reward of the task is used to learn, nor to choose a policy: the last policy is measured.",
			fmt.Sprintf("Mean returns of %d episodes of the task with a fixed horizon, on common starts. Normalized: 0 is uniform random actions, 1 the expert.", b.Episodes),
		},
	}
	fixed := func(x float64) string { return fmt.Sprintf("%.2f", x) }
	for _, r := range found {
		s.Rows = append(s.Rows, []string{
			r.Task, strconv.Itoa(r.Demos), strconv.FormatUint(r.Seed, 10), fixed(r.Random), fixed(r.Expert),
			fixed(r.Cloned), fixed(r.Score(r.Cloned)), fixed(r.Imitated), fixed(r.Score(r.Imitated)),
		})
	}
	return []report.Section{s}
}
