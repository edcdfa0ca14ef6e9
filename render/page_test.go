package render

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestEveryPanelIsOnOnePage, and turning on after the last page leads to the first.
func TestEveryPanelIsOnOnePage(t *testing.T) {
	for _, n := range []int{1, 4, 5, 8, 9, 17, 32} {
		f := &scene.Frame{}
		for i := range n {
			f.AddPanel(fmt.Sprint(i))
		}
		seen := 0
		for f.Page = range Pages(f) {
			panels, page := shown(f)
			if page != f.Page || len(panels) > onPage {
				t.Errorf("%d panels: page %d shows %d of page %d", n, f.Page, len(panels), page)
			}
			for i := range panels {
				if panels[i].Title != fmt.Sprint(seen) {
					t.Errorf("%d panels: the %dth is %q", n, seen, panels[i].Title)
				}
				seen++
			}
		}
		if seen != n {
			t.Errorf("of %d panels %d are seen", n, seen)
		}
		for turned, want := range map[int]int{Pages(f): 0, -1: Pages(f) - 1} {
			f.Page = turned
			if _, page := shown(f); page != want {
				t.Errorf("%d panels: page %d is %d, want %d", n, turned, page, want)
			}
		}
	}
}

// drawn is the rectangle of the pixels that a drawing touches on a white ground.
func drawn(draw func(c *Canvas)) image.Rectangle {
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	c := NewCanvas(img)
	c.Fill(scene.Background)
	draw(c)
	r := image.Rectangle{}
	for y := range 300 {
		for x := range 400 {
			if at := img.RGBAAt(x, y); at.R != scene.Background.R || at.G != scene.Background.G || at.B != scene.Background.B {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// TestMarksStayInTheirPanel wherever on the axis they are, also on a curve that leaves the scale.
func TestMarksStayInTheirPanel(t *testing.T) {
	a := axes{x0: 100, y0: 60, x1: 300, y1: 200, x: scene.Range{Lo: -1, Hi: 1}, y: scene.Range{Lo: -1}}
	for _, x := range []float64{-5, -1, 0, 1, 5} {
		for _, y := range []float64{-9, -1, 0, 9} {
			for kind := scene.Dot; kind <= scene.Diamond; kind++ {
				p := scene.Panel{Curves: []scene.Curve{{X: []float64{-1, 1}, Y: []float64{y, y}}}}
				r := drawn(func(c *Canvas) {
					c.mark(&p, &scene.Mark{Kind: kind, X: x, Color: scene.Accent}, a.inset(within), 1)
				})
				if r.Empty() || !r.In(image.Rect(100, 60, 300, 200)) {
					t.Errorf("a mark of kind %d at (%g, %g) covers %v", kind, x, y, r)
				}
			}
		}
	}
}

// TestMarkIsOnItsCurve, not on the first.
func TestMarkIsOnItsCurve(t *testing.T) {
	a := axes{x0: 0, y0: 0, x1: 400, y1: 300, x: scene.Range{Hi: 1}, y: scene.Range{Hi: 3}}
	p := scene.Panel{Curves: []scene.Curve{{X: []float64{0, 1}, Y: []float64{3, 3}}, {X: []float64{0, 1}, Y: []float64{1, 1}}}}
	r := drawn(func(c *Canvas) {
		c.mark(&p, &scene.Mark{Kind: scene.Dot, X: 0.5, Curve: 1, Color: scene.Accent}, a, 1)
	})
	if r.Min.Y < 190 || r.Min.Y > 200 {
		t.Errorf("the curve is at 200, the mark begins at %d", r.Min.Y)
	}
}

// TestBarsAreAsLongAsTheirNumbers, from zero.
func TestBarsAreAsLongAsTheirNumbers(t *testing.T) {
	length := func(value float64) int {
		bar := func(v float64) image.Rectangle {
			p := scene.Panel{Y: scene.Range{Lo: -1, Hi: 1}, Bars: []scene.Bar{{Value: v}}}
			img := image.NewRGBA(image.Rect(0, 0, 400, 300))
			NewCanvas(img).bars(&p, axes{x0: 20, y0: 20, x1: 380, y1: 50}, 1)
			r := image.Rectangle{}
			for x := range 400 {
				if at := img.RGBAAt(x, 35); at.R == scene.Limb.R && at.G == scene.Limb.G {
					r = r.Union(image.Rect(x, 0, x+1, 1))
				}
			}
			return r
		}
		return bar(value).Dx()
	}
	whole, half, none, back := length(1), length(0.5), length(0), length(-0.5)
	if none > 1 || abs(whole-2*half) > 4 || abs(half-back) > 2 || whole < 100 {
		t.Errorf("bars of 1, 0.5, 0 and −0.5 are %d, %d, %d and %d long", whole, half, none, back)
	}
}

func abs(n int) int { return max(n, -n) }

// TestDistinctNames: what all names share is left out, what tells them apart never.
func TestDistinctNames(t *testing.T) {
	for names, want := range map[string]string{
		"r_shoulder_pan_joint,r_shoulder_lift_joint,r_wrist_roll_joint": "shoulder pan,shoulder lift,wrist roll",
		"right_shoulder1,right_shoulder2,left_shoulder1":                "right shoulder1,right shoulder2,left shoulder1",
		"a b,a b c,a c b": "b,b c,c b",
		"torque":          "torque",
	} {
		var gauges []scene.Gauge
		for _, name := range strings.Split(names, ",") {
			gauges = append(gauges, scene.Gauge{Name: name})
		}
		if got := strings.Join(distinct(gauges), ","); got != want {
			t.Errorf("%s become %s, want %s", names, got, want)
		}
	}
}

// TestLegendNamesTheMarksOfAllPanels, each once.
func TestLegendNamesTheMarksOfAllPanels(t *testing.T) {
	mark := func(name string) scene.Mark { return scene.Mark{Name: name} }
	panels := []scene.Panel{{Marks: []scene.Mark{mark("p*")}}, {Marks: []scene.Mark{mark("p*"), mark("expert")}}}
	if got := named(panels); len(got) != 2 || got[0].Name != "p*" || got[1].Name != "expert" {
		t.Errorf("legend: %v", got)
	}
}

// TestNothingIsBelowAScene without an episode.
func TestNothingIsBelowAScene(t *testing.T) {
	var f scene.Frame
	whole := image.Rect(0, 0, 320, 180)
	if l := Arrange(whole, &f); l.Strip.Empty() {
		t.Error("an episode has no read-outs")
	}
	f.Readout.Absent = true
	if l := Arrange(whole, &f); !l.Strip.Empty() || l.Picture != whole {
		t.Errorf("picture %v, strip %v", l.Picture, l.Strip)
	}
}
