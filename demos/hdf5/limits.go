package hdf5

import (
	"errors"
	"fmt"
)

// ErrDamaged is at the root of every error about a file that contradicts itself, its checksums or the format.
var ErrDamaged = errors.New("the file is damaged")

// ErrUnsupported is at the root of every error about a part of the format that the package does not read.
var ErrUnsupported = errors.New("not supported")

// ErrLimit is at the root of every error about something larger than the Limits allow.
var ErrLimit = errors.New("larger than allowed")

// ErrNotFound is at the root of every error about a name that a group does not have.
var ErrNotFound = errors.New("not found")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrUnsupported)
}

func limited(what string, n, most uint64) error {
	return fmt.Errorf("%s of %d: %w, which is %d", what, n, ErrLimit, most)
}

// Limits bound what reading a file may hold in memory. With the defaults that stays below about 400 MB, whatever the
// file says: a chunk as it is stored, inflated and put in order, the cache, and an index.
type Limits struct {
	Chunk    int // bytes of a chunk, stored or decoded
	Cache    int // bytes of decoded chunks that a dataset keeps
	Metadata int // bytes of what describes one object: headers, nodes, heaps
	Entries  int // links of a group, attributes of an object, chunks of a dataset
	String   int // bytes of a string
}

// DefaultLimits are 64 MiB for chunks, their cache and metadata, 2²⁰ entries and 16 MiB for a string.
func DefaultLimits() Limits {
	return Limits{Chunk: 64 << 20, Cache: 64 << 20, Metadata: 64 << 20, Entries: 1 << 20, String: 16 << 20}
}

// Validate says what is wrong with the limits.
func (l Limits) Validate() error {
	if l.Chunk <= 0 || l.Cache < 0 || l.Metadata <= 0 || l.Entries <= 0 || l.String < 0 {
		return fmt.Errorf("hdf5: limits %+v: want positive numbers", l)
	}
	return nil
}
