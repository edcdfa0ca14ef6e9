package regularizer

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

// Options describe a regularizer as plain data: the part of a configuration that belongs to it, and what makes it.
type Options interface {
	Validate() error // says what is wrong with options that came from a file or a flag
	// New makes the regularizer for an action set; Over says whether it can be used there.
	New(set space.Set) Regularizer
}

// Registration makes a regularizer known by name to configurations, help texts and the tests of the family.
type Registration struct {
	Name    string  // "quadratic"
	Formula string  // Ω(p), on a line
	Options Options // the defaults
}

// Defaults are the options that a configuration starts from.
func (r Registration) Defaults() Options { return r.Options }

// Table is that of the family.
func (Registration) Table() *registry.Table[Registration] { return members }

var members = registry.New[Registration]("regularizer")

// Register adds a regularizer to those that a configuration can name. It panics where the name is taken.
func Register(r Registration) { members.Register(r.Name, r) }

// Find returns a registration by its name.
func Find(name string) (Registration, error) { return members.Find(name) }

// Names lists the regularizers in the order of their names.
func Names() []string { return members.Names() }

// Choice is a regularizer that a configuration names, with its options: {name: tsallis, gamma: 1, alpha: 1.5}.
type Choice = registry.Choice[Registration, Options]

// Choose names a regularizer, with its default options. Whether there is one of that name Validate says.
func Choose(name string) Choice { return registry.Choose[Registration, Options](name) }

// checkGamma bounds the strength of a regularizer.
func checkGamma(gamma float64) error {
	if !(gamma > 0 && gamma < 1e12) {
		return config.Want("gamma", gamma, "a positive number")
	}
	return nil
}
