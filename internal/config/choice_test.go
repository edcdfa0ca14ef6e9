package config_test

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

type sweets interface{ Validate() error }

type plain struct{}

func (plain) Validate() error { return nil }

type cake struct {
	Layers int `json:"layers" yaml:"layers"`
}

func (cake) Validate() error { return nil }

type sweet struct{ options sweets }

func (s sweet) Defaults() sweets { return s.options }

var table = registry.New[sweet]("sweet")

func init() {
	table.Register("plain", sweet{plain{}})
	table.Register("cake", sweet{cake{Layers: 2}})
}

func (sweet) Table() *registry.Table[sweet] { return table }

type menu struct {
	Sweet registry.Choice[sweet, sweets] `yaml:"sweet"`
	Price int                            `yaml:"price"`
}

// TestChoices: a field that names a member is held to that member's options, every mistake at its line.
func TestChoices(t *testing.T) {
	for text, want := range map[string]string{
		"sweet: cake":                         "",
		"sweet: {name: cake, layers: 3}":      "",
		"price: 1\nsweet: pie":                `m.yaml:2: unknown sweet "pie": want one of cake, plain`,
		"sweet: {layers: 3}":                  `m.yaml:1: sweet: no sweet is named: want name: one of cake, plain`,
		"sweet:\n  name: plain\n  layers: 3":  `m.yaml:3: sweet "plain" has no option "layers": it has none`,
		"sweet:\n  name: cake\n  layer: 3":    `m.yaml:3: sweet "cake" has no option "layer": did you mean layers?`,
		"sweet:\n  name: cake\n  layers: 1.5": `m.yaml:3: sweet.layers is 1.5: want a whole number`,
		"sweet: [cake]":                       `m.yaml:1: sweet is a list: want a text`,
		"layers: 3":                           `m.yaml:1: unknown key "layers": it is a key of sweet (sweet cake)`,
	} {
		var m menu
		err := config.Decode("m.yaml", []byte(text), &m)
		if want == "" {
			if err != nil || m.Sweet.Name != "cake" {
				t.Errorf("%s: %+v, %v", text, m, err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}
