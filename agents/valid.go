package agents

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Validate measures the error of the decoded action on the reserved pairs, keeps the weights if it is the least so
// far, and ends the run when patience is at its end. The error is that of reading the pairs.
func (c *Cloner) Validate() (ValidLine, error) {
	c.workers.Do(c.validate)
	if err := c.failure(); err != nil {
		return ValidLine{}, err
	}
	var sum float64
	for _, e := range c.errors {
		sum += e
	}
	line := ValidLine{Step: c.state.Step, Error: sum / float64(len(c.split.Valid))}
	line.Best = line.Error < c.state.Best
	if line.Best {
		c.state.Best, c.state.BestStep, c.state.Stale = line.Error, c.state.Step, 0
		net.CopyParams(c.best, c.mean.Params())
		return line, nil
	}
	c.state.Stale++
	c.state.Stopped = c.o.Patience > 0 && c.state.Stale >= c.o.Patience
	return line, nil
}

// Policy is what has been learned so far: the mean weights with the least validation error, or where nothing is
// reserved the present ones. It is a copy.
func (c *Cloner) Policy() *policy.Network {
	n := duplicate(c.mean)
	if len(c.split.Valid) > 0 {
		net.CopyParams(n.Params(), c.best)
	}
	return n
}

// Recent is a line of metrics about the steps since the one before, which it forgets.
func (c *Cloner) Recent() StepLine {
	line := c.state.Recent.line(c.state.Step, c.state.Sampler.Epoch, c.o.Schedule.At(c.state.Step-1))
	c.state.Recent = interval{}
	return line
}

// start is the first line of metrics.
func (c *Cloner) start() StartLine {
	return StartLine{
		Episodes: c.data.Episodes(), Train: len(c.split.Train), Valid: len(c.split.Valid), Reserved: c.split.Reserved,
		Weights: c.policy.Params().Count(),
	}
}
