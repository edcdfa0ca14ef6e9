package grid

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Digest is the SHA-256 of a training's configuration, of the kernels it runs on, and of rest: what else decides its
// result.
func Digest(o clone.Options, rest string) string {
	o.Resolved.Kernel = kernel.Path()
	sum := sha256.Sum256(append(o.YAML(), rest...))
	return hex.EncodeToString(sum[:])
}
