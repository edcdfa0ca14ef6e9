package agents

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/goccy/go-yaml"
)

// DecodeYAML reads a configuration into dst, a pointer to a struct that holds the defaults. A key that dst does not
// have, and a value that its field cannot hold as it is written, are errors at their line; name is the file, for the
// message. A text without a key leaves dst as it is.
func DecodeYAML(name string, data []byte, dst any) error {
	if empty, err := checkYAML(name, data); err != nil || empty {
		return err
	}
	return decodeYAML(name, data, dst, nil)
}

// DecodeParts is DecodeYAML for a configuration with parts that dst keeps as text: part is what they are read into
// later, and what they are checked against now. A part that occurs again may be named by an anchor and repeated by
// aliases.
func DecodeParts(name string, data []byte, dst, part any) error {
	empty, err := checkSyntax(name, data, true)
	if err == nil && !empty {
		err = checkAnchors(name, data)
	}
	if err != nil || empty {
		return err
	}
	return decodeYAML(name, data, dst, reflect.TypeOf(part))
}

// decodeYAML says what is wrong in one line.
func decodeYAML(name string, data []byte, dst any, part reflect.Type) error {
	if err := checkTypes(name, data, reflect.TypeOf(dst), part); err != nil {
		return err
	}
	err := yaml.UnmarshalWithOptions(data, dst, yaml.Strict())
	if err == nil {
		return nil
	}
	if located, ok := errors.AsType[yaml.Error](err); ok && located.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", name, located.GetToken().Position.Line, located.GetMessage())
	}
	return fmt.Errorf("%s: %s", name, err)
}

// EncodeYAML writes a configuration: every key, in the order of the struct's fields.
func EncodeYAML(v any) []byte {
	data, err := yaml.Marshal(v)
	if err != nil {
		panic("agents: a configuration that YAML cannot hold: " + err.Error())
	}
	return data
}

// difference lists the lines in which two configurations differ, old above new. Both have the same keys in the same
// order unless a version of fenchel lies between them; then lines are matched by key as far as they go.
func difference(old, new []byte) []string {
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

type yamlLine struct{ key, value string }

func lookup(lines []yamlLine, key string) (string, bool) {
	for _, l := range lines {
		if l.key == key {
			return l.value, true
		}
	}
	return "", false
}

// flatten turns a configuration into one line for each leaf, its key spelled from the root: "network.hidden".
func flatten(data []byte) []yamlLine {
	var root yaml.MapSlice
	if _, err := checkYAML(ConfigFile, data); err != nil {
		return []yamlLine{{"(no configuration)", err.Error()}}
	}
	if err := yaml.UnmarshalWithOptions(data, &root, yaml.UseOrderedMap()); err != nil {
		return []yamlLine{{"(not YAML)", err.Error()}}
	}
	var lines []yamlLine
	var walk func(prefix string, m yaml.MapSlice)
	walk = func(prefix string, m yaml.MapSlice) {
		for _, item := range m {
			key := prefix + fmt.Sprint(item.Key)
			if inner, ok := item.Value.(yaml.MapSlice); ok {
				walk(key+".", inner)
				continue
			}
			lines = append(lines, yamlLine{key, fmt.Sprint(item.Value)})
		}
	}
	walk("", root)
	return lines
}
