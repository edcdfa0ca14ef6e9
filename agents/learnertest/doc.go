// Package learnertest holds the contract of agents.Learner as a test that anyone can call:
//
//	learnertest.Check(t, learnertest.Case{Training: func() *agents.Training { ... }})
//
// A learner that passes can be interrupted anywhere and ends with the same bytes, under any number of workers.
package learnertest
