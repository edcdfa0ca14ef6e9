// Package bench is the logic of fenchel's benchmarks: what is recorded, trained and measured, and what table comes of
// it. It prints nothing and draws nothing; cmd/fenchel does.
//
// A Recipe is one such experiment, made of the same parts that a user's commands are made of: a recorder writes the
// expert's episodes, a run trains each method on them, and every policy is measured on the same starts.
//
// Imitation is the large one: tasks × numbers of demonstrations × methods × training seeds, a file for each training,
// and a table with intervals and paired comparisons at the end. Its configuration is imitation.yaml. Study repeats it
// under conditions that change the demonstrations, and Online asks the expert along the learner's own episodes.
//
// Losses measures what it buys that the Fenchel-Young loss differentiates no argmax.
package bench
