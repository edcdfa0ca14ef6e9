package demos_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

// TestActorString: noise has a scale unless it is the policy's own.
func TestActorString(t *testing.T) {
	for want, a := range map[string]demos.Actor{
		"expert":                      {Name: "expert"},
		"expert (LQR)":                {Name: "expert", Detail: "LQR"},
		"expert (PPO) with own noise": {Name: "expert", Detail: "PPO", Noise: "own"},
		"random with gaussian noise of scale 0.1": {Name: "random", Noise: "gaussian", Scale: 0.1},
	} {
		if got := a.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
