package render

import (
	"image"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestTimelineAt: the pixel at which a step is drawn means that step; far from the bar none, unless it was taken hold of.
func TestTimelineAt(t *testing.T) {
	for _, size := range []image.Point{{960, 540}, {400, 300}, {1920, 1080}} {
		bounds := image.Rectangle{Max: size}
		f := &scene.Frame{}
		f.Readout.Timeline.Length = 200
		at, y := timelineScale(&f.Readout.Timeline, Arrange(bounds, f))
		for _, step := range []int{0, 1, 57, 199, 200} {
			got, ok := TimelineAt(bounds, f, int(at(step)), int(y), false)
			if d := got - step; !ok || d < -1 || d > 1 {
				t.Errorf("%v: step %d is step %d, %v", size, step, got, ok)
			}
		}
		if _, ok := TimelineAt(bounds, f, size.X/2, size.Y/3, false); ok {
			t.Errorf("%v: the middle of the picture is on the timeline", size)
		}
		if step, ok := TimelineAt(bounds, f, size.X+50, size.Y/3, true); !ok || step != 200 {
			t.Errorf("%v: dragged out to the right it is at step %d, %v", size, step, ok)
		}
	}
	if _, ok := TimelineAt(image.Rect(0, 0, 960, 540), &scene.Frame{}, 0, 462, true); ok {
		t.Error("there is a timeline where there is none")
	}
}
