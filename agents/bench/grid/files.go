package grid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// MaxKept bounds a file that is read back, bytes.
const MaxKept = 1 << 26

// ReadJSON reads a file of at most MaxKept bytes into v.
func ReadJSON(path string, v any) error {
	data, err := disk.ReadFile(disk.OS{}, path, nil, MaxKept)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// WriteJSON writes v as the file of a cell, as a whole, and makes the directories above it.
func WriteJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return WriteFile(path, append(data, '\n'))
}

// WriteTable writes v as a table to be read by people and programs: indented, with < and > as they are.
func WriteTable(path string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return WriteFile(path, b.Bytes())
}

// MakeDir makes a directory of a benchmark, and those above it.
func MakeDir(dir string) error { return disk.MakeDirs(disk.OS{}, dir) }

// WriteFile writes a file as a whole, and makes the directories above it.
func WriteFile(path string, data []byte) error {
	if err := MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	return disk.WriteFile(disk.OS{}, path, data)
}
