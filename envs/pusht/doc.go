// Package pusht is PushT: a round agent pushes a T-shaped block into its goal pose. It is the field's best known task
// for learning from people, and is re-created here so that published demonstrations, starts and figures mean the same.
//
// The published environment runs on Chipmunk. This package computes what Chipmunk computes of this scene, in the same
// order: a World of one block, one kinematic agent and four walls, without friction, in which the block loses all of its
// velocity in every physics step, so that it moves only while something pushes it. A control step is ten physics steps
// of dt = 0.01 s, in each of which
//
//	v ← v + (100·(a − x) − 20·v)·dt        x, v: the agent's position and velocity; a: the target
//
// and contacts are found (broad.go, narrow.go) and solved by ten sweeps of sequential impulses (arbiter.go). With two or
// more contacts the order of the sweeps decides the outcome, so the broad phase keeps Chipmunk's trees. What survives
// from one physics step to the next is in the snapshot: positions, velocities, corrections of overlap, accumulated impulses
// and the trees.
//
//	obs  18 numbers  key points of the block, x and y in turn  px
//	     2           agent                                     px
//	act  2           target of the agent                       px   0 … 512
//
// The variant pusht:state observes agent, the block's origin, and its angle in [0, 2π). The reward is the share of the
// goal that the block covers, over 0.95 and at most 1; above 0.95 the episode is Reached, and after 300 steps TimedOut.
// The score of an episode is its largest reward.
//
// The dynamics give the same bits on every processor: no product is fused with a sum (Vec), and sine and cosine are the
// package's own (sincos). The published environments do not clip targets; the task clips them to the field, as every
// task does, and World does not.
//
// Sources: real-stanford/diffusion_policy at 5ba07ac (MIT), gym-pusht 0.1.5 to 0.1.8 (Apache-2.0), Chipmunk2D as in
// pymunk 6.11.1 (MIT); written from a description of what they do.
package pusht
