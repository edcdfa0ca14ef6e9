package grid

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/clone"
)

// TestDigestCoversOptionsAndRest, and not the timing of the call.
func TestDigestCoversOptionsAndRest(t *testing.T) {
	o := clone.Default()
	base := Digest(o, "a")
	if Digest(o, "a") != base || len(base) != 64 {
		t.Errorf("digests %s and %s", base, Digest(o, "a"))
	}
	if Digest(o, "b") == base {
		t.Error("the rest does not enter")
	}
	if o.Steps++; Digest(o, "a") == base {
		t.Error("the options do not enter")
	}
}
