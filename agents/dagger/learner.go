package dagger

import (
	"context"
	"errors"
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Learner clones in rounds. Round 0 is the demonstrations alone; before each further one the policy acts, the expert
// labels what it met, and a new policy is cloned from all pairs, from fresh weights.
type Learner struct {
	*clone.Learner // of the present round
	o              Options
	src            *agents.Sources
	round          int
	begun          agents.Line // of the round, that has not been returned yet
}

// New prepares round 0. The pairs grow round by round.
func New(o Options, from *agents.Sources) (*Learner, error) {
	c, err := clone.NewFold(clone.Options(o), from.Pairs, 0, from.Workers)
	if err != nil {
		return nil, err
	}
	src := *from
	if src.Stopwatch == nil {
		src.Stopwatch = func(string) func() { return func() {} }
	}
	return &Learner{Learner: c, o: o, src: &src}, nil
}

// Progress counts the steps of all rounds. A round that patience ends early leaves its other steps out.
func (l *Learner) Progress() (done, total int64) {
	done, total = l.Learner.Progress()
	if l.round < l.o.DAgger.Rounds {
		total = int64(l.o.Steps * (1 + l.o.DAgger.Rounds))
	}
	return done, total
}

// Update clones until something is due. At the end of a round it plays the next one's episodes.
func (l *Learner) Update(ctx context.Context) (agents.Line, error) {
	if line := l.begun; line != nil {
		l.begun = nil
		return line, nil
	}
	line, err := l.Learner.Update(ctx)
	if line != nil || err != nil || !l.Done() || l.round == l.o.DAgger.Rounds {
		return line, err
	}
	return l.advance(ctx)
}

// advance plays the next round's episodes and begins to clone.
func (l *Learner) advance(ctx context.Context) (agents.Line, error) {
	defer l.src.Stopwatch("querying the expert")()
	round := l.round + 1
	line := agents.Line{
		{Name: "step", Value: round * l.o.Steps}, {Name: "round", Value: round}, {Name: "beta", Value: l.beta(round)},
	}
	var measured *float64
	if l.src.Measure != nil {
		x, err := l.src.Measure(ctx, l.Network())
		if err != nil {
			return nil, err
		}
		measured = &x
	}
	played, err := l.play(ctx, round)
	if err != nil {
		return nil, err
	}
	var returns float64
	for i := range played {
		returns += played[i].Return() / float64(len(played))
	}
	line = line.Add("queries", l.src.Pairs.Rows()).Add("return", returns)
	if measured != nil {
		line = line.Add("measured", *measured)
	}
	if err := l.enter(round); err != nil {
		return nil, err
	}
	l.begun = l.Start()
	return line, nil
}

// enter begins to clone the pairs of a round.
func (l *Learner) enter(round int) error {
	c, err := clone.NewFold(clone.Options(l.o), l.src.Pairs, round, l.src.Workers)
	if err != nil {
		return err
	}
	l.Learner.Close()
	l.Learner, l.round = c, round
	return nil
}

// beta is the share of a round's steps in which the expert acts.
func (l *Learner) beta(round int) float64 { return math.Pow(l.o.DAgger.Beta, float64(round)) }

// Load continues from a State, with the episodes that were recorded before it was taken.
func (l *Learner) Load(f *net.File) error {
	round, err := clone.Fold(f, l.o.DAgger.Rounds)
	if err != nil {
		return err
	}
	if round < l.round {
		return errors.New("a learner does not go back to an earlier round")
	}
	if round > l.round {
		if err := errors.Join(l.recall(round), l.enter(round)); err != nil {
			return err
		}
	}
	l.begun = nil
	return l.Learner.Load(f)
}
