package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// visible writes text so that nothing in it acts on a terminal: names of files, tasks, channels and tags are other people's,
// and a sequence of control characters in one could clear the screen, or show one name as another. Control characters
// other than tab and newline, marks that turn the direction of writing and bytes that are no UTF-8 are written as
// escapes: \u001b, \xff. In JSON a string stays the same string.
type visible struct {
	w io.Writer

	mu   sync.Mutex
	rest []byte // the beginning of a character whose other bytes are still to come
}

// Write writes whole characters.
func (v *visible) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	text := append(v.rest, p...)
	cut := len(text)
	if last := lastStart(text); last < cut && !utf8.FullRune(text[last:]) {
		cut = last
	}
	v.rest = append([]byte(nil), text[cut:]...)
	if _, err := io.WriteString(v.w, visibly(string(text[:cut]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// lastStart is where the last character of a text begins; 0 in an empty one.
func lastStart(text []byte) int {
	at := max(len(text)-1, 0)
	for at > 0 && len(text)-at < utf8.UTFMax && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// visibly is a text as visible writes it.
func visibly(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, acts) {
		return text
	}
	var b strings.Builder
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[at])
		case acts(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[at : at+n])
		}
		at += n
	}
	return b.String()
}

// acts reports whether a character does something to a terminal, or to the order in which others are shown.
func acts(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}
