package render

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/math/fixed"
)

// Type is how a text is set.
type Type struct {
	Size   float64 // of the em, px; rounded to quarters
	Weight Weight
	Color  color.NRGBA
	Align  Align
}

// Align says which part of a text is at the given x.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

func (t Type) key() faceKey { return faceKey{t.Weight, uint16(min(max(t.Size, 4), 400)*4 + 0.5)} }

// Text draws one line of text with its baseline at y, rounded to a whole pixel, and returns the x where it ends.
func (c *Canvas) Text(x, y float64, text string, t Type) float64 {
	switch t.Align {
	case Center:
		x -= c.Width(text, t) / 2
	case Right:
		x -= c.Width(text, t)
	}
	if !(math.Abs(x) < 1e6 && math.Abs(y) < 1e6) {
		return x
	}
	c.use(t.Color)
	key := t.key()
	dot, base := fixed.Int26_6(x*64+0.5), int(math.Round(y))
	previous := rune(-1)
	for _, r := range text {
		dot += c.kern(key, previous, r)
		g := c.glyphs.glyph(glyphKey{key, r, uint8((dot + 8) >> 4 & 3)})
		c.stamp(g, (dot+8).Floor()+g.at.X, base+g.at.Y)
		dot += g.advance
		previous = r
	}
	return float64(dot) / 64
}

// Width is the length of a line of text, px.
func (c *Canvas) Width(text string, t Type) float64 {
	key := t.key()
	var dot fixed.Int26_6
	previous := rune(-1)
	for _, r := range text {
		dot += c.kern(key, previous, r) + c.glyphs.glyph(glyphKey{face: key, letter: r}).advance
		previous = r
	}
	return float64(dot) / 64
}

// fitting is a name written as words, shortened to a width: "thigh_left_joint" becomes "thigh left j…".
func (c *Canvas) fitting(name string, width float64, t Type) string {
	words := strings.ReplaceAll(name, "_", " ")
	short := words
	for c.Width(short, t) > width && words != "" {
		_, size := utf8.DecodeLastRuneInString(words)
		words = strings.TrimRight(words[:len(words)-size], " ")
		short = words + "…"
	}
	return short
}

// smallest is the share of its size down to which a type is made smaller rather than a name cut.
const smallest = 0.65

// whole is a name written as words, in a type that is made smaller where it takes more than the width. Only what is too
// long for the smallest is shortened.
func (c *Canvas) whole(name string, width float64, t *Type) string {
	words := strings.ReplaceAll(name, "_", " ")
	for least := smallest * t.Size; t.Size-0.25 >= least && c.Width(words, *t) > width; {
		t.Size -= 0.25
	}
	return c.fitting(words, width, *t)
}

func (c *Canvas) kern(key faceKey, a, b rune) fixed.Int26_6 {
	if a < 0 {
		return 0
	}
	return c.glyphs.face(key).Kern(a, b)
}

func (c *Canvas) stamp(g glyph, x, y int) {
	r := g.mask.Rect.Add(image.Point{x, y})
	visible := r.Intersect(c.clip)
	if !visible.Empty() {
		draw.DrawMask(c.img, visible, &c.source, image.Point{}, g.mask, visible.Min.Sub(r.Min), draw.Over)
	}
}
