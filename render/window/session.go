package window

import (
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// session is what happens in a window, without the window: commands and time go in, frames come out.
type session struct {
	player  Player
	stop    bool // rest at the end of an episode
	playing bool
	speed   int     // index in speeds
	owed    float64 // simulated time not yet stepped, s
	over    bool    // the episode has ended
	rested  float64 // time since then, s
	said    string  // what the last command did, shown for a while
	saying  float64 // for how long it is to be seen, s
	done    bool    // quit was asked for
	changed bool    // since the last frame
	view            // what is shown, and from where
	f       scene.Frame
}

// restAtEnd is how long the last moment of an episode is shown before the next begins, s.
const restAtEnd = 1.5

// maxSteps bounds the steps of one tick: a player that cannot keep up plays slower instead of freezing the window.
const maxSteps = 256

func newSession(p Player, o Options) *session {
	return &session{
		player: p, stop: o.Stop, playing: !o.Paused, speed: speedNear(o.Speed), changed: true, view: newView(o),
	}
}

// do carries out a command.
func (s *session) do(c keys.Command) {
	s.changed = true
	switch c {
	case keys.Quit:
		s.done = true
	case keys.PlayPause:
		s.playing = !s.playing
		if s.playing && s.over {
			s.begin(s.player.NextEpisode)
		}
	case keys.Faster:
		s.speed = min(s.speed+1, len(speeds)-1)
	case keys.Slower:
		s.speed = max(s.speed-1, 0)
	case keys.Restart:
		s.begin(s.player.Restart)
	case keys.NextEpisode:
		s.begin(s.player.NextEpisode)
	case keys.PreviousEpisode:
		if t, ok := s.player.(Scrubber); ok {
			s.begin(t.PreviousEpisode)
		}
	default:
		if by, ok := moves[c]; ok {
			s.move(by)
		} else {
			s.say(s.view.do(c))
		}
	}
}

// moves are the steps of the commands that go to another moment of the episode.
var moves = map[keys.Command]int{
	keys.Forward: 1, keys.Backward: -1, keys.Forward10: 10, keys.Backward10: -10, keys.Forward100: 100, keys.Backward100: -100,
	keys.FirstStep: -far, keys.LastStep: far,
}

// far is more steps than an episode has.
const far = 1 << 30

// move goes so many steps forward or back, and rests there.
func (s *session) move(by int) {
	s.playing = false
	switch t, ok := s.player.(Scrubber); {
	case ok:
		t.Skip(by)
		s.over = false
	case by > 0:
		for ; by > 0 && s.step(); by-- {
		}
	default:
		for ; by < 0 && s.player.Back(); by++ {
			s.over = false
		}
	}
}

// scrub goes to a step that was pointed at.
func (s *session) scrub(step int) {
	if t, ok := s.player.(Scrubber); ok {
		s.playing, s.over, s.changed = false, false, true
		t.Seek(step)
	}
}

// noteTime is how long a command's note is seen, s.
const noteTime = 2.0

// say shows a note for a while; an empty one leaves what is shown.
func (s *session) say(note string) {
	if note != "" {
		s.said, s.saying = note, noteTime
	}
}

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

// frame is what is to be seen now. It is the session's own and valid until the next frame.
func (s *session) frame() *scene.Frame {
	s.changed = false
	f := &s.f
	f.Reset()
	s.view.show(f, s.player)
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
