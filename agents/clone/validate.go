package clone

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Validation is what a policy is worth on the reserved pairs.
type Validation struct {
	Error float64 // of the decoded action, mean over the pairs
	Best  bool    // the least so far: these weights are kept
}

// Measure measures the error of the decoded action on the reserved pairs, keeps the weights if it is the least so
// far, and ends the fold when patience is at its end. Nothing has changed where it returns an error: the context's, or
// that of reading the pairs.
func (l *Learner) Measure(ctx context.Context) (Validation, error) {
	l.ctx = ctx
	l.workers.Do(l.validate)
	l.ctx = nil
	if err := ctx.Err(); err != nil {
		return Validation{}, err
	}
	if err := l.failure(); err != nil {
		return Validation{}, err
	}
	var sum float64
	for _, e := range l.errors {
		sum += e
	}
	v := Validation{Error: sum / float64(len(l.split.Valid))}
	if v.Best = v.Error < l.state.Best; v.Best {
		l.state.Best, l.state.BestStep, l.state.Stale = v.Error, l.state.Step, 0
		net.CopyParams(l.best, l.mean.Params())
		return v, nil
	}
	l.state.Stale++
	l.state.Stopped = l.o.Patience > 0 && l.state.Stale >= l.o.Patience
	return v, nil
}

// Validate is Measure as a line of metrics.
func (l *Learner) Validate(ctx context.Context) (agents.Line, error) {
	v, err := l.Measure(ctx)
	if err != nil {
		return nil, err
	}
	return agents.Line{{Name: "step", Value: l.at()}, {Name: "valid_error", Value: v.Error}, {Name: "best", Value: v.Best}}, nil
}

// Kept is the step whose weights Policy has; false where nothing is reserved.
func (l *Learner) Kept() (agents.Kept, bool) {
	return agents.Kept{Step: l.at() - int64(l.state.Step-l.state.BestStep), Error: l.state.Best, Reserved: l.split.Reserved}, len(l.split.Valid) > 0
}

// Network is what has been learned so far: the mean weights with the least validation error, or before the first
// validation and where nothing is reserved the present ones. It is a copy.
func (l *Learner) Network() *policy.Network {
	n := duplicate(l.mean)
	if len(l.split.Valid) > 0 && l.state.Best < math.MaxFloat64 {
		net.CopyParams(n.Params(), l.best)
	}
	return n
}

// Policy is Network.
func (l *Learner) Policy() (policy.Saved, error) { return l.Network(), nil }

// Adopt starts from the weights, the standardizer and the base of a policy that is built as the options say.
func (l *Learner) Adopt(p policy.Saved) error {
	n, ok := p.(*policy.Network)
	if !ok {
		return fmt.Errorf("the policy is a %T, no network", p)
	}
	if n.Task().Hash != l.policy.Task().Hash {
		return fmt.Errorf("the policy is of another task than %q", l.o.Task)
	}
	f, err := n.File()
	if err != nil {
		return err
	}
	if err := l.policy.Params().Load(f); err != nil {
		return fmt.Errorf("the policy is built otherwise: %w", err)
	}
	for _, to := range []*policy.Network{l.policy, l.mean} {
		if err := errors.Join(to.SetStandardizer(n.Standardizer()), to.SetBase(n.Base())); err != nil {
			return err
		}
	}
	net.CopyParams(l.mean.Params(), l.policy.Params())
	net.CopyParams(l.best, l.policy.Params())
	for _, s := range l.shards {
		s.net, s.mean = l.policy.Clone(), l.mean.Clone()
		s.partial = loss.NewPartial(s.loss, s.net.Head())
	}
	return nil
}
