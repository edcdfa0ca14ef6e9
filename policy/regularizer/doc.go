// Package regularizer holds the regularizers Ω(p): convex functions on an action set C that make the action
// argmax_{p∈C} Φ(v,p) − Ω(p) unique, and that decide how it meets the boundary of C. Where the energy is linear in p the
// argmax has a closed form, which is the regularizer's: clipping, softmax, sigmoid, sparsemax.
package regularizer
