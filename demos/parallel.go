package demos

import (
	"context"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Session is a number of episodes to record.
type Session struct {
	Episodes   int                  // to save
	Workers    int                  // rollouts at work at a time; the result is the same for any number
	Batch      int                  // episodes in a file, fewer where they are large; an episode is durable when its file is full
	NewRollout func() *envs.Rollout // one for each worker

	// Keep says whether to save an episode that a worker's rollout has just played; it may set its tags. Workers call it
	// at the same time.
	Keep func(r *envs.Rollout, d *Demonstration) bool

	// Misses is how many episodes in a row may be played without one that is kept; 0: any number. Beyond it the error is
	// a *HopelessError.
	Misses int

	// Saved is called in order for each episode once it is durable.
	Saved func(d *Demonstration)
}

// RecordAll plays episodes in parallel and appends them in the order of their streams, until as many are saved as the
// session asks for, or an environment or a policy breaks down (envs.Fallible): its error is returned then. When ctx is canceled, the episodes before the first one under way are saved, and the error is that of ctx.
func (r *Recorder) RecordAll(ctx context.Context, s Session) error {
	plays, filed, stop := play(ctx, s, &r.manifest, r.index)
	defer stop()
	f := filing{r: r, s: &s}
	var err error
	cut := false
	for c := range plays {
		p := receive(c)
		cut = cut || interrupted(ctx, p.d)
		if cut || f.full() || err != nil {
			stop() // played ahead of need, or behind an episode that was cut short
		} else if err = f.take(p); err != nil || f.full() {
			stop()
		}
		filed()
	}
	if err == nil || f.sound(err) {
		err = errors.Join(f.flush(), err)
	}
	if err == nil && !f.full() {
		err = ctx.Err()
	}
	return err
}

// filing puts episodes into files.
type filing struct {
	r      *Recorder
	s      *Session
	broken error            // why an environment or a policy broke down
	batch  []*Demonstration // of the next file
	bytes  int64            // of those
	saved  int
	since  int // episodes played since the last one that was kept
}

// HopelessError says that so many episodes in a row were played and none of them kept.
type HopelessError struct{ Played int }

func (e *HopelessError) Error() string {
	return fmt.Sprintf("%d episodes in a row were played and none is to be kept", e.Played)
}

// miss counts an episode that is not kept.
func (f *filing) miss() error {
	if f.since++; f.s.Misses > 0 && f.since >= f.s.Misses {
		return &HopelessError{f.since}
	}
	return nil
}

// full reports whether the session needs no further episode.
func (f *filing) full() bool { return f.saved+len(f.batch) >= f.s.Episodes }

// take adds an episode that is to be kept.
func (f *filing) take(p played) error {
	if p.broken != nil {
		f.broken = p.broken
		return p.broken
	}
	f.r.index = p.d.Index + 1
	if !p.keep {
		return f.miss()
	}
	return f.add(p.d)
}

// sound reports whether the episodes before an error can be saved: it is not one of saving.
func (f *filing) sound(err error) bool {
	_, hopeless := err.(*HopelessError)
	return hopeless || f.broken != nil
}

// add puts an episode into the next file, before which the file is written where it has no room, and after which where
// it has its number of episodes or the session is at its end. Where files are cut depends on the episodes alone.
func (f *filing) add(d *Demonstration) error {
	facts := factsOf(&f.r.manifest, 0, d)
	size := facts.size()
	if len(f.batch) > 0 && f.bytes+size > f.r.fileSize {
		if err := f.flush(); err != nil {
			return err
		}
	}
	f.since = 0
	f.batch, f.bytes = append(f.batch, d), f.bytes+size
	if len(f.batch) == min(f.s.Batch, maxBatch) || f.full() {
		return f.flush()
	}
	return nil
}

// flush writes the file.
func (f *filing) flush() error {
	if len(f.batch) == 0 {
		return nil
	}
	err := f.r.save(f.batch, f.s.Saved)
	f.saved, f.batch, f.bytes = f.saved+len(f.batch), nil, 0
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
	broken   error           // why environment or policy broke down
	panicked *parallel.Panic // in the worker
}

// play plays an episode, which is not kept where the context ends it.
func (s *Session) play(ctx context.Context, rollout **envs.Rollout, d *Demonstration) (p played) {
	p.d = d
	defer func() {
		if p.panicked = parallel.Recovered(recover()); p.panicked != nil {
			p.keep = false
		}
	}()
	if *rollout == nil {
		*rollout = s.NewRollout()
	}
	whole := d.play(ctx, *rollout)
	if p.broken = (*rollout).Err(); p.broken == nil {
		p.keep = whole && s.Keep(*rollout, d)
	}
	return p
}

// maxAhead bounds what the episodes take together that are played or wait to be filed, bytes; one there always is.
const maxAhead = 64 << 20

// play plays the episodes of the streams from index on and returns them in order, each in a channel of its own, until
// stopped. A worker is at most a few episodes ahead of who takes them, who calls filed after each.
func play(ctx context.Context, s Session, m *Manifest, index uint64) (plays <-chan chan played, filed func(), stop context.CancelFunc) {
	type job struct {
		d    *Demonstration
		done chan played
	}
	ctx, stop = context.WithCancel(ctx)
	jobs := make(chan job)
	ahead := max(1, min(3*s.Workers+1, maxAhead/episodeRow(m.Task)/max(m.Task.Horizon, 1)))
	room := make(chan struct{}, ahead)
	for range min(s.Workers, ahead) {
		go func() {
			var rollout *envs.Rollout // made with the first episode, whose the panic of making it is
			defer func() {
				if rollout != nil {
					rollout.Close()
				}
			}()
			for j := range jobs {
				j.done <- s.play(ctx, &rollout, j.d)
			}
		}()
	}
	ordered := make(chan chan played, 2*s.Workers)
	go func() {
		defer close(ordered)
		defer close(jobs)
		for ; ctx.Err() == nil; index++ {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			j := job{&Demonstration{Seed: m.Seed, Purpose: envs.Demonstration, Index: index}, make(chan played, 1)}
			jobs <- j
			ordered <- j.done
		}
	}()
	return ordered, func() { <-room }, stop
}
