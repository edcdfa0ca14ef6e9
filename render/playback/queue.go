package playback

import (
	"image"
	"time"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// queue hands frames to a sink in another goroutine: one is encoded while the next is painted.
type queue struct {
	frames chan frame
	free   chan *image.RGBA // copies that can be filled again
	failed chan error       // the sink's first error; closed when it has all frames
	err    error
	closed bool
}

type frame struct {
	img   *image.RGBA
	shown time.Duration
}

// ahead is how many frames may wait.
const ahead = 2

func newQueue(to Sink) *queue {
	q := &queue{frames: make(chan frame, ahead), free: make(chan *image.RGBA, ahead+1), failed: make(chan error, 1)}
	for range ahead + 1 {
		q.free <- nil
	}
	go func() {
		defer close(q.failed)
		bad := false
		for f := range q.frames {
			if !bad {
				if err := q.encode(to, f); err != nil {
					bad = true
					q.failed <- err
				}
			}
			q.free <- f.img
		}
	}()
	return q
}

// encode gives a frame to the sink. What the sink panics with is its error, with which add or close panics in turn.
func (q *queue) encode(to Sink, f frame) (err error) {
	defer func() {
		if p := parallel.Recovered(recover()); p != nil {
			err = p
		}
	}()
	return to.Add(f.img, f.shown)
}

// raise returns the sink's error, and panics where that is a panic.
func (q *queue) raise() error {
	if p, ok := q.err.(*parallel.Panic); ok {
		panic(p)
	}
	return q.err
}

// add copies a picture into the queue. The error is the sink's, of a picture before.
func (q *queue) add(img *image.RGBA, shown time.Duration) error {
	select {
	case q.err = <-q.failed:
		return q.raise()
	case own := <-q.free:
		if own == nil || own.Rect != img.Rect {
			own = image.NewRGBA(img.Rect)
		}
		copy(own.Pix, img.Pix)
		q.frames <- frame{own, shown}
		return nil
	}
}

// close waits until the sink has all frames, and returns its error.
func (q *queue) close() error {
	if q.closed {
		return q.err
	}
	q.closed = true
	close(q.frames)
	err := <-q.failed
	if q.err != nil { // add has returned it
		return q.err
	}
	q.err = err
	return q.raise()
}
