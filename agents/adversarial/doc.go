// Package adversarial imitates demonstrations without any reward of the task: generative adversarial imitation (Ho and
// Ermon 2016), in the off-policy form of Kostrikov et al. (2019).
//
// A discriminator learns to tell the expert's pairs (s, a) from those that the policy meets, and rewards the policy for
// what it takes for the expert's; the policy learns from that by SAC (package rl), for pairs of its replay buffer. From
// as little as one episode it reaches what cloning does not, since it may try what follows from its actions.
//
// The task should end no episode early: otherwise the length of an episode tells the learner what is good.
package adversarial
