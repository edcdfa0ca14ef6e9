package solve

// Mode is a local maximum of an objective Φ(v,·) − Ω.
type Mode struct {
	At    []float64 // in the units of the one who asked
	Value float64
}
