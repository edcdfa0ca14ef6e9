package suite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// Variant is what the part of an id after its name asks for. The zero value asks for the task as its source defines it.
type Variant struct {
	fixedHorizon bool
	horizon      int // steps; 0 where the id names none
	own          []string
}

// Options are the constructor parameters that every task has: with the task's own horizon, in steps, unless the id names
// another.
func (v Variant) Options(horizon int) episode.Options {
	if v.horizon != 0 {
		horizon = v.horizon
	}
	return episode.Options{Horizon: horizon, FixedHorizon: v.fixedHorizon}
}

// Has reports whether the id asks for a variant of the task's own.
func (v Variant) Has(name string) bool { return slices.Contains(v.own, name) }

// Value is what follows a variant that takes a value, and whether the id asks for it. name ends in "=".
func (v Variant) Value(name string) (string, bool) {
	for _, w := range v.own {
		if text, ok := strings.CutPrefix(w, name); ok {
			return text, true
		}
	}
	return "", false
}

// The variants that every task has.
const (
	fixedHorizon = "fixed-horizon"
	horizonIs    = "horizon="
)

// maxHorizon bounds what an id may ask for.
const maxHorizon = 100_000_000

// among reports whether a word is one of the variants, or one of them with its value.
func among(variants []string, word string) bool {
	return slices.ContainsFunc(variants, func(v string) bool {
		return v == word || strings.HasSuffix(v, "=") && strings.HasPrefix(word, v)
	})
}

// parseVariant reads the words of an id that followed its name. own lists the variants that the task has besides the
// common ones.
func parseVariant(id string, words, own []string) (v Variant, err error) {
	for _, w := range words {
		number, isHorizon := strings.CutPrefix(w, horizonIs)
		switch {
		case isHorizon:
			if v.horizon, err = strconv.Atoi(number); err != nil || v.horizon < 1 || v.horizon > maxHorizon {
				return v, &BadVariant{id, fmt.Sprintf("horizon %q: want a number of steps from 1 to %d", number, maxHorizon)}
			}
		case strings.HasPrefix(w, locomotion.ReleaseVariant) && among(own, w):
			if _, err := physics.ParseRelease(w[len(locomotion.ReleaseVariant):]); err != nil {
				return v, &BadVariant{id, err.Error()}
			}
			v.own = append(v.own, w)
		case w == fixedHorizon:
			v.fixedHorizon = true
		case among(own, w):
			v.own = append(v.own, w)
		default:
			known := append([]string{fixedHorizon, horizonIs + "N"}, own...)
			return v, &BadVariant{id, fmt.Sprintf("unknown variant %q%s", w, suggest.Ending(w, known))}
		}
	}
	return v, nil
}
