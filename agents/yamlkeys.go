package agents

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// yamlField is a key of a section and the type of its value.
type yamlField struct {
	name string
	typ  reflect.Type
}

// yamlFields lists the keys of a struct, those of inlined structs among them, in the order of its fields.
func yamlFields(t reflect.Type) []yamlField {
	var all []yamlField
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case slices.Contains(strings.Split(options, ","), "inline"):
			all = append(all, yamlFields(f.Type)...)
		default:
			all = append(all, yamlField{cmp.Or(name, strings.ToLower(f.Name)), f.Type})
		}
	}
	return all
}

func indexField(fields []yamlField, name string) int {
	return slices.IndexFunc(fields, func(f yamlField) bool { return f.name == name })
}

// unknownKey says that a section has no such key: which of its keys look like it, and which other sections have it.
func (c *typeCheck) unknownKey(key string, fields []yamlField) error {
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
func (c *typeCheck) homes(key, path string, t reflect.Type) []string {
	if keptAsText(t) && c.part != nil {
		t = c.part
	}
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		return c.homes(key, path, t.Elem())
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var all []string
	fields := yamlFields(t)
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
