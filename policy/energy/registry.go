package energy

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

// Options describe an energy as plain data: the part of a configuration that belongs to it, and what makes it.
type Options interface {
	Validate() error // says what is wrong with options that came from a file or a flag
	// New makes the energy for an action set in normalized coordinates, its weights zero until Init or loading.
	New(set space.Set) Energy
}

// Sized are Options of an energy with weights of its own, which say how large it is without making it: a file may ask
// for more than there is memory.
type Sized interface {
	Options
	Size(set space.Set) (v int, own float64) // the length of a row of v, and the number of weights
}

// Registration makes an energy known by name to configurations, help texts and the tests of the family.
type Registration struct {
	Name    string  // "pairwise"
	Formula string  // Φ(v,p), on a line
	Options Options // the defaults

	Concave bool // in p for every v
	Linear  bool // in v, on the v that are admissible
	Exact   bool // whether its default solver certifies every row, on a box with ½γ‖p‖²

	// Admissible moves a row of v to where the promises hold, in place; nil: they hold everywhere.
	Admissible func(k int, v []float64)
}

// Defaults are the options that a configuration starts from.
func (r Registration) Defaults() Options { return r.Options }

// Table is that of the family.
func (Registration) Table() *registry.Table[Registration] { return members }

var members = registry.New[Registration]("energy")

// Register adds an energy to those that a configuration can name. It panics where the name is taken.
func Register(r Registration) { members.Register(r.Name, r) }

// Find returns a registration by its name.
func Find(name string) (Registration, error) { return members.Find(name) }

// Names lists the energies in the order of their names.
func Names() []string { return members.Names() }

// Choice is an energy that a configuration names, with its options: {name: modes, modes: 4, width: 0.1}.
type Choice = registry.Choice[Registration, Options]

// Choose names an energy, with its default options. Whether there is one of that name Validate says.
func Choose(name string) Choice { return registry.Choose[Registration, Options](name) }

// SizeOf returns the length of a row of v and the number of weights of the energy that valid options describe.
func SizeOf(o Options, set space.Set) (v int, own float64) {
	if s, ok := o.(Sized); ok {
		return s.Size(set)
	}
	e := o.New(set)
	if p, ok := e.(Parametric); ok {
		own = float64(p.Params().Count())
	}
	return e.VDim(), own
}

// layers counts the weights and biases of a perceptron.
func layers(sizes ...int) float64 {
	var sum float64
	for i := 1; i < len(sizes); i++ {
		sum += float64(sizes[i]) * (float64(sizes[i-1]) + 1)
	}
	return sum
}

// maxWidth bounds a layer.
const maxWidth = 1 << 16

// checkWidth says what is wrong with the widths of hidden layers.
func checkWidth(width []int) error {
	if len(width) == 0 {
		return config.Want("width", width, "at least 1 hidden layer")
	}
	for i, n := range width {
		if n < 1 || n > maxWidth {
			return config.Want(fmt.Sprintf("width[%d]", i), n, "1 to %d", maxWidth)
		}
	}
	return nil
}
