// Package locomotion holds the tasks of the imitation-learning literature that MuJoCo moves: hopper, walker2d,
// halfcheetah, ant, swimmer, humanoid, reacher, pusher and the two inverted pendulums, as Gymnasium's version 5 defines
// them, and any MJCF model of the user's as a task without a reward.
//
// A Task is a mechanism of package physics, compiled from an MJCF file, and rules: what is drawn at the start, what is
// observed, what is rewarded, and when the body has failed. One step of the task holds the action for some steps of
// the physics, as many as the datasheet's period contains timesteps. The comment on the rules is the task's datasheet,
// and the same facts are in its Spec.
//
//	e := locomotion.NewHopper(locomotion.DefaultHopper())
//	for t := range envs.Episode(e, policy, rng) {
//		fmt.Println(t.Obs, t.Act, t.Reward)
//	}
//
// # The lag
//
// MuJoCo computes forces and then moves. After a step, positions and velocities are new, but everything derived from
// them, such as where a body is in the world and what forces act on it, still belongs to the last evaluation of the
// dynamics: the start of the last timestep for Euler, the fourth stage within it for RK4. Gymnasium builds some
// observations and rewards from those numbers, and so do we: Ant's and Humanoid's speed, inertias and contact forces,
// the finger tips of Reacher and Pusher, the tip of InvertedDoublePendulum. At the start of an episode there is no lag.
//
// # The release
//
// Releases of MuJoCo differ in a few rules (docs/physics.md). A task follows Standard, 4.0, unless its options name
// another: Options.Release is part of the task's identity. Versions of the dynamics are one for each release, and data of
// the other one are refused. Before there was a choice all followed 3.14; the hashes of those identities are in
// Spec.Former.
//
// # Fixed horizons
//
// A fixed-horizon task ends at its horizon only. Its physics runs on after a fall, and the bonus for being alive is
// paid only while the task's own test of health holds, so that its return measures the same as the ordinary task's
// without giving away where demonstrations ended.
package locomotion
