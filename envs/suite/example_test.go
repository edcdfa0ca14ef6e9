package suite_test

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/suite"
)

func ExampleMake() {
	newEnv, err := suite.Make("particle-3:multimodal:horizon=80")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := newEnv().Spec()
	fmt.Println(s.Summary)
	fmt.Printf("%d observations, %v, %d steps of %g s\n", len(s.Obs), s.Action, s.Horizon, s.Period)

	_, err = suite.Make("pendelum")
	fmt.Println(err)
	// Output:
	// visit both goals, in either order, and stay at the later one
	// 12 observations, box [0, 1]^3, 80 steps of 0.05 s
	// unknown task "pendelum": did you mean pendulum?
}
