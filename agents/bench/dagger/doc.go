// Package dagger is the benchmark of dataset aggregation (Ross, Gordon, Bagnell: A Reduction of Imitation Learning and
// Structured Prediction to No-Regret Online Learning, AISTATS 2011): from a few demonstrations the learner acts, the
// expert labels every state on the way, and a new policy is cloned from all labels. The result is how good the policy is
// over the number of expert queries.
package dagger
