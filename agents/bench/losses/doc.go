// Package losses is the benchmark of what it saves that the generalized Fenchel-Young loss needs no derivative of the
// argmax, compared with the squared error of the argmax differentiated by unrolling the solver and by the implicit
// function theorem (docs/paper.md 9.3 and 9.4). The energy is an input-concave SPEN on a box: concave, so that every
// loss has one minimizer to find, and without a closed form.
package losses
