package multilabel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// arffScanner walks over one line.
type arffScanner struct {
	p    *arffParser
	text string
	at   int
}

func (s *arffScanner) done() bool  { return s.at >= len(s.text) }
func (s *arffScanner) peek() byte  { return s.text[s.at] }
func (s *arffScanner) column() int { return s.at + 1 }

func (s *arffScanner) space() {
	for !s.done() && isSpace(s.peek()) {
		s.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// next takes the next byte that is no space, or returns 0 at the end of the line or where a comment begins.
func (s *arffScanner) next() byte {
	s.space()
	if s.done() || s.peek() == '%' {
		return 0
	}
	s.at++
	return s.text[s.at-1]
}

// brace reports whether a weight follows the row, {w} with or without a comma before it, once next took a byte.
func (s *arffScanner) brace() bool {
	return strings.HasPrefix(strings.TrimLeft(s.text[s.at-1:], ", \t"), "{")
}

// bare takes what comes before the next space or comment.
func (s *arffScanner) bare() string {
	lo := s.at
	for !s.done() && !isSpace(s.peek()) && s.peek() != '%' {
		s.at++
	}
	return s.text[lo:s.at]
}

// word takes a name: quoted, or up to the next space or brace.
func (s *arffScanner) word() (string, error) {
	s.space()
	at := s.column()
	name, err := s.value(" \t{")
	if err == nil && name == "" {
		err = s.p.errorf(at, "a name is missing")
	}
	return name, err
}

// title takes a relation's name: quoted, or the rest of the line.
func (s *arffScanner) title() (string, error) {
	s.space()
	return s.value("")
}

// value takes a value: quoted by ' or " with escapes inside, or up to one of the stops or a comment.
func (s *arffScanner) value(stops string) (string, error) {
	s.space()
	if s.done() {
		return "", nil
	}
	if quote := s.peek(); quote == '\'' || quote == '"' {
		return s.quoted(quote)
	}
	lo := s.at
	for !s.done() && strings.IndexByte(stops, s.peek()) < 0 && !(s.peek() == '%' && s.at > lo && isSpace(s.text[s.at-1])) {
		s.at++
	}
	return strings.TrimRight(s.text[lo:s.at], " \t"), nil
}

func (s *arffScanner) quoted(quote byte) (string, error) {
	at := s.column()
	s.at++
	var b strings.Builder
	for !s.done() {
		c := s.peek()
		s.at++
		switch {
		case c == quote:
			return b.String(), nil
		case c == '\\' && !s.done():
			if err := s.escape(&b); err != nil {
				return "", err
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", s.p.errorf(at, "the quote has no end")
}

// escape takes what follows a \ inside quotes, as Weka writes it: n, r, t, u with four hexadecimal digits, or a byte
// that stands for itself.
func (s *arffScanner) escape(b *strings.Builder) error {
	c := s.peek()
	s.at++
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'u':
		const digits = 4
		end := min(s.at+digits, len(s.text))
		code, err := strconv.ParseUint(s.text[s.at:end], 16, 16)
		if err != nil || end-s.at < digits || !utf8.ValidRune(rune(code)) {
			return s.p.errorf(s.at-1, `\u without the four hexadecimal digits of a character`)
		}
		b.WriteRune(rune(code))
		s.at = end
	default:
		b.WriteByte(c)
	}
	return nil
}
