package config

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// field is a key of a section and the type of its value.
type field struct {
	name  string
	typ   reflect.Type
	index []int // of reflect.Value.FieldByIndex
}

// fieldsOf lists the keys of a struct, those of inlined structs among them, in the order of its fields.
func fieldsOf(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case slices.Contains(strings.Split(options, ","), "inline"):
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
		default:
			all = append(all, field{cmp.Or(name, strings.ToLower(f.Name)), f.Type, []int{i}})
		}
	}
	return all
}

func indexField(fields []field, name string) int {
	return slices.IndexFunc(fields, func(f field) bool { return f.name == name })
}

// unknownKey says that a section has no such key: which of its keys look like it, and which other sections have it.
func (c *checker) unknownKey(key string, fields []field) error {
	var known []string
	for _, f := range fields {
		known = append(known, f.name)
	}
	homes := c.homes(key, "", c.root)
	const most = 3
	elsewhere := strings.Join(homes[:min(len(homes), most)], " and ")
	switch {
	case elsewhere == "":
		return suggest.Unknown("key", key, known)
	case len(suggest.Near(key, known)) > 0:
		return fmt.Errorf("%w It is a key of %s", suggest.Unknown("key", key, known), elsewhere)
	}
	return fmt.Errorf("unknown key %q: it is a key of %s", key, elsewhere)
}

// homes are the sections, by their paths, that have a key.
func (c *checker) homes(key, path string, t reflect.Type) []string {
	if keptAsText(t) && c.part != nil {
		t = c.part
	}
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		return c.homes(key, path, t.Elem())
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	if family, ok := chooserOf(t); ok {
		return c.choiceHomes(key, path, family)
	}
	var all []string
	fields := fieldsOf(t)
	if indexField(fields, key) >= 0 {
		all = append(all, cmp.Or(path, "the top level"))
	}
	for _, f := range fields {
		all = append(all, c.homes(key, joinPath(path, f.name), f.typ)...)
	}
	return all
}

// keptAsText reports whether a type reads itself, and keeps the text of a part by that.
func keptAsText(t reflect.Type) bool {
	_, ok := reflect.New(t).Interface().(yaml.InterfaceUnmarshaler)
	return ok
}
