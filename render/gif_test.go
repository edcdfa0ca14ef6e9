package render

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// swing paints frame i of a small moving picture.
func swing(p *Painter, i int) *image.RGBA {
	f := &scene.Frame{}
	f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 1, Y: 1}}
	f.Scene.Disc(scene.Vec2{X: float64(i%20)/10 - 1}, 0.2, scene.Body)
	f.Readout.Step, f.Readout.Return = i, -float64(i)
	return p.Paint(f)
}

// TestGIFShowsTheFrames decodes a file and composes it as a player would: every pixel is near the frame's.
func TestGIFShowsTheFrames(t *testing.T) {
	p := NewPainter(240, 135)
	var file bytes.Buffer
	g := NewGIF(&file)
	for i := range 12 {
		if err := g.Add(swing(p, i), 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	movie, err := gif.DecodeAll(&file)
	if err != nil {
		t.Fatal(err)
	}
	if len(movie.Image) != 12 || movie.LoopCount != 0 {
		t.Fatalf("%d frames, loop count %d; want 12, 0 for ever", len(movie.Image), movie.LoopCount)
	}
	screen := image.NewRGBA(image.Rect(0, 0, 240, 135))
	for i, part := range movie.Image {
		compose(screen, part)
		if far := farthest(screen, swing(p, i)); far > 36 {
			t.Errorf("frame %d is %d off in a channel; the palette's blends are 36 apart at most", i, far)
		}
		if movie.Delay[i] != 5 {
			t.Errorf("frame %d is shown for %d hundredths, want 5", i, movie.Delay[i])
		}
	}
}

func compose(screen *image.RGBA, part *image.Paletted) {
	b := part.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if c := part.At(x, y); !isClear(c) {
				screen.Set(x, y, c)
			}
		}
	}
}

func isClear(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	_, _, _, a := c.RGBA()
	return a == 0
}

// farthest is the largest difference of two pictures in any channel.
func farthest(a, b *image.RGBA) int {
	far := 0
	for i := range a.Pix {
		far = max(far, int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return far
}

// TestGIFStoppedEarly reads the file after each frame, as if the program had been killed there.
func TestGIFStoppedEarly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gif")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p, g := NewPainter(120, 68), NewGIF(file)
	for i := range 4 {
		if err := g.Add(swing(p, i), 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		movie, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil || len(movie.Image) != i+1 {
			t.Fatalf("after frame %d: %v", i, err)
		}
	}
	before, _ := os.ReadFile(path)
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("Close changed a file that was complete")
	}
}

// TestGIFMemory: once warm, a frame costs no memory that lasts, and next to none that does not.
func TestGIFMemory(t *testing.T) {
	p, g := NewPainter(240, 135), NewGIF(io.Discard)
	frames := make([]*image.RGBA, 2)
	for i := range frames {
		img := swing(p, 7*i)
		frames[i] = &image.RGBA{Pix: bytes.Clone(img.Pix), Stride: img.Stride, Rect: img.Rect}
		g.Add(frames[i], time.Second)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const n = 50
	for i := range n {
		g.Add(frames[i%2], time.Second)
	}
	runtime.ReadMemStats(&after)
	if perFrame := (after.TotalAlloc - before.TotalAlloc) / n; perFrame > 1024 {
		t.Errorf("%d bytes allocated for a frame of 129,600", perFrame)
	}
}

func TestGIFKeepsTime(t *testing.T) {
	g := NewGIF(io.Discard)
	total := 0
	for range 60 { // a second at 60 frames, of which GIF can show 50
		total += g.hundredths(time.Second / 60)
	}
	if total != 120 {
		t.Errorf("60 frames of 1/60 s last %d hundredths; at two for each it is 120", total)
	}
	g, total = NewGIF(io.Discard), 0
	for range 30 {
		total += g.hundredths(time.Second / 30)
	}
	if total != 100 {
		t.Errorf("30 frames of 1/30 s last %d hundredths, want 100", total)
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestGIFErrors(t *testing.T) {
	p := NewPainter(40, 30)
	g := NewGIF(full{})
	if err := g.Add(swing(p, 0), time.Second); !errors.Is(err, errFull) {
		t.Errorf("a full disk gives %v", err)
	}
	if err := g.Add(swing(p, 1), time.Second); !errors.Is(err, errFull) {
		t.Errorf("the error is forgotten: %v", err)
	}
	g = NewGIF(io.Discard)
	if err := g.Close(); err == nil {
		t.Error("a GIF without frames is no file, and Close does not say so")
	}
	g.Add(swing(p, 0), time.Second)
	if err := g.Add(image.NewRGBA(image.Rect(0, 0, 41, 30)), time.Second); err == nil {
		t.Error("a frame of another size is accepted")
	}
}

// TestGIFKeepsNearColors: what differs too little to be seen costs nothing, and differences do not add up.
func TestGIFKeepsNearColors(t *testing.T) {
	paint := func(level uint8) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 64, 64))
		for i := range img.Pix {
			img.Pix[i] = level
			if i%4 == 3 {
				img.Pix[i] = 255
			}
		}
		return img
	}
	var file bytes.Buffer
	g := NewGIF(&file)
	levels := []uint8{100, 104, 108, 112, 116, 120, 124, 128}
	for _, level := range levels {
		if err := g.Add(paint(level), 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	movie, err := gif.DecodeAll(&file)
	if err != nil {
		t.Fatal(err)
	}
	screen, kept := image.NewRGBA(image.Rect(0, 0, 64, 64)), 0
	for i, part := range movie.Image {
		if part.Bounds().Dx() == 1 {
			kept++
		}
		compose(screen, part)
		if far := farthest(screen, paint(levels[i])); far > 20 {
			t.Errorf("frame %d is %d off; kept colors may be %d off, and the palette has grays near", i, far, unseen)
		}
	}
	if kept < 3 {
		t.Errorf("%d of %d frames change nothing on the screen", kept, len(levels))
	}
}
