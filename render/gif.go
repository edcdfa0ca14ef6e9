package render

import (
	"bufio"
	"compress/lzw"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"time"
)

// GIF writes an animated GIF frame by frame. Its memory is two pictures' worth of bytes whatever the length, since the
// file format lets each frame be written as it comes: unchanged pixels are left transparent over the frame before, and
// a frame holds only the rectangle that changed.
//
// Where the destination can seek, the file ends properly after every frame, so one that was interrupted still plays;
// where it cannot, Close completes it.
type GIF struct {
	out      *bufio.Writer
	seek     io.Seeker // nil where the destination cannot seek
	size     image.Point
	palette  *palette
	lzw      *lzw.Writer
	block    blocks
	shown    []uint8  // palette index of each pixel on the screen
	next     []uint8  // of the frame being added
	past     []uint32 // the colors of the frame before
	part     []uint8  // the rectangle that is written
	late     time.Duration
	frames   int
	trailing bool // the trailer has been written
	err      error
}

// NewGIF starts a file that repeats for ever. The first frame decides its size and colors.
func NewGIF(w io.Writer) *GIF {
	g := &GIF{out: bufio.NewWriterSize(w, 1<<15)}
	if s, ok := w.(io.Seeker); ok {
		if _, err := s.Seek(0, io.SeekCurrent); err == nil {
			g.seek = s
		}
	}
	g.block.out = g.out
	return g
}

// Add appends a frame, shown for the given time. GIF counts hundredths of a second, and players slow down below two:
// a shorter frame is shown for two hundredths, and what rounding takes from one frame it gives to the next.
func (g *GIF) Add(img *image.RGBA, shown time.Duration) error {
	if g.err != nil {
		return g.err
	}
	switch size := img.Bounds().Size(); {
	case g.frames > 0 && size != g.size:
		return fmt.Errorf("render: a GIF frame of %v in a file of %v", size, g.size)
	case size.X < 1 || size.Y < 1 || size.X > 65535 || size.Y > 65535:
		return fmt.Errorf("render: a GIF cannot have frames of %v", size)
	case g.frames == 0:
		g.begin(img)
	}
	g.reopen()
	before := g.shown
	if g.frames == 0 {
		before = nil
	}
	g.palette.index(g.next, before, g.past, img)
	g.frame(g.changed(), g.hundredths(shown))
	g.shown, g.next = g.next, g.shown
	g.frames++
	if g.seek != nil {
		g.trailer()
	}
	return g.flush()
}

// Frames is the number of frames added.
func (g *GIF) Frames() int { return g.frames }

// Close completes the file. It does not close the destination.
func (g *GIF) Close() error {
	if g.err == nil && g.frames == 0 {
		return errors.New("render: a GIF without frames")
	}
	if g.err == nil && !g.trailing {
		g.trailer()
	}
	return g.flush()
}

func (g *GIF) flush() error {
	if err := g.out.Flush(); g.err == nil {
		g.err = err
	}
	return g.err
}

// begin writes the header, the palette and the request to repeat.
func (g *GIF) begin(img *image.RGBA) {
	g.size = img.Bounds().Size()
	n := g.size.X * g.size.Y
	g.shown, g.next, g.part, g.past = make([]uint8, n), make([]uint8, n), make([]uint8, 0, n), make([]uint32, n)
	g.palette = newPalette(img)
	g.lzw = lzw.NewWriter(&g.block, lzw.LSB, 8).(*lzw.Writer)
	g.out.WriteString("GIF89a")
	g.words(g.size.X, g.size.Y)
	g.out.Write([]byte{0xF7, 0, 0}) // 256 global colors of 8 bits
	for _, c := range g.palette.colors {
		g.out.Write([]byte{c.r, c.g, c.b})
	}
	g.out.WriteString("\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00\x00")
}

// reopen steps back over the trailer that the last frame left.
func (g *GIF) reopen() {
	if g.trailing {
		_, err := g.seek.Seek(-1, io.SeekCurrent)
		if g.err == nil {
			g.err = err
		}
		g.trailing = false
	}
}

func (g *GIF) trailer() {
	g.out.WriteByte(0x3B)
	g.trailing = true
}

// hundredths is the delay to write; the remainder is kept for the next frame.
func (g *GIF) hundredths(shown time.Duration) int {
	const unit = 10 * time.Millisecond
	g.late += shown
	n := min(max(int((g.late+unit/2)/unit), 2), 65535)
	g.late = max(g.late-time.Duration(n)*unit, -time.Second)
	return n
}

// changed is the rectangle in which next differs from shown, one pixel where nothing does.
func (g *GIF) changed() image.Rectangle {
	if g.frames == 0 {
		return image.Rectangle{Max: g.size}
	}
	r := image.Rectangle{Min: g.size}
	w := g.size.X
	for y := range g.size.Y {
		a, b := g.shown[y*w:(y+1)*w], g.next[y*w:(y+1)*w]
		lo := 0
		for lo < w && a[lo] == b[lo] {
			lo++
		}
		if lo == w {
			continue
		}
		hi := w
		for a[hi-1] == b[hi-1] {
			hi--
		}
		r.Min = image.Pt(min(r.Min.X, lo), min(r.Min.Y, y))
		r.Max = image.Pt(max(r.Max.X, hi), y+1)
	}
	if r.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	return r
}

// frame writes one image block: the pixels of next in r, those that did not change as transparent.
func (g *GIF) frame(r image.Rectangle, delay int) {
	g.out.Write([]byte{0x21, 0xF9, 4, 1<<2 | 1}) // keep what is shown; transparency
	g.words(delay)
	g.out.Write([]byte{transparent, 0, 0x2C})
	g.words(r.Min.X, r.Min.Y, r.Dx(), r.Dy())
	g.out.Write([]byte{0, 8})
	g.part = g.part[:0]
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for i := y*g.size.X + r.Min.X; i < y*g.size.X+r.Max.X; i++ {
			if g.frames > 0 && g.shown[i] == g.next[i] {
				g.part = append(g.part, transparent)
			} else {
				g.part = append(g.part, g.next[i])
			}
		}
	}
	g.lzw.Reset(&g.block, lzw.LSB, 8)
	g.lzw.Write(g.part)
	g.lzw.Close()
	g.block.end()
}

func (g *GIF) words(values ...int) {
	var b [2]byte
	for _, v := range values {
		binary.LittleEndian.PutUint16(b[:], uint16(v))
		g.out.Write(b[:])
	}
}

// blocks cuts a stream into the blocks of at most 255 bytes that GIF holds data in. With WriteByte and Flush it is
// what an lzw.Writer writes to without a buffer of its own.
type blocks struct {
	out *bufio.Writer
	buf [256]byte // length and data
	n   int
}

// WriteByte adds a byte. Errors stay in the bufio.Writer and come out of its Flush.
func (b *blocks) WriteByte(c byte) error {
	b.n++
	b.buf[b.n] = c
	if b.n == 255 {
		b.emit()
	}
	return nil
}

// Write adds bytes.
func (b *blocks) Write(p []byte) (int, error) {
	for _, c := range p {
		b.WriteByte(c)
	}
	return len(p), nil
}

// Flush leaves a block that is not full as it is: end writes it.
func (b *blocks) Flush() error { return nil }

func (b *blocks) emit() {
	b.buf[0] = byte(b.n)
	b.out.Write(b.buf[:1+b.n])
	b.n = 0
}

// end writes what is left and the empty block that ends the data.
func (b *blocks) end() {
	if b.n > 0 {
		b.emit()
	}
	b.out.WriteByte(0)
}
