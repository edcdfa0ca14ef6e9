package learnertest

import (
	"context"
	"sync/atomic"
)

// Fuse is a context that ends after it was looked at a number of times, so that a test can interrupt at every place
// where a program looks.
type Fuse struct {
	context.Context
	looks int64
	left  atomic.Int64
}

// NewFuse makes a Fuse of so many looks.
func NewFuse(looks int) *Fuse {
	f := &Fuse{Context: context.Background(), looks: int64(looks)}
	f.left.Store(int64(looks))
	return f
}

// Err is nil as long as there are looks left.
func (f *Fuse) Err() error {
	if f.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Burnt is how often it was looked at.
func (f *Fuse) Burnt() int { return int(f.looks - f.left.Load()) }
