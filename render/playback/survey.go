package playback

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// How an episode is surveyed: at most so many steps of it, at most at so many moments.
const (
	surveySteps   = 1000
	surveyMoments = 200
)

// survey plays the episode ahead and then to where it was, and returns a depth of Φ − Ω below its value at p* that
// three in four of its moments stay within, rounded up to 1, 2, 3 or 5 times a power of ten.
func (p *Player) survey() float64 {
	at := p.rollout.Steps()
	var depths []float64
	stride := max(1, min(p.horizon(), surveySteps)/surveyMoments)
	p.replay(surveySteps, func(step int) {
		if step%stride == 0 {
			depths = append(depths, p.depthHere())
		}
	})
	p.replay(at, nil)
	slices.Sort(depths)
	if len(depths) == 0 {
		return 1
	}
	return rounded(depths[(len(depths)-1)*3/4])
}

// horizon is the most steps of an episode that are looked at.
func (p *Player) horizon() int {
	if h := p.rollout.Env().Spec().Horizon; h > 0 {
		return h
	}
	return surveySteps
}

// replay starts the episode again and takes steps of it. before, if not nil, is called before each.
func (p *Player) replay(steps int, before func(step int)) {
	p.err = p.o.Start(p.rollout, p.episode)
	for i := 0; i < steps && p.err == nil && p.rollout.End() == envs.Running; i++ {
		if before != nil {
			before(i)
		}
		p.rollout.Next()
	}
}

// depthHere is how far the energy's curves go below p* at this moment, and the expert's action.
func (p *Player) depthHere() float64 {
	obs := p.rollout.Obs()
	land := p.Landscape(obs)
	depth := 0.0
	for _, y := range land.Values.Data {
		if d := land.Value - y; !math.IsInf(d, 0) && !math.IsNaN(d) {
			depth = max(depth, d)
		}
	}
	if p.o.Expert != nil {
		p.o.Expert.Act(p.advice, obs)
		p.chunk = append(p.chunk[:0], land.Best...)
		copy(p.chunk[land.Ahead*len(p.advice):], p.advice)
		if d := land.Value - p.section(obs, p.chunk).Value; !math.IsInf(d, 0) && !math.IsNaN(d) {
			depth = max(depth, d)
		}
	}
	return depth
}

// rounded is x rounded up to 1, 2, 3 or 5 times a power of ten; 1 where x is not positive.
func rounded(x float64) float64 {
	if !(x > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 3, 5} {
		if x <= m*power {
			return m * power
		}
	}
	return 10 * power
}
