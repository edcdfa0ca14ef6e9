package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/fenchel-gym/fenchel/internal/registry"
)

// chooser is a field that names a member of a family, and whose other keys are those of that member's options (see
// registry.Choice).
type chooser interface {
	Kind() string                     // what a member is called: "energy"
	Names() []string                  // the members
	Section(name string) (any, error) // the options of a member: a struct
}

// chooserOf returns a type as a chooser.
func chooserOf(t reflect.Type) (chooser, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	c, ok := reflect.New(t).Interface().(chooser)
	return c, ok
}

// nameKey is the key that names the member.
const nameKey = "name"

// choice checks a name alone, or a section with a name and the member's options.
func (c *checker) choice(path string, n ast.Node, family chooser) {
	name, at := n, ast.Node(n)
	m, section := n.(ast.MapNode)
	if section {
		name = nil
		for i := m.MapRange(); i.Next(); {
			if keyOf(i.Key()) == nameKey {
				name, at = i.Value(), i.Key()
			}
		}
		if name == nil {
			c.report(n, Errorf(path, "no %s is named: want name: one of %s", family.Kind(), strings.Join(family.Names(), ", ")))
			return
		}
	}
	before := len(c.errs)
	if c.scalar(path, name, reflect.TypeFor[string]()); len(c.errs) > before {
		return
	}
	member := name.GetToken().Value
	options, err := family.Section(member)
	if err != nil {
		c.report(at, In(path, err))
		return
	}
	if section {
		c.options(path, m, member, family, reflect.TypeOf(options))
	}
}

// options checks the keys of a section besides its name.
func (c *checker) options(path string, m ast.MapNode, member string, family chooser, t reflect.Type) {
	fields := fieldsOf(t)
	var known []string
	for _, f := range fields {
		known = append(known, f.name)
	}
	for i := m.MapRange(); i.Next(); {
		key := keyOf(i.Key())
		switch at := indexField(fields, key); {
		case key == nameKey:
		case at >= 0:
			c.value(joinPath(path, key), i.Value(), fields[at].typ)
		default:
			c.report(i.Key(), In(path, registry.NoOption(family.Kind(), member, key, known)))
		}
	}
}

// choiceHomes are the sections of a family that have a key: its own, and those inside the options of its members. Where
// one member alone has the key it is named.
func (c *checker) choiceHomes(key, path string, family chooser) []string {
	var owners, inside []string
	for _, name := range family.Names() {
		options, _ := family.Section(name)
		for _, home := range c.homes(key, path, reflect.TypeOf(options)) {
			switch {
			case home == path:
				owners = append(owners, name)
			case !slices.Contains(inside, home):
				inside = append(inside, home)
			}
		}
	}
	switch len(owners) {
	case 0:
		return inside
	case 1:
		return append([]string{fmt.Sprintf("%s (%s %s)", path, family.Kind(), owners[0])}, inside...)
	}
	return append([]string{path}, inside...)
}
