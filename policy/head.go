package policy

import "github.com/fenchel-gym/fenchel/policy/solve"

// Head turns the network's v into an action p ∈ C, in normalized coordinates. Heads own scratch: one goroutine each.
type Head interface {
	Name() string
	Dim() int                                                           // k
	VDim() int                                                          // the length of a row of v
	Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) // row i of p ← the action for row i of v, with its report
	Clone() Head                                                        // shares weights, has scratch of its own
}
