package agents

import (
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// unknown says that a name is not among the known ones, and offers those it could be a misspelling of; where none is
// near it lists them all.
func unknown(what, name string, known []string) error {
	if near := envs.Near(name, known); len(near) > 0 {
		return fmt.Errorf("unknown %s %q: did you mean %s?", what, name, strings.Join(near, " or "))
	}
	return fmt.Errorf("unknown %s %q: want one of %s", what, name, strings.Join(known, ", "))
}
