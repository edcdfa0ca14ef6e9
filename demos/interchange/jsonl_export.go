package interchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// exportLines writes JSON lines. Numbers have as many digits as it takes to read the same ones back.
func exportLines(x *Export) error {
	f, err := disk.CreateNew(x.Target)
	if err != nil {
		return err
	}
	w := &lineWriter{to: bufio.NewWriter(f)}
	err = x.each(func(_ int, d *demos.Demonstration) error {
		w.episode(d)
		return w.err
	})
	return errors.Join(err, w.to.Flush(), f.Sync(), f.Close())
}

// lineWriter writes episodes as lines, row after row: no line is ever held.
type lineWriter struct {
	to   *bufio.Writer
	size int // bytes of the line so far
	err  error
}

// episode writes a line.
func (w *lineWriter) episode(d *demos.Demonstration) {
	t := d.Len()
	w.size = 0
	w.text(`{"obs":`)
	w.rows(d.Obs, t+1)
	w.text(`,"action":`)
	w.rows(d.Act, t)
	w.text(`,"reward":`)
	w.list(t, func(i int) any { return d.Reward[i] })
	w.text(`,"end":`)
	w.value(d.End.String())
	if len(d.Tags) > 0 {
		w.text(`,"tags":`)
		w.value(d.Tags)
	}
	w.besides(d)
	w.text("}\n")
}

// besides writes what the steps of a labelled episode have besides.
func (w *lineWriter) besides(d *demos.Demonstration) {
	t := d.Len()
	if d.Label != nil {
		w.text(`,"label":`)
		w.rows(d.Label, t)
		w.text(`,"author":`)
		w.list(t, func(i int) any { return d.Author[i].String() })
	}
	if d.Late != nil {
		w.text(`,"late":`)
		w.list(t, func(i int) any { return d.Late[i] })
	}
	if d.Force != nil {
		w.text(`,"force":`)
		w.rows(d.Force, t)
	}
}

// rows writes numbers in n rows; one that begins with NaN is null: there is nothing to imitate.
func (w *lineWriter) rows(xs []float64, n int) {
	width := len(xs) / n
	w.list(n, func(i int) any {
		if row := xs[i*width : (i+1)*width]; row[0] == row[0] {
			return row
		}
		return nil
	})
}

// list writes n values.
func (w *lineWriter) list(n int, value func(i int) any) {
	w.text("[")
	for i := range n {
		if i > 0 {
			w.text(",")
		}
		w.value(value(i))
	}
	w.text("]")
}

func (w *lineWriter) value(v any) {
	text, err := json.Marshal(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.text(string(text))
}

func (w *lineWriter) text(s string) {
	if w.err != nil {
		return
	}
	if w.size += len(s); w.size > longestLine {
		w.err = fmt.Errorf("its line is longer than the %d MiB that are read: write another format", longestLine>>20)
		return
	}
	_, w.err = w.to.WriteString(s)
}

// lineLabels are the labels of a line: a list of numbers a step, or null where there is nothing to imitate.
type lineLabels struct{ e *Episode }

func (l *lineLabels) UnmarshalJSON(text []byte) error {
	var rows [][]*float64
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	l.e.Label = []float64{}
	for i, row := range rows {
		if row == nil {
			l.e.Label = append(l.e.Label, orNaN(nil, width)...)
			continue
		}
		for _, x := range row {
			if x == nil || len(row) != width {
				return fmt.Errorf("row %d: want %d numbers, or null for the whole row", i, width)
			}
			l.e.Label = append(l.e.Label, *x)
		}
	}
	return nil
}

// lineAuthors are the authors of a line, as words.
type lineAuthors struct{ e *Episode }

func (l *lineAuthors) UnmarshalJSON(text []byte) error {
	var words []string
	if err := json.Unmarshal(text, &words); err != nil {
		return err
	}
	for i, word := range words {
		a, ok := authorOf(word)
		if l.e.Author = append(l.e.Author, a); !ok {
			return fmt.Errorf("step %d: %.40q is no author: want one of %v", i, word, envs.Authors())
		}
	}
	return nil
}

// lineForces are the forces of a line.
type lineForces struct{ e *Episode }

func (l *lineForces) UnmarshalJSON(text []byte) error {
	var rows [][]float64
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	for i, row := range rows {
		if len(row) != envs.ForceLen {
			return fmt.Errorf("row %d has %d numbers, want %d", i, len(row), envs.ForceLen)
		}
		l.e.Force = append(l.e.Force, row...)
	}
	return nil
}

// lineEnd is why the episode of a line ended.
type lineEnd struct{ e *Episode }

func (l *lineEnd) UnmarshalJSON(text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return err
	}
	end, ok := envs.ParseEnd(word)
	if !ok {
		return fmt.Errorf("%.40q is no end", word)
	}
	l.e.End, l.e.ownEnd = end, true
	return nil
}
