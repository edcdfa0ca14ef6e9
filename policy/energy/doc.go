// Package energy holds the energies Φ(v,p): how well the action p suits what a network computed from the observation,
// v = f_W(s). Higher is better, and a policy takes the action with the highest Φ(v,p) − Ω(p) (package solve).
//
// An energy is a function with gradients in both arguments, batched, and in its own weights if it has any (Parametric).
// What else it can do is said by the powers that it implements: Linear and Quadratic energies have exact solvers,
// SecondOrder ones can be climbed by Newton's method, a Mixture from its peaks.
package energy
