// Package registry holds families of values that are chosen by name: the energies, the solvers, the tasks.
//
// A family is one Table in the package that defines what its members are. A member registers itself in the file that
// defines it,
//
//	var Energies = registry.New[Registration]("energy")
//
//	func init() { Energies.Register("unary", Registration{...}) }
//
// and help texts, configurations, checks and contract tests range over the table. Members are added from init functions
// or from main before first use; a table is read by any number of goroutines afterwards.
package registry

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// Table is a family: its members by name.
type Table[M any] struct {
	kind    string
	members map[string]M
}

// New makes an empty table. kind is what a member is called in messages: "energy".
func New[M any](kind string) *Table[M] { return &Table[M]{kind, map[string]M{}} }

// Kind is what a member is called in messages.
func (t *Table[M]) Kind() string { return t.kind }

// Register adds a member. It panics where the name is empty or taken.
func (t *Table[M]) Register(name string, member M) {
	if name == "" {
		panic("registry: a " + t.kind + " without a name")
	}
	if _, taken := t.members[name]; taken {
		panic(fmt.Sprintf("registry: two members are called %s %q", t.kind, name))
	}
	t.members[name] = member
}

// Find returns the member of a name. The error is an *UnknownError where there is none.
func (t *Table[M]) Find(name string) (M, error) {
	m, ok := t.members[name]
	if !ok {
		return m, &UnknownError{Kind: t.kind, Name: name, Known: t.Names()}
	}
	return m, nil
}

// Has reports whether there is a member of that name.
func (t *Table[M]) Has(name string) bool {
	_, ok := t.members[name]
	return ok
}

// Names lists the members in the order of their names.
func (t *Table[M]) Names() []string { return slices.Sorted(maps.Keys(t.members)) }

// All yields the members in the order of their names.
func (t *Table[M]) All() iter.Seq2[string, M] {
	return func(yield func(string, M) bool) {
		for _, name := range t.Names() {
			if !yield(name, t.members[name]) {
				return
			}
		}
	}
}

// UnknownError is a name that no member has. Its message offers near names.
type UnknownError struct {
	Kind  string   // "energy"
	Name  string   // as given
	Known []string // the members, in the order of their names
}

func (e *UnknownError) Error() string { return suggest.Unknown(e.Kind, e.Name, e.Known).Error() }
