package cli

import (
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/agents"
)

// methodNames lists the methods that learn from demonstrations, or those that learn by reward.
func methodNames(demos bool) []string {
	var names []string
	for name, m := range agents.Methods.All() {
		if m.Demos == demos {
			names = append(names, name)
		}
	}
	return names
}

// methodHelp is a line of help for each of them.
func methodHelp(demos bool) string {
	var b strings.Builder
	for _, name := range methodNames(demos) {
		m, _ := agents.Methods.Find(name)
		fmt.Fprintf(&b, "  %-8s %s\n", name, m.Summary)
	}
	return strings.TrimRight(b.String(), "\n")
}
