package render_test

import (
	"bytes"
	"fmt"
	"image/gif"
	"time"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// A frame is plain data; a painter makes a picture of it, without any display.
func ExamplePainter() {
	var f scene.Frame
	f.Scene.Title = "a rod"
	f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 1, Y: 1}}
	f.Scene.Segment(scene.Vec2{}, scene.Vec2{X: 0.6, Y: 0.8}, 0.05, scene.Body)

	img := render.NewPainter(320, 180).Paint(&f)
	var b bytes.Buffer
	fmt.Println(img.Bounds(), render.WritePNG(&b, img), b.Len() > 1000)
	// Output:
	// (0,0)-(320,180) <nil> true
}

// A GIF is written while its frames come, in memory that does not grow with their number.
func ExampleGIF() {
	var b bytes.Buffer
	g := render.NewGIF(&b)
	p := render.NewPainter(160, 90)
	for i := range 3 {
		var f scene.Frame
		f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 1, Y: 1}}
		f.Scene.Disc(scene.Vec2{X: 0.5 * float64(i-1)}, 0.2, scene.Goal)
		if err := g.Add(p.Paint(&f), 40*time.Millisecond); err != nil {
			fmt.Println(err)
			return
		}
	}
	err := g.Close()
	film, _ := gif.DecodeAll(&b)
	fmt.Println(len(film.Image), "frames,", err)
	// Output:
	// 3 frames, <nil>
}
