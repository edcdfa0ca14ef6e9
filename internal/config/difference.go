package config

import (
	"fmt"

	"github.com/goccy/go-yaml"
)

// Difference lists the lines in which two configurations differ, old above new. Both have the same keys in the same
// order unless different versions of fenchel wrote them; then lines are matched by key as far as they go.
func Difference(old, new []byte) []string {
	a, b := flatten(old), flatten(new)
	var lines []string
	for _, l := range a {
		if v, ok := lookup(b, l.key); !ok || v != l.value {
			lines = append(lines, fmt.Sprintf("- %s: %s", l.key, l.value))
			if ok {
				lines = append(lines, fmt.Sprintf("+ %s: %s", l.key, v))
			}
		}
	}
	for _, l := range b {
		if _, ok := lookup(a, l.key); !ok {
			lines = append(lines, fmt.Sprintf("+ %s: %s", l.key, l.value))
		}
	}
	return lines
}

// Value is the text of the value at a path of keys, and whether a configuration has one there.
func Value(data []byte, path string) (string, bool) { return lookup(flatten(unmark(data)), path) }

// leaf is a value and its path.
type leaf struct{ key, value string }

func lookup(lines []leaf, key string) (string, bool) {
	for _, l := range lines {
		if l.key == key {
			return l.value, true
		}
	}
	return "", false
}

// flatten turns a configuration into one line for each leaf, its key spelled from the root: "network.hidden".
func flatten(data []byte) []leaf {
	var root yaml.MapSlice
	if _, err := checkSyntax("config.yaml", data, false); err != nil {
		return []leaf{{"(no configuration)", err.Error()}}
	}
	if err := yaml.UnmarshalWithOptions(data, &root, yaml.UseOrderedMap()); err != nil {
		return []leaf{{"(not YAML)", err.Error()}}
	}
	var lines []leaf
	var walk func(prefix string, m yaml.MapSlice)
	walk = func(prefix string, m yaml.MapSlice) {
		for _, item := range m {
			key := prefix + fmt.Sprint(item.Key)
			if inner, ok := item.Value.(yaml.MapSlice); ok {
				walk(key+".", inner)
				continue
			}
			lines = append(lines, leaf{key, fmt.Sprint(item.Value)})
		}
	}
	walk("", root)
	return lines
}
