// Package render turns plain data from package scene into pictures, in memory, on any machine: it needs no display, no
// graphics card and no font files.
//
// A Painter draws a scene.Frame into an image: the scene with a title above it, a strip of read-outs below and
// diagrams at its right. Painting is a function of the frame and the size, in plain arithmetic in a fixed order, so
// equal frames give equal bytes on every run and for any GOMAXPROCS.
//
//	p := render.NewPainter(960, 540)
//	img := p.Paint(&frame)             // valid until the next Paint
//	err := render.WritePNG(w, img)
//
// Flat scenes are anti-aliased by exact area coverage (golang.org/x/image/vector): a Camera maps meters to pixels with
// equal scales, and a Canvas fills the outlines. Solid scenes are ray traced: each solid's quadric is intersected
// analytically inside its screen bounds, a depth buffer keeps the nearest, and only pixels where neighbors disagree
// are traced again with more rays. That is exact at any zoom, needs no meshes and takes about 20 ms a frame.
//
// GIF encodes frames as they come, in memory bounded by the size of the picture and not by their number.
package render
