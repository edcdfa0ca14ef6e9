package demos

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// LockName is the file that a recorder holds while it lives.
const LockName = "recording.lock"

// extension ends the name of every recording.
const extension = ".mcap"

// span is the episodes of one file, by number, both ends included.
type span struct{ first, last uint64 }

// fileName is "episode-000012.mcap", or "episodes-000012-000999.mcap" for several.
func fileName(s span) string {
	if s.first == s.last {
		return fmt.Sprintf("episode-%06d.mcap", s.first)
	}
	return fmt.Sprintf("episodes-%06d-%06d.mcap", s.first, s.last)
}

// parseName is the inverse of fileName; other spellings of the same numbers are not accepted.
func parseName(name string) (span, bool) {
	body, ok := strings.CutSuffix(name, extension)
	if !ok {
		return span{}, false
	}
	_, numbers, _ := strings.Cut(body, "-")
	first, last, two := strings.Cut(numbers, "-")
	if !two {
		last = first
	}
	a, err1 := strconv.ParseUint(first, 10, 63)
	b, err2 := strconv.ParseUint(last, 10, 63)
	s := span{a, b}
	if err1 != nil || err2 != nil || b < a || b-a >= maxBatch || fileName(s) != name {
		return span{}, false
	}
	return s, true
}

// known reports whether a name that is no recording belongs in a data set's directory all the same.
func known(name string) bool {
	return name == ManifestName || name == SealName || name == LockName || strings.HasSuffix(name, disk.TempSuffix)
}
