package multilabel

import "strings"

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

// bare takes what stands before the next space or comment.
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

// value takes a value: quoted by ' or " with \ before a quote, or up to one of the stops or a comment.
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
			b.WriteByte(s.peek())
			s.at++
		default:
			b.WriteByte(c)
		}
	}
	return "", s.p.errorf(at, "the quote has no end")
}
