package demos

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A JSON file of a data set is the indented JSON of a value with one more field, always the last, so that its place is
// fixed: the SHA-256 of the whole file with that field's digits zeroed.
const (
	hashHead = ",\n  \"sha256\": \""
	hashTail = "\"\n}\n"
	hashLen  = len(hashHead) + 2*sha256.Size + len(hashTail)
)

const maxDepth = 16 // of nested JSON

// hashed is the file of a value.
func hashed(value any) ([]byte, error) {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return nil, err
	}
	file := bytes.TrimSuffix(body, []byte("\n}"))
	file = append(file, hashHead...)
	file = append(file, bytes.Repeat([]byte("0"), 2*sha256.Size)...)
	file = append(file, hashTail...)
	copy(hashOf(file), digest(file))
	return file, nil
}

// hashOf is the digits of the file's own hash.
func hashOf(file []byte) []byte {
	at := len(file) - len(hashTail) - 2*sha256.Size
	return file[at : at+2*sha256.Size]
}

// digest is the hexadecimal hash of some bytes.
func digest(file []byte) []byte {
	sum := sha256.Sum256(file)
	return hex.AppendEncode(nil, sum[:])
}

// unhashed returns the JSON of the value in a file that hashed made. Errors begin with the place in the file.
func unhashed(file []byte) ([]byte, error) {
	if len(file) < hashLen || !bytes.HasSuffix(file, []byte(hashTail)) || !bytes.HasPrefix(file[len(file)-hashLen:], []byte(hashHead)) {
		return nil, fmt.Errorf("bytes 0 to %d: does not end with its SHA-256: it is truncated, or another file", len(file))
	}
	zeroed := bytes.Clone(file)
	copy(hashOf(zeroed), bytes.Repeat([]byte("0"), 2*sha256.Size))
	if recorded, computed := hashOf(file), digest(zeroed); !bytes.Equal(recorded, computed) {
		return nil, fmt.Errorf("bytes 0 to %d: damaged: its SHA-256 is %.12s…, recorded %.12q…", len(file), computed, recorded)
	}
	if err := checkJSON(file); err != nil {
		return nil, err
	}
	return append(file[:len(file)-hashLen:len(file)-hashLen], "\n}"...), nil
}

// checkJSON bounds the depth and refuses a name that occurs twice in an object.
func checkJSON(file []byte) error {
	dec := json.NewDecoder(bytes.NewReader(file))
	var open []map[string]bool // names seen in the objects around; nil for a list
	key := false               // whether the next string is a name
	for {
		at := dec.InputOffset()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("byte %d: %w", at, err)
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
			if len(open) > maxDepth {
				return fmt.Errorf("byte %d: nested more than %d deep", at, maxDepth)
			}
		case string:
			if key {
				names := open[len(open)-1]
				if names[t] {
					return fmt.Errorf("byte %d: field %q occurs twice", at, t)
				}
				names[t], key = true, false
				continue
			}
		}
		key = len(open) > 0 && open[len(open)-1] != nil
	}
}
