package multilabel

import (
	"embed"
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Config is the configuration of the benchmark: with the seed it decides every number.
type Config struct {
	Name      string   `yaml:"name"`
	Citable   bool     `yaml:"citable"`    // false: a short version, marked so in all it writes
	DropEmpty []string `yaml:"drop_empty"` // data sets whose rows without any label are left out
	Share     float64  `yaml:"share"`      // of the training rows, for development
	Seeds     int      `yaml:"seeds"`
	TuneSeeds int      `yaml:"tune_seeds"` // the first of them, under which candidates are compared
	Steps     int      `yaml:"steps"`      // of a training with development rows, at most: whole epochs, at least one

	Train      grid.Changes   `yaml:"train"`      // common to all methods, over the defaults of training
	Candidates []grid.Changes `yaml:"candidates"` // of every method whose energy or loss lists none
	Energies   []Component    `yaml:"energies"`
	Losses     []Component    `yaml:"losses"`

	Targets []Target `yaml:"targets"`

	Kept bool `yaml:"-"` // train nothing: the table of the methods whose trainings the directory holds
}

// Component is an energy or a loss: a part of a method, and what it changes of the common configuration.
type Component struct {
	Name       string         `yaml:"name"`
	About      string         `yaml:"about"` // in a line
	GFY        bool           `yaml:"gfy"`   // of a loss: it is a generalized Fenchel-Young one
	Train      grid.Changes   `yaml:"train"`
	Candidates []grid.Changes `yaml:"candidates"` // the energy's override the loss's
}

// Target is the label accuracy that the named configuration has to reach on a data set, and what is published.
type Target struct {
	Set   string  `yaml:"set" json:"set"`
	Bar   float64 `yaml:"bar" json:"bar"`
	Label float64 `yaml:"label" json:"label"` // published test accuracy
	F1    float64 `yaml:"f1" json:"f1"`       // published sample F1 of a generalized Fenchel-Young loss
}

//go:embed *.yaml
var configs embed.FS

// Load reads a configuration of the benchmark that comes with fenchel: "multilabel" is the benchmark, "smoke"
// a version of seconds.
func Load(name string) (*Config, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no multilabel benchmark is called %q", name)
	}
	b := &Config{}
	return b, grid.Read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// Validate says what is wrong with a configuration, its methods' included.
func (b *Config) Validate() error {
	errs := []error{
		grid.CheckNames("energies", componentNames(b.Energies)),
		grid.CheckNames("losses", componentNames(b.Losses)),
		config.NotEmpty("energies", len(b.Energies)),
		config.NotEmpty("losses", len(b.Losses)),
		config.AtLeast("steps", b.Steps, 1),
		config.AtLeast("seeds", b.Seeds, 1),
		config.Range("tune_seeds", b.TuneSeeds, 1, max(b.Seeds, 1)),
	}
	if !(b.Share > 0 && b.Share < 1) {
		errs = append(errs, config.Want("share", b.Share, "0 < share < 1"))
	}
	for _, m := range b.methods() {
		for c := range m.candidates {
			o, err := b.options(&m, c)
			if err == nil {
				err = grid.CheckOptions(o, b.layers(&m, c)...)
			}
			errs = append(errs, err)
		}
	}
	return config.Join(errs...)
}

// method is an energy with a loss.
type method struct {
	energy, loss *Component
	candidates   []grid.Changes
	from         string // the list of the configuration that the candidates are from
}

func (m *method) name() string { return m.energy.Name + "+" + m.loss.Name }

// methods are all pairs, loss after loss.
func (b *Config) methods() []method {
	var list []method
	for l := range b.Losses {
		for e := range b.Energies {
			m := method{energy: &b.Energies[e], loss: &b.Losses[l], candidates: []grid.Changes{nil}}
			for _, c := range []struct {
				from string
				list []grid.Changes
			}{
				{"candidates", b.Candidates},
				{fmt.Sprintf("losses[%d].candidates", l), m.loss.Candidates},
				{fmt.Sprintf("energies[%d].candidates", e), m.energy.Candidates},
			} {
				if len(c.list) > 0 {
					m.candidates, m.from = c.list, c.from
				}
			}
			list = append(list, m)
		}
	}
	return list
}

// options is the configuration of a method's candidate. Steps are counted by epochs.
func (b *Config) options(m *method, candidate int) (clone.Options, error) {
	return grid.Options(b.layers(m, candidate)...)
}

// layers are what the methods have in common, what energy and loss change, and what the candidate changes.
func (b *Config) layers(m *method, candidate int) []grid.Layer {
	index := func(list []Component, name string) int {
		return slices.IndexFunc(list, func(c Component) bool { return c.Name == name })
	}
	return []grid.Layer{
		{Path: "train", Changes: b.Train},
		{Path: fmt.Sprintf("energies[%d].train", index(b.Energies, m.energy.Name)), Changes: m.energy.Train},
		{Path: fmt.Sprintf("losses[%d].train", index(b.Losses, m.loss.Name)), Changes: m.loss.Train},
		{Path: fmt.Sprintf("%s[%d]", m.from, candidate), Changes: m.candidates[candidate]},
	}
}

// Select leaves some of the energies, losses and seeds; empty lists and 0 leave all.
func (b *Config) Select(energies, losses []string, seeds int) error {
	for _, part := range []struct {
		kind  string
		sides *[]Component
		names []string
	}{{"energy", &b.Energies, energies}, {"loss", &b.Losses, losses}} {
		known := componentNames(*part.sides)
		for _, name := range part.names {
			if !slices.Contains(known, name) {
				return fmt.Errorf("no %s of the benchmark is called %q: there are %v", part.kind, name, known)
			}
		}
		if len(part.names) > 0 {
			*part.sides = slices.DeleteFunc(*part.sides, func(s Component) bool { return !slices.Contains(part.names, s.Name) })
		}
	}
	if seeds > 0 {
		b.Seeds = min(b.Seeds, seeds)
		b.TuneSeeds = min(b.TuneSeeds, b.Seeds)
	}
	return nil
}

func componentNames(sides []Component) []string {
	var names []string
	for _, s := range sides {
		names = append(names, s.Name)
	}
	return names
}
