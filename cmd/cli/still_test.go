package cli

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// TestStillKeepsTheContract: it rewinds, so the viewer can go back.
func TestStillKeepsTheContract(t *testing.T) {
	newEnv := func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }
	still := func() envs.Policy { return newStill(newEnv().Spec()) }
	if err := envtest.CheckPolicy(newEnv, still); err != nil {
		t.Error(err)
	}
}
