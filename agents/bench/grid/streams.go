package grid

// Squared is the name of the method that tables measure the others against: squared error.
const Squared = "squared"

// The streams of the tables' bootstraps: indices under envs.Resampling.
const (
	OutcomeStream = 1 << 16   // normalized scores of a recipe's outcome
	TableStream   = 1<<16 + 1 // intervals over training seeds
	CrossedStream = 3 << 32   // intervals over training seeds and test rows
)
