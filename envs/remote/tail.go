package remote

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// How much of what a process wrote to its standard error is kept, and shown.
const (
	tailBytes = 8 << 10
	tailLines = 8
	tailWidth = 200 // characters of a line
)

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if extra := len(t.buf) - tailBytes; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(p), nil
}

// String is the last lines, each behind a bar, empty where nothing was written.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimRight(string(t.buf), " \t\r\n")
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-tailLines):]
	for i, line := range lines {
		lines[i] = "  | " + visible(strings.TrimRight(line, "\r"), tailWidth)
	}
	return strings.Join(lines, "\n")
}

// visible is a text of another process on one line: what is no printable character is escaped as in a Go string, and
// what exceeds so many characters is left out.
func visible(text string, most int) string {
	var b strings.Builder
	for n := 0; text != ""; n++ {
		if n == most {
			b.WriteString("…")
			break
		}
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
			quoted := strconv.Quote(text[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
		text = text[size:]
	}
	return b.String()
}
