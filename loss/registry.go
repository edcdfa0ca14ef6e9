package loss

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Options describe a loss as plain data: the part of a configuration that belongs to it, and what makes it.
type Options interface {
	Validate() error // says what is wrong with options that came from a file or a flag
	// New makes the loss of a policy's head, or says why it does not suit the head, its energy or its set.
	New(h policy.Head) (Loss, error)
}

// Registration makes a loss known by name to configurations, help texts and the tests of the family.
type Registration struct {
	Name    string  // "infonce"
	Formula string  // L(v,y), on a line
	Options Options // the defaults

	Head        string // the head that it trains: "greedy"
	Regularizer string // the only regularizer that it is for; "": any
	NonNegative bool   // wherever the inner maximum is global, or none is needed

	// Energy says why an energy cannot be trained, whatever the action set; nil: all can be. Fallback is the energy that
	// Adapt takes in its place, without regularizer.
	Energy   func(e energy.Energy) error
	Fallback string
}

// Defaults are the options that a configuration starts from.
func (r Registration) Defaults() Options { return r.Options }

// Table is that of the family.
func (Registration) Table() *registry.Table[Registration] { return members }

var members = registry.New[Registration]("loss")

// Register adds a loss to those that a configuration can name. It panics where the name is taken.
func Register(r Registration) { members.Register(r.Name, r) }

// Find returns a registration by its name.
func Find(name string) (Registration, error) { return members.Find(name) }

// Names lists the losses in the order of their names.
func Names() []string { return members.Names() }

// Choice is a loss that a configuration names, with its options: {name: infonce, negatives: 32}.
type Choice = registry.Choice[Registration, Options]

// Choose names a loss, with its default options. Whether there is one of that name Validate says.
func Choose(name string) Choice { return registry.Choose[Registration, Options](name) }

// New makes the loss that is chosen for a policy's head, or says what does not fit.
func New(c Choice, h policy.Head) (Loss, error) {
	r, o, err := c.Resolve()
	if err != nil {
		return nil, err
	}
	if h.Name() != r.Head {
		return nil, r.otherHead(h.Name())
	}
	return o.New(h)
}

// Check says why the loss that is chosen cannot train such a policy, as far as that does not depend on the action set.
func Check(c Choice, p policy.Config) error {
	r, o, err := c.Resolve()
	if err != nil {
		return err
	}
	errs := []error{o.Validate()}
	if p.Head.Validate() != nil { // which says more
		return config.Join(errs...)
	}
	if p.Head.Name != r.Head {
		return config.Join(append(errs, r.otherHead(p.Head.Name))...)
	}
	if g, ok := p.Greedy(); ok && r.Energy != nil {
		errs = append(errs, r.checkEnergy(g))
	}
	return config.Join(errs...)
}

func (r Registration) otherHead(name string) error {
	return fmt.Errorf("loss %q trains the head %q, not %q", r.Name, r.Head, name)
}

func (r Registration) checkEnergy(g policy.GreedyOptions) error {
	_, o, err := g.Energy.Resolve()
	if err != nil {
		return err
	}
	return r.Energy(o.New(space.UnitBox(1)))
}

// Adapt changes a policy where the loss that is chosen cannot train it: to the head that it trains, to an energy that it
// can train, and to the regularizer that it is for.
func Adapt(c Choice, p *policy.Config) error {
	r, err := Find(c.Name)
	if err != nil {
		return err
	}
	if p.Head.Name != r.Head {
		p.Head = policy.ChooseHead(r.Head)
	}
	g, ok := p.Greedy()
	if !ok {
		return nil
	}
	if r.Energy != nil && r.checkEnergy(g) != nil {
		g.Energy, g.Regularizer = energy.Choose(r.Fallback), regularizer.Choose("none")
	}
	if r.Regularizer != "" && g.Regularizer.Name != r.Regularizer {
		g.Regularizer = regularizer.Choose(r.Regularizer)
	}
	p.SetGreedy(g)
	return nil
}

// greedyOf is a head as the Greedy that a loss needs.
func greedyOf(h policy.Head) (*policy.Greedy, error) {
	g, ok := h.(*policy.Greedy)
	if !ok {
		return nil, fmt.Errorf("loss: the head %q has no energy to train", h.Name())
	}
	return g, nil
}
