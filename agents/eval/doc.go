// Package eval measures a policy over seeded episodes.
//
// An episode is named by a seed, a purpose and an index, so two policies evaluated under one seed meet the same starts
// and are compared pair by pair, and no training episode is ever among them. The result has the same bytes for any
// number of workers.
package eval
