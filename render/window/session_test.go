package window

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// tape is a Player that writes down what it was asked for.
type tape struct {
	at, length, episode int
	period              float64
	noWayBack           bool
	calls               []string
}

func (p *tape) note(format string, args ...any) {
	p.calls = append(p.calls, fmt.Sprintf(format, args...))
}

func (p *tape) Next() bool {
	if p.at >= p.length {
		return false
	}
	p.at++
	p.note("next %d", p.at)
	return true
}

func (p *tape) Back() bool {
	if p.at == 0 || p.noWayBack {
		return false
	}
	p.at--
	p.note("back %d", p.at)
	return true
}

func (p *tape) Restart()              { p.at = 0; p.note("restart") }
func (p *tape) NextEpisode()          { p.at = 0; p.episode++; p.note("episode %d", p.episode) }
func (p *tape) Period() float64       { return p.period }
func (p *tape) Err() error            { return nil }
func (p *tape) Panels(f *scene.Frame) { f.AddPanel("energy") }
func (p *tape) Show(f *scene.Frame) {
	f.Readout.Step, f.Readout.Status = p.at, "running"
	f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 1, Y: 1}}
}

func (p *tape) expect(t *testing.T, what string, calls ...string) {
	t.Helper()
	if len(calls) == 0 && len(p.calls) == 0 {
		return
	}
	if !reflect.DeepEqual(p.calls, calls) {
		t.Errorf("%s: the player was asked for %q, want %q", what, p.calls, calls)
	}
	p.calls = nil
}

func paused(length int) (*session, *tape) {
	p := &tape{length: length, period: 0.05}
	o := DefaultOptions()
	o.Paused = true
	return newSession(p, o), p
}

func TestCommandsReachThePlayer(t *testing.T) {
	s, p := paused(2)
	s.tick(10)
	p.expect(t, "paused")
	s.do(keys.Forward)
	s.do(keys.Forward)
	s.do(keys.Forward)
	p.expect(t, "forward to the end", "next 1", "next 2")
	s.do(keys.Backward)
	s.do(keys.Forward)
	p.expect(t, "back from the end and on", "back 1", "next 2")
	s.do(keys.Restart)
	p.expect(t, "restart", "restart")
	s.do(keys.NextEpisode)
	p.expect(t, "next episode", "episode 1")
	s.do(keys.Backward)
	p.expect(t, "back from the first moment")
	s.do(keys.Quit)
	if !s.done {
		t.Error("quit does not end the session")
	}
}

func TestStepPauses(t *testing.T) {
	s, p := paused(100)
	s.do(keys.PlayPause)
	s.do(keys.Forward)
	p.calls = nil
	s.tick(1)
	p.expect(t, "after a single step")
	if s.playing {
		t.Error("a single step leaves the session playing")
	}
}

// TestClock: simulated time keeps up with real time at every speed, whatever the period.
func TestClock(t *testing.T) {
	for _, c := range []struct {
		speed, period float64
		steps         int // in two seconds
	}{
		{1, 0.05, 40}, {2, 0.05, 80}, {1.0 / 4, 0.05, 10}, {1, 1.0 / 60, 120}, {16, 0.008, 4000}, {1, 3, 0},
	} {
		p := &tape{length: 1 << 30, period: c.period}
		o := DefaultOptions()
		o.Speed = c.speed
		s := newSession(p, o)
		for range 120 {
			s.tick(1.0 / 60)
		}
		if d := p.at - c.steps; d < -1 || d > 1 {
			t.Errorf("%g× with a period of %g s: %d steps in two seconds, want %d", c.speed, c.period, p.at, c.steps)
		}
	}
}

// TestSlowPlayer: a tick takes a bounded number of steps and does not make up for the rest.
func TestSlowPlayer(t *testing.T) {
	p := &tape{length: 1 << 30, period: 1e-6}
	s := newSession(p, DefaultOptions())
	s.tick(1)
	if p.at != maxSteps || s.owed != 0 {
		t.Errorf("%d steps, %g s owed; want %d steps and no debt", p.at, s.owed, maxSteps)
	}
}

func TestNextEpisodeFollows(t *testing.T) {
	for _, stop := range []bool{false, true} {
		p := &tape{length: 1, period: 0.05}
		o := DefaultOptions()
		o.Stop = stop
		s := newSession(p, o)
		s.tick(0.1)
		s.tick(restAtEnd / 2)
		p.expect(t, "at the end", "next 1")
		s.tick(restAtEnd)
		if stop {
			p.expect(t, "with Stop")
			s.do(keys.PlayPause)
			s.do(keys.PlayPause)
			p.expect(t, "play at the end", "episode 1")
		} else {
			p.expect(t, "after the rest", "episode 1")
		}
	}
}

func TestSpeedStaysInRange(t *testing.T) {
	s, _ := paused(1)
	for range 20 {
		s.do(keys.Faster)
	}
	if got := speeds[s.speed].rate; got != 16 {
		t.Errorf("the greatest speed is %g", got)
	}
	for range 20 {
		s.do(keys.Slower)
	}
	if got := speeds[s.speed].rate; got != 1.0/16 {
		t.Errorf("the least speed is %g", got)
	}
	for rate, want := range map[float64]float64{0.9: 1, 3: 4, 1000: 16, 1e-9: 1.0 / 16, 0.26: 0.25} {
		if got := speeds[speedNear(rate)].rate; got != want {
			t.Errorf("%g is near %g, not %g", rate, want, got)
		}
	}
}

func TestFrame(t *testing.T) {
	s, _ := paused(3)
	f := s.frame()
	if f.Readout.Status != "paused" || len(f.Panels) != 0 || f.Readout.Note != "" {
		t.Errorf("paused: status %q, note %q, %d panels", f.Readout.Status, f.Readout.Note, len(f.Panels))
	}
	if s.changed {
		t.Error("a frame was made and still something changed")
	}
	s.do(keys.Panels)
	s.do(keys.Faster)
	s.do(keys.PlayPause)
	if !s.changed {
		t.Error("commands change what is seen")
	}
	f = s.frame()
	if f.Readout.Status != "running" || len(f.Panels) != 1 || f.Readout.Note != "2×" {
		t.Errorf("playing: status %q, note %q, %d panels", f.Readout.Status, f.Readout.Note, len(f.Panels))
	}
}

func TestOptions(t *testing.T) {
	if err := DefaultOptions().Validate(); err != nil {
		t.Error(err)
	}
	for _, bad := range []Options{{}, {Width: 960, Height: 540}, {Width: 10, Height: 540, Speed: 1}, {Width: 960, Height: 540, Speed: -1}} {
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
}

// TestCameraKeySaysItsMode for a while.
func TestCameraKeySaysItsMode(t *testing.T) {
	s, _ := paused(2)
	for _, want := range []string{"camera stays", "camera follows"} {
		s.do(keys.Track)
		if note := s.frame().Readout.Note; note != want {
			t.Errorf("the note is %q, want %q", note, want)
		}
	}
	s.tick(1)
	if note := s.frame().Readout.Note; note != "camera follows" {
		t.Errorf("after a second the note is %q", note)
	}
	if s.tick(1.5); !s.changed || s.frame().Readout.Note != "" {
		t.Errorf("it stays: %q", s.frame().Readout.Note)
	}
}

// TestPagesAreTurned with their keys.
func TestPagesAreTurned(t *testing.T) {
	s, _ := paused(2)
	s.do(keys.Panels)
	s.do(keys.NextPage)
	s.do(keys.NextPage)
	s.do(keys.PreviousPage)
	if page := s.frame().Page; page != 1 {
		t.Errorf("two pages on and one back is page %d", page)
	}
}

// scrubber is a tape on which one goes to any step.
type scrubber struct{ tape }

func (p *scrubber) Seek(step int) bool { p.at = step; p.note("seek %d", step); return true }
func (p *scrubber) Skip(steps int) {
	p.at = min(max(p.at+steps, 0), p.length)
	p.note("skip to %d", p.at)
}
func (p *scrubber) PreviousEpisode() { p.at = 0; p.episode--; p.note("episode %d", p.episode) }

// TestScrubbing: keys skip steps, the timeline goes to one, and all of them pause.
func TestScrubbing(t *testing.T) {
	p := &scrubber{tape{length: 250, period: 0.05}}
	s := newSession(p, DefaultOptions())
	for _, c := range []keys.Command{keys.Forward100, keys.Forward10, keys.Backward, keys.LastStep, keys.Backward100, keys.FirstStep} {
		s.do(c)
	}
	p.expect(t, "keys", "skip to 100", "skip to 110", "skip to 109", "skip to 250", "skip to 150", "skip to 0")
	s.scrub(42)
	s.tick(1)
	p.expect(t, "the timeline", "seek 42")
	s.do(keys.PreviousEpisode)
	p.expect(t, "the episode before", "episode -1")
	if s.playing {
		t.Error("after a step by hand it plays on")
	}
}

// TestLayersAndCameras: what is shown besides is asked of the scene, named cameras are gone through, and Esc takes the
// task's own.
func TestLayersAndCameras(t *testing.T) {
	v := newView(DefaultOptions())
	if note := v.do(keys.Contacts); note != "contacts" || v.do(keys.Joints) != "joint axes" || v.do(keys.Contacts) != "no contacts" || v.layers != scene.Joints {
		t.Errorf("layers %b, note %q", v.layers, note)
	}
	s := scene.Scene{Title: "arm", Solid: true, Cameras: []scene.NamedCamera{{Name: "top", Camera: scene.Camera{Distance: 7}}}}
	for _, want := range []string{"arm · camera top", "arm", "arm · camera top"} {
		v.do(keys.PreviousCamera)
		now := s
		if v.look(&now); now.Title != want || (now.Camera.Distance == 7) != (want != "arm") {
			t.Errorf("camera %d: %q, want %q", v.camera, now.Title, want)
		}
	}
	if v.do(keys.FirstCamera); v.camera != 0 {
		t.Errorf("after Esc camera %d", v.camera)
	}
}
