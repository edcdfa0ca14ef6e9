// Package envtest checks that an environment keeps the contract of package envs, in the manner of testing/fstest:
// anyone can call Check on a task of their own.
//
//	func TestMyTask(t *testing.T) {
//		if err := envtest.Check(func() envs.Env { return NewMyTask() }); err != nil {
//			t.Error(err)
//		}
//	}
//
// Check plays a few short episodes with random, relaxed and out-of-bounds actions and compares what it sees with what
// must be true. It takes a constructor, since half of the contract is about what two environments of one kind do: the
// same for the same seed, nothing to each other, and either goes on from the other's snapshot. The error lists every
// rule that was broken, with the first place where that was seen; each is a *Violation.
//
// CheckPolicy does the same for a policy and its wrappers: that an episode repeats, rewinds and can be played in a batch.
//
// What they cannot see: whether the physics is right, and whether a rule is broken in a state that random actions do
// not reach.
package envtest
