package main

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// TestContract holds the task to what fenchel asks of one, as its source defines it and with a fixed horizon, and its
// expert to what is asked of a policy.
func TestContract(t *testing.T) {
	teacher, err := expert.For("lander")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"lander", "lander:fixed-horizon", "lander:horizon=40"} {
		newEnv, err := suite.Make(id)
		if err != nil {
			t.Fatal(err)
		}
		if err := envtest.Check(newEnv); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if err := envtest.CheckPolicy(newEnv, teacher.New); err != nil {
			t.Errorf("the expert of %s: %v", id, err)
		}
	}
}

// TestExpertLands plays 20 episodes.
func TestExpertLands(t *testing.T) {
	newEnv, err := suite.Make("lander")
	if err != nil {
		t.Fatal(err)
	}
	r := envs.NewRollout(newEnv(), pilot{})
	for episode := range uint64(20) {
		for r.Start(0, envs.Tuning, episode); r.Next(); {
		}
		if r.End() != envs.Reached {
			t.Errorf("episode %d is %v after %d steps, at %v", episode, r.End(), r.Steps(), r.Obs())
		}
	}
}
