package interchange

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
)

// container is an open HDF5 file of a source.
type container struct {
	*hdf5.File
	closer io.Closer
}

func (c *container) Close() error { return c.closer.Close() }

// openHDF5 opens a file of the source, "" for the source itself.
func (s *Source) openHDF5(name string) (*container, error) {
	at, size, in, err := s.random(name)
	if err != nil {
		return nil, err
	}
	f, err := hdf5.Open(at, size, hdf5.DefaultLimits())
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return &container{f, in}, nil
}

// holdsHDF5 reports whether the source is an HDF5 file whose root group satisfies f.
func (s *Source) holdsHDF5(f func(root *hdf5.Group) bool) bool {
	if s.FS != nil {
		return false
	}
	head, err := s.head(512)
	if err != nil || !hdf5.Recognize(head) {
		return false
	}
	c, err := s.openHDF5("")
	if err != nil {
		return false
	}
	defer c.Close()
	return f(c.Root())
}

// columns are rows of numbers that several datasets hold side by side: those of a dictionary, in the order of its
// keys. A discrete choice is a vertex of a simplex.
type columns struct {
	parts []part
	names []string // of the numbers of a row: "arm/joint[2]"
	left  []string // what the group holds besides and is not taken over, with the reason
}

// unprotected is the note of data that has no checksum.
const unprotected = "the numbers have no checksum, so that damage to them would not be seen"

type part struct {
	data    array
	choices int // of a discrete one, else 0
	first   int // the least choice
}

// mostNumbers bounds an episode, and each block that is read: 256 MiB of numbers.
const mostNumbers = 1 << 25

// flatten finds the numbers below a name of a group. With choices, whole numbers are one-hot.
func flatten(g *hdf5.Group, name string, choices, first int) (*columns, error) {
	c := &columns{}
	if !g.Has(name) {
		return nil, fmt.Errorf("%s is missing", name)
	}
	if err := c.add(g, name, "", choices, first); err != nil {
		return nil, err
	}
	if len(c.parts) == 0 {
		return nil, fmt.Errorf("%s holds no numbers: %s", name, strings.Join(c.left, ", "))
	}
	return c, nil
}

func (c *columns) add(g *hdf5.Group, name, label string, choices, first int) error {
	if strings.Count(label, "/") > 8 {
		return fmt.Errorf("%s: groups within groups", label)
	}
	if g.Kind(name) == hdf5.IsGroup {
		return c.addAll(g, name, label)
	}
	d, err := g.Dataset(name)
	switch {
	case errors.Is(err, hdf5.ErrUnsupported) || errors.Is(err, hdf5.ErrNotFound):
		c.left = append(c.left, fmt.Sprintf("%s (%v)", join(name, label), err))
		return nil
	case err != nil:
		return err
	case !d.Type().Number():
		c.left = append(c.left, fmt.Sprintf("%s (of %v)", join(name, label), d.Type()))
		return nil
	case picture(d.Shape()):
		c.left = append(c.left, fmt.Sprintf("%s (pictures of %v)", join(name, label), d.Shape()[1:]))
		return nil
	}
	return c.append(d, label, choices, first)
}

// append adds the numbers of an array under a label.
func (c *columns) append(a array, label string, choices, first int) error {
	width := a.Width()
	if choices > 0 {
		if width != 1 {
			return fmt.Errorf("%s: choices of shape %v", a.Path(), a.Shape())
		}
		width = choices
	}
	if width > mostNumbers-len(c.names) || width == 0 {
		return fmt.Errorf("%s: rows of %d numbers", a.Path(), width)
	}
	c.parts = append(c.parts, part{a, choices, first})
	c.names = append(c.names, channelNames(label, width)...)
	return nil
}

// addAll adds the entries of a dictionary.
func (c *columns) addAll(g *hdf5.Group, name, label string) error {
	child, err := g.Group(name)
	if err != nil {
		return err
	}
	for _, key := range child.Names() {
		if err := c.add(child, key, join(label, key), 0, 0); err != nil {
			return err
		}
	}
	return nil
}

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "/" + name
}

// channelNames are those of the numbers under a key.
func channelNames(label string, width int) []string {
	names := make([]string, width)
	for i := range names {
		names[i] = label
		if width > 1 || label == "" {
			names[i] += "[" + strconv.Itoa(i) + "]"
		}
	}
	return names
}

// picture reports whether rows are pictures: two sides of 32 or more, and perhaps channels.
func picture(shape []int) bool {
	return (len(shape) == 3 || len(shape) == 4) && shape[1] >= 32 && shape[2] >= 32
}

// bare reports whether some of the data has no checksum, as far as it has been read.
func (c *columns) bare() bool {
	return slices.ContainsFunc(c.parts, func(p part) bool { return !p.data.Guarded() })
}

// rows is the least number of rows that a part has; all must have as many.
func (c *columns) rows() (int, error) {
	n := c.parts[0].data.Rows()
	for _, p := range c.parts {
		if p.data.Rows() != n {
			return 0, fmt.Errorf("%s has %d rows, %s has %d", c.parts[0].data.Path(), n, p.data.Path(), p.data.Rows())
		}
	}
	return n, nil
}

// read is the rows from one on, n of them.
func (c *columns) read(from, n int) ([][]float64, error) {
	width := len(c.names)
	if n > mostNumbers/width {
		return nil, fmt.Errorf("an episode of %d steps of %d numbers is too long: want at most %d numbers", n, width, mostNumbers)
	}
	all, rows := make([]float64, n*width), make([][]float64, n)
	for i := range rows {
		rows[i] = all[i*width : (i+1)*width : (i+1)*width]
	}
	offset := 0
	for _, p := range c.parts {
		if err := p.read(rows, offset, from); err != nil {
			return nil, err
		}
		offset += p.width()
	}
	return rows, nil
}

// width is how many numbers a part has in a row.
func (p part) width() int {
	if p.choices > 0 {
		return p.choices
	}
	return p.data.Width()
}

// mostAtOnce bounds the numbers that are read from an array at a time.
const mostAtOnce = 1 << 20

// read writes rows from one on, each at an offset of its row.
func (p part) read(rows [][]float64, offset, from int) error {
	w := p.data.Width()
	step := max(1, mostAtOnce/w)
	block := make([]float64, min(step, len(rows))*w)
	for at := 0; at < len(rows); at += step {
		some := rows[at:min(at+step, len(rows))]
		if err := p.data.Float64s(block[:len(some)*w], from+at); err != nil {
			return err
		}
		for i, row := range some {
			if err := p.put(row[offset:], block[i*w:(i+1)*w], from+at+i); err != nil {
				return err
			}
		}
	}
	return nil
}

// put writes one row: its numbers, or a one at its choice.
func (p part) put(dst, src []float64, row int) error {
	if p.choices == 0 {
		copy(dst, src)
		return nil
	}
	choice := src[0] - float64(p.first)
	if choice != math.Trunc(choice) || choice < 0 || choice >= float64(p.choices) {
		return fmt.Errorf("%s: row %d is %v: want one of %d choices from %d", p.data.Path(), row, src[0], p.choices, p.first)
	}
	dst[int(choice)] = 1
	return nil
}

// series is a dataset of one number a row.
type series struct{ array }

func openSeries(g *hdf5.Group, name string) (series, error) {
	d, err := g.Dataset(name)
	if err != nil {
		return series{}, err
	}
	return asSeries(d)
}

// asSeries is an array that must have one number a row.
func asSeries(a array) (series, error) {
	if a.Width() != 1 {
		return series{}, fmt.Errorf("%s: its shape is %v: want one number a row", a.Path(), a.Shape())
	}
	return series{a}, nil
}

// read is n numbers from a row on.
func (s series) read(from, n int) ([]float64, error) {
	if n > mostNumbers || from+n > s.Rows() {
		return nil, fmt.Errorf("%s: its shape is %v: want %d numbers", s.Path(), s.Shape(), from+n)
	}
	xs := make([]float64, n)
	return xs, s.Float64s(xs, from)
}

// vector reads n numbers of a dataset of one a row, from a row on.
func vector(g *hdf5.Group, name string, from, n int) ([]float64, error) {
	s, err := openSeries(g, name)
	if err != nil {
		return nil, err
	}
	return s.read(from, n)
}

// numbered are the names of a group that begin with a prefix and end with a number, in the order of the numbers.
func numbered(g *hdf5.Group, prefix string) []string {
	var names []string
	number := func(name string) int {
		n, err := strconv.Atoi(strings.TrimPrefix(name, prefix))
		if err != nil || !strings.HasPrefix(name, prefix) {
			return -1
		}
		return n
	}
	for _, name := range g.Names() {
		if number(name) >= 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return number(a) - number(b) })
	return names
}

// unbounded are the bounds of n channels about which nothing is said.
func unbounded(n int) (lo, hi []float64) {
	for range n {
		lo, hi = append(lo, math.Inf(-1)), append(hi, math.Inf(1))
	}
	return lo, hi
}

// channels are named numbers with their ranges.
func channels(names []string, lo, hi []float64) []envs.Channel {
	list := make([]envs.Channel, len(names))
	for i, name := range names {
		list[i] = envs.Channel{Name: name, Unit: "1", Lo: lo[i], Hi: hi[i]}
	}
	return list
}

// ended is the end that an attribute of ours names, or the one that was found.
func ended(name string, found envs.End) envs.End {
	for e := envs.Running; e <= envs.Diverged; e++ {
		if e.String() == name {
			return e
		}
	}
	return found
}

// endAttr names the attributes that hold what other formats have no word for.
const (
	endAttr  = "fenchel_end"
	tagsAttr = "fenchel_tags"
)

// ours reads the attributes that an export of ours adds.
func (e *Episode) ours(g *hdf5.Group) error {
	names, err := g.AttrNames()
	if err != nil {
		return err
	}
	for _, name := range names {
		if name != endAttr && name != tagsAttr {
			continue
		}
		a, err := g.Attr(name)
		if err != nil {
			return err
		}
		texts, err := a.Strings()
		if err != nil || len(texts) != 1 {
			return fmt.Errorf("attribute %s is no text", name)
		}
		if name == endAttr {
			e.End = ended(texts[0], e.End)
			e.ownEnd = true
		} else if texts[0] != "" {
			e.Tags = strings.Split(texts[0], "\n")
		}
	}
	return nil
}
