package render

import (
	"image"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Layout is where the parts of a picture are, px. Lengths in the design are those of a 960×540 picture; Unit scales
// them, and the type with them, to other sizes.
type Layout struct {
	Unit    float64         // px per unit of the design
	Title   image.Rectangle // above the picture
	Picture image.Rectangle // the scene, up to behind the title
	Panels  image.Rectangle // right of it, empty without panels
	Strip   image.Rectangle // the read-outs, below all
}

// The design, in units of a 960×540 picture.
const (
	designWidth, designHeight = 960, 540
	titleHeight               = 44
	stripHeight               = 78
	panelWidth                = 300
	pictureMargin             = 14
)

// Arrange lays out a frame in bounds.
func Arrange(bounds image.Rectangle, f *scene.Frame) Layout {
	w, h := bounds.Dx(), bounds.Dy()
	unit := max(min(float64(w)/designWidth, float64(h)/designHeight), 0.4)
	px := func(units float64) int { return int(math.Round(units * unit)) }
	l := Layout{Unit: unit, Title: bounds, Picture: bounds, Panels: bounds, Strip: bounds}
	l.Strip.Min.Y = max(bounds.Min.Y, bounds.Max.Y-px(stripHeight))
	if f.Readout.Absent {
		l.Strip.Min.Y = bounds.Max.Y
	}
	l.Title.Max.Y = min(bounds.Min.Y+px(titleHeight), l.Strip.Min.Y)
	right := bounds.Max.X
	if len(f.Panels) > 0 {
		right = max(bounds.Min.X+w/3, bounds.Max.X-px(panelWidth))
	}
	l.Panels.Min, l.Panels.Max.Y = image.Pt(right, bounds.Min.Y), l.Strip.Min.Y
	l.Picture.Max = image.Pt(right, l.Strip.Min.Y)
	l.Title.Max.X = right
	return l
}

// Camera fits the view of a flat scene into the picture below the title, with a margin around it.
func (l Layout) Camera(s *scene.Scene) Camera {
	free := l.Picture
	free.Min.Y = l.Title.Max.Y
	return Fit(s.View, free.Inset(int(math.Round(pictureMargin*l.Unit))))
}
