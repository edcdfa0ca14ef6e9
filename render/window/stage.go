package window

import (
	"errors"
	"image"
	"image/draw"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
)

// stage is one session, or several side by side that get the same commands: policies on the same start. Where there are
// several, the next episode begins when all have ended theirs.
type stage struct {
	sessions []*session
	painters []*render.Painter
	sheet    *image.RGBA
}

func newStage(players []Player, o Options) *stage {
	s := &stage{}
	for _, p := range players {
		session := newSession(p, o)
		session.stop = o.Stop || len(players) > 1
		painter := render.NewPainter(max(o.Width/len(players), 1), o.Height)
		painter.LimitTracing(mostTraced / len(players))
		s.sessions, s.painters = append(s.sessions, session), append(s.painters, painter)
	}
	return s
}

// do carries out a command in all sessions.
func (s *stage) do(c keys.Command) {
	for _, session := range s.sessions {
		session.do(c)
	}
}

// scrub goes to a step in all sessions.
func (s *stage) scrub(step int) {
	for _, session := range s.sessions {
		session.scrub(step)
	}
}

// tick lets time pass, and is the players' error.
func (s *stage) tick(dt float64, stop bool) error {
	over := true
	var err error
	for _, session := range s.sessions {
		session.tick(dt)
		over = over && session.over && session.rested >= restAtEnd
		err = errors.Join(err, session.player.Err())
	}
	if over && len(s.sessions) > 1 && !stop {
		s.do(keys.NextEpisode)
	}
	return err
}

// changed reports whether there is anything new to see.
func (s *stage) changed() bool {
	for _, session := range s.sessions {
		if session.changed {
			return true
		}
	}
	return false
}

// redraw has everything painted again.
func (s *stage) redraw() {
	for _, session := range s.sessions {
		session.changed = true
	}
}

// tile is the part of a picture that a session has.
func (s *stage) tile(i int, size image.Point) image.Rectangle {
	n := len(s.sessions)
	return image.Rect(i*size.X/n, 0, (i+1)*size.X/n, size.Y)
}

// under is the session that a column of pixels belongs to, the first or the last where it is outside.
func (s *stage) under(x int, size image.Point) int {
	for i := range s.sessions {
		if x < s.tile(i, size).Max.X {
			return i
		}
	}
	return len(s.sessions) - 1
}

// paint paints what has changed. The picture is the stage's own and valid until the next call.
func (s *stage) paint(size image.Point) *image.RGBA {
	all := image.Rectangle{Max: size}
	if s.sheet == nil || s.sheet.Rect != all {
		s.sheet = image.NewRGBA(all)
		s.redraw()
	}
	for i, session := range s.sessions {
		if !session.changed {
			continue
		}
		area := s.tile(i, size)
		p := s.painters[i]
		p.Resize(max(area.Dx(), 1), max(area.Dy(), 1))
		f := session.frame()
		img := p.Paint(f)
		session.overlay(p.Canvas(), f, keys.Watching)
		draw.Draw(s.sheet, area, img, image.Point{}, draw.Src)
	}
	return s.sheet
}
