package suite

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// suggestion is an ending for an error about an unknown name, of few known ones.
func suggestion(name string, known []string) string {
	if near := envs.Near(name, known); len(near) > 0 {
		return offer(near)
	}
	return ": want one of " + strings.Join(known, ", ")
}

func offer(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(names, " or ") + "?"
}
