package multilabel

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// same reports how two relations' attributes differ.
func same(a, b *Relation) error {
	if len(a.Attributes) != len(b.Attributes) {
		return fmt.Errorf("%d attributes, the training file has %d", len(b.Attributes), len(a.Attributes))
	}
	for i, x := range a.Attributes {
		if y := b.Attributes[i]; x.Name != y.Name || !slices.Equal(x.Values, y.Values) {
			return fmt.Errorf("attribute %d is %q %v, in the training file %q %v", i, clip(y.Name), y.Values, clip(x.Name), x.Values)
		}
	}
	return nil
}

// columns turns a relation's attributes into columns of features and labels, by what the training rows say.
type columns struct {
	features, labels []string
	text             []string  // attributes that become no column
	mark             []bool    // attribute is a label
	mean             []float64 // of the training rows; what a missing number becomes
	truth            []func(float64) (float64, bool)
	rel              *Relation // of the training file
}

// newColumns reads the header of the training file.
func newColumns(name string, rel *Relation, mark []bool) (*columns, error) {
	c := &columns{mark: mark, rel: rel, mean: make([]float64, len(mark)), truth: make([]func(float64) (float64, bool), len(mark))}
	var errs []error
	for i, a := range rel.Attributes {
		switch {
		case mark[i]:
			t, err := truth(a)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s:%d: %w", name, a.Line, err))
			}
			c.truth[i] = t
			c.labels = append(c.labels, printable(a.Name))
		case a.Text:
			c.text = append(c.text, printable(a.Name))
		case len(a.Values) > 2:
			for _, v := range a.Values {
				c.features = append(c.features, printable(a.Name+"="+v))
			}
		default:
			c.features = append(c.features, printable(a.Name))
		}
	}
	if len(c.features) == 0 || len(c.labels) == 0 {
		errs = append(errs, fmt.Errorf("%s: %d features and %d labels: want at least one of each", name, len(c.features), len(c.labels)))
	}
	return c, errors.Join(errs...)
}

// check reports whether a cell is none of a label, or 0 or 1.
func (c *columns) check(i int, cell float64) bool {
	if !c.mark[i] {
		return true
	}
	_, ok := c.truth[i](cell)
	return ok
}

// fit takes the means of the training rows.
func (c *columns) fit() {
	for i := range c.mean {
		c.mean[i] = columnMean(c.rel, i)
	}
}

// columnMean is the mean of the numbers that are present; 0 where none is.
func columnMean(rel *Relation, i int) float64 {
	var mean, n float64
	for row := range rel.Rows {
		if x := rel.Row(row)[i]; !math.IsNaN(x) {
			n++
			mean += x/n - mean/n // as no sum of them, it stays finite
		}
	}
	return mean
}

// table converts the rows of a relation with the attributes of the training file, whose cells were checked.
func (c *columns) table(name string, rel *Relation, o LoadOptions) (Table, error) {
	var t Table
	if d := len(c.features); rel.Rows > o.Limits.Cells/d {
		return t, fmt.Errorf("%s: %d rows of %d features, where each nominal value has a column: want at most %d cells", name, rel.Rows, d, o.Limits.Cells)
	}
	t.X = make([]float64, 0, rel.Rows*len(c.features))
	for row := range rel.Rows {
		lo := len(t.Y)
		any := false
		for i, cell := range rel.Row(row) {
			if !c.mark[i] {
				continue
			}
			y, _ := c.truth[i](cell)
			any = any || y == 1
			t.Y = append(t.Y, y)
		}
		if o.DropEmpty && !any {
			t.Y = t.Y[:lo]
			continue
		}
		t.X = c.appendFeatures(t.X, rel.Row(row))
		t.Rows++
	}
	return t, nil
}

func (c *columns) appendFeatures(x, cells []float64) []float64 {
	for i, cell := range cells {
		switch values := c.rel.Attributes[i].Values; {
		case c.mark[i], c.rel.Attributes[i].Text:
		case len(values) > 2:
			for v := range values {
				hot := 0.0
				if cell == float64(v) {
					hot = 1
				}
				x = append(x, hot)
			}
		case math.IsNaN(cell):
			x = append(x, c.mean[i])
		default:
			x = append(x, cell)
		}
	}
	return x
}
