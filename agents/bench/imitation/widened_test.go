package imitation

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// TestWidenedTasksActAlike: only the bounds of the first coordinate are wider, which the name of the task says, and the
// task clips as before.
func TestWidenedTasksActAlike(t *testing.T) {
	newEnv, err := suite.Make("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	wider, err := widen(newEnv, 20)
	if err != nil {
		t.Fatal(err)
	}
	plain, wide := newEnv().Spec(), wider().Spec()
	a, b := plain.Action.(space.Box), wide.Action.(space.Box)
	if b.Lo[0] != 20*a.Lo[0] || b.Hi[0] != 20*a.Hi[0] || len(wide.Params) != len(plain.Params)+1 {
		t.Errorf("widened is %+v with %+v", b, wide.Params)
	}
	discrete, err := suite.Make("cartpole")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := widen(discrete, 20); err == nil {
		t.Error("the actions of cartpole were widened")
	}
}
