package interchange

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A file of NumPy begins with a magic, a version and the length of a text, a dictionary of Python, 64-byte aligned:
//
//	{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
const npyMagic = "\x93NUMPY"

// longestHeader bounds the dictionary, as NumPy does.
const longestHeader = 10000

// npyHeader is what the dictionary says.
type npyHeader struct {
	number number
	shape  []int
}

// readHeader reads the beginning of a file of NumPy, version 1 to 3.
func readHeader(in io.Reader) (h npyHeader, err error) {
	var start [8]byte
	if _, err := io.ReadFull(in, start[:]); err != nil || string(start[:6]) != npyMagic {
		return h, errors.New("it is no file of NumPy")
	}
	var length [4]byte
	size := 4
	if start[6] == 1 {
		size = 2
	} else if start[6] > 3 || start[6] == 0 {
		return h, fmt.Errorf("version %d of NumPy's files is not read", start[6])
	}
	if _, err := io.ReadFull(in, length[:size]); err != nil {
		return h, unexpected(err)
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n > longestHeader {
		return h, fmt.Errorf("its header has %d bytes", n)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in, text); err != nil {
		return h, unexpected(err)
	}
	return parseHeader(string(text))
}

// parseHeader reads the dictionary.
func parseHeader(text string) (h npyHeader, err error) {
	descr, err := entry(text, "descr")
	if err != nil {
		return h, err
	}
	order, err := entry(text, "fortran_order")
	if err != nil {
		return h, err
	}
	sides, err := entry(text, "shape")
	if err != nil {
		return h, err
	}
	if h.shape, err = parseShape(sides); err != nil {
		return h, err
	}
	if h.number, err = parseNumber(strings.Trim(descr, `'"`)); err != nil {
		return h, err
	}
	if order != "False" && (order != "True" || len(h.shape) > 1) {
		return h, fmt.Errorf("fortran_order %.20s: want rows one after another: numpy.ascontiguousarray", order)
	}
	return h, nil
}

// entry is the text of a value of the dictionary.
func entry(text, key string) (string, error) {
	_, rest, ok := strings.Cut(text, "'"+key+"':")
	if !ok {
		return "", fmt.Errorf("its header has no %s", key)
	}
	rest = strings.TrimSpace(rest)
	end := strings.IndexAny(rest, ",}")
	if strings.HasPrefix(rest, "(") {
		end = strings.IndexByte(rest, ')') + 1
	}
	if end <= 0 {
		return "", fmt.Errorf("the %s of its header does not end", key)
	}
	return strings.TrimSpace(rest[:end]), nil
}

// parseShape reads a tuple: "()", "(3,)", "(3, 4)".
func parseShape(text string) ([]int, error) {
	wrong := fmt.Errorf("the shape %.60q", text)
	inside, opened := strings.CutPrefix(text, "(")
	inside, closed := strings.CutSuffix(inside, ")")
	if !opened || !closed {
		return nil, wrong
	}
	shape := []int{}
	for word := range strings.SplitSeq(inside, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		side, err := strconv.Atoi(word)
		if err != nil {
			return nil, wrong
		}
		shape = append(shape, side)
	}
	if len(shape) > 32 || !sane(shape) {
		return nil, wrong
	}
	return shape, nil
}

// appendHeader writes the beginning of a file of NumPy, version 1.
func appendHeader(dst []byte, n number, shape []int) []byte {
	var sides strings.Builder
	for _, d := range shape {
		fmt.Fprintf(&sides, "%d, ", d)
	}
	list := strings.TrimSuffix(sides.String(), " ") // "3, 4," and "3," are tuples
	text := fmt.Sprintf("{'descr': '%v', 'fortran_order': False, 'shape': (%s), }", n, list)
	const prefix = len(npyMagic) + 4
	text += strings.Repeat(" ", 63-(prefix+len(text))%64) + "\n"
	dst = append(append(dst, npyMagic...), 1, 0)
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(text)))
	return append(dst, text...)
}

// npyArray is a file of NumPy, read forward; going back opens it again.
type npyArray struct {
	npyHeader
	path string
	open func() (io.ReadCloser, error)

	in   io.ReadCloser // nil before the first row
	rest *bufio.Reader
	at   int // the next row
	raw  []byte
}

// openNpy reads the header of a file.
func openNpy(path string, open func() (io.ReadCloser, error)) (*npyArray, error) {
	a := &npyArray{path: path, open: open}
	if err := a.rewind(); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *npyArray) Path() string  { return a.path }
func (a *npyArray) Shape() []int  { return a.shape }
func (a *npyArray) Rows() int     { return rowsOf(a.shape) }
func (a *npyArray) Width() int    { return widthOf(a.shape) }
func (a *npyArray) Guarded() bool { return true } // a zip has a CRC-32 of each file, compared at its end

// rewind goes to the first row.
func (a *npyArray) rewind() error {
	a.Close()
	in, err := a.open()
	if err != nil {
		return fmt.Errorf("%s: %w", a.path, err)
	}
	a.in, a.rest, a.at = in, bufio.NewReaderSize(in, 1<<16), 0
	if a.npyHeader, err = readHeader(a.rest); err != nil {
		return fmt.Errorf("%s: %w", a.path, err)
	}
	return nil
}

// Close closes the file below.
func (a *npyArray) Close() error {
	if a.in == nil {
		return nil
	}
	in := a.in
	a.in = nil
	return in.Close()
}

// Float64s reads rows from one on. After the last row, the file must end, which compares its checksum.
func (a *npyArray) Float64s(dst []float64, from int) error {
	w, rows := a.Width(), len(dst)/max(a.Width(), 1)
	if from+rows > a.Rows() {
		return fmt.Errorf("%s: %d rows, want %d", a.path, a.Rows(), from+rows)
	}
	if from < a.at || a.in == nil {
		if err := a.rewind(); err != nil {
			return err
		}
	}
	if _, err := io.CopyN(io.Discard, a.rest, int64(from-a.at)*int64(w*a.number.size)); err != nil {
		return fmt.Errorf("%s: row %d: %w", a.path, from, unexpected(err))
	}
	if err := a.numbers(dst); err != nil {
		return fmt.Errorf("%s: rows %d to %d: %w", a.path, from, from+rows-1, err)
	}
	if a.at = from + rows; a.at < a.Rows() {
		return nil
	}
	if _, err := a.rest.ReadByte(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("more bytes than its shape says")
		}
		return fmt.Errorf("%s: %w", a.path, err)
	}
	return nil
}

// numbers reads the next numbers, a block at a time.
func (a *npyArray) numbers(dst []float64) error {
	const most = 1 << 13
	for ; len(dst) > 0; dst = dst[min(len(dst), most):] {
		n := min(len(dst), most)
		if len(a.raw) < n*a.number.size {
			a.raw = make([]byte, n*a.number.size)
		}
		raw := a.raw[:n*a.number.size]
		if _, err := io.ReadFull(a.rest, raw); err != nil {
			return unexpected(err)
		}
		if err := a.number.decode(dst[:n], raw); err != nil {
			return err
		}
	}
	return nil
}

// unexpected is the error of a file that ends within something.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
