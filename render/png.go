package render

import (
	"image"
	"image/png"
	"io"
)

// WritePNG writes a picture losslessly.
func WritePNG(w io.Writer, img image.Image) error {
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	return e.Encode(w, img)
}
