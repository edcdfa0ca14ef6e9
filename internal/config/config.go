// Package config reads and writes configurations: YAML held to the struct that it is read into, and errors that name the
// line and the field.
//
// YAML forgives where a configuration must not: an unknown key is dropped, 1.7 becomes 1, 010 becomes 8, a dozen lines of
// aliases become a gigabyte. Here a text has the keys of its struct and values that their fields hold as written, or it
// is refused, with every mistake at its line:
//
//	o := DefaultTrain()
//	if err := config.Decode("run.yaml", text, &o); err != nil {
//		return err // run.yaml:3: unknown key "hiden": did you mean hidden?
//	}
//	return config.Locate("run.yaml", text, o.Validate()) // run.yaml:5: optimizer.beta1 is 2: want 0 ≤ beta1 < 1
package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
)

// Decode reads a configuration into dst, a pointer to a struct that holds the defaults. A key that dst does not
// have, and a value that its field cannot hold as it is written, are errors at their line; name is the file, for the
// message. A text without a key leaves dst as it is.
func Decode(name string, data []byte, dst any) error {
	data = unmark(data)
	if empty, err := checkSyntax(name, data, false); err != nil || empty {
		return err
	}
	return decode(name, data, dst, nil)
}

// DecodeParts is Decode for a configuration with parts that dst keeps as text: part is what they are read into
// later, and what they are checked against now. A part that occurs again may be named by an anchor and repeated by
// aliases.
func DecodeParts(name string, data []byte, dst, part any) error {
	data = unmark(data)
	empty, err := checkSyntax(name, data, true)
	if err == nil && !empty {
		err = checkAnchors(name, data)
	}
	if err != nil || empty {
		return err
	}
	return decode(name, data, dst, reflect.TypeOf(part))
}

// unmark takes away the byte-order mark that some editors put in front of a text.
func unmark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }

// decode reads a text that passed the checks of its syntax.
func decode(name string, data []byte, dst any, part reflect.Type) error {
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

// Encode writes a configuration: every key, in the order of the struct's fields.
func Encode(v any) []byte {
	data, err := yaml.MarshalWithOptions(v, yaml.CustomMarshaler(encodeText))
	if err != nil {
		panic("config: a configuration that YAML cannot hold: " + err.Error())
	}
	return data
}

// encodeText writes a text so that it is read back as it is: one with control characters in quotes, with escapes, since
// tabs and line ends would be folded or lost.
func encodeText(text string) ([]byte, error) {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return yaml.Marshal(text)
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r): // all are below U+0100
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return []byte(b.String()), nil
}
