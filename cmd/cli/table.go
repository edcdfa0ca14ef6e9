package cli

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// printTable writes rows under a head; the columns from right on hold numbers and are set flush right. It is plain
// text, the same on a terminal and in a file.
func printTable(w io.Writer, right int, head []string, rows [][]string) {
	report.TextTable(w, right, head, rows)
}

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
