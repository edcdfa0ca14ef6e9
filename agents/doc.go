// Package agents drives learners: what turns demonstrations, an environment, or both, into a policy.
//
// A Learner is a method at work: it updates until a line of metrics is due, and says its whole state. A Training drives
// it in a run directory, and owns whatever is the same for every method: config.yaml, metrics, checkpoints, validation,
// evaluation, interruption and resumption. The methods are in the table Methods, each in a package of its own: cloning,
// DAgger, adversarial imitation, and PPO, SAC and ARS, which learn by reward.
//
// A run can be interrupted at any moment: what it ends with when it is resumed is, byte for byte, what the uninterrupted
// run would have written. For one binary and one kernel path the number of workers and GOMAXPROCS change nothing either:
// parallel work is cut by index and summed in index order. Package learnertest is that promise as a test.
//
// Package data holds what learners read, package eval measures what was learned, package stat says what the numbers mean.
package agents
