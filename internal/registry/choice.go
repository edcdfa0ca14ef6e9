package registry

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// Options are what can be set of one member of a family, a struct whose fields have yaml and json tags of the same
// name. Zero means zero: what a field is unless it is set is said by the defaults that the member registers.
type Options interface {
	Validate() error // says what is wrong with options that came from a file or a flag
}

// Member is a registration that can be chosen by name. It knows the defaults of its options and, whatever its value, the
// table that it belongs to, so that a Choice knows its table wherever it is decoded.
type Member[M any, O Options] interface {
	Defaults() O
	Table() *Table[M]
}

// Choice is a member of a family and its options: a field of a configuration. A package declares its own by
//
//	type Choice = registry.Choice[Registration, Options]
//
// In YAML and JSON it is one node, {name: modes, modes: 4, width: 0.1}; a name alone is a node without options.
// A node that names the member which is chosen already changes the options that it has, and leaves the others as they
// are; one that names another starts from that one's defaults. An option that the member does not have is an error.
type Choice[M Member[M, O], O Options] struct {
	Name    string
	Options O // nil: the member's defaults
}

// Choose names a member, with its default options. Whether there is one of that name Validate says.
func Choose[M Member[M, O], O Options](name string) Choice[M, O] {
	c := Choice[M, O]{Name: name}
	if m, err := c.table().Find(name); err == nil {
		c.Options = m.Defaults()
	}
	return c
}

// Resolve returns the registration of what is chosen, and its options. The error is an *UnknownError where there is no
// such member.
func (c Choice[M, O]) Resolve() (member M, options O, err error) {
	member, err = c.table().Find(c.Name)
	if err != nil {
		return member, options, err
	}
	options = member.Defaults()
	if any(c.Options) == nil {
		return member, options, nil
	}
	if reflect.TypeOf(c.Options) != reflect.TypeOf(options) {
		return member, options, fmt.Errorf("%s %q: the options are a %T, want a %T", c.Kind(), c.Name, c.Options, options)
	}
	return member, c.Options, nil
}

// Validate says what is wrong with the name or with the options.
func (c Choice[M, O]) Validate() error {
	_, o, err := c.Resolve()
	if err != nil {
		return err
	}
	return o.Validate()
}

// Kind is what a member is called in messages: "energy".
func (c Choice[M, O]) Kind() string { return c.table().Kind() }

// Section returns the default options of a member: the struct whose fields are the keys of its node besides name.
func (c Choice[M, O]) Section(name string) (any, error) {
	m, err := c.table().Find(name)
	if err != nil {
		return nil, err
	}
	return m.Defaults(), nil
}

// Names lists the members that can be chosen.
func (c Choice[M, O]) Names() []string { return c.table().Names() }

func (c Choice[M, O]) table() *Table[M] {
	var m M
	return m.Table()
}

// nameKey is the key of a node that names the member.
const nameKey = "name"

// begin returns a pointer to a copy of the options that a node of this name changes.
func (c Choice[M, O]) begin(name string) (reflect.Value, error) {
	m, err := c.table().Find(name)
	if err != nil {
		return reflect.Value{}, err
	}
	from := reflect.ValueOf(m.Defaults())
	if now := reflect.ValueOf(c.Options); name == c.Name && now.IsValid() && now.Type() == from.Type() {
		from = now
	}
	p := reflect.New(from.Type())
	p.Elem().Set(from)
	for i := range from.NumField() { // decoders write into the memory of a slice that is there
		if f := p.Elem().Field(i); f.Kind() == reflect.Slice && f.CanSet() {
			f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
		}
	}
	return p, nil
}

// set takes over what was decoded.
func (c *Choice[M, O]) set(name string, decoded reflect.Value) {
	c.Name, c.Options = name, decoded.Elem().Interface().(O)
}

// checkKeys refuses an option that the member does not have.
func (c Choice[M, O]) checkKeys(name string, options reflect.Type, keys []string) error {
	known := keysOf(options)
	for _, key := range keys {
		if !slices.Contains(known, key) {
			return NoOption(c.Kind(), name, key, known)
		}
	}
	return nil
}

// NoOption says that a member has no such option, and which it has.
func NoOption(kind, name, option string, known []string) error {
	if len(known) == 0 {
		return fmt.Errorf("%s %q has no option %q: it has none", kind, name, option)
	}
	return fmt.Errorf("%s %q has no option %q%s", kind, name, option, suggest.Ending(option, known))
}

// keysOf lists the keys of an options struct.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "" && key != "-" {
			keys = append(keys, key)
		}
	}
	return keys
}
