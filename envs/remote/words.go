package remote

import (
	"errors"
	"strings"
)

// Words splits a command into words, as POSIX shells do where nothing is expanded: words are separated by spaces and
// tabs; in single quotes every character stands for itself; in double quotes a backslash takes the special meaning of
// \ and " only; outside of quotes it takes that of any character behind it. There are no variables, patterns, pipes or
// redirections, and a word that wants them is passed as it is: `sh -c '...'` runs a shell.
func Words(command string) ([]string, error) {
	if strings.ContainsAny(command, "\x00\n\r") {
		return nil, errors.New("a command is one line without zero bytes")
	}
	var s splitter
	for i := 0; i < len(command); i++ {
		if command[i] == '\\' && s.quote != '\'' && escapes(command[i+1:], s.quote) {
			i++
			s.add(command[i])
		} else {
			s.take(command[i])
		}
	}
	if s.quote != 0 {
		return nil, errors.New("a quote is not closed: " + string(s.quote))
	}
	s.end()
	if len(s.words) == 0 || s.words[0] == "" {
		return nil, errors.New("the command is missing: exec:COMMAND, as in exec:'python task.py'")
	}
	return s.words, nil
}

// splitter splits what it takes into words.
type splitter struct {
	words []string
	word  []byte
	begun bool // a word, which may be empty
	quote byte // the one that is open, 0 for none
}

// take takes a character that no backslash precedes.
func (s *splitter) take(c byte) {
	switch {
	case c == s.quote:
		s.quote = 0
	case s.quote != 0:
		s.add(c)
	case c == '\'' || c == '"':
		s.quote, s.begun = c, true
	case c == ' ' || c == '\t':
		s.end()
	default:
		s.add(c)
	}
}

// add adds a character to the word.
func (s *splitter) add(c byte) { s.word, s.begun = append(s.word, c), true }

// end ends the word, if there is one.
func (s *splitter) end() {
	if s.begun {
		s.words = append(s.words, string(s.word))
	}
	s.word, s.begun = nil, false
}

// escapes reports whether a backslash before rest takes the meaning of the next character.
func escapes(rest string, quote byte) bool {
	if rest == "" {
		return false
	}
	return quote == 0 || rest[0] == '\\' || rest[0] == '"'
}
