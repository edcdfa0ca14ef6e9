// Package episode is what every task needs besides its dynamics: it counts the steps, ends the episode, clips the
// action, saves and restores. A task of one's own then consists of its equations of motion, observation and reward:
//
//	type glider struct{}
//
//	func (glider) Start(s *episode.State, rng *rand.Rand)                            // draws s.Q and s.V
//	func (glider) Advance(s *episode.State, act []float64) (float64, envs.End)       // moves s under s.Applied
//	func (glider) Observe(obs []float64, s *episode.State)                           // reads s
//
//	env := episode.New(glider{}, spec, episode.Options{Horizon: 200}, 2, 2)
//
// The State is two vectors, positions and velocities, and if the task is a Rememberer a third, so a Task can save and
// set its state without a line of the task's. Optional methods of the dynamics add to it: Memory, Success, Draw.
//
// An Episode is the same discipline alone, for a task whose state is not two vectors: a rigid-body simulator, a row of a
// data set. The task embeds it and hands it a Body.
//
// # How a step ends
//
// In this order: an action that is not finite, or a state, an observation or a reward that is not, ends the episode as
// Diverged with reward 0; the body's own end, Reached or Failed, wins over the horizon; at the horizon a running
// episode is TimedOut.
//
// # Fixed horizons
//
// A fixed-horizon episode ends at its horizon only, so that its length gives nothing away. The dynamics run on after a
// failure, and a step that ends as Failed pays 0; after a goal, which pays once, every step pays 0. A Body that pays
// by a finer rule returns Running.
package episode
