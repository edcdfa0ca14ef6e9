package agents

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// DecodeYAML reads a configuration into dst, a pointer to a struct that holds the defaults. A key that dst does not
// have is an error at its line; name is the file, for the message. A text without a key leaves dst as it is.
func DecodeYAML(name string, data []byte, dst any) error {
	if empty, err := checkYAML(name, data); err != nil || empty {
		return err
	}
	return decodeYAML(name, data, dst, reflect.TypeOf(dst))
}

// DecodeParts is DecodeYAML for a configuration with parts that dst keeps as text: part is what they are read into
// later, for its keys in messages. A part that occurs again may be named by an anchor and repeated by aliases.
func DecodeParts(name string, data []byte, dst, part any) error {
	empty, err := checkSyntax(name, data, true)
	if err == nil && !empty {
		err = checkAnchors(name, data)
	}
	if err != nil || empty {
		return err
	}
	return decodeYAML(name, data, dst, reflect.TypeOf(dst), reflect.TypeOf(part))
}

// decodeYAML says what is wrong in one line; known are the types with the keys that there are.
func decodeYAML(name string, data []byte, dst any, known ...reflect.Type) error {
	err := yaml.UnmarshalWithOptions(data, dst, yaml.Strict())
	if err == nil {
		return nil
	}
	line, what := 0, err.Error()
	var field *yaml.UnknownFieldError
	var typed *yaml.TypeError
	var located yaml.Error
	switch {
	case errors.As(err, &field):
		line = field.GetToken().Position.Line
		what = unknown("key", strings.TrimSpace(field.GetToken().Value), keys(known...)).Error()
	case errors.As(err, &typed):
		line, what = typed.Token.Position.Line, fmt.Sprintf("%q: want a value of type %v", typed.Token.Value, typed.DstType)
	case errors.As(err, &located) && located.GetToken() != nil:
		line, what = located.GetToken().Position.Line, located.GetMessage()
	}
	if line == 0 {
		return fmt.Errorf("%s: %s", name, what)
	}
	return fmt.Errorf("%s:%d: %s", name, line, what)
}

// EncodeYAML writes a configuration: every key, in the order of the struct's fields.
func EncodeYAML(v any) []byte {
	data, err := yaml.Marshal(v)
	if err != nil {
		panic("agents: a configuration that YAML cannot hold: " + err.Error())
	}
	return data
}

// keys lists the YAML keys of structs and of the structs inside, each once.
func keys(types ...reflect.Type) []string {
	var all []string
	for _, t := range types {
		for _, k := range keysOf(t) {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return all
}

func keysOf(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var all []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name != "" && option != "inline" {
			all = append(all, name)
		}
		all = append(all, keysOf(f.Type)...)
	}
	return all
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
