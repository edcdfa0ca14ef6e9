package interchange

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// JSON lines are the simplest exchange format: one episode a line, gzipped or not, an object of
//
//	state    T or T+1 lists of numbers: the simulation's state before each action, and perhaps after the last
//	obs      T or T+1 lists of numbers: the observations, likewise; one of state and obs must be there
//	action   T lists of numbers: the actions as they were sent
//	reward   T numbers (optional)
//	start    a list of numbers: what the episode was reset to (optional)
//	mode     a word that says how start is to be taken (optional)
//	tags     a list of words (optional)
//	end      why the episode ended: "reached", "failed", "timed out" or "running" (optional)
//	label    T lists of numbers: what a learner should imitate, null where there is nothing (optional, with author)
//	author   T words: who chose the action that was sent: actor, noise, expert, learner, person
//	late     T numbers: how late each step of a person's was, s (optional)
//	force    T lists of four numbers: the force from outside (optional)
//
// The keys episode, seed, source and n_contacts, which published files have, are known and left out. Any other key is an
// error, and so is a line longer than 64 MiB.
func init() {
	Register(Format{
		Name:      "jsonl",
		Summary:   "JSON lines, gzipped or not: one episode a line, with state or obs, action, and perhaps reward and start",
		Recognize: looksLikeLines,
		Export:    exportLines,
		Episodes:  readLines,
	})
}

const longestLine = 64 << 20 // bytes

var gzipMagic = []byte{0x1f, 0x8b}

// looksLikeLines goes by the name, or by how the text begins.
func looksLikeLines(s *Source) bool {
	name := strings.TrimSuffix(strings.ToLower(s.Name), ".gz")
	if strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson") {
		return true
	}
	head, err := s.head(512)
	return err == nil && bytes.HasPrefix(bytes.TrimSpace(head), []byte("{"))
}

func readLines(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		in, err := s.text()
		if err != nil {
			yield(nil, err)
			return
		}
		defer in.Close()
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, longestLine)
		n := 0
		for lines.Scan() {
			n++
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			e, err := parseLine(lines.Bytes())
			if err != nil {
				err = fmt.Errorf("line %d: %w", n, err)
			} else {
				e.Place = fmt.Sprintf("line %d", n)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		err = lines.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("longer than %d MiB", longestLine>>20)
		}
		if err != nil {
			yield(nil, fmt.Errorf("line %d: %w", n+1, err))
		}
	}
}

// text is the source, unzipped if it is zipped.
func (s *Source) text() (io.ReadCloser, error) {
	head, err := s.head(2)
	if err != nil {
		return nil, err
	}
	f, err := s.open("")
	if err != nil || !bytes.HasPrefix(head, gzipMagic) {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return unzipped{z, f}, nil
}

// unzipped closes the file below the reader.
type unzipped struct {
	io.Reader
	io.Closer
}

// lineKeys are the keys of a line; those without a field are known and left out.
var lineKeys = map[string]func(e *Episode) any{
	"state":      func(e *Episode) any { return &e.State },
	"obs":        func(e *Episode) any { return &e.Obs },
	"action":     func(e *Episode) any { return &e.Act },
	"reward":     func(e *Episode) any { return &e.Reward },
	"start":      func(e *Episode) any { return &e.Start },
	"mode":       func(e *Episode) any { return &e.Mode },
	"tags":       func(e *Episode) any { return &e.Tags },
	"end":        func(e *Episode) any { return &lineEnd{e} },
	"label":      func(e *Episode) any { return &lineLabels{e} },
	"author":     func(e *Episode) any { return &lineAuthors{e} },
	"late":       func(e *Episode) any { return &e.Late },
	"force":      func(e *Episode) any { return &lineForces{e} },
	"episode":    nil,
	"seed":       nil,
	"source":     nil,
	"n_contacts": nil,
}

func parseLine(line []byte) (*Episode, error) {
	e, seen := &Episode{}, map[string]bool{}
	err := eachField(line, func(key string, value json.RawMessage) error {
		field, known := lineKeys[key]
		switch {
		case !known:
			return fmt.Errorf("unknown key %q%s", key, suggest.Ending(key, knownKeys()))
		case seen[key]:
			return fmt.Errorf("the key %q occurs twice", key)
		}
		seen[key] = true
		if field == nil {
			e.Left = append(e.Left, key)
			return nil
		}
		if bytes.Equal(value, []byte("null")) {
			return fmt.Errorf("%s: null is no value", key)
		}
		if err := json.Unmarshal(value, field(e)); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return holes(key, value)
	})
	if err != nil {
		return nil, err
	}
	if !seen["action"] {
		return nil, errors.New(`the key "action" is missing`)
	}
	if !seen["state"] && !seen["obs"] {
		return nil, errors.New(`one of the keys "state" and "obs" is missing`)
	}
	return e, nil
}

func knownKeys() []string {
	var keys []string
	for key := range lineKeys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// holes refuses a null among the numbers, which the decoder would take for 0.
func holes(key string, value json.RawMessage) error {
	if key != "mode" && key != "tags" && key != "label" && bytes.Contains(value, []byte("null")) {
		return fmt.Errorf("%s: null among the numbers", key)
	}
	return nil
}

// eachField calls f with each key of a JSON object and its value, in their order.
func eachField(line []byte, f func(key string, value json.RawMessage) error) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	if open, err := dec.Token(); err != nil {
		return syntax(err)
	} else if open != json.Delim('{') {
		return errors.New("not a JSON object")
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return syntax(err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return syntax(err)
		}
		if err := f(key.(string), value); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return syntax(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more behind the object")
	}
	return nil
}

// syntax names the byte of a mistake in JSON where it is known.
func syntax(err error) error {
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("byte %d: %w", s.Offset, err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the object does not end")
	}
	return err
}
