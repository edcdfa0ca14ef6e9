package window

import "github.com/fenchel-gym/fenchel/render/scene"

// session is what happens in a window, without the window: commands and time go in, frames come out.
type session struct {
	player  Player
	stop    bool // rest at the end of an episode
	playing bool
	speed   int     // index in speeds
	owed    float64 // simulated time not yet stepped, s
	over    bool    // the episode has ended
	rested  float64 // time since then, s
	panels  bool
	page    int     // of the panels
	said    string  // what the last command did, shown for a while
	saying  float64 // for how long it is to be seen, s
	help    bool
	full    bool // full screen is asked for
	done    bool // quit was asked for
	changed bool // since the last frame
	orbit   orbit
	f       scene.Frame
}

// restAtEnd is how long the last moment of an episode is shown before the next begins, s.
const restAtEnd = 1.5

// maxSteps bounds the steps of one tick: a player that cannot keep up plays slower instead of freezing the window.
const maxSteps = 256

func newSession(p Player, o Options) *session {
	return &session{
		player: p, stop: o.Stop, playing: !o.Paused, speed: speedNear(o.Speed), panels: o.Panels, changed: true, orbit: newOrbit(),
	}
}

// do carries out a command.
func (s *session) do(c command) {
	s.changed = true
	switch c {
	case quit:
		s.done = true
	case playPause:
		s.playing = !s.playing
		if s.playing && s.over {
			s.begin(s.player.NextEpisode)
		}
	case forward:
		s.playing = false
		s.step()
	case backward:
		s.playing = false
		if s.player.Back() {
			s.over = false
		}
	case faster:
		s.speed = min(s.speed+1, len(speeds)-1)
	case slower:
		s.speed = max(s.speed-1, 0)
	case restart:
		s.begin(s.player.Restart)
	case nextEpisode:
		s.begin(s.player.NextEpisode)
	case togglePanels:
		s.panels = !s.panels
	case nextPage:
		s.page++
	case previousPage:
		s.page--
	case toggleTracking:
		s.orbit.free = !s.orbit.free
		s.say(map[bool]string{false: "camera follows", true: "camera stays"}[s.orbit.free])
	case resetCamera:
		s.orbit = newOrbit()
		s.say("camera as at first, follows")
	case fullscreen:
		s.full = !s.full
	case toggleHelp:
		s.help = !s.help
	}
}

// noteTime is how long a command's note is seen, s.
const noteTime = 2.0

// say shows a note for a while.
func (s *session) say(note string) { s.said, s.saying = note, noteTime }

// fade takes the note away when its time is over.
func (s *session) fade(dt float64) {
	if s.said != "" {
		if s.saying -= dt; s.saying <= 0 {
			s.said, s.changed = "", true
		}
	}
}

// begin starts an episode by the player's own means.
func (s *session) begin(start func()) {
	start()
	s.over, s.owed, s.rested = false, 0, 0
}

// step takes one step and reports whether there was one to take.
func (s *session) step() bool {
	if s.over || !s.player.Next() {
		s.over = true
		return false
	}
	s.changed = true
	return true
}

// tick lets real time pass, s.
func (s *session) tick(dt float64) {
	s.fade(dt)
	if !s.playing {
		return
	}
	if s.over {
		if s.rested += dt; s.rested >= restAtEnd && !s.stop {
			s.begin(s.player.NextEpisode)
			s.changed = true
		}
		return
	}
	period := s.player.Period()
	s.owed += dt * speeds[s.speed].rate
	for n := 0; s.owed >= period; n++ {
		if n == maxSteps || !s.step() {
			s.owed = 0
			return
		}
		s.owed -= period
	}
}

// drag turns or moves the camera by a movement of the mouse, as a share of the window's height.
func (s *session) drag(dx, dy float64, move bool) {
	if dx != 0 || dy != 0 {
		s.changed = true
		s.orbit.drag(dx, dy, move)
	}
}

// wheel zooms in (positive) or out.
func (s *session) wheel(notches float64) {
	if notches != 0 {
		s.changed = true
		s.orbit.zoom(notches)
	}
}

// frame is what is to be seen now. It is the session's own and valid until the next frame.
func (s *session) frame() *scene.Frame {
	s.changed = false
	f := &s.f
	f.Reset()
	s.player.Show(f)
	if s.panels {
		s.player.Panels(f)
		f.Page = s.page
	}
	s.orbit.aim(&f.Scene)
	r := &f.Readout
	if !s.playing && !s.over && !r.Good && !r.Bad {
		r.Status = "paused"
	}
	switch {
	case s.said != "":
		r.Note = s.said
	case s.panels && len(f.Panels) == 0:
		r.Note = "no energy to show for this policy"
	case r.Note == "" && speeds[s.speed].rate != 1:
		r.Note = speeds[s.speed].name
	}
	return f
}
