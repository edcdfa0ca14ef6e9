// Package push is an expert of PushT that plans with the task's own physics.
//
// The block moves only while it is pushed, without friction, so that a push acts along the normal of the side it
// touches. The planner looks for the push that leads farthest in the least time: from each of some forty sites on the
// block's outline it predicts, to first order, how far a push of any length would leave the block from its goal, and
// simulates the most promising ones with several reaches, and short movements from where the agent is. The distance of
// a pose from the goal is the root mean square distance of the block's points, with ρ their spread,
//
//	d² = ‖c − c*‖² + 2ρ²·(1 − cos(θ − θ*))
//
// A push is worth the distance it leaves plus a price for each step. On the way to a site the agent follows the
// shortest path round the block, and never farther ahead than the simulation says is without contact.
//
// Which sides an episode prefers is drawn at its start, so that from one start different episodes push differently: the
// demonstrations are multimodal.
package push
