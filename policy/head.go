package policy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Head turns the network's v into an action p ∈ C, in normalized coordinates. Heads own scratch: one goroutine each.
// One that implements energy.OutputScaler says how large v should be at the start of training.
type Head interface {
	Name() string
	Dim() int                                                           // k
	VDim() int                                                          // the length of a row of v
	Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) // row i of p ← the action for row i of v, with its report
	Clone() Head                                                        // shares weights, has scratch of its own
}

// ParametricHead is a Head with weights of its own besides v. A file keeps them under their names, which begin with
// "head." or, where they are an energy's, with "energy.".
type ParametricHead interface {
	Head
	Params() net.Params[float32] // views: changing them changes the head; none where it has none after all
	Init(rng *rand.Rand)         // draws the initial weights
	ProjectParams()              // moves the weights to the nearest admissible ones
	CheckParams() error          // says which weight is not admissible
}

// HeadOptions describe a head as plain data: the part of a configuration that belongs to it, and what makes it.
type HeadOptions interface {
	Validate() error // says what is wrong with options that came from a file or a flag
	// New makes the head for an action set in normalized coordinates, its weights zero, or says why it cannot be.
	New(set space.Set) (Head, error)
}

// SizedHead are HeadOptions of a head with weights of its own, which say how large it is without making it: a file may
// ask for more than there is memory.
type SizedHead interface {
	HeadOptions
	Size(set space.Set) (v int, own float64) // the length of a row of v, and the number of weights
}

// HeadRegistration makes a head known by name to configurations, help texts and the tests of the family.
type HeadRegistration struct {
	Name    string // "greedy"
	About   string // how it acts, on a line
	Options HeadOptions
}

// Defaults are the options that a configuration starts from.
func (r HeadRegistration) Defaults() HeadOptions { return r.Options }

// Table is that of the family.
func (HeadRegistration) Table() *registry.Table[HeadRegistration] { return heads }

var heads = registry.New[HeadRegistration]("head")

// RegisterHead adds a head to those that a configuration can name. It panics where the name is taken.
func RegisterHead(r HeadRegistration) { heads.Register(r.Name, r) }

// FindHead returns a registration by its name.
func FindHead(name string) (HeadRegistration, error) { return heads.Find(name) }

// HeadNames lists the heads in the order of their names.
func HeadNames() []string { return heads.Names() }

// HeadChoice is a head that a configuration names, with its options.
type HeadChoice = registry.Choice[HeadRegistration, HeadOptions]

// ChooseHead names a head, with its default options. Whether there is one of that name Validate says.
func ChooseHead(name string) HeadChoice { return registry.Choose[HeadRegistration, HeadOptions](name) }
