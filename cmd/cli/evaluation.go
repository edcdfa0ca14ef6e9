package cli

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
)

// evaluationLine says what a policy returned during training.
func evaluationLine(e *agents.Evaluation) string {
	text := fmt.Sprintf("step %9d: return %8.1f ± %.1f", e.Step, e.Mean, e.Std)
	if e.Best {
		text += "  (kept)"
	}
	return text
}
