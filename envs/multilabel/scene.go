package multilabel

import "github.com/fenchel-gym/fenchel/render/scene"

// Scene lists the labels: the row's own in the goal's color, the ones answered as discs, wrong answers in alarm.
func (t *Task) Scene(s *scene.Scene) {
	spec, q := t.Spec(), t.question
	s.Title = spec.Name
	perColumn := min(q.k, 24)
	columns := (q.k + perColumn - 1) / perColumn
	s.View = scene.View{Min: scene.Vec2{X: -1, Y: -float64(perColumn)}, Max: scene.Vec2{X: 8 * float64(columns), Y: 1}}
	if q.row < 0 {
		return
	}
	for i, y := range q.labels() {
		at := scene.Vec2{X: 8 * float64(i/perColumn), Y: -float64(i % perColumn)}
		color := scene.Faint
		if y == 1 {
			color = scene.Goal
		}
		s.Ring(at, 0.35, 0.1, color)
		if q.answer[i] == 1 {
			if y == 0 {
				color = scene.Alarm
			}
			s.Disc(at, 0.22, color)
		}
		s.Text(scene.Vec2{X: at.X + 0.7, Y: at.Y}, spec.Act[i].Name, scene.Ink)
	}
}
