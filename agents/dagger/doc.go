// Package dagger is dataset aggregation (Ross, Gordon and Bagnell, "A reduction of imitation learning and structured
// prediction to no-regret online learning", 2011).
//
// Cloning meets only states that the expert visits, and a policy that strays from them was never told the way back. So
// in each round i = 1, 2, ... episodes are played in which, step by step, the expert acts with probability βⁱ and else
// the learner; at every state on the way the expert is asked what it would do; the pairs are added to the data, and a
// new policy is cloned from all of them, from fresh weights.
//
// The episodes are recorded in the run directory's data, tagged with their round, with the actions that were really
// taken, so that they replay like any other recording. The expert's labels are not stored: after an interruption they
// are asked for again along the recorded actions, which is exact because nothing in an episode is left to chance but
// what its stream decides.
package dagger
