package expert_test

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func ExampleFor() {
	newEnv, _ := suite.Make("cartpole")
	e, err := expert.For("cartpole")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := envs.NewRollout(newEnv(), e.New())
	r.Start(0, envs.Evaluation, 0)
	for r.Next() {
	}
	fmt.Printf("%s: return %g\n", e.Card.Method, r.Return())
	// Output: linear-quadratic regulator, bang-bang: return 500
}
