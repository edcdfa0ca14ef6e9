package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
)

// table is a result: numbers, text, or nil where a peer is absent.
type table struct {
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
	Notes   []string `json:"notes,omitempty"` // peers' versions and absences, one line each
}

func (t *table) add(cells ...any) { t.Rows = append(t.Rows, cells) }

// print writes the table as aligned text.
func (t *table) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", t.Title)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, strings.Join(t.Columns, "\t")+"\t")
	for _, row := range t.Rows {
		for _, c := range row {
			fmt.Fprint(tw, cell(c), "\t")
		}
		fmt.Fprintln(tw)
	}
	tw.Flush()
	for _, n := range t.Notes {
		fmt.Fprintln(w, n)
	}
}

// cell is a value as text: four digits, large numbers with separated thousands.
func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case float64:
		if math.Abs(v) >= 1000 {
			return thousands(int64(math.Round(v)))
		}
		return strconv.FormatFloat(v, 'g', 3, 64)
	default:
		return fmt.Sprint(v)
	}
}

func thousands(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// ratio is ours over theirs; nil where there is no such peer.
func ratio(ours float64, theirs any) any {
	if r, ok := theirs.(float64); ok && r > 0 {
		return ours / r
	}
	return nil
}
