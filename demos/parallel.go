package demos

import (
	"context"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Session is a number of episodes to record.
type Session struct {
	Episodes   int                  // to save
	Workers    int                  // rollouts at work at a time; the result is the same for any number
	Batch      int                  // episodes in a file; an episode is durable when its file is full
	NewRollout func() *envs.Rollout // one for each worker

	// Keep says whether to save an episode that a worker's rollout has just played; it may set its tags. Workers call it
	// at the same time.
	Keep func(r *envs.Rollout, d *Demonstration) bool

	// Saved is called in order for each episode once it is durable.
	Saved func(d *Demonstration)
}

// RecordAll plays episodes in parallel and appends them in the order of their streams, until as many are saved as the
// session asks for. When ctx is canceled, the episodes before the first one under way are saved, and the error is that of ctx.
func (r *Recorder) RecordAll(ctx context.Context, s Session) error {
	plays, stop := play(ctx, s, r.manifest.Seed, r.index)
	defer stop()
	var batch []*Demonstration
	var err error
	saved, cut := 0, false
	for c := range plays {
		p := receive(c)
		cut = cut || interrupted(ctx, p.d)
		if cut || saved+len(batch) >= s.Episodes || err != nil {
			stop()
			continue // played ahead of need, or behind an episode that was cut short
		}
		if r.index = p.d.Index + 1; !p.keep {
			continue
		}
		batch = append(batch, p.d)
		if len(batch) == s.Batch || saved+len(batch) == s.Episodes {
			err = r.save(batch, s.Saved)
			saved, batch = saved+len(batch), batch[:0]
		}
		if err != nil || saved == s.Episodes {
			stop()
		}
	}
	if err == nil && len(batch) > 0 {
		err = r.save(batch, s.Saved)
		saved += len(batch)
	}
	if err == nil && saved < s.Episodes {
		err = ctx.Err()
	}
	return err
}

// receive waits for an episode, and panics with what its worker panicked with.
func receive(c <-chan played) played {
	p := <-c
	if p.panicked != nil {
		panic(p.panicked)
	}
	return p
}

// interrupted reports whether an episode was cut short by the end of the context.
func interrupted(ctx context.Context, d *Demonstration) bool {
	return ctx.Err() != nil && d.End == envs.Running
}

func (r *Recorder) save(batch []*Demonstration, saved func(*Demonstration)) error {
	if err := r.Append(batch...); err != nil {
		return err
	}
	for _, d := range batch {
		saved(d)
	}
	return nil
}

// played is an episode, and whether it is to be saved.
type played struct {
	d        *Demonstration
	keep     bool
	panicked *parallel.Panic // in the worker
}

// play plays an episode, which is not kept where the context ends it.
func (s *Session) play(ctx context.Context, r *envs.Rollout, d *Demonstration) (p played) {
	p.d = d
	defer func() {
		if p.panicked = parallel.Recovered(recover()); p.panicked != nil {
			p.keep = false
		}
	}()
	p.keep = d.play(ctx, r) && s.Keep(r, d)
	return p
}

// play plays the episodes of the streams from index on and returns them in order, each in a channel of its own, until
// stopped. A worker is at most a few episodes ahead of who takes them.
func play(ctx context.Context, s Session, seed, index uint64) (<-chan chan played, context.CancelFunc) {
	type job struct {
		d    *Demonstration
		done chan played
	}
	ctx, stop := context.WithCancel(ctx)
	jobs := make(chan job)
	for range s.Workers {
		go func() {
			rollout := s.NewRollout()
			for j := range jobs {
				j.done <- s.play(ctx, rollout, j.d)
			}
		}()
	}
	ordered := make(chan chan played, 2*s.Workers)
	go func() {
		defer close(ordered)
		defer close(jobs)
		for ; ctx.Err() == nil; index++ {
			j := job{&Demonstration{Seed: seed, Purpose: envs.Demonstration, Index: index}, make(chan played, 1)}
			jobs <- j
			ordered <- j.done
		}
	}()
	return ordered, stop
}
