package rl

// DefaultFor is the configuration that the shipped expert of a task was trained with; for other tasks it is
// DefaultOptions.
func DefaultFor(task string) Options {
	o := DefaultOptions()
	o.Task = task
	return o
}
