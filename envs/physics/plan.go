package physics

// plan holds what the stages precompute from a Model, in the shape their loops like best.
type plan struct{}
