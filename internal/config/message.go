package config

import (
	"regexp"
	"strings"
)

// subject is what a message begins with: "sac.rate is 5", "policy: gamma is 0", `unknown energy "x"`.
var subject = regexp.MustCompile(`^(?:unknown )?([\w-]+(?:(?:: |\.)[\w-]+)*)`)

// called are keys that messages call by what they hold.
var called = strings.NewReplacer("-", "_", "adam", "optimizer", "squared-unrolled", "unrolled", ": ", ".")

// lineOfMessage is the line of the key that a message is about, 0 where there is none such. A message may begin with its
// package and end its subject with a word that is no key, so the longest run of words that is a path counts, of such
// the last; a single word may be a key inside a section, if only one has it.
func lineOfMessage(message string, lines map[string]int) int {
	match := subject.FindStringSubmatch(message)
	if match == nil {
		return 0
	}
	words := strings.Split(called.Replace(match[1]), ".")
	for size := len(words); size > 0; size-- {
		for at := len(words) - size; at >= 0; at-- {
			if line := lines[strings.Join(words[at:at+size], ".")]; line > 0 {
				return line
			}
		}
	}
	found := 0
	for path, line := range lines {
		if len(words) == 1 && strings.HasSuffix(path, "."+words[0]) {
			if found > 0 {
				return 0
			}
			found = line
		}
	}
	return found
}
