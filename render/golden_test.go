package render

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

var update = flag.Bool("update", false, "rewrite the pictures in testdata")

var samplesByName = []struct {
	name  string
	frame func() *scene.Frame
	w, h  int
}{
	{"flat", func() *scene.Frame { return pendulum(false) }, 480, 270},
	{"panels", func() *scene.Frame { return pendulum(true) }, 480, 270},
	{"solid", walker, 480, 270},
	{"empty", func() *scene.Frame { return &scene.Frame{} }, 160, 90},
	{"odd", hostile, 200, 200},
}

// hostile is a frame of values that no one should pass: it must be painted all the same.
func hostile() *scene.Frame {
	f := pendulum(true)
	nan := float64(0)
	nan /= nan
	s := &f.Scene
	s.Disc(scene.Vec2{X: nan}, 1, scene.Alarm)
	s.Segment(scene.Vec2{}, scene.Vec2{X: 1 / (nan - nan)}, 1, scene.Alarm)
	s.Polygon(scene.Alarm)
	s.Polyline(1, scene.Alarm)
	s.Polyline(0.01, scene.Faint, scene.Vec2{X: -1, Y: -1}, scene.Vec2{X: -1, Y: -1})
	s.Disc(scene.Vec2{}, -1, scene.Alarm)
	f.Readout.Return, f.Readout.Trace = nan, []float64{nan, 1, nan}
	f.Readout.AddGauge("", "", nan, 1, 1)
	p := f.AddPanel("")
	p.AddCurve("", scene.Ink)
	p.AddMark("nowhere", scene.Dot, nan, scene.Ink)
	f.AddPanel("bare")
	return f
}

// TestGolden compares small pictures with those that a person has looked at. Where the compiler fuses a product and a
// sum, rounding differs: by a level or two of 255, and here and there an edge falls on the other side of a sample.
func TestGolden(t *testing.T) {
	for _, s := range samplesByName {
		t.Run(s.name, func(t *testing.T) {
			img := NewPainter(s.w, s.h).Paint(s.frame())
			path := filepath.Join("testdata", s.name+".png")
			if *update {
				writePicture(t, path, img)
			}
			want := readPicture(t, path)
			if img.Bounds() != want.Bounds() {
				t.Fatalf("the picture is %v, want %v", img.Bounds(), want.Bounds())
			}
			allowed := 0
			if runtime.GOARCH != "amd64" && runtime.GOARCH != "wasm" {
				allowed = len(img.Pix) / 500
			}
			if n := beyond(img, want, 2); n > allowed {
				t.Errorf("%d bytes of %d differ by more than 2 levels from %s; if that is meant, -update", n, len(img.Pix), path)
			}
		})
	}
}

// beyond counts the bytes in which two pictures differ by more than some levels.
func beyond(a, b *image.RGBA, levels int) (n int) {
	for i := range a.Pix {
		if d := int(a.Pix[i]) - int(b.Pix[i]); d > levels || d < -levels {
			n++
		}
	}
	return n
}

func writePicture(t *testing.T, path string, img image.Image) {
	t.Helper()
	var file bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readPicture(t *testing.T, path string) *image.RGBA {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Bounds(), img, image.Point{}, draw.Src)
	return rgba
}

// TestSameBytes: a picture is a function of its frame, whatever was painted before and however many processors paint.
func TestSameBytes(t *testing.T) {
	for _, s := range samplesByName {
		want := bytes.Clone(NewPainter(s.w, s.h).Paint(s.frame()).Pix)
		p := NewPainter(s.w, s.h)
		for _, before := range samplesByName {
			p.Paint(before.frame())
		}
		if !bytes.Equal(p.Paint(s.frame()).Pix, want) {
			t.Errorf("%s depends on what was painted before", s.name)
		}
		procs := runtime.GOMAXPROCS(1)
		again := NewPainter(s.w, s.h).Paint(s.frame())
		runtime.GOMAXPROCS(procs)
		if !bytes.Equal(again.Pix, want) {
			t.Errorf("%s differs on one processor", s.name)
		}
	}
}

// TestNoAllocation: shapes cost no memory once the canvas is warm, and a solid frame only what starts its workers.
func TestNoAllocation(t *testing.T) {
	flat, solid := pendulum(false), walker()
	p := NewPainter(320, 180)
	l := Arrange(p.Canvas().Image().Bounds(), flat)
	cam := l.Camera(&flat.Scene)
	if n := testing.AllocsPerRun(20, func() { p.Canvas().Shapes(flat.Scene.Shapes, cam) }); n > 0 {
		t.Errorf("%v allocations for %d shapes", n, len(flat.Scene.Shapes))
	}
	if n := testing.AllocsPerRun(20, func() { p.Canvas().Labels(&flat.Scene, l) }); n > 0 {
		t.Errorf("%v allocations for the labels", n)
	}
	limit := float64(5 * (3 + 3*runtime.GOMAXPROCS(0)))
	trace := func() { p.tracer.trace(p.Canvas().Image(), l.Picture, &solid.Scene) }
	if n := testing.AllocsPerRun(20, trace); n > limit {
		t.Errorf("%v allocations for a solid scene; its five passes may take %v", n, limit)
	}
}

func BenchmarkFlat(b *testing.B)   { benchmark(b, pendulum(false)) }
func BenchmarkPanels(b *testing.B) { benchmark(b, pendulum(true)) }
func BenchmarkSolid(b *testing.B)  { benchmark(b, walker()) }

func benchmark(b *testing.B, f *scene.Frame) {
	p := NewPainter(960, 540)
	b.ReportAllocs()
	for b.Loop() {
		p.Paint(f)
	}
}
