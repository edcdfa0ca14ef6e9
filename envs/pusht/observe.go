package pusht

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// keyPoints are the nine points of the block that the published low-dimensional policies see, in the block's
// coordinates. They were chosen once, from a picture of the block, by farthest-point selection.
var keyPoints = [9]Vec{
	{9.269786713763871, 90.04097352393619}, {-60.983472364471474, -1.1867297607997276},
	{60.91275557727772, -1.3933642242328201}, {-0.2705034390160016, 25.54362499146542},
	{-14.064927576212233, 122.81585385412153}, {39.002738500170146, 32.857404276587566},
	{-39.966414424694534, 32.729655446429945}, {-16.82434437939744, 62.86317892234989},
	{23.54146122024909, -1.7002881094626152},
}

func keyPointChannels() []envs.Channel {
	var list []envs.Channel
	for i := range keyPoints {
		list = append(list, unbounded(fmt.Sprintf("key point %d x", i+1)), unbounded(fmt.Sprintf("key point %d y", i+1)))
	}
	return append(list, unbounded("agent x"), unbounded("agent y"))
}

func stateChannels() []envs.Channel {
	return []envs.Channel{
		unbounded("agent x"), unbounded("agent y"), unbounded("block x"), unbounded("block y"),
		{Name: "block angle", Unit: "rad", Hi: 2 * math.Pi},
	}
}

func unbounded(name string) envs.Channel {
	return envs.Channel{Name: name, Unit: "px", Lo: math.Inf(-1), Hi: math.Inf(1)}
}

func (w *World) observeKeyPoints(obs []float64) {
	for i, p := range keyPoints {
		at := p.rotate(w.block.rot).Add(w.block.origin)
		obs[2*i], obs[2*i+1] = at.X, at.Y
	}
	obs[18], obs[19] = w.agent.X, w.agent.Y
}

func (w *World) observeState(obs []float64) {
	obs[0], obs[1] = w.agent.X, w.agent.Y
	obs[2], obs[3] = w.block.origin.X, w.block.origin.Y
	obs[4] = turns(w.block.angle)
}
