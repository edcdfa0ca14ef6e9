package suggest_test

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

func TestNear(t *testing.T) {
	known := []string{"pendulum", "cartpole", "cartpole-continuous", "hopper", "ant", "pendulum"}
	for name, want := range map[string][]string{
		"pendulm": {"pendulum"}, "Hoper": {"hopper"}, "cart": {"cartpole", "cartpole-continuous"}, "an": {"ant"}, "zebra": {},
	} {
		if got := suggest.Near(name, known); !slices.Equal(got, want) {
			t.Errorf("near %q: got %v, want %v", name, got, want)
		}
	}
}

func TestUnknown(t *testing.T) {
	known := []string{"fenchel-young", "squared", "pairwise"}
	for name, want := range map[string]string{
		"fenchel-yung": `unknown loss "fenchel-yung": did you mean fenchel-young?`,
		"pair-wise":    `unknown loss "pair-wise": did you mean pairwise?`,
		"zzz":          `unknown loss "zzz": want one of fenchel-young, squared, pairwise`,
	} {
		if got := suggest.Unknown("loss", name, known).Error(); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}
