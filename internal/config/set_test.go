package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/config"
)

type oven struct {
	Menu  menu `yaml:",inline"`
	Parts struct {
		Heat  float64 `yaml:"heat"`
		Racks []int   `yaml:"racks"`
		Seed  uint64  `yaml:"seed"`
	} `yaml:"parts"`
}

// TestSet: a field at any depth is set from its text, the fields around it stay, and Get reads it.
func TestSet(t *testing.T) {
	var o oven
	o.Parts.Heat = 3
	for path, text := range map[string]string{
		"parts.racks": "[1,2]", "parts.seed": "18446744073709551615", "price": "4", "sweet": "{name: cake, layers: 5}",
	} {
		if err := config.Set(&o, path, text); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	if !slices.Equal(o.Parts.Racks, []int{1, 2}) || o.Parts.Seed != 1<<64-1 || o.Parts.Heat != 3 || o.Menu.Price != 4 {
		t.Errorf("%+v", o)
	}
	if o.Menu.Sweet.Options != sweets(cake{Layers: 5}) {
		t.Errorf("%+v", o.Menu.Sweet)
	}
	if err := config.Set(&o, "parts.heat", "1e-06"); err != nil || o.Parts.Heat != 1e-6 {
		t.Errorf("%v, %v", o.Parts.Heat, err)
	}
	if heat, ok := config.Get(o, "parts.heat"); !ok || heat != 1e-6 {
		t.Errorf("Get: %v, %v", heat, ok)
	}
	if _, ok := config.Get(&o, "parts.cold"); ok {
		t.Error("a field that there is not was read")
	}
}

// TestSetErrors: what there is no field for, and what a field cannot hold, is said with the path; nothing changes.
func TestSetErrors(t *testing.T) {
	var o oven
	for _, c := range []struct{ path, text, want string }{
		{"parts.rack", "[1]", "there is no parts.rack: did you mean racks?"},
		{"color", "1", "there is no color: want one of sweet, price, parts"},
		{"price.tax", "1", "there is no price.tax"},
		{"price", "1.5", "price is 1.5: want a whole number"},
		{"parts.seed", "-1", "parts.seed is -1: want a whole number from 0"},
		{"parts.racks", "[1, x]", `parts.racks[1] is "x": want a whole number`},
		{"parts.heat", "true", "parts.heat is true: want a number"},
		{"sweet", "pie", `unknown sweet "pie"`},
	} {
		err := config.Set(&o, c.path, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s: error %v, want %s", c.path, c.text, err, c.want)
		}
		_, missing := errors.AsType[*config.NoFieldError](err)
		if missing != (strings.Contains(c.want, "there is no")) {
			t.Errorf("%s: error of type %T", c.path, err)
		}
	}
	if o.Menu.Price != 0 || o.Parts.Racks != nil || o.Parts.Seed != 0 {
		t.Errorf("errors changed it to %+v", o)
	}
}
