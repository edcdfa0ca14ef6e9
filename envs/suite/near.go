package suite

import "strings"

// offer is the end of an error about an unknown name, empty where no known one is near.
func offer(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(names, " or ") + "?"
}
