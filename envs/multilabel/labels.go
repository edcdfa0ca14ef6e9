package multilabel

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readLabelNames reads Mulan's XML file: <labels><label name="…"/>…</labels>, nested labels in their order.
func readLabelNames(name string, src io.Reader) ([]string, error) {
	var names []string
	text, err := io.ReadAll(io.LimitReader(src, 8<<20))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	dec := xml.NewDecoder(strings.NewReader(decode(string(text))))
	dec.CharsetReader = func(_ string, src io.Reader) (io.Reader, error) { return src, nil } // it is decoded
	for depth := 0; ; {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			line, column := dec.InputPos()
			return nil, fmt.Errorf("%s:%d:%d: %w", name, line, column, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > 64 {
				return nil, fmt.Errorf("%s: labels nested deeper than 64", name)
			}
			if t.Name.Local == "label" {
				names = append(names, attr(t, "name"))
			}
		case xml.EndElement:
			depth--
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: it names no label", name)
	}
	return names, nil
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// mekaLabels reads MEKA's option in a relation's name: "-C 6" for the first six attributes, "-C -6" for the last.
func mekaLabels(relation string) (k int, ok bool) {
	fields := strings.FieldsFunc(relation, func(r rune) bool { return r == ' ' || r == ':' || r == '\'' })
	for i, f := range fields {
		if (f == "-C" || f == "-c") && i+1 < len(fields) {
			k, err := strconv.Atoi(fields[i+1])
			return k, err == nil && k != 0
		}
	}
	return 0, false
}

// byCount marks the first k attributes, or the last −k, as labels.
func byCount(rel *Relation, k int) ([]bool, error) {
	n := len(rel.Attributes)
	if k >= n || -k >= n {
		return nil, fmt.Errorf("%d labels of %d attributes leave no feature", max(k, -k), n)
	}
	mark := make([]bool, n)
	for i := range mark {
		mark[i] = k > 0 && i < k || k < 0 && i >= n+k
	}
	return mark, nil
}

// byName marks the attributes of the given names as labels.
func byName(rel *Relation, names []string) ([]bool, error) {
	index := map[string]int{}
	twice := map[string]bool{}
	for i, a := range rel.Attributes {
		_, twice[a.Name] = index[a.Name]
		index[a.Name] = i
	}
	mark := make([]bool, len(rel.Attributes))
	for _, name := range names {
		i, ok := index[name]
		if !ok {
			return nil, fmt.Errorf("no attribute is named %q, as a label should be", name)
		}
		if twice[name] {
			return nil, fmt.Errorf("more than one attribute is named %q, as a label is", name)
		}
		mark[i] = true
	}
	if len(index) > 0 && len(names) >= len(rel.Attributes) {
		return nil, fmt.Errorf("all %d attributes are labels", len(names))
	}
	return mark, nil
}

// truth maps the values of a label's attribute to 0 and 1. A label is a nominal attribute of one or two values, 0 and
// 1, -1 and 1, false and true or no and yes, in either order, or a number that is 0 or 1.
func truth(a Attribute) (func(cell float64) (float64, bool), error) {
	if a.Text {
		return nil, fmt.Errorf("label %q is a text", a.Name)
	}
	if a.Values == nil {
		return func(cell float64) (float64, bool) { return cell, cell == 0 || cell == 1 }, nil
	}
	if len(a.Values) > 2 {
		return nil, fmt.Errorf("label %q has %d values: want 0 and 1", a.Name, len(a.Values))
	}
	var of [2]float64
	for i, v := range a.Values {
		switch strings.ToLower(v) {
		case "1", "+1", "1.0", "true", "t", "yes", "y":
			of[i] = 1
		case "0", "-1", "0.0", "false", "f", "no", "n":
		default:
			return nil, fmt.Errorf("label %q has a value %q: want 0 and 1, false and true, or no and yes", a.Name, v)
		}
	}
	if len(a.Values) == 2 && of[0] == of[1] {
		return nil, fmt.Errorf("label %q has values %q that both mean %v", a.Name, a.Values, of[0])
	}
	return func(cell float64) (float64, bool) {
		if cell != cell {
			return 0, false
		}
		return of[int(cell)], true
	}, nil
}
