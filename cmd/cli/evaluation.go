package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents"
)

// evalFlags declares the flags of evaluation during training.
func evalFlags(f *pflag.FlagSet, every, episodes *int) {
	f.IntVar(every, "eval-every", 0, "evaluate in the task every so many steps; 0: the configuration's, of cloning and dagger none")
	f.IntVar(episodes, "eval-episodes", 10, "episodes of an evaluation during training")
}

// setEvaluation writes the flags that were given into a configuration; one that evaluates so far never gets the default
// number of episodes.
func setEvaluation[N int | int64](f *pflag.FlagSet, every *N, episodes *int, toEvery N, toEpisodes int) {
	if f.Changed("eval-every") {
		*every = toEvery
	}
	if f.Changed("eval-episodes") || *every != 0 && *episodes == 0 {
		*episodes = toEpisodes
	}
}

// evaluationLine says what a policy returned during training.
func evaluationLine(e *agents.Evaluation) string {
	text := fmt.Sprintf("step %9d: return %8.1f ± %.1f", e.Step, e.Mean, e.Std)
	if e.Best {
		text += "  (kept)"
	}
	return text
}
