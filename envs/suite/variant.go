package suite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// variant is what the part of an id after its name asks for.
type variant struct {
	fixedHorizon bool
	horizon      int // steps; 0 where the id names none
	own          []string
}

// The variants that every task has.
const (
	fixedHorizon = "fixed-horizon"
	horizonIs    = "horizon="
)

// maxHorizon bounds what an id may ask for.
const maxHorizon = 100_000_000

// has reports whether the id asks for a variant of the task's own.
func (v variant) has(name string) bool { return slices.Contains(v.own, name) }

// value is what follows a variant that takes a value.
func (v variant) value(name string) (string, bool) {
	for _, w := range v.own {
		if text, ok := strings.CutPrefix(w, name); ok {
			return text, true
		}
	}
	return "", false
}

// among reports whether a word is one of the variants, or one of them with its value.
func among(variants []string, word string) bool {
	return slices.ContainsFunc(variants, func(v string) bool {
		return v == word || strings.HasSuffix(v, "=") && strings.HasPrefix(word, v)
	})
}

// parseVariant reads the words of an id that followed its name. own lists the variants that the task has besides the
// common ones.
func parseVariant(id string, words, own []string) (v variant, err error) {
	for _, w := range words {
		number, isHorizon := strings.CutPrefix(w, horizonIs)
		switch {
		case isHorizon:
			if v.horizon, err = strconv.Atoi(number); err != nil || v.horizon < 1 || v.horizon > maxHorizon {
				return v, &BadVariant{id, fmt.Sprintf("horizon %q: want a number of steps from 1 to %d", number, maxHorizon)}
			}
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
