package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// printTable writes rows under a head; the columns from right on hold numbers and are set flush right. It is plain
// text, the same on a terminal and in a file.
func printTable(w io.Writer, right int, head []string, rows [][]string) {
	cell := lipgloss.NewStyle().PaddingRight(2)
	t := table.New().Headers(head...).Rows(rows...).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).
		StyleFunc(func(_, col int) lipgloss.Style {
			if col >= right {
				return cell.Align(lipgloss.Right)
			}
			return cell
		})
	fmt.Fprintln(w, t.String())
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
