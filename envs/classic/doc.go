// Package classic holds the classic-control tasks: pendulum, cart-pole, mountain car, acrobot, and a particle that
// visits two goals.
//
// Each task is a few equations of motion with an observation, a reward and a start distribution, the episode.Dynamics;
// package episode makes an envs.Env of them. Their comment is the task's datasheet, and the same facts are in its Spec.
// Pendulum, cart-pole, mountain car and acrobot move and pay exactly as Gymnasium's (Pendulum-v1, CartPole-v1,
// MountainCar-v0, MountainCarContinuous-v0, Acrobot-v1): from each of its recorded states the next one follows within
// 1e-12, bit by bit where Gymnasium rounds its state to float32.
//
// Observations are float64, as the dynamics compute them. Gymnasium rounds its own to float32; ours, so rounded, are
// the same numbers. Discrete actions are the vertices of a space.Simplex in Gymnasium's order.
//
//	e := classic.NewPendulum(classic.DefaultPendulum())
//	for t := range envs.Episode(e, policy, rng) {
//		fmt.Println(t.Obs, t.Act, t.Reward)
//	}
//
// A fixed-horizon task ends at its horizon only. A cart-pole out of bounds runs on, and is paid only while in bounds. A
// task with a goal runs on after it with rewards of 0, so that its return is the ordinary task's.
package classic

// Version is the version of this package's dynamics; data of another version is refused.
const Version = "classic/1"
