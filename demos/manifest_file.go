package demos

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// The file is the indented JSON of the manifest with one more field, always the last, so that its place is fixed: the
// SHA-256 of the whole file with that field's digits zeroed.
const (
	sealHead = ",\n  \"sha256\": \""
	sealTail = "\"\n}\n"
	sealLen  = len(sealHead) + 2*sha256.Size + len(sealTail)
)

const (
	maxManifest = 8 << 20 // bytes
	maxDepth    = 16      // of nested JSON
)

// marshal is the manifest's file.
func (m *Manifest) marshal() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	body, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	file := bytes.TrimSuffix(body, []byte("\n}"))
	file = append(file, sealHead...)
	file = append(file, bytes.Repeat([]byte("0"), 2*sha256.Size)...)
	file = append(file, sealTail...)
	copy(sealOf(file), digest(file))
	return file, nil
}

// sealOf is the digits of the file's own hash.
func sealOf(file []byte) []byte {
	at := len(file) - len(sealTail) - 2*sha256.Size
	return file[at : at+2*sha256.Size]
}

// digest is the hexadecimal hash of a file whose seal is zeroed.
func digest(file []byte) []byte {
	sum := sha256.Sum256(file)
	return hex.AppendEncode(nil, sum[:])
}

// unmarshal reads what marshal wrote. Errors begin with the place in the file.
func (m *Manifest) unmarshal(file []byte) error {
	if len(file) < sealLen || !bytes.HasSuffix(file, []byte(sealTail)) || !bytes.HasPrefix(file[len(file)-sealLen:], []byte(sealHead)) {
		return fmt.Errorf("bytes 0 to %d: does not end with its SHA-256: it is truncated, or not a manifest", len(file))
	}
	recorded := bytes.Clone(sealOf(file))
	zeroed := bytes.Clone(file)
	copy(sealOf(zeroed), bytes.Repeat([]byte("0"), len(recorded)))
	if computed := digest(zeroed); !bytes.Equal(recorded, computed) {
		return fmt.Errorf("bytes 0 to %d: damaged: its SHA-256 is %.12s…, recorded %.12q…%s", len(file), computed, recorded, handmade(file))
	}
	if err := checkJSON(file); err != nil {
		return err
	}
	// Version before content: a later format may have fields of another kind.
	var version struct{ Format int }
	if err := json.Unmarshal(file, &version); err != nil {
		return err
	}
	if version.Format < plainVersion || version.Format > FormatVersion {
		return fmt.Errorf("format version %d: this program reads versions up to %d", version.Format, FormatVersion)
	}
	body := append(file[:len(file)-sealLen:len(file)-sealLen], "\n}"...)
	if err := json.Unmarshal(body, m); err != nil {
		return err
	}
	if err := m.Validate(); err != nil {
		return err
	}
	return m.checkUnknown(body)
}

// handmade says what a file whose SHA-256 does not hold claims to be, where it can be read at all: then it was rather
// edited by hand than damaged.
func handmade(file []byte) string {
	var m Manifest
	if checkJSON(file) != nil || json.Unmarshal(file, &m) != nil {
		return ""
	}
	return fmt.Sprintf("; or edited by hand: it says task %q, physics %q, seed %d", m.Task.Name, m.Task.Physics, m.Seed)
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

// checkUnknown refuses fields that this program would drop, by what is missing when the manifest is written again.
func (m *Manifest) checkUnknown(body []byte) error {
	again, err := json.Marshal(m)
	if err != nil {
		return err
	}
	var have, known any
	if err := errors.Join(json.Unmarshal(body, &have), json.Unmarshal(again, &known)); err != nil {
		return err
	}
	if path := unknownField(have, known); path != "" {
		return fmt.Errorf("unknown field %s: written by a later version?", path)
	}
	return nil
}

// unknownField is the path of a field of have that known lacks, or "".
func unknownField(have, known any) string {
	switch have := have.(type) {
	case map[string]any:
		fields, _ := known.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(have)) {
			other, ok := fields[name]
			if !ok {
				return fmt.Sprintf("%q", name)
			}
			if path := unknownField(have[name], other); path != "" {
				return fmt.Sprintf("%q, %s", name, path)
			}
		}
	case []any:
		items, _ := known.([]any)
		for i, value := range have {
			if i >= len(items) {
				return fmt.Sprint(i)
			}
			if path := unknownField(value, items[i]); path != "" {
				return fmt.Sprintf("%d, %s", i, path)
			}
		}
	}
	return ""
}

func readManifest(fsys disk.FS, dir string) (Manifest, error) {
	var m Manifest
	name := filepath.Join(dir, ManifestName)
	file, err := disk.ReadFile(fsys, name, nil, maxManifest)
	if err != nil {
		return m, err
	}
	if err := m.unmarshal(file); err != nil {
		return m, &Damage{File: name, Offset: -1, Problem: err.Error()}
	}
	return m, nil
}

func writeManifest(fsys disk.FS, dir string, m *Manifest) error {
	file, err := m.marshal()
	if err != nil {
		return err
	}
	return disk.WriteFile(fsys, filepath.Join(dir, ManifestName), file)
}
