package policy

import "github.com/fenchel-gym/fenchel/policy/net"

// Matrix is a batch in float64, one sample a row.
type Matrix = net.Matrix[float64]

// NewMatrix returns a batch of zeros.
func NewMatrix(rows, cols int) Matrix { return net.NewMatrix[float64](rows, cols) }
