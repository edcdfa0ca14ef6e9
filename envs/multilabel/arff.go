package multilabel

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Limits bound what a file may make the reader allocate.
type Limits struct {
	Line       int // bytes of one line
	Attributes int // attributes of a relation, and values of all its nominal ones together
	Cells      int // rows × attributes, dense; and rows × features, where each nominal value has a column
}

// DefaultLimits allows lines of 16 MiB, 2^17 attributes and as many values, and 2^27 cells (1 GiB).
//
// A sparse row of a few bytes stands for a cell of every attribute. Beyond the first freeCells a file is therefore also
// held to cellsPerByte: a small file cannot make the reader allocate much.
func DefaultLimits() Limits { return Limits{Line: 16 << 20, Attributes: 1 << 17, Cells: 1 << 27} }

const (
	freeCells    = 1 << 24 // 128 MiB
	cellsPerByte = 16      // rows of real text collections have between 1 and 10
)

// Attribute is one column of a relation.
type Attribute struct {
	Name   string
	Values []string // of a nominal attribute, in the file's order; nil for a number
	Text   bool     // a string or a date: its cells are NaN
	Line   int      // of the file, counted from 1
}

// Relation is an ARFF file: every cell a number, the index of a nominal value, or NaN where it is missing.
type Relation struct {
	Name       string
	Attributes []Attribute
	Rows       int

	blocks [][]float64 // of blockRows rows each, the last one shorter: growing copies nothing
}

// blockCells is about how many cells are allocated at once.
const blockCells = 1 << 16

func (r *Relation) blockRows() int { return max(1, blockCells/len(r.Attributes)) }

// Row is the i-th row's cells (len(Attributes)).
func (r *Relation) Row(i int) []float64 {
	n, rows := len(r.Attributes), r.blockRows()
	at := i % rows * n
	return r.blocks[i/rows][at : at+n : at+n]
}

// grow adds a row of zeros.
func (r *Relation) grow() []float64 {
	if rows := r.blockRows(); r.Rows%rows == 0 {
		r.blocks = append(r.blocks, make([]float64, rows*len(r.Attributes)))
	}
	r.Rows++
	return r.Row(r.Rows - 1)
}

// ReadARFF reads a relation, dense or sparse. Errors are of the form "name:line:column: what is wrong".
func ReadARFF(name string, src io.Reader, limits Limits) (*Relation, error) {
	return readARFF(name, src, limits, func(*Relation) (check, error) { return nil, nil })
}

// check reports whether a cell of the i-th attribute is what it has to be: for a label, 0 or 1.
type check func(i int, cell float64) bool

// readARFF is ReadARFF that asks, once the header is read, what is wrong with it and how to check the cells.
func readARFF(name string, src io.Reader, limits Limits, header func(*Relation) (check, error)) (*Relation, error) {
	p := &arffParser{name: name, limits: limits, rel: &Relation{}, header: header}
	lines := bufio.NewScanner(src)
	lines.Buffer(make([]byte, 0, min(64<<10, limits.Line)), limits.Line)
	lines.Split(scanLine)
	for lines.Scan() {
		p.line++
		p.bytes += len(lines.Bytes()) + 1
		text := decode(lines.Text())
		if p.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff") // a byte order mark
		}
		if err := p.read(text); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		p.line++
		return nil, p.errorf(0, "a line of more than %d bytes", limits.Line)
	} else if err != nil {
		p.line++
		return nil, p.errorf(0, "%w", err)
	}
	if !p.data {
		p.line = max(p.line, 1)
		return nil, p.errorf(0, "the file ends before @data")
	}
	return p.rel, nil
}

type arffParser struct {
	name    string
	limits  Limits
	rel     *Relation
	line    int
	bytes   int              // read so far
	data    bool             // whether @data has been read
	indices []map[string]int // of each nominal attribute's values
	values  int              // of all of them
	header  func(*Relation) (check, error)
	check   check // of cells; may be nil
}

// errorf points at a column, counted from 1, or at the line alone where column is 0.
func (p *arffParser) errorf(column int, format string, args ...any) error {
	place := fmt.Sprintf("%s:%d", p.name, p.line)
	if column > 0 {
		place = fmt.Sprintf("%s:%d", place, column)
	}
	return fmt.Errorf("%s: %w", place, fmt.Errorf(format, args...))
}

func (p *arffParser) read(text string) error {
	s := &arffScanner{p: p, text: text}
	s.space()
	if s.done() || s.peek() == '%' {
		return nil
	}
	if p.data {
		return p.row(s)
	}
	keyword := strings.ToLower(s.bare())
	switch keyword {
	case "@relation":
		var err error
		p.rel.Name, err = s.title()
		return err
	case "@attribute":
		return p.attribute(s)
	case "@data":
		if len(p.rel.Attributes) == 0 {
			return p.errorf(1, "@data before any @attribute")
		}
		p.data = true
		var err error
		p.check, err = p.header(p.rel)
		return err
	}
	return p.errorf(1, "%q: want @relation, @attribute or @data", clip(keyword))
}

func (p *arffParser) attribute(s *arffScanner) error {
	if len(p.rel.Attributes) >= p.limits.Attributes {
		return p.errorf(1, "more than %d attributes", p.limits.Attributes)
	}
	name, err := s.word()
	if err != nil {
		return err
	}
	s.space()
	a := Attribute{Name: name, Line: p.line}
	var index map[string]int
	if !s.done() && s.peek() == '{' {
		if a.Values, index, err = p.nominal(s); err != nil {
			return err
		}
	} else {
		at := s.column()
		switch kind := strings.ToLower(s.bare()); kind {
		case "numeric", "real", "integer":
		case "string", "date":
			a.Text = true
		default:
			return p.errorf(at, "attribute %q is of type %q: want numeric, real, integer, string, date or {values}", clip(name), clip(kind))
		}
	}
	p.rel.Attributes = append(p.rel.Attributes, a)
	p.indices = append(p.indices, index)
	return nil
}

func (p *arffParser) nominal(s *arffScanner) ([]string, map[string]int, error) {
	var values []string
	index := map[string]int{}
	s.at++ // {
	for {
		at := s.column()
		value, err := s.value("},")
		if err != nil {
			return nil, nil, err
		}
		if _, twice := index[value]; twice {
			return nil, nil, p.errorf(at, "the value %q stands twice", clip(value))
		}
		if p.values++; p.values > p.limits.Attributes {
			return nil, nil, p.errorf(at, "more than %d values of nominal attributes", p.limits.Attributes)
		}
		index[value] = len(values)
		values = append(values, value)
		switch s.next() {
		case ',':
		case '}':
			return values, index, nil
		default:
			return nil, nil, p.errorf(s.column(), "the list of values has no end")
		}
	}
}

func (p *arffParser) row(s *arffScanner) error {
	cells := (p.rel.Rows + 1) * len(p.rel.Attributes)
	switch {
	case cells > p.limits.Cells:
		return p.errorf(0, "more than %d cells", p.limits.Cells)
	case cells > freeCells && cells/cellsPerByte > p.bytes:
		return p.errorf(0, "%d rows of %d attributes from %d bytes: more than %d cells a byte", p.rel.Rows+1, len(p.rel.Attributes), p.bytes, cellsPerByte)
	}
	if s.peek() == '{' {
		return p.sparse(s, p.rel.grow())
	}
	return p.dense(s, p.rel.grow())
}

func (p *arffParser) dense(s *arffScanner, cells []float64) error {
	for i := range cells {
		stops := ",\t"
		if a := &p.rel.Attributes[i]; a.Values == nil && !a.Text {
			stops = ",\t %"
		}
		if err := p.cell(s, cells, i, stops); err != nil {
			return err
		}
		after := s.at
		switch c := s.next(); {
		case c == ',' && i < len(cells)-1:
		case c == 0 && i == len(cells)-1:
		case c == 0:
			return p.errorf(s.column(), "%d values: want %d", i+1, len(cells))
		case i == len(cells)-1 && s.brace():
			return p.errorf(s.column(), "weights of rows are not supported: take {…} off")
		case i == len(cells)-1:
			return p.errorf(s.column(), "more than %d values", len(cells))
		case s.at == after+1:
			return p.errorf(s.column()-1, "want a comma before the next value")
		default:
			s.at-- // spaces separate values, too
		}
	}
	return nil
}

func (p *arffParser) sparse(s *arffScanner, cells []float64) error {
	s.at++ // {
	s.space()
	if !s.done() && s.peek() == '}' {
		s.at++
		return p.rowEnd(s)
	}
	last := -1
	for {
		s.space()
		at := s.column()
		i, err := strconv.Atoi(s.bare())
		if err != nil || i <= last || i >= len(cells) {
			return p.errorf(at, "want an attribute's index from %d to %d", last+1, len(cells)-1)
		}
		last = i
		if err := p.cell(s, cells, i, "},"); err != nil {
			return err
		}
		switch s.next() {
		case ',':
		case '}':
			return p.rowEnd(s)
		default:
			return p.errorf(s.column(), "the sparse row has no }")
		}
	}
}

func (p *arffParser) rowEnd(s *arffScanner) error {
	if s.next() != 0 {
		if s.brace() {
			return p.errorf(s.column(), "weights of rows are not supported: take {…} off")
		}
		return p.errorf(s.column()-1, "something follows the row")
	}
	return nil
}

// cell reads the value of the i-th attribute.
func (p *arffParser) cell(s *arffScanner, cells []float64, i int, stops string) error {
	s.space()
	at := s.column()
	quoted := !s.done() && (s.peek() == '\'' || s.peek() == '"')
	a := p.rel.Attributes[i]
	lo := s.at
	text, err := s.value(stops)
	if err != nil {
		return err
	}
	if !quoted && a.Values != nil {
		text = p.firstWord(s, lo, i, text)
	}
	switch {
	case text == "?" && !quoted, a.Text:
		cells[i] = math.NaN()
	case a.Values != nil:
		index, ok := p.indices[i][text]
		if !ok {
			return p.errorf(at, "%q is no value of attribute %q", clip(text), clip(a.Name))
		}
		cells[i] = float64(index)
	default:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return p.errorf(at, "attribute %q: %q is not a finite number", clip(a.Name), clip(text))
		}
		cells[i] = x
	}
	if p.check != nil && !p.check(i, cells[i]) {
		return p.errorf(at, "label %q is %q, neither 0 nor 1", clip(a.Name), clip(text))
	}
	return nil
}

// firstWord is the unquoted value of the i-th attribute, which began at lo. A value may hold spaces, and spaces may
// separate values: where the whole is no value of the attribute, its first word is taken.
func (p *arffParser) firstWord(s *arffScanner, lo, i int, text string) string {
	if _, ok := p.indices[i][text]; ok {
		return text
	}
	if cut := strings.IndexAny(text, " \t"); cut > 0 {
		s.at = lo + cut
		return text[:cut]
	}
	return text
}

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
