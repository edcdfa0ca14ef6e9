// Package energies is the benchmark of where energies are better than squared error and where they are not: one imitation
// benchmark on one task, repeated under conditions that change how its demonstrations are made. All scores are on the
// scale of the first condition's expert, on common starts, so that a learner that is not misled by a disturbance scores
// what the undisturbed expert does.
package energies
