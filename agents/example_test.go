package agents_test

import (
	"context"
	"fmt"
	"log"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// A training clones ten episodes of an expert, and an evaluation measures what was learned.
func ExampleTraining() {
	pairs, rollout := data.New(toy.New().Spec()), envs.NewRollout(toy.New(), toy.NewExpert())
	for i := range 10 {
		demo := &demos.Demonstration{Seed: 3, Purpose: envs.Demonstration, Index: uint64(i)}
		demo.Play(rollout)
		if err := pairs.Add(fmt.Sprint("episode ", i), demo); err != nil {
			log.Fatal(err)
		}
	}
	o := clone.Default()
	o.Policy.Hidden, o.Batch, o.Steps, o.Schedule.Steps, o.Schedule.Rate = []int{16}, 32, 300, 300, 1e-2

	t := agents.Training{Dir: "run", Options: o, Sources: agents.Sources{Pairs: pairs}, Run: agents.DefaultRun()}
	t.Run.Disk = disktest.NewMemory() // leave it out to write the directory
	trained, err := t.Train(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	result, err := eval.Evaluate(context.Background(), toy.New, func() envs.Policy { return trained.Policy.Share() }, eval.Default())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d steps; success in %.0f %% of %d episodes\n", trained.Steps, 100**result.Success, result.Episodes)
	// Output: 300 steps; success in 100 % of 100 episodes
}

// The table of methods knows every method whose package the program imports.
func ExampleMethods() {
	m, err := agents.Methods.Find("clone")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Summary)
	_, err = agents.Methods.Find("clon")
	fmt.Println(err)
	// Output:
	// behavioral cloning: the policy acts as the expert did in the demonstrated states
	// unknown method "clon": did you mean clone?
}
