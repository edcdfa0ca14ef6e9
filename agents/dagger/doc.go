// Package dagger is dataset aggregation (Ross, Gordon and Bagnell, "A reduction of imitation learning and structured
// prediction to no-regret online learning", 2011).
//
// Cloning meets only states that the expert visits, and a policy that strays from them was never told the way back. So
// in each round i = 1, 2, ... episodes are played in which, step by step, the expert acts with probability βⁱ and else
// the learner; every state on the way is labeled with the action that the expert would take; the pairs are added to the
// data, and a new policy is cloned from all of them, from fresh weights.
//
// A policy with a window (policy.Window) acts by chunks: it decides every r steps and carries out r actions of its plan,
// whatever it sees meanwhile. So who acts is drawn at its decisions and holds until the next one: a chunk is carried out
// as a whole, as it will be once the expert is gone. The learner sees every observation of the episode, also where the
// expert acts, since they are its history. The expert labels every visited state all the same, and the label of a chunk
// is what the expert would do in the c states that were visited from there on, as far as the episode goes: in hindsight,
// an action for each state on the way, which is what a learner that plans c steps ahead can be corrected to.
//
// The episodes are recorded in the run directory's data, tagged with their round, with the actions that were really
// taken, so that they replay like any other recording. The expert's labels are not stored: after an interruption they
// are queried again along the recorded actions, which is exact because nothing in an episode is left to chance but
// what its stream decides.
package dagger
