package cli

import (
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// TestBuiltinPoliciesKeepTheContract: the tape and the one who does nothing rewind, so the viewer can go back.
func TestBuiltinPoliciesKeepTheContract(t *testing.T) {
	newEnv := func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }
	spec := newEnv().Spec()
	recorded := demos.Demonstration{Act: []float64{0.5, -1, 2}, Reward: make([]float64, 3)}
	for name, p := range map[string]func() envs.Policy{
		"still": func() envs.Policy { return newStill(spec) },
		"tape":  func() envs.Policy { return &tape{demo: recorded} },
	} {
		if err := envtest.CheckPolicy(newEnv, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
