package policy

import (
	"strings"

	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Saved is a policy that acts, one observation at a time or a batch of them, and that can be written to a file.
type Saved interface {
	Act(dst, obs []float64)
	ActBatch(dst, obs []float64, rows int)
	File() (*net.File, error) // whose metadata names its format under FormatKey, see Read

	// Share is another policy on the same weights, with scratch and episode state of its own: one per goroutine.
	Share() Saved

	Task() Task   // what it was trained for
	Kind() string // what chooses the actions, in a word or two: "greedy pairwise"
}

var _ Saved = (*Network)(nil)

// Share is Clone, as Saved asks for it.
func (n *Network) Share() Saved { return n.Clone() }

// Kind is that of its configuration.
func (n *Network) Kind() string { return n.config.Kind() }

// FormatKey is where the metadata of a policy's file name its format, as "name/version".
const FormatKey = "format"

var formats = registry.New[func(*net.File) (Saved, error)]("format of policies")

// RegisterFormat adds policies that are no Network: read rebuilds one from the content of a file whose format has this
// name. It panics where the name is taken.
func RegisterFormat(name string, read func(f *net.File) (Saved, error)) { formats.Register(name, read) }

func init() {
	RegisterFormat(formatName, func(f *net.File) (Saved, error) { return FromFile(f) })
}

// Read rebuilds a policy of any registered format from the content of its file.
func Read(f *net.File) (Saved, error) {
	name, _, _ := strings.Cut(f.Meta[FormatKey], "/")
	read, err := formats.Find(name)
	if err != nil {
		return nil, checkFormat(f.Meta[FormatKey])
	}
	return read(f)
}
