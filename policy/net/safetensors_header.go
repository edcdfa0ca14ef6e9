package net

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// header is what the JSON in front of the numbers says, checked.
type header struct {
	meta     map[string]string // without the digest
	digest   string            // empty if there is none
	digestAt int               // where it begins in the header
	entries  []entry           // in the order of their data
	end      int               // bytes of data
}

// entry describes one tensor.
type entry struct {
	name       string
	dtype      string
	shape      []int
	count      int // elements
	begin, end int // bytes from the end of the header
}

// headerParser reads the header token by token: the grammar is fixed, so nothing in it can nest deeper than that,
// names that occur twice are seen, and errors know where they are.
type headerParser struct {
	dec  *json.Decoder
	text []byte
	h    header
}

func parseHeader(text []byte) (*header, error) {
	if valid := bytes.ToValidUTF8(text, nil); len(valid) < len(text) {
		at := 0
		for at < len(valid) && valid[at] == text[at] {
			at++
		}
		return nil, fmt.Errorf("byte %d: not UTF-8", at)
	}
	p := &headerParser{dec: json.NewDecoder(bytes.NewReader(text)), text: text}
	p.dec.UseNumber()
	p.h.meta = map[string]string{}
	err := p.object(func(name string) error {
		if name == metadataKey {
			return p.metadata()
		}
		return p.entry(name)
	})
	if rest := text[p.dec.InputOffset():]; err == nil && len(bytes.Trim(rest, " ")) > 0 {
		err = fmt.Errorf("text after the object")
	}
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", p.dec.InputOffset(), err)
	}
	return &p.h, p.layOut()
}

// layOut sorts the tensors by their place and checks that they follow one another without gap or overlap.
func (p *headerParser) layOut() error {
	slices.SortStableFunc(p.h.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	for _, e := range p.h.entries {
		if e.begin != p.h.end {
			return fmt.Errorf("tensor %q begins at byte %d of the data: want %d, where the one before it ends", e.name, e.begin, p.h.end)
		}
		p.h.end = e.end
	}
	return nil
}

// object reads an object, calling value for each name, after which the value must have been read.
func (p *headerParser) object(value func(name string) error) error {
	if err := p.delim('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		name, err := p.string()
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("%q occurs twice", name)
		}
		seen[name] = true
		if err := value(name); err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
	}
	return p.delim('}')
}

func (p *headerParser) metadata() error {
	return p.object(func(key string) error {
		text, err := p.string()
		if err != nil {
			return err
		}
		if key == digestKey {
			return p.digest(text)
		}
		p.h.meta[key] = text
		return nil
	})
}

// digest checks that the digest is in the header as plain digits, and notes where.
func (p *headerParser) digest(text string) error {
	at := int(p.dec.InputOffset()) - 1 - digestLen // in front of the closing quote
	plain := len(text) == digestLen && strings.Trim(text, "0123456789abcdef") == ""
	if !plain || at < 0 || string(p.text[at:at+digestLen]) != text {
		return fmt.Errorf("want %d hexadecimal digits", digestLen)
	}
	p.h.digest, p.h.digestAt = text, at
	return nil
}

func (p *headerParser) entry(name string) error {
	e := entry{name: name, shape: []int{}}
	var offsets []int
	fields := 0
	err := p.object(func(field string) (err error) {
		fields++
		switch field {
		case "dtype":
			e.dtype, err = p.string()
		case "shape":
			e.shape, err = p.integers(maxDims)
		case "data_offsets":
			offsets, err = p.integers(2)
		default:
			err = fmt.Errorf("want dtype, shape and data_offsets")
		}
		return err
	})
	if err != nil {
		return err
	}
	if fields != 3 || len(offsets) != 2 {
		return fmt.Errorf("want dtype, shape and two data_offsets")
	}
	e.begin, e.end = offsets[0], offsets[1]
	if err := e.check(); err != nil {
		return err
	}
	p.h.entries = append(p.h.entries, e)
	return nil
}

// check compares the size that the shape gives with the one that the offsets give.
func (e *entry) check() error {
	w, ok := widths[e.dtype]
	if !ok {
		return fmt.Errorf("data type %q: want F32, F64, I64 or U8", e.dtype)
	}
	e.count, ok = product(e.shape)
	if !ok {
		return fmt.Errorf("shape %v is too large", e.shape)
	}
	if e.end < e.begin || e.end-e.begin != e.count*w {
		return fmt.Errorf("shape %v of %s takes %d bytes, its data_offsets are %d and %d", e.shape, e.dtype, e.count*w, e.begin, e.end)
	}
	return nil
}

// integers reads an array of at most limit numbers, each a non-negative integer.
func (p *headerParser) integers(limit int) ([]int, error) {
	if err := p.delim('['); err != nil {
		return nil, err
	}
	list := []int{}
	for p.dec.More() {
		if len(list) == limit {
			return nil, fmt.Errorf("more than %d numbers", limit)
		}
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		number, ok := token.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%v: want a number", token)
		}
		n, err := strconv.ParseUint(number.String(), 10, 62)
		if err != nil {
			return nil, fmt.Errorf("%s: want an integer from 0 to 2⁶²", number)
		}
		list = append(list, int(n))
	}
	return list, p.delim(']')
}

func (p *headerParser) string() (string, error) {
	token, err := p.token()
	if err != nil {
		return "", err
	}
	s, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("%v: want a string", token)
	}
	return s, nil
}

func (p *headerParser) delim(want json.Delim) error {
	token, err := p.token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("%v: want %v", token, want)
	}
	return nil
}

func (p *headerParser) token() (json.Token, error) {
	token, err := p.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}
