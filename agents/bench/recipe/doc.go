// Package recipe holds imitation experiments of one task each, which the quickstart shows once and the benchmark repeats
// under several seeds: demonstrations of an expert, methods that are trained on them, and a comparison of all with the
// expert and with random actions on the same starts.
package recipe
