package expert

import (
	"github.com/fenchel-gym/fenchel/agents/expert/push"
	"github.com/fenchel-gym/fenchel/envs"
)

func init() {
	Register(Expert{
		Task: "pusht",
		Card: Card{
			Method: "planned pushes",
			How: "From some forty sites on the block's outline it predicts what a push would leave of the distance to the goal, " +
				"simulates the most promising ones, goes round the block to the best, pushes, and plans again. Which sides it " +
				"prefers is drawn at the start of each episode, so that from one start it pushes in different ways.",
			Knows: "the equations of motion: it plans in a world of its own from the observed pose",
			Cost:  "0.5 ms per action, on average over plans of 4 ms and what follows them",
		},
		New: func() envs.Policy { return push.New() },
	})
}
