// Package stat has the statistics by which policies and methods are compared: the interquartile mean, bootstrap and
// Wilson intervals, paired, stratified and crossed comparisons, and the normalized score. They are those that Agarwal
// et al., "Deep reinforcement learning at the edge of the statistical precipice" (2021), ask for.
//
// One policy is a sample of episodes, which are redrawn. A method is a sample of training runs, which are redrawn
// within each task: episodes of different runs are never pooled, since those of one run share its weights.
package stat
