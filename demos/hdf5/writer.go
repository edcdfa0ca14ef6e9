package hdf5

import (
	"encoding/binary"
	"io"
	"slices"
)

// Writer writes a new HDF5 file that the library reads from version 1.8 on: a superblock of version 2, headers with
// checksums, and groups whose links are in their headers. Rows are written as they come, so that memory does not grow
// with the data. The first error of the file stays and is returned by Close.
type Writer struct {
	w    io.WriterAt
	at   uint64 // where the next block goes
	root *GroupWriter
	text struct { // the collection of strings that is being filled
		at   uint64
		data []byte
		n    int
	}
	err error
}

// The structure of the file.
const (
	superblockSize = 48
	collectionSize = 4096 // bytes, the least that the library takes
)

// NewWriter begins a file.
func NewWriter(w io.WriterAt) *Writer {
	f := &Writer{w: w, at: superblockSize}
	f.root = &GroupWriter{objectWriter: objectWriter{f: f}}
	return f
}

// Root is the group that holds all others.
func (w *Writer) Root() *GroupWriter { return w.root }

// Close writes what describes the data. It does not close the file below.
func (w *Writer) Close() error {
	root := w.root.close()
	w.flushText()
	b := append(slices.Clone(magic), 2, 8, 8, 0)
	for _, address := range []uint64{0, undefined, w.at, root} {
		b = binary.LittleEndian.AppendUint64(b, address)
	}
	w.put(0, binary.LittleEndian.AppendUint32(b, lookup3(b)))
	return w.err
}

// put writes a block at an address.
func (w *Writer) put(at uint64, data []byte) {
	if w.err == nil {
		_, w.err = w.w.WriteAt(data, int64(at))
	}
}

// append writes a block behind the others, at a multiple of 8, and returns its address.
func (w *Writer) append(data []byte) uint64 {
	at := (w.at + 7) &^ 7
	w.put(at, data)
	w.at = at + uint64(len(data))
	return at
}

// reference writes a string to a collection and returns where it is, as an element of the class Text.
func (w *Writer) reference(s string) []byte {
	need := 16 + (len(s)+7)&^7
	if len(w.text.data)+need > collectionSize || w.text.data == nil {
		w.flushText()
		w.text.at = (w.at + 7) &^ 7
		w.text.data = binary.LittleEndian.AppendUint64([]byte("GCOL\x01\x00\x00\x00"), 0)
		w.at = w.text.at + uint64(max(collectionSize, 16+need))
	}
	w.text.n++
	b := binary.LittleEndian.AppendUint16(w.text.data, uint16(w.text.n))
	b = append(b, 1, 0, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
	b = append(b, s...)
	w.text.data = append(b, make([]byte, need-16-len(s))...)

	ref := binary.LittleEndian.AppendUint32(nil, uint32(len(s)))
	ref = binary.LittleEndian.AppendUint64(ref, w.text.at)
	return binary.LittleEndian.AppendUint32(ref, uint32(w.text.n))
}

// flushText writes the collection, with what is free in it as its object 0.
func (w *Writer) flushText() {
	if w.text.data == nil {
		return
	}
	size := max(collectionSize, len(w.text.data))
	if free := size - len(w.text.data); free >= 16 {
		b := append(w.text.data, make([]byte, 8)...)
		w.text.data = binary.LittleEndian.AppendUint64(b, uint64(free))
	}
	w.text.data = append(w.text.data, make([]byte, size-len(w.text.data))...)
	binary.LittleEndian.PutUint64(w.text.data[8:], uint64(size))
	w.put(w.text.at, w.text.data)
	w.text.data, w.text.n = nil, 0
}

// objectWriter gathers the header of a group or dataset.
type objectWriter struct {
	f        *Writer
	messages []byte
}

const largestMessage = 1<<16 - 1 // bytes

// message adds a message to the header. It panics where that is too large, which names and attributes can make it.
func (o *objectWriter) message(kind byte, data []byte) {
	if len(data) > largestMessage {
		panic("hdf5: a name or an attribute of more than 64 KiB")
	}
	o.messages = append(o.messages, kind, byte(len(data)), byte(len(data)>>8), 0)
	o.messages = append(o.messages, data...)
}

// write writes the header and returns its address.
func (o *objectWriter) write() uint64 {
	b := []byte{'O', 'H', 'D', 'R', 2, 2}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(o.messages)))
	b = append(b, o.messages...)
	return o.f.append(binary.LittleEndian.AppendUint32(b, lookup3(b)))
}

// GroupWriter writes a group, whose names come in any order.
type GroupWriter struct {
	objectWriter
	names    []string
	children map[string]child
}

type child interface{ close() uint64 }

// Group adds a group. It panics where the name is taken, as Dataset does.
func (g *GroupWriter) Group(name string) *GroupWriter {
	c := &GroupWriter{objectWriter: objectWriter{f: g.f}}
	g.add(name, c)
	return c
}

func (g *GroupWriter) add(name string, c child) {
	if _, taken := g.children[name]; taken || name == "" {
		panic("hdf5: the name " + name + " is taken or empty")
	}
	if g.children == nil {
		g.children = map[string]child{}
	}
	g.children[name] = c
	g.names = append(g.names, name)
}

// close writes the children and then the group, and returns its address.
func (g *GroupWriter) close() uint64 {
	info := binary.LittleEndian.AppendUint64([]byte{0, 0}, undefined)
	g.message(msgLinkInfo, binary.LittleEndian.AppendUint64(info, undefined))
	g.message(0x0a, []byte{0, 0}) // group info, with nothing to say
	for _, name := range g.names {
		b := binary.LittleEndian.AppendUint16([]byte{1, 0x11, 1}, uint16(len(name))) // a name in UTF-8, its length in 2 bytes
		b = append(b, name...)
		g.message(msgLink, binary.LittleEndian.AppendUint64(b, g.children[name].close()))
	}
	return g.write()
}
