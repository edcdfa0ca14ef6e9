// Package clone is behavioral cloning: supervised learning of what the expert did in the states of the demonstrations.
//
// It fits the weights W of a network f_W so that the policy, which solves
//
//	v = f_W(s)      p* = argmax_{p∈C} Φ(v,p) − Ω(p)
//
// acts as the expert did, by minimizing the mean of a loss L(f_W(s), y) over demonstrated pairs (s, y). With the
// generalized Fenchel-Young loss the gradient needs p* alone, no derivative of the argmax.
//
// Learner takes the steps, Options is its configuration; package dagger clones in rounds with it.
package clone
