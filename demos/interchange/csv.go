package interchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// A CSV, gzipped or not, has a row for each step, below a header that names the columns:
//
//	episode      anything; another value begins another episode
//	obs.NAME     the observation before the action
//	act.NAME     the action as it was sent, or choice/K: a whole number from 0 to K-1
//	reward       (optional)
//	terminated   1 where the step ended the episode in a true end (optional)
//	truncated    1 where it was cut short (optional)
//	end          why the episode ended, in the row of its last step: reached, failed, timed out, running (optional)
//	label.NAME   what a learner should imitate; empty where there is nothing (optional, with author)
//	author       who chose the action: actor, noise, expert, learner, person
//	late         how late the step of a person's was, s (optional)
//	force.NAME   the force from outside: four columns (optional)
//
// A last row of an episode whose action is empty holds the observation after its last step. Columns of another name are
// left out. Records are lines: no cell may hold a line break.
func init() {
	Register(Format{
		Name:      "csv",
		Summary:   "a table, gzipped or not: episode, obs.NAME, act.NAME, reward, terminated, truncated; a row a step",
		Recognize: looksLikeCSV,
		Export:    exportCSV,
		Episodes:  readCSV,
		Foreign:   csvSpec,
	})
}

// longestRow bounds a line, in bytes.
const longestRow = 4 << 20

func looksLikeCSV(s *Source) bool {
	return s.FS == nil && strings.HasSuffix(strings.TrimSuffix(strings.ToLower(s.Name), ".gz"), ".csv")
}

// table is an open CSV.
type table struct {
	in    io.ReadCloser
	lines *bufio.Scanner
	line  int
	cells []string

	obs, act, label, force []int // columns
	obsNames, actNames     []string
	choices                int            // of a discrete action
	one                    map[string]int // the columns of one name: episode, reward, author
	left, notes            []string
}

func openTable(s *Source) (*table, error) {
	in, err := s.text()
	if err != nil {
		return nil, err
	}
	t := &table{in: in, lines: bufio.NewScanner(in), one: map[string]int{}}
	t.lines.Buffer(nil, longestRow)
	if !strings.HasSuffix(strings.ToLower(s.Name), ".gz") {
		t.notes = []string{unprotected}
	}
	err = t.next()
	if errors.Is(err, io.EOF) {
		err = errors.New("it holds no header")
	}
	if err == nil {
		err = t.header()
	}
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return t, nil
}

// next reads the cells of the next line that is not empty, or io.EOF.
func (t *table) next() error {
	for t.lines.Scan() {
		t.line++
		text := strings.TrimSuffix(t.lines.Text(), "\r")
		if t.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if text == "" {
			continue
		}
		if !strings.Contains(text, `"`) {
			t.cells = strings.Split(text, ",")
			return nil
		}
		cells, err := csv.NewReader(strings.NewReader(text)).Read()
		if err != nil {
			return fmt.Errorf("line %d: a quoted cell is wrong, or goes beyond its line", t.line)
		}
		t.cells = cells
		return nil
	}
	if err := t.lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("longer than %d MiB", longestRow>>20)
		}
		return fmt.Errorf("line %d: %w", t.line+1, err)
	}
	return io.EOF
}

// header finds what each column is.
func (t *table) header() error {
	seen := map[string]bool{}
	for i, name := range t.cells {
		name = strings.TrimSpace(name)
		if seen[name] {
			return fmt.Errorf("line 1: two columns are called %.60q", name)
		}
		seen[name] = true
		if err := t.column(i, name); err != nil {
			return fmt.Errorf("line 1: %w", err)
		}
	}
	_, hasEpisode := t.one["episode"]
	_, hasAuthor := t.one["author"]
	switch {
	case !hasEpisode || len(t.obs) == 0 || len(t.act) == 0:
		return errors.New("line 1: want the columns episode, obs.NAME and act.NAME (or choice/K)")
	case t.choices > 0 && len(t.act) > 1:
		return errors.New("line 1: a choice is the whole action: want no other column of it")
	case t.label != nil && !hasAuthor:
		return errors.New("line 1: labels need a column author")
	}
	return nil
}

func (t *table) column(i int, name string) error {
	prefix, rest, dotted := strings.Cut(name, ".")
	switch {
	case dotted && prefix == "obs":
		t.obs, t.obsNames = append(t.obs, i), append(t.obsNames, rest)
	case dotted && prefix == "act":
		t.act, t.actNames = append(t.act, i), append(t.actNames, rest)
	case dotted && prefix == "label":
		t.label = append(t.label, i)
	case dotted && prefix == "force":
		t.force = append(t.force, i)
	case strings.HasPrefix(name, "choice/"):
		k, err := strconv.Atoi(name[len("choice/"):])
		if err != nil || k < 1 || k > 1<<16 {
			return fmt.Errorf("the column %.60q: want choice/K with the number of choices", name)
		}
		t.act, t.choices = append(t.act, i), k
	default:
		switch name {
		case "episode", "reward", "terminated", "truncated", "end", "author", "late":
			t.one[name] = i
		case "step":
		default:
			t.left = append(t.left, name)
		}
	}
	return nil
}

func readCSV(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		t, err := openTable(s)
		if err != nil {
			yield(nil, err)
			return
		}
		defer t.in.Close()
		err = t.next()
		for err == nil {
			var e *Episode
			if e, err = t.episode(); e != nil && !yield(e, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(nil, err)
		}
	}
}

// episode reads the rows of one episode, of which the first is there, and the row behind it. Its error is io.EOF at the
// end of the file, and then the episode is whole; no episode comes with another error.
func (t *table) episode() (*Episode, error) {
	e := &Episode{Place: fmt.Sprintf("line %d", t.line), Left: t.left, Notes: t.notes}
	name, numbers, over := "", 0, false
	for {
		if len(t.cells) <= t.one["episode"] {
			return nil, fmt.Errorf("line %d: %d cells", t.line, len(t.cells))
		}
		this := t.cells[t.one["episode"]]
		if e.Obs != nil && this != name {
			return e, nil
		}
		name = this
		if over {
			return nil, fmt.Errorf("line %d: the episode %.60q went on after its end", t.line, name)
		}
		var err error
		if over, err = t.row(e); err != nil {
			return nil, fmt.Errorf("line %d: %w", t.line, err)
		}
		if numbers += len(t.obs) + len(t.act); numbers > mostNumbers {
			return nil, fmt.Errorf("line %d: an episode of more than %d numbers", t.line, mostNumbers)
		}
		if err := t.next(); err != nil {
			if !errors.Is(err, io.EOF) {
				e = nil
			}
			return e, err
		}
	}
}

// row adds a row to an episode, and reports whether it must be the last.
func (t *table) row(e *Episode) (over bool, err error) {
	obs, err := t.numbers(t.obs)
	if err != nil {
		return false, err
	}
	e.Obs = append(e.Obs, obs)
	if t.empty(t.act) {
		return true, nil
	}
	act, err := t.numbers(t.act)
	if err != nil {
		return false, err
	}
	if t.choices > 0 {
		if act, err = oneHot(act[0], t.choices); err != nil {
			return false, err
		}
	}
	e.Act = append(e.Act, act)
	if i, ok := t.one["reward"]; ok {
		x, err := t.numbers([]int{i})
		if err != nil {
			return false, err
		}
		e.Reward = append(e.Reward, x[0])
	}
	if err := t.end(e); err != nil {
		return false, err
	}
	return false, t.more(e)
}

// oneHot is a vertex of the simplex of k choices.
func oneHot(choice float64, k int) ([]float64, error) {
	if choice != math.Trunc(choice) || choice < 0 || choice >= float64(k) {
		return nil, fmt.Errorf("the action is %v: want one of %d choices from 0", choice, k)
	}
	row := make([]float64, k)
	row[int(choice)] = 1
	return row, nil
}

// cell is a cell of a column, "" where there is none.
func (t *table) cell(i int) string {
	if i < len(t.cells) {
		return strings.TrimSpace(t.cells[i])
	}
	return ""
}

func (t *table) empty(columns []int) bool {
	for _, i := range columns {
		if t.cell(i) != "" {
			return false
		}
	}
	return true
}

func (t *table) numbers(columns []int) ([]float64, error) {
	xs := make([]float64, len(columns))
	for j, i := range columns {
		x, err := strconv.ParseFloat(t.cell(i), 64)
		if err != nil {
			return nil, fmt.Errorf("column %d: %.40q is no number", i+1, t.cell(i))
		}
		xs[j] = x
	}
	return xs, nil
}

// end reads why the episode ended, where a step says so: no step may follow.
func (t *table) end(e *Episode) error {
	if e.End != envs.Running || e.ownEnd {
		return errors.New("the step before it had ended the episode")
	}
	for _, f := range []struct {
		name string
		end  envs.End
	}{{"truncated", envs.TimedOut}, {"terminated", envs.Failed}} {
		i, ok := t.one[f.name]
		if !ok {
			continue
		}
		switch strings.ToLower(t.cell(i)) {
		case "1", "1.0", "true":
			e.End = f.end
		case "", "0", "0.0", "false":
		default:
			return fmt.Errorf("%s: %.40q is no flag: want 0 or 1", f.name, t.cell(i))
		}
	}
	i, ok := t.one["end"]
	if !ok || t.cell(i) == "" {
		return nil
	}
	end, ok := envs.ParseEnd(t.cell(i))
	if !ok {
		return fmt.Errorf("%.40q is no end", t.cell(i))
	}
	e.End, e.ownEnd = end, true
	return nil
}

// more reads what a step of ours has besides.
func (t *table) more(e *Episode) error {
	if i, ok := t.one["author"]; ok && t.cell(i) != "" {
		a, ok := authorOf(t.cell(i))
		if !ok || len(e.Author) != len(e.Act)-1 {
			return fmt.Errorf("%.40q is no author: want one of %v in each step, or in none", t.cell(i), envs.Authors())
		}
		e.Author = append(e.Author, a)
		if t.empty(t.label) {
			e.Label = append(e.Label, orNaN(nil, max(len(t.label), 1))...)
		} else if label, err := t.numbers(t.label); err != nil {
			return err
		} else {
			e.Label = append(e.Label, label...)
		}
	}
	if i, ok := t.one["late"]; ok && t.cell(i) != "" {
		x, err := t.numbers([]int{i})
		if err != nil {
			return err
		}
		e.Late = append(e.Late, x[0])
	}
	if len(t.force) > 0 && !t.empty(t.force) {
		x, err := t.numbers(t.force)
		e.Force = append(e.Force, x...)
		return err
	}
	return nil
}

// authorOf is the author of a word.
func authorOf(word string) (envs.Author, bool) {
	for _, a := range envs.Authors() {
		if a.String() == word {
			return a, true
		}
	}
	return 0, false
}

// csvSpec is the task of a table: the names are those of its columns.
func csvSpec(s *Source) (envs.Spec, error) {
	t, err := openTable(s)
	if err != nil {
		return envs.Spec{}, err
	}
	defer t.in.Close()
	name, _, _ := strings.Cut(s.Name, ".")
	lo, hi := unbounded(len(t.obs))
	obs := channels(t.obsNames, lo, hi)
	if t.choices > 0 {
		return foreignSpec(name, obs, space.Simplex{K: t.choices})
	}
	return foreignSpec(name, obs, space.UnitBox(len(t.act)))
}
