package pusht

// Goal is the pose that the block is to reach. Its agent means nothing.
func Goal() Pose { return goal }

// Outline is the corners of the block in its own coordinates, counter-clockwise (from x to y by +90°).
func Outline() [8]Vec {
	bar, stem := parts[0].at, parts[1].at
	return [8]Vec{bar[0], bar[1], bar[2], stem[1], stem[2], stem[3], stem[0], bar[3]}
}

// AgentRadius is the radius of the agent, px.
const AgentRadius = agentRadius

// Place puts the agent elsewhere, at a velocity. The block, and the cache of its contacts, stay.
func (w *World) Place(agent, velocity Vec) {
	w.agent, w.velocityOfAgent = agent, velocity
	w.bounds[agentShape] = box{agent, agent}.grow(agentRadius)
}

// KeyPoints are the points that the task observes, in the block's coordinates.
func KeyPoints() [9]Vec { return keyPoints }
