package demos

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

const maxManifest = 8 << 20 // bytes

// marshal is the manifest's file.
func (m *Manifest) marshal() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return hashed(m)
}

// unmarshal reads what marshal wrote. Errors begin with the place in the file.
func (m *Manifest) unmarshal(file []byte) error {
	body, err := unhashed(file)
	if err != nil {
		return fmt.Errorf("%w%s", err, handmade(file))
	}
	// Version before content: a later format may have fields of another kind.
	var version struct{ Format int }
	if err := json.Unmarshal(body, &version); err != nil {
		return err
	}
	if version.Format < plainVersion || version.Format > FormatVersion {
		return fmt.Errorf("format version %d: this program reads versions up to %d", version.Format, FormatVersion)
	}
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

// readManifest also returns the SHA-256 of the file.
func readManifest(fsys disk.FS, dir string) (m Manifest, sum string, err error) {
	name := filepath.Join(dir, ManifestName)
	file, err := disk.ReadFile(fsys, name, nil, maxManifest)
	if err != nil {
		return m, "", err
	}
	sum = string(digest(file))
	if err := m.unmarshal(file); err != nil {
		return m, "", &Damage{File: name, Offset: -1, Problem: err.Error()}
	}
	return m, sum, nil
}

func writeManifest(fsys disk.FS, dir string, m *Manifest) error {
	file, err := m.marshal()
	if err != nil {
		return err
	}
	return disk.WriteFile(fsys, filepath.Join(dir, ManifestName), file)
}
