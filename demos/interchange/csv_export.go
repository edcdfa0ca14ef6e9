package interchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// exportCSV writes a table. Numbers have as many digits as it takes to read the same ones back.
func exportCSV(x *Export) error {
	e, err := x.extent()
	if err != nil {
		return err
	}
	f, err := disk.CreateNew(x.Target)
	if err != nil {
		return err
	}
	to := bufio.NewWriter(f)
	w := &tableWriter{x: x, extent: e, to: csv.NewWriter(to)}
	w.header()
	err = x.each(func(i int, d *demos.Demonstration) error { return w.episode(i, d) })
	w.to.Flush()
	return errors.Join(err, w.to.Error(), to.Flush(), f.Sync(), f.Close())
}

// tableWriter writes episodes as rows.
type tableWriter struct {
	x *Export
	*extent
	to  *csv.Writer
	row []string
}

func (w *tableWriter) header() {
	row := []string{"episode"}
	for _, c := range w.x.Spec.Obs {
		row = append(row, "obs."+c.Name)
	}
	k := w.x.Spec.Action.Dim()
	if w.x.discrete() {
		row = append(row, fmt.Sprintf("choice/%d", k))
	} else {
		w.x.leave("the action set, a " + w.x.Spec.Action.String() + ": a table says nothing of it")
		row = w.names(row, "act.", k)
	}
	row = append(row, "reward", "terminated", "truncated", "end")
	if w.labelled {
		row = append(w.names(row, "label.", k), "author")
	}
	if w.driven {
		row = append(row, "late")
	}
	if w.forced {
		row = w.names(row, "force.", envs.ForceLen)
	}
	w.to.Write(row)
}

// names appends those of n columns: the channels of the action, where there are as many.
func (w *tableWriter) names(row []string, prefix string, n int) []string {
	for i := range n {
		name := strconv.Itoa(i)
		if prefix != "force." && len(w.x.Spec.Act) == n {
			name = w.x.Spec.Act[i].Name
		}
		row = append(row, prefix+name)
	}
	return row
}

func (w *tableWriter) episode(i int, d *demos.Demonstration) error {
	var choices []int64
	if w.x.discrete() {
		choices = w.x.choices(d)
	}
	for t := range d.Len() {
		w.row = append(w.row[:0], strconv.Itoa(i))
		w.numbers(d.ObsAt(t))
		if choices != nil {
			w.row = append(w.row, strconv.FormatInt(choices[t], 10))
		} else {
			w.numbers(d.ActAt(t))
		}
		w.numbers(d.Reward[t : t+1])
		w.end(d, t)
		w.more(d, t)
		if err := w.to.Write(w.row); err != nil {
			return err
		}
	}
	w.row = append(w.row[:0], strconv.Itoa(i))
	w.numbers(d.ObsAt(d.Len()))
	return w.to.Write(w.padded())
}

// padded fills the row of a last observation with empty cells.
func (w *tableWriter) padded() []string {
	k := w.x.Spec.Action.Dim()
	n := 4
	if w.labelled {
		n += k + 1
	}
	if w.driven {
		n++
	}
	if w.forced {
		n += envs.ForceLen
	}
	if w.x.discrete() {
		k = 1
	}
	for range n + k {
		w.row = append(w.row, "")
	}
	return w.row
}

// numbers appends cells; NaN is an empty one.
func (w *tableWriter) numbers(xs []float64) {
	for _, x := range xs {
		if x != x {
			w.row = append(w.row, "")
			continue
		}
		w.row = append(w.row, strconv.FormatFloat(x, 'g', -1, 64))
	}
}

func (w *tableWriter) end(d *demos.Demonstration, t int) {
	terminated, truncated, end := "0", "0", ""
	if t == d.Len()-1 {
		end = d.End.String()
		switch d.End {
		case envs.Reached, envs.Failed:
			terminated = "1"
		case envs.TimedOut:
			truncated = "1"
		}
	}
	w.row = append(w.row, terminated, truncated, end)
}

// more writes what the step has besides.
func (w *tableWriter) more(d *demos.Demonstration, t int) {
	k := w.x.Spec.Action.Dim()
	if w.labelled {
		author := ""
		if d.Label != nil {
			w.numbers(d.Label[t*k : (t+1)*k])
			author = d.Author[t].String()
		} else {
			w.numbers(orNaN(nil, k))
		}
		w.row = append(w.row, author)
	}
	if w.driven {
		w.numbers(at(d.Late, t, 1))
	}
	if w.forced {
		w.numbers(at(d.Force, t, envs.ForceLen))
	}
}

// at is the t-th of rows of n numbers, or NaN where there are none.
func at(xs []float64, t, n int) []float64 {
	if xs == nil {
		return orNaN(nil, n)
	}
	return xs[t*n : (t+1)*n]
}
