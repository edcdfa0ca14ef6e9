// Package adversarial is the benchmark of adversarial imitation: from very few episodes of an expert one policy is cloned,
// and another learns by generative adversarial imitation (package rl, GAIL), whose reward is a discriminator's between the
// expert's episodes and its own.
//
// It acts in episodes that nothing ends early, so that their length carries no information, and that are short, so that
// little time is spent after a fall. Both policies are measured on whole episodes of the fixed-horizon variant. No reward
// of the task is used, nor to choose a policy: the last one is measured, and both learn from all pairs of the episodes.
package adversarial
