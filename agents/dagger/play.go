package dagger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// DataDir is where, in a run directory, the episodes are recorded.
const DataDir = "data"

// play plays the episodes of a round, or takes up those that were recorded before an interruption, and
// adds them to the data.
func (l *Learner) play(ctx context.Context, round int) ([]demos.Demonstration, error) {
	played := make([]demos.Demonstration, l.o.DAgger.Episodes)
	set, err := demos.OpenFS(l.src.Disk, l.dataDir())
	if err == nil && set.Len() >= round*len(played) {
		err = errors.Join(l.tidy(), l.reread(set, round, played))
	} else if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = l.record(ctx, round, played)
	}
	if err != nil {
		return nil, err
	}
	return played, l.aggregate(round, played)
}

// record plays the episodes, each on its own stream, and makes them durable before anything is learned from them.
func (l *Learner) record(ctx context.Context, round int, played []demos.Demonstration) error {
	learner := l.Network()
	work := parallel.NewPool(l.src.Workers, len(played), 1)
	defer work.Close()
	broken := make([]error, len(played))
	work.Do(func(i int) {
		m := &mixture{ctx: ctx, expert: l.src.Expert(), learner: learner.Clone(), beta: l.beta(round)}
		if w := l.o.Policy.Window; !w.IsZero() {
			m.replan = w.Replan
		}
		broken[i] = l.demonstrate(&played[i], m, round, i)
	})
	if err := cmp.Or(ctx.Err(), cmp.Or(broken...)); err != nil {
		return err // the checkpoint of the round before has been taken
	}
	rec, err := l.recorder()
	if err != nil {
		return err
	}
	all := make([]*demos.Demonstration, len(played))
	for i := range played {
		all[i] = &played[i]
	}
	return errors.Join(rec.Append(all...), rec.Close())
}

// demonstrate plays the i-th episode of a round. Its error is that of an environment or an expert that broke down.
func (l *Learner) demonstrate(d *demos.Demonstration, m *mixture, round, i int) error {
	d.Seed, d.Purpose = l.o.Seed, envs.Online
	d.Index = uint64((round-1)*l.o.DAgger.Episodes + i)
	r := envs.NewRollout(l.src.NewEnv(), m)
	defer r.Close()
	d.Play(r)
	d.Tags = []string{"dagger", fmt.Sprintf("round-%d", round)}
	return r.Err()
}

// reread takes up a round's episodes with the labels that were recorded.
func (l *Learner) reread(set *demos.Dataset, round int, played []demos.Demonstration) error {
	r := set.Reader()
	for i := range played {
		number := (round-1)*len(played) + i
		if err := r.Read(&played[i], number); err != nil {
			return err
		}
		if played[i].Label != nil {
			continue
		}
		if err := l.retrace(&played[i], round, i); err != nil {
			return fmt.Errorf("%s: episode %d %w", set.Dir(), number, err)
		}
	}
	return nil
}

// retrace plays an episode again that an earlier version recorded without labels, to query the expert for them again.
func (l *Learner) retrace(d *demos.Demonstration, round, i int) error {
	was := d.Clone()
	err := l.demonstrate(d, &mixture{ctx: context.Background(), expert: l.src.Expert(), script: was.Act}, round, i)
	if err != nil {
		return err
	}
	if d.Len() != was.Len() || d.End != was.End {
		return fmt.Errorf("does not replay: %d steps, %v instead of %d, %v", d.Len(), d.End, was.Len(), was.End)
	}
	return nil
}

// recall brings back what was played up to a round.
func (l *Learner) recall(last int) error {
	set, err := demos.OpenFS(l.src.Disk, l.dataDir())
	if err == nil {
		err = set.Complete() // an episode is found by its position
	}
	if err != nil {
		return err
	}
	for round := l.round + 1; round <= last; round++ {
		played := make([]demos.Demonstration, l.o.DAgger.Episodes)
		if set.Len() < round*len(played) {
			return fmt.Errorf("%s: %d episodes, the checkpoint was taken after %d", set.Dir(), set.Len(), round*len(played))
		}
		if err := errors.Join(l.reread(set, round, played), l.aggregate(round, played)); err != nil {
			return err
		}
	}
	return nil
}

// aggregate adds a round's pairs to the data.
func (l *Learner) aggregate(round int, played []demos.Demonstration) error {
	for i := range played {
		if err := l.src.Pairs.Add(fmt.Sprintf("round %d, episode %d", round, i), &played[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l *Learner) dataDir() string { return filepath.Join(l.src.Dir, DataDir) }

// ownDataDir refuses a link to a directory elsewhere: a run writes nothing outside its own.
func (l *Learner) ownDataDir() error {
	entries, err := l.src.Disk.ReadDir(l.src.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == DataDir && !e.IsDir() {
			return fmt.Errorf("%s: not a directory: a run records in its own alone", l.dataDir())
		}
	}
	return nil
}

// tidy removes what a recorder left that was killed as it ended.
func (l *Learner) tidy() error {
	rec, err := l.recorder()
	if err != nil {
		return err
	}
	return rec.Close()
}

func (l *Learner) recorder() (*demos.Recorder, error) {
	if err := l.ownDataDir(); err != nil {
		return nil, err
	}
	actor := demos.Actor{Name: "dagger", Detail: fmt.Sprintf("the learner, or with probability %g to the power of the round the expert", l.o.DAgger.Beta)}
	m := demos.NewManifest(l.src.Pairs.Spec(), actor, l.o.Seed)
	if m.Provenance = l.src.Origin; m.Provenance != nil {
		m.Seed = 0
	}
	o := demos.DefaultOptions()
	o.FS = l.src.Disk
	rec, err := demos.Create(l.dataDir(), m, o)
	if err == nil {
		return rec, nil
	}
	rec, resumed := demos.Resume(l.dataDir(), m, o)
	if errors.Is(resumed, fs.ErrNotExist) {
		return nil, err // there is nothing to resume: creating it failed for a reason of its own
	}
	return rec, resumed
}
