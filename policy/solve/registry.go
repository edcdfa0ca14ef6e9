package solve

import "github.com/fenchel-gym/fenchel/internal/registry"

// Options describe a solver as plain data: the part of a configuration that belongs to it, and what makes it.
type Options interface {
	Validate() error // says what is wrong with options that came from a file or a flag
	New() Solver     // Check of what is made says whether it can solve a problem
}

// Limited are Options of a solver that iterates: what is not nil replaces its tolerance and its most iterations.
type Limited interface {
	Options
	Limit(tol *float64, iters *int) Options
}

// Registration makes a solver known by name to configurations, help texts and the tests of the family.
type Registration struct {
	Name    string  // "newton"
	About   string  // what it solves and how, on a line
	Options Options // the defaults

	Warm  bool // whether it reads Rows.Start
	Local bool // whether it finds one of several maxima, so that several starts are worth their time

	// Rank orders the solvers that take a problem: the highest is the problem's default. 0: by name alone.
	Rank int
	// Suits narrows down the problems that it is the default of; nil: all that Check accepts.
	Suits func(on *Problem) bool
}

// Defaults are the options that a configuration starts from.
func (r Registration) Defaults() Options { return r.Options }

// Table is that of the family.
func (Registration) Table() *registry.Table[Registration] { return members }

var members = registry.New[Registration]("solver")

// Register adds a solver to those that a configuration can name. It panics where the name is taken.
func Register(r Registration) { members.Register(r.Name, r) }

// Find returns a registration by its name.
func Find(name string) (Registration, error) { return members.Find(name) }

// Names lists the solvers in the order of their names.
func Names() []string { return members.Names() }

// Choice is a solver that a configuration names, with its options: {name: newton, tol: 1e-9}.
type Choice = registry.Choice[Registration, Options]

// Choose names a solver, with its default options. Whether there is one of that name Validate says.
func Choose(name string) Choice { return registry.Choose[Registration, Options](name) }

// New makes the solver that is chosen for a problem. Where the energy is not concave and the solver is Local, it starts
// so many times; where auto is chosen, what the problem's default is. The registration is that of the solver made.
func New(c Choice, on *Problem, starts int) (Solver, Registration, error) {
	r, o, err := c.Resolve()
	if err != nil {
		return nil, r, err
	}
	if auto, ok := o.(AutoOptions); ok {
		r, o = auto.choose(on)
	}
	s := o.New()
	if r.Local && !on.Energy.Concave() {
		s = NewMultiStart(s, MultiStartOptions{Count: starts})
	}
	return s, r, nil
}
