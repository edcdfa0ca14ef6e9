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
	var words []string
	var word strings.Builder
	begun, quote := false, byte(0)
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == 0 || c == '\n' || c == '\r':
			return nil, errors.New("a command is one line without zero bytes")
		case quote == 0 && (c == ' ' || c == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		case c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case c == '\\' && quote != '\'' && escapes(command[i+1:], quote):
			i++
			word.WriteByte(command[i])
			begun = true
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	switch {
	case quote != 0:
		return nil, errors.New("a quote is not closed: " + string(quote))
	case begun:
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("the command is missing: exec:COMMAND, as in exec:'python task.py'")
	}
	return words, nil
}

// escapes reports whether a backslash before rest takes the meaning of the next character.
func escapes(rest string, quote byte) bool {
	if rest == "" {
		return false
	}
	return quote == 0 || rest[0] == '\\' || rest[0] == '"'
}
