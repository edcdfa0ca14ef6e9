package envs_test

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

func TestNear(t *testing.T) {
	known := []string{"pendulum", "cartpole", "cartpole-continuous", "hopper", "ant", "pendulum"}
	for name, want := range map[string][]string{
		"pendulm": {"pendulum"}, "Hoper": {"hopper"}, "cart": {"cartpole", "cartpole-continuous"}, "an": {"ant"}, "zebra": {},
	} {
		if got := envs.Near(name, known); !slices.Equal(got, want) {
			t.Errorf("near %q: got %v, want %v", name, got, want)
		}
	}
}
