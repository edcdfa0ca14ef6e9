// Package bench is the logic of fenchel's benchmarks: what is recorded, trained and measured, and what table comes of
// it. It prints nothing and draws nothing; cmd/fenchel does.
//
// A Recipe is one such experiment, made of the same parts that a user's commands are made of: a recorder writes the
// expert's episodes, a run trains each method on them, and every policy is measured on the same starts.
package bench
