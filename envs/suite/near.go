package suite

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// suggestion is an ending for an error about an unknown name.
func suggestion(name string, known []string) string { return offer(envs.Near(name, known)) }

func offer(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(names, " or ") + "?"
}
