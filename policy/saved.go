package policy

import "github.com/fenchel-gym/fenchel/policy/net"

// Saved is a policy that acts, one observation at a time or a batch of them, and that can be written to a file.
type Saved interface {
	Act(dst, obs []float64)
	ActBatch(dst, obs []float64, rows int)
	File() (*net.File, error)

	// Share is another policy on the same weights, with scratch and episode state of its own: one per goroutine.
	Share() Saved
}

var _ Saved = (*Network)(nil)

// Share is Clone, as Saved asks for it.
func (n *Network) Share() Saved { return n.Clone() }
