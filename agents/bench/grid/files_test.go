package grid

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadNamesFileAndPlace: what is wrong with a cell's file is said with its path.
func TestReadNamesFileAndPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(path, []byte(`{"a": "b"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	var wrong struct{ A int }
	if err := ReadJSON(path, &wrong); err == nil || len(err.Error()) <= len(path) || err.Error()[:len(path)] != path {
		t.Errorf("got %v", err)
	}
}

// TestWhatJSONCannotHoldIsAnError that names the file, which is not written.
func TestWhatJSONCannotHoldIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	for name, write := range map[string]func(string, any) error{"a table": WriteTable, "a cell": WriteJSON} {
		if err := write(path, math.NaN()); err == nil || !strings.HasPrefix(err.Error(), path+": ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was written")
	}
}
