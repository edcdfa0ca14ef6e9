package eval

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// carried is what a batch policy is handed at a step of each episode from the step before: the state of an
// envs.BatchRecurrent, the last action of an envs.BatchFollower, nothing for others.
type carried struct {
	width  int       // numbers of an episode
	all    []float64 // by the index of the slot, NaN before the first step
	rows   []float64 // of the episodes that still run, in their order
	follow bool
}

func newCarried(p envs.BatchActor, n, k int) carried {
	var c carried
	if r, ok := p.(envs.BatchRecurrent); ok {
		c.width = r.StateLen()
	}
	if _, ok := p.(envs.BatchFollower); ok && c.width == 0 {
		c.width, c.follow = k, true
	}
	c.all, c.rows = make([]float64, n*c.width), make([]float64, n*c.width)
	return c
}

// reset forgets all episodes.
func (c *carried) reset() {
	for i := range c.all {
		c.all[i] = math.NaN()
	}
}

// act writes the actions of the running slots and keeps what their next ones depend on.
func (c *carried) act(p envs.BatchActor, dst, obs []float64, running []int) {
	n, w := len(running), c.width
	rows := c.rows[:n*w]
	for row, i := range running {
		copy(rows[row*w:(row+1)*w], c.all[i*w:(i+1)*w])
	}
	switch {
	case w == 0:
		p.ActBatch(dst, obs, n)
	case c.follow:
		p.(envs.BatchFollower).ActBatchAfter(dst, obs, rows, n)
		copy(rows, dst)
	default:
		p.(envs.BatchRecurrent).ActBatchFrom(dst, obs, rows, n)
	}
	for row, i := range running {
		copy(c.all[i*w:(i+1)*w], rows[row*w:(row+1)*w])
	}
}
