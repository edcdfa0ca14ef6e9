package multilabel

import (
	"strings"
	"testing"
)

func TestOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name string
		o    options
		want string // "": valid
	}{
		{"all", options{}, ""},
		{"smoke", options{smoke: true, energies: []string{"unary"}, seeds: 1}, ""},
		{"seeds", options{smoke: true, seeds: -1}, "--seeds -1: want 0 or more"},
		{"an energy", options{smoke: true, energies: []string{"nope"}}, `no energy of the benchmark is called "nope"`},
		{"a loss", options{smoke: true, losses: []string{"nope"}}, `no loss of the benchmark is called "nope"`},
	} {
		err := c.o.Validate("datasets")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}
