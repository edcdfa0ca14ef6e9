package scene

import (
	"image/color"
	"testing"
)

// fill adds some of everything to a frame.
func fill(f *Frame) {
	f.Reset()
	f.Scene.Polygon(Ink, Vec2{}, Vec2{X: 1}, Vec2{Y: 1})
	f.Scene.Arrow(Vec2{}, Vec2{X: 1}, 0.1, Accent)
	f.Scene.Rect(Vec2{}, Vec2{X: 1, Y: 1}, Faint)
	f.Scene.Text(Vec2{}, "goal", Goal)
	f.Scene.Add(Solid{Kind: Sphere})
	g := f.Readout.AddGauge("torque", "N·m", 1, -2, 2)
	g.Trace = append(g.Trace, 1, 2, 3)
	f.Readout.Trace = append(f.Readout.Trace, 1, 2)
	p := f.AddPanel("energy")
	k := p.AddCurve("", Body)
	k.X, k.Y = append(k.X, 0, 1), append(k.Y, 1, 2)
	p.AddMark("p*", Dot, 0.5, Body)
}

// TestFrameKeepsItsMemory: a frame filled again holds the same, and costs nothing.
func TestFrameKeepsItsMemory(t *testing.T) {
	var f Frame
	fill(&f)
	fill(&f)
	if n := len(f.Scene.Shapes); n != 4 {
		t.Errorf("%d shapes, want 4: a polygon, an arrow's shaft and head, a rectangle", n)
	}
	k := f.Panels[0].Curves
	if len(f.Panels) != 1 || len(k) != 1 || len(k[0].X) != 2 || len(f.Panels[0].Marks) != 1 || len(f.Readout.Actions[0].Trace) != 3 {
		t.Errorf("filled twice it holds more than filled once: %+v", f.Panels)
	}
	if n := testing.AllocsPerRun(20, func() { fill(&f) }); n > 0 {
		t.Errorf("filling a warm frame allocates %v times", n)
	}
}

func TestPointsStayTheirOwn(t *testing.T) {
	var s Scene
	for i := range 100 {
		s.Polyline(1, Ink, Vec2{X: float64(i)}, Vec2{Y: float64(i)})
	}
	for i, shape := range s.Shapes {
		if shape.Points[0].X != float64(i) || len(shape.Points) != 2 {
			t.Fatalf("line %d has points %v", i, shape.Points)
		}
	}
}

func TestArrow(t *testing.T) {
	var s Scene
	s.Arrow(Vec2{}, Vec2{}, 0.1, Ink)
	if len(s.Shapes) != 0 {
		t.Error("an arrow without length is drawn")
	}
	s.Arrow(Vec2{}, Vec2{X: 0.2}, 0.1, Ink)
	if len(s.Shapes) != 1 || s.Shapes[0].Points[0].X != 0.2 {
		t.Errorf("an arrow shorter than its head is a head that ends at its tip: %+v", s.Shapes)
	}
}

func TestColors(t *testing.T) {
	white, black := color.NRGBA{255, 255, 255, 255}, color.NRGBA{A: 255}
	if got := Mix(black, white, 0.5); got != (color.NRGBA{128, 128, 128, 255}) {
		t.Errorf("between black and white is %v", got)
	}
	if Mix(black, white, -1) != black || Mix(black, white, 2) != white {
		t.Error("a share outside of [0, 1] is not an end")
	}
	if got := Fade(white, 0.5); got.A != 128 || got.R != 255 {
		t.Errorf("faded white is %v", got)
	}
}
