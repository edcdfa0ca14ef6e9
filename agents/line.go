package agents

import (
	"bytes"
	"encoding/json"
)

// Line is a line of metrics.jsonl: an ordered list of named numbers. A few lines also say something in words, or yes or
// no.
type Line []Field

// Field is one number of a Line.
type Field struct {
	Name  string
	Value any // a number, a bool or a string
}

// Add appends a field.
func (l Line) Add(name string, value any) Line { return append(l, Field{name, value}) }

// AddNonzero appends a number unless it is zero.
func (l Line) AddNonzero(name string, x float64) Line {
	if x == 0 {
		return l
	}
	return l.Add(name, x)
}

// Get is the number of that name, and whether there is one.
func (l Line) Get(name string) (x float64, ok bool) {
	for _, f := range l {
		if f.Name != name {
			continue
		}
		switch v := f.Value.(type) {
		case float64:
			return v, true
		case int:
			return float64(v), true
		case int64:
			return float64(v), true
		case uint64:
			return float64(v), true
		}
	}
	return 0, false
}

// MarshalJSON writes the fields as an object, in their order. A number that is not finite is an error.
func (l Line) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{f.Name, f.Value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b.WriteByte(':')
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
