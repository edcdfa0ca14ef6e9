package cli

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// printJSON writes one value as indented JSON.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// writeJSON writes one value to a file, as a whole: a file of that name is replaced only once the new one is complete.
func writeJSON(path string, v any) error {
	var b bytes.Buffer
	if err := printJSON(&b, v); err != nil {
		return err
	}
	return disk.WriteFile(disk.OS{}, path, b.Bytes())
}
