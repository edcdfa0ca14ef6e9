// Package agents holds the learners that imitate an expert, and the measurements that say how well they do.
//
// A learner fits the weights W of a network f_W so that the policy, which solves
//
//	v = f_W(s)      p* = argmax_{p∈C} Φ(v,p) − Ω(p)
//
// answers as the expert did. Cloning minimizes the mean of a loss L(f_W(s), y) over demonstrated pairs (s, y); with
// the generalized Fenchel-Young loss the gradient needs p* alone, no derivative of the argmax. DAgger (Ross, Gordon
// and Bagnell, "A reduction of imitation learning and structured prediction to no-regret online learning", 2011) lets
// the learner act, asks the expert what it would have done there, and clones again.
//
// Package data holds the pairs, package eval measures what was learned, package stat says what the numbers mean.
//
// A run lives in one directory and can be interrupted at any moment: what Resume ends with is, byte for byte, what
// the uninterrupted run would have written. For one binary and one kernel path the number of workers and GOMAXPROCS
// change nothing either: parallel work is cut by index and summed in index order.
package agents
