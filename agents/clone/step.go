package clone

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Step takes one optimizer step and returns the batch's mean loss. It allocates nothing but where an epoch ends. When
// the loss or the gradient is not finite, or pairs cannot be read, it changes no weight and says so: the run ends there.
func (l *Learner) Step() (float64, error) {
	l.sample.Next(l.rows)
	l.state.Sampler = l.sample.Cursor
	l.workers.Do(l.train)
	if err := l.failure(); err != nil {
		return 0, err
	}
	grad := l.shards[0].grad
	for _, s := range l.shards[1:] {
		grad.Add(s.grad)
	}
	var sum float64
	for _, s := range l.shards {
		for _, x := range s.losses {
			sum += x
		}
	}
	mean := sum / float64(len(l.rows))
	norm := net.ClipNorm(grad, l.o.ClipNorm)
	if !envs.Finite([]float64{mean, norm}) {
		return mean, fmt.Errorf("the loss is %v, the norm of its gradient %v: a smaller rate than %g may help (schedule.rate, --rate)", mean, norm, l.o.Schedule.Rate)
	}
	l.adam.Step(l.policy.Params(), grad, l.o.Schedule.At(l.state.Step))
	l.policy.Project()
	net.Follow(l.o.Average, l.mean.Params(), l.policy.Params(), int64(l.state.Step))
	l.state.Step++
	l.state.Adam = l.adam.Steps
	l.state.Recent.add(mean, norm, l.shards)
	return mean, nil
}

// failure is what kept a shard from reading its pairs.
func (l *Learner) failure() error {
	for _, s := range l.shards {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}
