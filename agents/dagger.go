package agents

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
	"github.com/fenchel-gym/fenchel/policy"
)

// DAgger is dataset aggregation. Cloning meets only states that the expert visits, and a policy that strays from them
// was never told the way back. So in each round i = 1, 2, ... episodes are played in which, step by step, the expert
// acts with probability βⁱ and else the learner; at every state on the way the expert is asked what it would do; the
// pairs are added to the data, and a new policy is cloned from all of them, from fresh weights.
//
// The episodes are recorded in the run directory's data, tagged with their round, with the actions that were really
// taken, so that they replay like any other recording. The expert's answers are not stored: after an interruption they
// are asked for again along the recorded actions, which is exact because nothing in an episode is left to chance but
// what its stream decides.
type DAgger struct {
	Training                    // Data are the demonstrations to begin with, and grow round by round
	NewEnv   func() envs.Env    // the task
	Expert   func() envs.Policy // who is asked

	// Measure, if not nil, says what each round's policy is worth before it plays: for curves, since the episodes in which
	// the expert is asked may be shorter than the task's, or in part the expert's.
	Measure func(context.Context, *policy.Network) (float64, error)
}

// DataDir is where, in a run directory, DAgger records its episodes.
const DataDir = "data"

// RoundLine is a line of metrics.jsonl about the episodes that a round of DAgger played.
type RoundLine struct {
	Step     int      `json:"step"`
	Round    int      `json:"round"`
	Beta     float64  `json:"beta"`               // share of the steps in which the expert acted
	Queries  int      `json:"queries"`            // answers of the expert so far, the demonstrations included
	Return   float64  `json:"return"`             // mean of the episodes played
	Measured *float64 `json:"measured,omitempty"` // what DAgger.Measure said of the policy that played them
}

// Train learns in rounds. Everything that holds for Training.Train holds here.
func (d *DAgger) Train(ctx context.Context) (*Trained, error) { return d.train(ctx, d) }

// advance plays the next round's episodes and begins to clone.
func (s *session) advance(ctx context.Context) error {
	begun := s.now()
	s.round++
	line := RoundLine{Step: s.round * s.t.Options.Steps, Round: s.round, Beta: s.dagger.beta(s.round)}
	if s.dagger.Measure != nil {
		measured, err := s.dagger.Measure(ctx, s.c.Policy())
		if err != nil {
			return err
		}
		line.Measured = &measured
	}
	played, err := s.dagger.play(ctx, s)
	if err != nil {
		return err
	}
	s.r.Spend("asking the expert", s.now()-begun)
	line.Queries = s.t.Data.Rows()
	for _, p := range played {
		line.Return += p.demo.Return() / float64(len(played))
	}
	s.c.Close()
	if err := s.hire(); err != nil {
		return err
	}
	return errors.Join(s.r.Log(line), s.r.Log(s.start()))
}

func (d *DAgger) beta(round int) float64 { return math.Pow(d.Options.DAgger.Beta, float64(round)) }

// labelled is an episode with the expert's answers.
type labelled struct {
	demo   demos.Demonstration
	expert []float64 // what the expert would have done at each step (T×k)
}

// play plays the episodes of the session's round, or takes up those that were recorded before an interruption, and
// adds them to the data.
func (d *DAgger) play(ctx context.Context, s *session) ([]labelled, error) {
	played := make([]labelled, d.Options.DAgger.Episodes)
	set, err := demos.OpenFS(d.Run.Disk, d.dataDir())
	if err == nil && set.Len() >= s.round*len(played) {
		err = errors.Join(d.tidy(), d.retrace(set, s.round, played))
	} else if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = d.record(ctx, s, played)
	}
	if err != nil {
		return nil, err
	}
	return played, d.aggregate(s.round, played)
}

// record plays the episodes, each on its own stream, and makes them durable before anything is learned from them.
func (d *DAgger) record(ctx context.Context, s *session, played []labelled) error {
	learner := s.c.Policy()
	work := parallel.NewPool(d.Workers, len(played), 1)
	defer work.Close()
	work.Do(func(i int) {
		if ctx.Err() != nil {
			return
		}
		m := &mixture{expert: d.Expert(), learner: learner.Clone(), beta: d.beta(s.round)}
		d.episode(&played[i], m, s.round, i)
	})
	if ctx.Err() != nil {
		return ErrInterrupted // the round's checkpoint has been taken
	}
	rec, err := d.recorder()
	if err != nil {
		return err
	}
	all := make([]*demos.Demonstration, len(played))
	for i := range played {
		all[i] = &played[i].demo
	}
	return errors.Join(rec.Append(all...), rec.Close())
}

// episode plays the i-th episode of a round.
func (d *DAgger) episode(l *labelled, m *mixture, round, i int) {
	l.demo.Seed, l.demo.Purpose = d.Options.Seed, envs.Online
	l.demo.Index = uint64((round-1)*d.Options.DAgger.Episodes + i)
	l.demo.Play(envs.NewRollout(d.NewEnv(), m))
	l.demo.Tags = []string{"dagger", fmt.Sprintf("round-%d", round)}
	l.expert = m.answers
}

// retrace plays recorded episodes again, to hear the expert's answers once more.
func (d *DAgger) retrace(set *demos.Dataset, round int, played []labelled) error {
	r, was := set.Reader(), &demos.Demonstration{}
	for i := range played {
		number := (round-1)*len(played) + i
		if err := r.Read(was, number); err != nil {
			return err
		}
		d.episode(&played[i], &mixture{expert: d.Expert(), script: was.Act}, round, i)
		if played[i].demo.Len() != was.Len() || played[i].demo.End != was.End {
			return fmt.Errorf("%s: episode %d does not replay: %d steps, %v instead of %d, %v",
				set.Dir(), number, played[i].demo.Len(), played[i].demo.End, was.Len(), was.End)
		}
	}
	return nil
}

// recall brings back what was played up to the session's round.
func (d *DAgger) recall(s *session) error {
	set, err := demos.OpenFS(d.Run.Disk, d.dataDir())
	if err != nil {
		return err
	}
	for round := 1; round <= s.round; round++ {
		played := make([]labelled, d.Options.DAgger.Episodes)
		if set.Len() < round*len(played) {
			return fmt.Errorf("%s: %d episodes, the checkpoint was taken after %d", set.Dir(), set.Len(), round*len(played))
		}
		if err := errors.Join(d.retrace(set, round, played), d.aggregate(round, played)); err != nil {
			return err
		}
	}
	return nil
}

// aggregate adds a round's pairs to the data.
func (d *DAgger) aggregate(round int, played []labelled) error {
	for i := range played {
		if err := d.Data.AddLabelled(fmt.Sprintf("round %d, episode %d", round, i), &played[i].demo, played[i].expert); err != nil {
			return err
		}
	}
	return nil
}

func (d *DAgger) dataDir() string { return filepath.Join(d.Dir, DataDir) }

// tidy removes what a recorder left that was killed as it ended.
func (d *DAgger) tidy() error {
	rec, err := d.recorder()
	if err != nil {
		return err
	}
	return rec.Close()
}

func (d *DAgger) recorder() (*demos.Recorder, error) {
	actor := demos.Actor{Name: "dagger", Detail: fmt.Sprintf("the learner, or with probability %g to the power of the round the expert", d.Options.DAgger.Beta)}
	m := demos.NewManifest(d.Data.Spec(), actor, d.Options.Seed)
	o := demos.DefaultOptions()
	o.FS = d.Run.Disk
	rec, err := demos.Create(d.dataDir(), m, o)
	if err == nil {
		return rec, nil
	}
	rec, resumed := demos.Resume(d.dataDir(), m, o)
	if errors.Is(resumed, fs.ErrNotExist) {
		return nil, err // there is nothing to resume: creating it failed for a reason of its own
	}
	return rec, resumed
}
