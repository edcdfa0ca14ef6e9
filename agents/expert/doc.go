// Package expert is where demonstrations come from: for each task a policy that does it well, and a Card that says how
// it works, what it costs, and what it knows about the simulator that a learner does not.
//
//	e, err := expert.For("pendulum")
//	p := e.New()                        // an envs.Policy; one per goroutine
//	fmt.Println(e.Card.Method, e.Card.Knows)
//
// There are five kinds. A feedback law computes the action from the observation by a formula. A regulator is a law whose
// gains solve a Riccati equation for the task's linearized dynamics. A value table holds the cost to go on a grid of
// states, and acts by looking one step ahead. A rollout expert simulates what would come of each action. A trained policy is
// a network that package rl made by reward; its weights are embedded, and its card has the command that makes it again.
//
// All of them answer to any observation, not only to those of their own episodes, so that they can correct a learner
// (DAgger). Those that use the dynamics do so on an environment of their own: none looks into the one that it acts in,
// but the one of multilabel data sets, which reads off the labels.
package expert
