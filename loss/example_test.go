package loss_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Training steps: the network computes v, the loss says where v should go, the network's weights follow.
func Example() {
	task := policy.Task{Obs: 1, Set: space.UnitBox(1)}
	n, err := policy.New(policy.DefaultConfig(), task, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		fmt.Println(err)
		return
	}
	l := loss.NewFenchelYoung(n.Head().(*policy.Greedy))
	grad := n.Params().Zeros()
	trunk, energy := n.Split(grad)
	adam := net.NewAdam(n.Params(), net.DefaultAdam())

	obs := policy.Matrix{Rows: 3, Cols: 1, Data: []float64{-1, 0, 1}}
	expert := policy.Matrix{Rows: 3, Cols: 1, Data: []float64{0.5, 0, -1}}
	losses, gradV := make([]float64, 3), policy.NewMatrix(3, n.Head().VDim())
	for step := range uint64(200) {
		grad.Zero()
		clear(gradV.Data)
		v := n.Forward(obs)
		l.AddGrad(losses, gradV, energy, 1.0/3, v, expert, solve.Rows{Seed: step})
		n.Backward(gradV, trunk)
		adam.Step(n.Params(), grad, 1e-3)
	}

	act := make([]float64, 1)
	n.Act(act, []float64{-1})
	fmt.Printf("the expert does 0.50, the policy %.2f\n", act[0])
	// Output: the expert does 0.50, the policy 0.50
}
