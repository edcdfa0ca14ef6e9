package rl

import (
	"strings"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Set changes a setting. The schedule and the running mean of the weights are those of the method, of adversarial imitation
// those of its policy; the share of the step size that is left at the end is what the schedule calls final.
func (o Options) Set(path, text string) (agents.Options, error) {
	at := path
	if path == "average" || strings.HasPrefix(path, "schedule.") {
		section := o.Method
		if m, ok := o.method(); ok {
			section = m.section
		}
		at = section + "." + strings.TrimSuffix(path, "_share")
	}
	err := config.Set(&o, at, text)
	return o, err
}
