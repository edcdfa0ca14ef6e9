package multilabel

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanLine is a bufio.SplitFunc of lines that end with \n, \r\n or \r, the end taken off.
func scanLine(data []byte, atEOF bool) (advance int, line []byte, err error) {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 && atEOF && len(data) > 0:
		return len(data), data, nil
	case i < 0:
		return 0, nil, nil
	case data[i] == '\n' || i+1 < len(data) && data[i+1] != '\n':
		return i + 1, data[:i], nil
	case i+1 < len(data):
		return i + 2, data[:i], nil
	case atEOF:
		return i + 1, data[:i], nil
	}
	return 0, nil, nil // \r ends what was read: \n may follow
}

// decode is a text in UTF-8: one that is not is taken for Latin-1, in which many older files are.
func decode(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		b.WriteRune(rune(text[i]))
	}
	return b.String()
}

// printable is a name with spaces for its control characters, which no recording holds and no terminal should see.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
}
