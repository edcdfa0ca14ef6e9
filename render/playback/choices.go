package playback

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// inPanel is how many bars a panel holds; further choices are in further panels.
const inPanel = 12

// choices adds p* as a bar for each choice, and what decides it: Φ − Ω of each choice taken surely, below its value at
// p*; or, over labels that are named each for itself, what naming one adds to Φ − Ω.
func (p *Player) choices(f *scene.Frame, land *policy.Landscape, acted bool) {
	now := land.Ahead * len(p.rollout.Env().Spec().Act)
	_, simplex := p.rollout.Env().Spec().Action.(space.Simplex)
	p.bars(f, "p*", scene.Range{Lo: 0, Hi: 1}, acted, func(i int) float64 { return land.Best[now+i] })
	if simplex {
		p.bars(f, "Φ − Ω of each choice, below p*", scene.Range{Lo: -p.depth, Hi: 0}, acted, func(i int) float64 {
			return last(land.Values.Row(now+i)) - land.Value
		})
		return
	}
	p.bars(f, "Φ − Ω added by each label", scene.Range{Lo: -p.depth, Hi: p.depth}, acted, func(i int) float64 {
		return last(land.Values.Row(now+i)) - land.Values.Row(now + i)[0]
	})
}

// bars adds as many panels as the choices fill.
func (p *Player) bars(f *scene.Frame, title string, y scene.Range, acted bool, value func(i int) float64) {
	act := p.rollout.Env().Spec().Act
	for from := 0; from < len(act); from += inPanel {
		to := min(from+inPanel, len(act))
		panel := f.AddPanel(title)
		if len(act) > inPanel {
			panel.Title = fmt.Sprintf("%s, %d to %d", title, from+1, to)
		}
		panel.Y = y
		for i := from; i < to; i++ {
			panel.AddBar(act[i].Name, value(i))
			if acted && p.rollout.Transition().Applied[i] > 0.5 {
				panel.AddMark("applied", scene.Circle, float64(i-from), scene.Accent)
			}
			if p.o.Expert != nil && p.advice[i] > 0.5 {
				panel.AddMark("expert", scene.Diamond, float64(i-from), scene.Goal)
			}
		}
	}
}

func last(xs []float64) float64 { return xs[len(xs)-1] }
