package playback

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// speedOver is the time over which a speed is the mean, s: that of a single step flickers.
const speedOver = 0.5

// locate keeps where the task's progress is now.
func (p *Player) locate() {
	if t, ok := envs.As[envs.Traveler](p.rollout.Env()); ok {
		if x, ok := t.Progress(); ok {
			p.places = append(p.places, x)
		}
	}
}

// travel adds how fast and how far the body moved along the direction that is rewarded.
func (p *Player) travel(r *scene.Readout) {
	n := p.rollout.Steps()
	if n >= len(p.places) {
		return
	}
	period := p.Period()
	span := min(max(int(math.Round(speedOver/period)), 1), n)
	speed := 0.0
	if span > 0 {
		speed = (p.places[n] - p.places[n-span]) / (float64(span) * period)
	}
	r.AddFact("speed", speed, "m/s")
	r.AddFact("distance", p.places[n]-p.places[0], "m")
}
