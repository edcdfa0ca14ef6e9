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
	l.average()
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

// average moves the mean weights towards the present ones, m ← m + (1−β)(w − m). The share β that it keeps grows with the steps,
// up to the one asked for, so that the first weights are soon forgotten.
func (l *Learner) average() {
	t := float64(l.state.Step)
	l.mean.Params().Approach(l.policy.Params(), float32(1-min(l.o.Average, (1+t)/(10+t))))
}
