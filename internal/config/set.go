package config

import (
	"bytes"
	"errors"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// NoFieldError says that a configuration has no field at a path, and which fields it has.
type NoFieldError struct {
	Path  string
	Known []string // the keys of the innermost struct on the path that there is
}

func (e *NoFieldError) Error() string {
	if len(e.Known) == 0 {
		return "there is no " + e.Path
	}
	key := e.Path[strings.LastIndexByte(e.Path, '.')+1:]
	return "there is no " + e.Path + suggest.Ending(key, e.Known)
}

// Set changes the field at a path of keys, as its text in YAML says: Set(&o, "optimizer.beta1", "0.9"). dst is a pointer
// to a struct. The error is a *NoFieldError where it has no such field, and a *FieldError where the field cannot hold the
// value as it is written.
//
// Behind the path of a field that names a member of a family, the option of the member that is chosen is set.
func Set(dst any, path, text string) error {
	v, option, err := fieldAt(reflect.ValueOf(dst), path)
	if err != nil {
		return err
	}
	if option != "" {
		return v.Addr().Interface().(optioned).Set(option, text)
	}
	data := []byte("value: " + text + "\n")
	holder := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Value", Type: v.Type(), Tag: `yaml:"value"`}}))
	holder.Elem().Field(0).Set(v)
	if err := checkTypes("", data, holder.Type(), nil); err != nil {
		return atPath(path, err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(holder.Interface()); err != nil {
		return atPath(path, err)
	}
	v.Set(holder.Elem().Field(0))
	return nil
}

// Get returns the field at a path of a configuration, a struct or a pointer to one, and whether there is one.
func Get(of any, path string) (any, bool) {
	v, option, err := fieldAt(reflect.ValueOf(of), path)
	if err != nil || option != "" {
		return nil, false
	}
	return v.Interface(), true
}

// optioned is a field that names a member of a family, of which an option is set by its name (see registry.Choice).
type optioned interface {
	Set(option, text string) error
}

// fieldAt walks down a path, at most to a field that names a member: what is behind it is an option of that.
func fieldAt(v reflect.Value, path string) (field reflect.Value, option string, err error) {
	keys := strings.Split(path, ".")
	for i, key := range keys {
		if v.CanAddr() {
			if _, ok := v.Addr().Interface().(optioned); ok {
				return v, strings.Join(keys[i:], "."), nil
			}
		}
		for v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return v, "", &NoFieldError{Path: path}
		}
		fields := fieldsOf(v.Type())
		at := indexField(fields, key)
		if at < 0 {
			e := &NoFieldError{Path: path}
			for _, f := range fields {
				e.Known = append(e.Known, f.name)
			}
			return v, "", e
		}
		v = v.FieldByIndex(fields[at].index)
	}
	return v, "", nil
}

// atPath is what was said of the value of a text that no user has written: without its line, and of the field at a path.
func atPath(path string, err error) error {
	if f, ok := errors.AsType[*FieldError](err); ok {
		return &FieldError{Path: path + strings.TrimPrefix(f.Path, "value"), Err: f.Err, join: f.join}
	}
	return Errorf(path, "%w", err)
}
