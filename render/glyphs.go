package render

import (
	"image"
	"image/draw"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Weight is the weight of a letter.
type Weight uint8

// The weights, both of the Go family, which covers Latin, Greek, Cyrillic and the arrows.
const (
	Regular Weight = iota
	Medium
)

var families = [...]func() *opentype.Font{
	Regular: sync.OnceValue(func() *opentype.Font { return mustParse(goregular.TTF) }),
	Medium:  sync.OnceValue(func() *opentype.Font { return mustParse(gomedium.TTF) }),
}

func mustParse(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("render: embedded font: " + err.Error())
	}
	return f
}

// glyphs keeps the letters drawn before. Outlines are not hinted: baselines sit on whole pixels, which keeps stems and
// x-heights sharp, and letters on quarters of a pixel across, which keeps their distances even.
type glyphs struct {
	faces map[faceKey]font.Face
	masks map[glyphKey]glyph
}

type faceKey struct {
	weight Weight
	size   uint16 // quarters of a pixel
}

type glyphKey struct {
	face    faceKey
	letter  rune
	quarter uint8 // of a pixel to the right
}

type glyph struct {
	mask    *image.Alpha
	at      image.Point // of the mask's corner from the whole pixel of the dot
	advance fixed.Int26_6
}

// maxGlyphs bounds the cache. A frame needs about a hundred; a window that is being resized meets new sizes.
const maxGlyphs = 4096

func (g *glyphs) face(k faceKey) font.Face {
	if f, ok := g.faces[k]; ok {
		return f
	}
	f, err := opentype.NewFace(families[k.weight](), &opentype.FaceOptions{Size: float64(k.size) / 4, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("render: embedded font: " + err.Error())
	}
	if g.faces == nil {
		g.faces = map[faceKey]font.Face{}
	}
	g.faces[k] = f
	return f
}

func (g *glyphs) glyph(k glyphKey) glyph {
	if gl, ok := g.masks[k]; ok {
		return gl
	}
	if g.masks == nil || len(g.masks) >= maxGlyphs {
		g.masks, g.faces = map[glyphKey]glyph{}, nil
	}
	gl := rasterize(g.face(k.face), k)
	g.masks[k] = gl
	return gl
}

func rasterize(f font.Face, k glyphKey) glyph {
	dot := fixed.Point26_6{X: fixed.Int26_6(k.quarter) * 16}
	r, mask, at, advance, ok := f.Glyph(dot, k.letter)
	if !ok {
		return glyph{mask: image.NewAlpha(image.Rectangle{}), advance: advance}
	}
	own := image.NewAlpha(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(own, own.Bounds(), mask, at, draw.Src)
	return glyph{own, r.Min, advance}
}
